"""The design's twelve worked examples, which the oracle and the warehouse both have to meet.

They are of a primary school with a 党支部 that is a county-tier demonstration school, by the
working edition. The rules of the whole score, which the working edition has not, have an edition
of their own, with six schools.
"""

from __future__ import annotations

EXAMPLES: list[tuple[str, dict[str, str], str | None]] = [
    ("L01", {"L01_num": "11", "L01_den": "12"}, "1.67"),
    ("Z04", {"Z04_num": "20", "Z04_den": "24"}, "1.33"),
    ("Z02", {"Z02_due": "2024-03-01", "Z02_done": "2024-04-11"}, "1.80"),
    ("Z06", {"Z06_num": "11", "Z06_den": "12", "Z06_pn": "180", "Z06_pd": "216"}, "1.62"),
    ("S04", {"S04_a": "1", "S04_b": "1", "S04_c": "0"}, "1.50"),
    ("F04", {"F04_num": "2", "F04_den": "28"}, "1.43"),
    ("F02", {"F02_a": "3"}, "1.50"),
    ("F06", {"F06_g": "B"}, "1.60"),
    ("F08", {"F08_num": "93", "F08_den": "100"}, "1.73"),
    ("Z05", {"Z05_num": "4", "Z05_den": "4", "Z05_c": "0"}, "1.00"),
    ("F01", {"F01_n1": "0", "F01_d1": "0", "F01_n2": "5", "F01_d2": "20"}, "2.40"),
    ("L05", {"L05_num": "0", "L05_den": "0"}, None),
]
"""An indicator, its answers, and its points to two decimals (None: not applicable)."""

POINTS_THAT_APPLY = {"kindergarten": 94, "senior": 98, "primary": 100}
"""By school type, the applicable points that the design names."""


WHOLE_SCORE_GUIDE: dict[str, list[dict[str, str]]] = {
    "editions": [
        {
            "title_zh": "示例",
            "status": "official",
            "valid_from": "2020-01-01",
            "dimension_count": "1",
            "indicator_count": "3",
            "total_points": "100",
        }
    ],
    "dimensions": [{"dimension": "A", "sort": "1", "name_zh": "日常工作"}],
    "indicators": [
        {
            "indicator": indicator,
            "dimension": "A",
            "sort": sort,
            "name_zh": name,
            "max_points": points,
        }
        for sort, indicator, name, points in (
            ("1", "A1", "信息报送", "10"),
            ("2", "A2", "会议", "90"),
            ("3", "A3", "表彰加分", "5"),
        )
    ],
    "facts": [
        {
            "indicator": fact[:2],
            "fact": fact,
            "sort": "1",
            "label_zh": label,
            "kind": "count",
            "unit_zh": "次",
            "answered_by": "school",
            "required": "1",
        }
        for fact, label in (
            ("A1_a", "迟报次数"),
            ("A2_a", "实开次数"),
            ("A2_b", "应开次数"),
            ("A3_a", "受表彰次数"),
        )
    ],
    "rules": [
        {"indicator": "A1", "part": "1", "share": "1", "method": "deduct"},
        {
            "indicator": "A2",
            "part": "1",
            "share": "1",
            "method": "ratio",
            "fact": "A2_a",
            "base_fact": "A2_b",
            "target": "1",
            "floor": "0",
            "when_base_zero": "zero",
        },
        {
            "indicator": "A3",
            "part": "1",
            "share": "1",
            "method": "count",
            "fact": "A3_a",
            "target": "2.5",
        },
    ],
    "rule_items": [{"indicator": "A1", "part": "1", "fact": "A1_a", "kind": "each", "points": "5"}],
    "indicator_floors": [{"indicator": "A1", "least_points": "-20"}],
    "bonus_indicators": [{"indicator": "A3"}],
    "bonus_caps": [{"most": "3"}],
    "red_lines": [
        {"red_line": "R1", "label_zh": "通报批评", "effect": "take_off", "value": "10"},
        {"red_line": "R1", "label_zh": "通报批评", "effect": "rating_down", "value": "1"},
        {"red_line": "R2", "label_zh": "重大事故", "effect": "zero_score"},
    ],
    "ratings": [
        {"rating": "good", "sort": "1", "name_zh": "优秀", "min_score": "90"},
        {"rating": "fair", "sort": "2", "name_zh": "合格", "min_score": "60"},
        {"rating": "poor", "sort": "3", "name_zh": "不合格", "min_score": "0"},
    ],
    "rating_shares": [{"rating": "good", "end": "first", "percent": "25", "ties": "in"}],
    "tiers": [
        {
            "tier": "model",
            "sort": "1",
            "name_zh": "示范学校",
            "min_score": "80",
            "min_dimension_share": "0.5",
        }
    ],
    "tier_shares": [{"tier": "model", "percent": "50", "ties": "out"}],
}
"""The rows of one edition, but for its code and the code lists."""

WHOLE_SCORE_FACTS = ("A1_a", "A2_a", "A2_b", "A3_a")
WHOLE_SCORE_EXAMPLES: list[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = [
    # 81 + 10 points, two awards of which the cap leaves 3 points; first of six
    (("0", "18", "20", "2"), (), ("91", "3", "0", "94", "good", "model")),
    # 10 − 4 × 5 points; the fourth, where only three of six can have the tier
    (("4", "20", "20", "1"), (), ("80", "2", "0", "82", "fair", "none")),
    # held at −20, and 10 taken off the score
    (("9", "10", "20", "0"), ("R1",), ("25", "0", "10", "15", "poor", "none")),
    (("0", "20", "20", "0"), ("R2",), ("100", "0", "0", "0", "poor", "none")),
    # a red line takes off 10 points, and the rating falls from 合格 by one step
    (("0", "19", "20", "0"), ("R1",), ("95.5", "0", "10", "85.5", "poor", "model")),
    # 93 would be 优秀, which only one of six can have
    (("0", "18", "20", "1"), (), ("91", "2", "0", "93", "fair", "model")),
]
"""Answers of a school, red lines found, and its points, bonus, points taken off, score, rating and
tier."""
