"""The checks on one school's answers together are the same for a workbook and for the long form."""

from __future__ import annotations

from pathlib import Path

import pytest

from duibiao.guide.editions import Edition, Guide
from ingest.values.checks import Given, check_answers
from tests.counties.guide_folders import GuideFolder

Told = list[tuple[str, str, str | None]]


@pytest.fixture
def chain(tmp_path: Path) -> Edition:
    """An edition of one indicator in which a is a part of b, and b a part of c."""
    folder = GuideFolder.copy()
    about_others = ("rule_bands", "rule_items", "rule_targets", "rule_caps", "red_lines")
    for name in ("facts", "fixed_facts", *about_others):
        folder.tables[name] = []
    del folder.tables["indicators"][1:]
    rules = folder.rows("rules", method="ratio", may_exceed="0", when_base_zero="zero")
    indicator = folder.tables["indicators"][0]
    own = {"edition": indicator["edition"], "indicator": indicator["indicator"]}
    folder.tables["rules"] = [
        rules[0] | own | {"part": part, "share": "0.5", "fact": fact, "base_fact": base}
        for part, fact, base in (("1", "a", "b"), ("2", "b", "c"))
    ]
    for fact in "abc":
        folder.add(
            "facts", **own, fact=fact, sort="1", label_zh=fact.upper(), kind="number",
            answered_by="school", required="1",
        )  # fmt: skip
    folder.tables["editions"][0] |= {
        "dimension_count": "1",
        "indicator_count": "1",
        "total_points": indicator["max_points"],
    }
    dimension = folder.first("dimensions", dimension=indicator["dimension"])
    folder.tables["dimensions"] = [dimension]
    folder.tables["not_applicable"] = [
        {**own, "fact": "", "attribute": "township", "value": "西镇"},
        {**own, "fact": "a", "attribute": "township", "value": "南镇"},
    ]
    (edition,) = Guide.load(folder.write(tmp_path)).editions.values()
    return edition


def told(edition: Edition, *, township: str = "东镇", **values: str | None) -> Told:
    """What is told of these values, each found in the cell that is named after its fact."""
    given = {
        fact_id: Given(fact_id, value, found=value, sheet="填报", cell=fact_id.upper() + "1")
        for fact_id, value in values.items()
    }
    problems = check_answers(given, edition, {"township": township}, school_id="S1")
    assert {problem.school_id for problem in problems} <= {"S1"}
    return [(problem.code, problem.fact_id or "", problem.cell) for problem in problems]


def test_what_fits_is_not_mentioned(chain: Edition) -> None:
    assert told(chain, a="1", b="2", c="2.000001") == []


def test_a_fact_above_its_base_is_told_at_its_own_cell(chain: Edition) -> None:
    assert told(chain, a="10", b="9", c="9") == [("above-base", "a", "A1")]
    assert told(chain, a="10", b="9", c="-9") == [
        ("above-base", "a", "A1"),
        ("above-base", "b", "B1"),
    ]


def test_nothing_of_nothing_need_not_be_said(chain: Edition) -> None:
    assert told(chain, a="1", b="1") == [("left-empty", "c", None)]
    assert told(chain, a=None, b="0", c="5") == []
    # A blank over 0 counts as 0 itself, and so does what stands over it.
    assert told(chain, a=None, b=None, c="0") == []
    assert told(chain, a=None, b=None, c="1") == [
        ("left-empty", "a", "A1"),
        ("left-empty", "b", "B1"),
    ]


def test_a_value_that_failed_its_own_check_is_left_in_peace(chain: Edition) -> None:
    given = {
        "a": Given("a", "5", "5"),
        "b": Given("b", None, "很多", is_faulty=True),
        "c": Given("c", "9", "9"),
    }
    assert check_answers(given, chain, {}) == []


def test_what_is_not_asked_is_neither_missed_nor_compared(chain: Edition) -> None:
    assert told(chain, township="西镇") == []
    assert told(chain, township="西镇", a="9", b="1", c="/") == [
        ("not-asked", "a", "A1"),
        ("not-asked", "b", "B1"),
    ]
    assert told(chain, township="南镇", a="9", b="1", c="1") == [("not-asked", "a", "A1")]


def test_only_a_hand_in_can_leave_something_empty(chain: Edition) -> None:
    given = {"a": Given("a", "1", "1")}
    assert check_answers(given, chain, {}, is_hand_in=False) == []


def test_only_what_was_given_anew_is_compared_when_asked_so(chain: Edition) -> None:
    given = {fact: Given(fact, value) for fact, value in (("a", "9"), ("b", "8"), ("c", "7"))}

    def compared(*facts: str) -> list[str | None]:
        problems = check_answers(given, chain, {}, is_hand_in=False, only_if_given=facts)
        return [problem.fact_id for problem in problems]

    assert compared("a") == ["a"]
    assert compared("b") == ["a", "b"]
    assert compared("c") == ["b"]
    assert compared() == []


def test_a_value_is_far_from_the_last_if_it_is_three_times_the_other_and_ten_away(
    chain: Edition,
) -> None:
    def is_far(value: str, before: str | None) -> bool:
        given = {"c": Given("c", value, value)}
        problems = check_answers(given, chain, {}, is_hand_in=False, previous={"c": before})
        return [problem.code for problem in problems] == ["far-from-previous"]

    assert is_far("31", "10")
    assert is_far("10", "31")
    assert is_far("10", "0")
    assert not is_far("30", "10")
    assert not is_far("9", "0")
    assert not is_far("9", "1")
    # Nothing to compare with: no value then, or a fact that asked something else.
    assert not is_far("100", None)
    assert not is_far("100", "2024-03-01")
