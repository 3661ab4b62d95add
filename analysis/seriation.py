"""An order in which similar rows stand next to each other: clustering, then joining end to end.

Average-linkage clustering (the pair of clusters that is nearest on average is joined first); at
each joining the four ways of laying two clusters end to end are tried, and the one whose ends are
nearest is kept (Gruvaeus and Wainer, 1972). Each row has its place; nothing is drawn at random.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

# Clustering costs the square of the rows: more of them are first laid along their main direction,
# then clustered in runs of so many.
LARGEST_RUN = 500

Matrix = NDArray[np.float64]


def similar_order(matrix: Matrix) -> list[int]:
    """The places of a matrix's rows in an order that puts similar ones next to each other.

    Values are shares from 0 to 1, NaN where there is none; the better end comes first.
    """
    count = len(matrix)
    if count <= LARGEST_RUN:
        found = _clustered(matrix, np.arange(count))
    else:
        line = _along_main_direction(matrix)
        runs = np.array_split(line, -(-count // LARGEST_RUN))
        found = [place for run in runs for place in _towards(matrix, _clustered(matrix, run))]
    return _towards(matrix, found)


def _towards(matrix: Matrix, order: list[int]) -> list[int]:
    """The order or its reverse, whichever begins with the better half."""
    half = len(order) // 2
    filled = np.nan_to_num(matrix[order], nan=0.5)
    better_last = half and filled[:half].mean() < filled[-half:].mean()
    return order[::-1] if better_last else order


def _along_main_direction(matrix: Matrix) -> NDArray[np.intp]:
    """Rows by the first principal component, the better end first."""
    present = ~np.isnan(matrix)
    counts = np.maximum(present.sum(axis=0), 1)
    centred = np.where(present, matrix - np.where(present, matrix, 0).sum(axis=0) / counts, 0)
    _, vectors = np.linalg.eigh(centred.T @ centred)
    direction = vectors[:, -1] * np.sign(vectors[:, -1].sum() or 1)
    # Rounded, so that the last digits of another machine's arithmetic change no order.
    return np.argsort(-np.round(centred @ direction, 9), kind="stable")


def _distances(rows: Matrix) -> Matrix:
    """Root mean squared difference of two rows over the columns that both have; 1 with none."""
    present = (~np.isnan(rows)).astype(np.float64)
    values = np.nan_to_num(rows)
    shared = present @ present.T
    squares = (values**2) @ present.T
    total = np.maximum(squares + squares.T - 2 * values @ values.T, 0)
    means = np.divide(total, shared, out=np.ones_like(total), where=shared > 0)
    return np.asarray(np.round(np.sqrt(means), 9), dtype=np.float64)


def _clustered(matrix: Matrix, places: NDArray[np.intp]) -> list[int]:
    """The given rows by clustering; works by the nearest-neighbour chain, so in square time."""
    between = _distances(matrix[places])
    count = len(places)
    if count < 3:
        return [int(place) for place in places]
    average = between.copy()
    np.fill_diagonal(average, np.inf)
    lines = {place: [place] for place in range(count)}
    sizes = np.ones(count)
    chain: list[int] = []
    alive = set(range(count))
    while len(alive) > 1:
        if not chain:
            chain.append(min(alive))
        last = chain[-1]
        nearest = int(np.argmin(average[last]))
        # Of equally near ones the one before in the chain: it would not end otherwise.
        if len(chain) > 1 and average[last, chain[-2]] <= average[last, nearest]:
            nearest = chain[-2]
        if len(chain) > 1 and nearest == chain[-2]:
            one, other = sorted((last, nearest))
            weight = sizes[one] + sizes[other]
            merged = (sizes[one] * average[one] + sizes[other] * average[other]) / weight
            average[one], average[:, one] = merged, merged
            average[one, one] = np.inf
            average[other], average[:, other] = np.inf, np.inf
            sizes[one] = weight
            alive.discard(other)
            lines[one] = _joined(lines[one], lines.pop(other), between)
            del chain[-2:]
        else:
            chain.append(nearest)
    (line,) = lines.values()
    return [int(places[place]) for place in line]


def _joined(one: list[int], other: list[int], between: Any) -> list[int]:
    """Two lines end to end, the nearest ends together."""
    ways = (
        (between[one[-1], other[0]], one, other),
        (between[one[-1], other[-1]], one, other[::-1]),
        (between[one[0], other[0]], one[::-1], other),
        (between[one[0], other[-1]], other, one),
    )
    _, first, second = min(ways, key=lambda way: way[0])
    return first + second
