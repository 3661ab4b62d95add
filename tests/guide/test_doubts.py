"""What a guide without faults may not have meant is told, and nothing is refused for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from duibiao.guide.columns import EFFECTS, KINDS, METHODS
from duibiao.guide.editions import EXAMPLE, Guide
from duibiao.guide.telling import fault_words
from duibiao.records.settings import SEEDS
from duibiao.words import LANGUAGES, words
from tests.counties.guide_folders import GuideFolder

Plant = Callable[[GuideFolder], tuple[str, str]]


def other_unit(folder: GuideFolder) -> tuple[str, str]:
    folder.rows("facts", fact="借书学生")[0]["unit_zh"] = "人次"
    return "rules", "may_exceed"


def between_whole_numbers(folder: GuideFolder) -> tuple[str, str]:
    folder.rows("facts", fact="开放")[0]["kind"] = "count"
    folder.rows("rule_bands", key="20")[0]["key"] = "29.5"
    return "rule_bands", "key"


def nothing_is_full(folder: GuideFolder) -> tuple[str, str]:
    folder.rows("rule_bands", key="30")[0]["share"] = "0.9"
    return "rules", "method"


def last_is_first(folder: GuideFolder) -> tuple[str, str]:
    row = folder.tables["relative_rules"][0]
    row |= {"compare": "place", "rest": "zero"}
    of_part = {name: row[name] for name in ("edition", "indicator", "part")}
    for key, share in (("3", "1"), ("1", "0.5")):
        folder.add("rule_bands", **of_part, bound="at_most", key=key, share=share)
    return "rule_bands", "share"


def nothing_off(folder: GuideFolder) -> tuple[str, str]:
    folder.rows("rule_items", kind="each")[0]["points"] = "0"
    return "rule_items", "points"


def nothing_needed(folder: GuideFolder) -> tuple[str, str]:
    folder.rows("rule_items", kind="shortfall")[0]["needed"] = "0"
    return "rule_items", "needed"


def nothing_capped(folder: GuideFolder) -> tuple[str, str]:
    folder.tables["rule_caps"][0]["max_share"] = "1"
    return "rule_caps", "max_share"


def for_nobody(folder: GuideFolder) -> tuple[str, str]:
    row = folder.tables["not_applicable"][0]
    for code in folder.rows("code_lists", list="school_type"):
        if code["code"] != row["value"]:
            folder.add("not_applicable", **{**row, "value": code["code"]})
    return "not_applicable", "value"


def for_no_size(folder: GuideFolder) -> tuple[str, str]:
    row = folder.tables["not_applicable"][0]
    row |= {"attribute": "members", "value": "below 10"}
    folder.add("not_applicable", **row | {"value": "at_least 9"})
    return "not_applicable", "value"


DOUBTS: list[tuple[str, Plant]] = [
    ("ratio-may-exceed", other_unit),
    ("band-never-reached", between_whole_numbers),
    ("full-share-unreachable", nothing_is_full),
    ("worse-place-gives-more", last_is_first),
    ("item-takes-nothing", nothing_off),
    ("item-takes-nothing", nothing_needed),
    ("cap-takes-nothing", nothing_capped),
    ("indicator-for-nobody", for_nobody),
    ("indicator-for-nobody", for_no_size),
]


@pytest.mark.parametrize(("code", "plant"), DOUBTS)
def test_a_doubt_is_told_once_with_its_place_and_its_words(
    code: str, plant: Plant, tmp_path: Path
) -> None:
    folder = GuideFolder.copy(EXAMPLE)
    table, column = plant(folder)
    (doubt,) = Guide.load(folder.write(tmp_path)).doubts()
    assert (doubt.code, doubt.table, doubt.column, doubt.is_doubt) == (code, table, column, True)
    for language in LANGUAGES:
        told = fault_words(doubt, words(language))
        assert told.what and told.mend and "{" not in told.what + told.mend


def test_the_guides_that_come_with_the_program_leave_no_doubt() -> None:
    assert Guide.load(SEEDS).doubts() == []
    assert Guide.load(EXAMPLE).doubts() == []


def test_every_doubt_that_has_words_is_planted_here() -> None:
    worded = {name.removeprefix("guide-doubt-") for name in words().ids("guide-doubt-")}
    assert worded == {code for code, _ in DOUBTS}


def test_the_worked_example_has_each_method_a_cap_a_red_line_and_an_exemption() -> None:
    guide = Guide.load(EXAMPLE)
    (edition,) = guide.editions.values()
    assert 2 <= len(edition.dimensions) <= 3
    assert set(guide.tables["rules"]["method"]) == set(METHODS)
    assert {fact.kind for fact in edition.facts.values()} == set(KINDS)
    assert set(guide.tables["red_lines"]["effect"]) == set(EFFECTS)
    for name in ("rule_caps", "not_applicable", "rule_targets", "tiers"):
        assert not guide.tables[name].is_empty()
    assert {fact.answered_by for fact in edition.facts.values()} == {"school", "county"}
