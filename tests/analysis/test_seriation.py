"""Similar rows stand next to each other: in whatever order they came, the same every time."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from numpy.typing import NDArray

from duibiao.analysis import seriation
from duibiao.analysis.seriation import similar_order

NOTHING = np.nan


def steps(matrix: NDArray[np.float64], order: list[int]) -> float:
    """How far one row is from the next, all the way along."""
    between = seriation._distances(matrix)
    return float(sum(between[one, other] for one, other in itertools.pairwise(order)))


def made_up(schools: int, seed: int) -> NDArray[np.float64]:
    """Three families of rows, shuffled, with a tenth of the values lacking."""
    draw = np.random.default_rng(seed)
    families = draw.random((3, 12))
    rows = families[draw.integers(0, 3, schools)] * 0.8 + draw.random((schools, 12)) * 0.2
    rows[draw.random(rows.shape) < 0.1] = NOTHING
    return np.asarray(rows, dtype=np.float64)


@pytest.mark.parametrize("count", [0, 1, 2, 3, 40])
def test_every_row_has_one_place(count: int) -> None:
    assert sorted(similar_order(made_up(count, 1))) == list(range(count))


def test_alike_rows_come_together_and_the_better_first() -> None:
    """Two families in turns are taken apart; what is not there counts for nothing."""
    matrix = np.array(
        [
            [0.0, 0.1, 0.0, 0.1],
            [1.0, 0.9, 1.0, NOTHING],
            [0.1, 0.1, NOTHING, 0.0],
            [0.9, 1.0, 1.0, 0.9],
        ]
    )
    order = similar_order(matrix)
    assert order == [1, 3, 2, 0]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_way_along_is_shorter_than_by_the_average(seed: int) -> None:
    matrix = made_up(60, seed)
    by_average = [int(place) for place in np.argsort(np.nanmean(matrix, axis=1))]
    assert steps(matrix, similar_order(matrix)) < 0.8 * steps(matrix, by_average)


def test_the_order_in_which_rows_come_makes_no_difference() -> None:
    """But for the rows that are the same in every value."""
    matrix = made_up(30, 5)
    turned = similar_order(matrix[::-1])
    assert [29 - place for place in turned] == similar_order(matrix)


def test_more_rows_than_a_run_are_laid_along_their_main_direction_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Every row once, still shorter than by the average."""
    monkeypatch.setattr(seriation, "LARGEST_RUN", 50)
    matrix = made_up(230, 7)
    order = similar_order(matrix)
    assert sorted(order) == list(range(230))
    by_average = [int(place) for place in np.argsort(np.nanmean(matrix, axis=1))]
    assert steps(matrix, order) < steps(matrix, by_average)
    assert similar_order(matrix) == order
