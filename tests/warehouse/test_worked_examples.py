"""The twelve worked examples of the design, from landing tables to marts, on the working guide."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

import duckdb
import pytest

from .conftest import Build
from .landing import Landing

EDITION = "working-2024"

# indicator, answers, points as they are shown (None: not applicable)
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
    assert rows == [(Decimal(94), Decimal(0))]
