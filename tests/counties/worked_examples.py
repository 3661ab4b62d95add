"""Worked examples, which the oracle and the warehouse both have to meet: the design's twelve first.

They are of a primary school with a 党支部 that is a county-tier demonstration school, by the
working edition. The rules of the whole score, which the working edition has not, have an edition
of their own, with six schools.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

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


# ---------------------------------------------------------------- rules of the second stage


@dataclass(frozen=True)
class LaterExample:
    """Schools scored by another rule of one indicator, which has one count and 2 points.

    `rule`: cells of its row of `rules` that differ; `details`: further rows, by table. `schools`:
    by school its answer, its number of students (None: not told), and its points to two decimals
    (None: not applicable).
    """

    rule: dict[str, str]
    details: dict[str, list[dict[str, str]]]
    schools: dict[str, tuple[str, str | None, str | None]]


LATER_INDICATOR, LATER_FACT = "F02", "F02_a"


def _compared(compare: str, better: str, rest: str = "", **bands: str) -> dict[str, Any]:
    return {
        "rule": {"method": "relative"},
        "details": {
            "relative_rules": [
                {"compare": compare, "among": "county", "better": better, "rest": rest}
            ],
            "rule_bands": [
                {"bound": "at_most", "key": key.strip("_").replace("_", "."), "share": share}
                for key, share in bands.items()
            ],
        },
    }


def _answers(**points: str | None) -> dict[str, tuple[str, str | None, str | None]]:
    """Schools by their answers, a letter behind where two are equal."""
    return {
        f"S{number}": (answer.strip("_").rstrip("b"), "100", told)
        for number, (answer, told) in enumerate(points.items())
    }


LATER_EXAMPLES: dict[str, LaterExample] = {
    # 9 is first, both 7 are second, 3 is fourth: 3 of the best 9; 1 of 9.
    "the first three by place, the others to the best": LaterExample(
        **_compared("place", "more", "to_best", _1="1", _2="0.8", _3="0.6"),
        schools=_answers(_9="2.00", _7="1.60", _7b="1.60", _3="0.67", _1="0.22"),
    ),
    # Places 1, 2, 2, 4 of 4 schools: a quarter, a half, a half, all.
    "the best quarter and half, fewer are better": LaterExample(
        **_compared("percent", "less", "zero", _0_25="1", _0_5="0.5"),
        schools=_answers(_0="2.00", _1="1.00", _1b="1.00", _5="0.00"),
    ),
    "in proportion to the fewest": LaterExample(
        **_compared("to_best", "less"), schools=_answers(_2="2.00", _4="1.00", _8="0.50")
    ),
    "in proportion to the mean, which is 3": LaterExample(
        **_compared("to_mean", "more"), schools=_answers(_1="0.67", _2="1.33", _6="2.00")
    ),
    "two schools are not compared": LaterExample(
        **_compared("to_mean", "more"), schools=_answers(_1=None, _2=None)
    ),
    "targets by size": LaterExample(
        rule={"method": "count"},
        details={
            "rule_targets": [
                {"attribute": "students", "value": f"at_least {bound}", "target": target}
                for bound, target in (("0", "1"), ("300", "2"), ("1000", "4"))
            ]
        },
        schools={
            "S0": ("1", "299", "2.00"),
            "S1": ("1", "300", "1.00"),
            "S2": ("1", "1000", "0.50"),
            "S3": ("1", None, "0.00"),
        },
    ),
}


def later_guide(
    tables: Mapping[str, Sequence[Mapping[str, Any]]], example: LaterExample
) -> dict[str, list[dict[str, Any]]]:
    """The working edition with the example's rule in place of the indicator's own."""
    found = {name: [dict(row) for row in rows] for name, rows in tables.items()}
    [rule] = [row for row in found["rules"] if row["indicator"] == LATER_INDICATOR]
    rule |= example.rule
    for name in ("rule_targets", "rule_bands"):
        found[name] = [row for row in found[name] if row["indicator"] != LATER_INDICATOR]
    of_part = {name: rule[name] for name in ("edition", "indicator", "part")}
    for name, rows in example.details.items():
        found[name] += [of_part | row for row in rows]
    return found
