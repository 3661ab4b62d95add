"""From answers to points in words: one sentence for every method and every way out of it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from dashboards.explain import indicator_in_words, part_in_words
from words import Words

SAY = Words("zh-CN")
PART: dict[str, Any] = {
    "outcome": "counted",
    "part_share": Decimal(1),
    "result": Decimal("0.833333333"),
    "fact_value": Decimal(11),
    "base_value": Decimal(12),
    "target": Decimal(1),
    "floor": Decimal("0.5"),
    "band_key": None,
    "items_met": None,
    "items_asked": None,
    "days_late": None,
    "points_deducted": None,
    "due_on": None,
    "done_on": None,
}
INDICATOR: dict[str, Any] = {
    "status": "scored",
    "share": Decimal("0.833333333"),
    "points": Decimal("1.666667"),
    "max_points": Decimal(2),
    "missing_fact_ids": None,
    "capped_by_fact_id": None,
    "cap_max_share": None,
    "zeroed_by_red_line": None,
}


@pytest.mark.parametrize(
    ("part", "sentence"),
    [
        (
            {"method": "ratio"},
            "11 ÷ 12 = 91.7%（50% 及以下 0 分，100% 满分） → 83.3%",
        ),
        (
            {"method": "ratio", "target": Decimal("0.1"), "floor": Decimal("0.9")},
            "11 ÷ 12 = 91.7%（90% 及以上 0 分，10% 及以下满分） → 83.3%",
        ),
        (
            {"method": "ratio", "base_value": Decimal(0), "result": Decimal(0)},
            "分母为 0 → 0%",
        ),
        (
            {"method": "count", "fact_value": Decimal(3), "target": Decimal(4)},
            "3，目标 4 → 83.3%",
        ),
        (
            {"method": "steps", "fact_value": Decimal(2), "band_key": "2", "result": Decimal(1)},
            "2，达到“2 及以上”一档 → 100%",
        ),
        (
            {"method": "steps", "fact_value": Decimal(0), "result": Decimal(0)},
            "0，低于最低一档 → 0%",
        ),
        (
            {"method": "checklist", "items_met": 2, "items_asked": 3},
            "适用的 3 项中有 2 项为“是” → 83.3%",
        ),
        ({"method": "grade", "band_key": "B", "result": Decimal("0.8")}, "等级 B → 80%"),
        (
            {
                "method": "late",
                "days_late": 41,
                "due_on": dt.date(2024, 3, 1),
                "done_on": dt.date(2024, 4, 11),
                "result": Decimal("0.6"),
            },
            "应于 2024-03-01，完成于 2024-04-11，逾期 41 天 → 60%",
        ),
        (
            {
                "method": "late",
                "days_late": 0,
                "due_on": dt.date(2025, 3, 1),
                "result": Decimal(1),
            },
            "应于 2025-03-01，完成于 （未完成，算到周期末），没有逾期 → 100%",
        ),
        (
            {"method": "deduct", "points_deducted": Decimal("1.5"), "result": Decimal("0.5")},
            "扣 1.50 分 → 50%",
        ),
        ({"method": "ratio", "outcome": "skipped"}, "这一部分不适用，不计入"),
        ({"method": "ratio", "outcome": "not_reached"}, None),
    ],
)
def test_each_method_is_told_by_its_figures(part: dict[str, Any], sentence: str | None) -> None:
    """What was compared with what, and the share it gave."""
    assert part_in_words(SAY, PART | part, alone=True) == sentence


def test_a_part_among_several_says_its_weight() -> None:
    """So that the shares can be added up by hand."""
    part = PART | {"method": "ratio", "part_share": Decimal("0.6")}
    assert part_in_words(SAY, part, alone=False) == (
        "占 60%：11 ÷ 12 = 91.7%（50% 及以下 0 分，100% 满分） → 83.3%"
    )


def test_the_last_line_gives_the_points() -> None:
    """Full points × share = points."""
    lines = indicator_in_words(SAY, INDICATOR, [PART | {"method": "ratio"}], {}, {})
    assert lines[-1] == "2 分 × 83.33% = 1.67 分"


def test_a_cap_names_its_fact() -> None:
    """The cap stands between the rule and the points."""
    capped = INDICATOR | {
        "capped_by_fact_id": "talks",
        "cap_max_share": Decimal("0.5"),
        "share": Decimal("0.5"),
        "points": Decimal(1),
    }
    lines = indicator_in_words(SAY, capped, [PART | {"method": "ratio"}], {"talks": "讲课次数"}, {})
    assert lines[1:] == ["“讲课次数”触发上限，最高得 50%", "2 分 × 50% = 1.00 分"]


def test_a_red_line_takes_the_place_of_the_points() -> None:
    """Whatever the rule gave, the red line is the reason for the 0."""
    zeroed = INDICATOR | {"zeroed_by_red_line": "X", "share": Decimal(0), "points": Decimal(0)}
    lines = indicator_in_words(SAY, zeroed, [PART | {"method": "ratio"}], {}, {"X": "材料造假"})
    assert lines[-1] == "触及红线“材料造假”，本项记 0 分"


def test_a_missing_indicator_says_which_answers_are_missing() -> None:
    """By the label of the question, not by its code."""
    missing = INDICATOR | {"status": "missing", "missing_fact_ids": "a,b", "points": Decimal(0)}
    lines = indicator_in_words(SAY, missing, [], {"a": "应到人次", "b": "实到人次"}, {})
    assert lines == ["未填“应到人次、实到人次”，按 0 分计，分值仍计入"]


def test_not_applicable_says_why() -> None:
    """Excused by the guide, or by a base of 0."""
    none = INDICATOR | {"status": "not_applicable", "share": None, "points": None}
    by_guide = [PART | {"method": "ratio", "outcome": "not_reached"}]
    by_base = [PART | {"method": "ratio", "outcome": "makes_not_applicable"}]
    assert indicator_in_words(SAY, none, by_guide, {}, {}) == ["按指南，这类学校不适用本项"]
    assert indicator_in_words(SAY, none, by_base, {}, {}) == ["分母为 0，按评分办法本项不适用"]
