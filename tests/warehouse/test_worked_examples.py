"""The twelve worked examples of the design, from landing tables to marts, on the working guide."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import duckdb
import pytest

from tests.counties.random_county import guide_columns, write_guide
from tests.counties.worked_examples import (
    EXAMPLES,
    LATER_EXAMPLES,
    LATER_FACT,
    LATER_INDICATOR,
    POINTS_THAT_APPLY,
    later_guide,
)

from .conftest import Build
from .landing import Landing, guide_table

EDITION = "working-2024"


@pytest.fixture(scope="module")
def examples(build: Build) -> Iterator[duckdb.DuckDBPyConnection]:
    """One primary school with a branch, a county-tier demonstration school, that says all of it."""
    landing = Landing()
    landing.cycle("2024", EDITION)
    landing.school("S1", school_type="primary", organisation="branch", tier_held="county")
    answers = {fact: value for _, facts, _ in EXAMPLES for fact, value in facts.items()}
    by_county = {"F06_g", "F08_num", "F08_den"}
    landing.hand_in("2024", "S1", {k: v for k, v in answers.items() if k not in by_county})
    landing.review("2024", "S1", {k: v for k, v in answers.items() if k in by_county})
    with build.run_again(landing) as connection:
        yield connection


@pytest.mark.parametrize(
    ("indicator_id", "points"), [(indicator, points) for indicator, _, points in EXAMPLES]
)
@pytest.mark.parametrize("basis", ["self", "verified"])
def test_worked_example(
    examples: duckdb.DuckDBPyConnection, indicator_id: str, points: str | None, basis: str
) -> None:
    """The points that the design works out, in both bases."""
    [(status, scored)] = examples.execute(
        "select status, points from snapshot.fct_indicator_scores"
        " where indicator_id = ? and basis = ?",
        [indicator_id, basis],
    ).fetchall()
    if points is None:
        assert (status, scored) == ("not_applicable", None)
    else:
        assert status == "scored"
        assert scored.quantize(Decimal("0.01"), ROUND_HALF_UP) == Decimal(points)


def test_a_school_of_excused_indicators_is_on_the_same_scale(build: Build) -> None:
    """A kindergarten has 94 applicable points: the design's own figure, from its guide."""
    landing = Landing()
    landing.cycle("2024", EDITION)
    landing.school("K1", school_type="kindergarten")
    landing.hand_in("2024", "K1", {})
    with build.run_again(landing) as connection:
        rows = connection.execute(
            "select distinct applicable_points, score from snapshot.fct_school_scores"
        ).fetchall()
    assert rows == [(Decimal(POINTS_THAT_APPLY["kindergarten"]), Decimal(0))]


@pytest.mark.parametrize("name", LATER_EXAMPLES)
def test_worked_example_of_a_later_rule(build: Build, name: str, tmp_path: Path) -> None:
    """By place, share of places, the best, the mean and by size: reckoned by hand."""
    example = LATER_EXAMPLES[name]
    write_guide(
        tmp_path, later_guide({name: guide_table(name) for name in guide_columns()}, example)
    )
    landing = Landing()
    landing.cycle("2024", EDITION)
    for school_id, (answer, students, _) in example.schools.items():
        landing.school(school_id, students=students)
        landing.hand_in("2024", school_id, {LATER_FACT: answer})
    with build.run_again(landing, guide=tmp_path) as connection:
        rows = connection.execute(
            "select school_id, basis, points from snapshot.fct_indicator_scores"
            " where indicator_id = ?",
            [LATER_INDICATOR],
        ).fetchall()
    assert len(rows) == 2 * len(example.schools)
    for school_id, basis, points in rows:
        rounded = points and points.quantize(Decimal("0.01"), ROUND_HALF_UP)
        told = example.schools[school_id][2]
        assert rounded == (None if told is None else Decimal(told)), (school_id, basis)
