"""The oracle itself against the design's twelve worked examples, on the working edition."""

from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path

import pytest

from tests.counties.worked_examples import (
    EXAMPLES,
    LATER_EXAMPLES,
    LATER_FACT,
    LATER_INDICATOR,
    POINTS_THAT_APPLY,
    later_guide,
)

from .score import CountyScores, IndicatorScore, Load, Row, half_up, score_county

GUIDE = Path(__file__).parents[2] / "seeds"
EDITION = "working-2024"
SCHOOL = {
    "school_id": "S1",
    "name_zh": "例校",
    "township": "城关镇",
    "school_type": "primary",
    "area": "town",
    "organisation": "branch",
    "leadership": "separate",
    "tier_held": "county",
}
CYCLE = {
    "cycle_id": "2024",
    "edition": EDITION,
    "starts_on": "2024-01-01",
    "ends_on": "2024-12-31",
    "deadline": "2025-01-31",
}


@pytest.fixture(scope="module")
def guide() -> dict[str, list[Row]]:
    """The tables of the working edition."""
    tables: dict[str, list[Row]] = {}
    for path in sorted(GUIDE.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as lines:
            tables[path.stem] = [dict(row) for row in csv.DictReader(lines)]
    return tables


def score(
    guide: dict[str, list[Row]],
    answers: dict[str, str],
    findings: tuple[str, ...] = (),
    verified: dict[str, str] | None = None,
    **attributes: str,
) -> CountyScores:
    """The scores of one school that gave these answers and left everything else empty."""
    key = {"cycle_id": "2024", "school_id": "S1"}
    own = [{**key, "fact_id": fact, "value": value} for fact, value in answers.items()]
    checked = [
        {**key, "fact_id": fact, "value": value, "basis": "verified"}
        for fact, value in (verified or {}).items()
    ]
    return score_county(
        guide,
        [
            Load("schools", [{**SCHOOL, **attributes}]),
            Load("cycles", [CYCLE]),
            Load("answers", own + checked),
            Load("findings", [{**key, "red_line": red_line} for red_line in findings]),
        ],
    )


def of(scores: CountyScores, indicator: str, basis: str = "self") -> IndicatorScore:
    """The row of one indicator."""
    [row] = [
        row for row in scores.indicators if row.indicator_id == indicator and row.basis == basis
    ]
    return row


@pytest.mark.parametrize(("indicator", "answers", "points"), EXAMPLES)
def test_worked_example(
    guide: dict[str, list[Row]], indicator: str, answers: dict[str, str], points: str | None
) -> None:
    """A primary school, 党支部, county-tier demonstration school."""
    if indicator not in {"F06", "F08"}:
        row = of(score(guide, answers), indicator)
    else:  # answered by the county: the school itself has to hand in something
        row = of(score(guide, {**answers, "L01_num": "0"}), indicator)
    if points is None:
        assert (row.status, row.points) == ("not_applicable", None)
    else:
        assert row.status == "scored"
        assert row.points is not None
        assert half_up(row.points, 2) == Fraction(points)


@pytest.mark.parametrize("name", LATER_EXAMPLES)
def test_worked_example_of_a_later_rule(guide: dict[str, list[Row]], name: str) -> None:
    example = LATER_EXAMPLES[name]
    schools = [
        {**SCHOOL, "school_id": school_id, "students": students}
        for school_id, (_, students, _) in example.schools.items()
    ]
    answers = [
        {"cycle_id": "2024", "school_id": school_id, "fact_id": LATER_FACT, "value": answer}
        for school_id, (answer, _, _) in example.schools.items()
    ]
    scores = score_county(
        later_guide(guide, example),
        [Load("schools", schools), Load("cycles", [CYCLE]), Load("answers", answers)],
    )
    rows = [row for row in scores.indicators if row.indicator_id == LATER_INDICATOR]
    assert len(rows) == 2 * len(example.schools)
    for row in rows:
        points = example.schools[row.school_id][2]
        rounded = None if row.points is None else half_up(row.points, 2)
        assert rounded == (None if points is None else Fraction(points)), row


def test_points_that_apply_to_each_kind_of_school(guide: dict[str, list[Row]]) -> None:
    """The field's own sums: a kindergarten has 94 applicable points, a senior school 98."""
    for school_type, points in POINTS_THAT_APPLY.items():
        scores = score(guide, {"L01_num": "1"}, school_type=school_type)
        assert [row.applicable_points for row in scores.schools] == [points, points]


def test_county_facts_alone_do_not_hand_in(guide: dict[str, list[Row]]) -> None:
    """A school for which only the county answered is listed as not handed in."""
    scores = score(guide, {"F06_g": "A"})
    assert scores.indicators == []
    assert scores.not_handed_in == [("2024", "S1")]


def test_a_blank_over_a_base_of_0_is_not_missing(guide: dict[str, list[Row]]) -> None:
    """The design's exception to missing, in a part that is then skipped."""
    row = of(score(guide, {"F01_d1": "0", "F01_n2": "5", "F01_d2": "20"}), "F01")
    assert (row.status, row.points) == ("scored", Fraction("2.4"))
    row = of(score(guide, {"F01_d1": "1", "F01_n2": "5", "F01_d2": "20"}), "F01")
    assert row.status == "missing"
    assert row.points == 0


def test_verified_as_having_no_value_is_missing(guide: dict[str, list[Row]]) -> None:
    """An empty verified value is not the same as none: only that basis loses the answer."""
    scores = score(guide, {"F02_a": "3"}, verified={"F02_a": ""})
    assert of(scores, "F02", "self").status == "scored"
    assert of(scores, "F02", "verified").status == "missing"


def test_red_line_zeroes_what_was_missing(guide: dict[str, list[Row]]) -> None:
    """`scored` with 0 points whatever the answers gave, in both bases."""
    scores = score(guide, {"F02_a": "3"}, findings=("R2",))
    for basis in ("self", "verified"):
        row = of(scores, "L08", basis)
        assert row.status == "scored"
        assert row.points == 0
