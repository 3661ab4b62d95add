"""An order in which similar rows stand next to each other: clustering, the better part first.

Average-linkage clustering: the two clusters that are nearest on average are joined first. Of two
that are joined the one with the higher mean stands first, so that the whole also runs from better
to worse, as far as likeness lets it. Each row has its place; nothing is drawn at random.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# Clustering costs the square of the rows: more of them are first laid along their main direction,
# then clustered in runs of so many.
LARGEST_RUN = 500

Matrix = NDArray[np.float64]


def similar_order(matrix: Matrix) -> list[int]:
    """The places of a matrix's rows in an order that puts similar ones next to each other.

    Values are shares from 0 to 1, NaN where there is none; the better ones come first.
    """
    count = len(matrix)
    if count <= LARGEST_RUN:
        return _clustered(matrix, np.arange(count))
    runs = np.array_split(_along_main_direction(matrix), -(-count // LARGEST_RUN))
    return [place for run in runs for place in _clustered(matrix, run)]


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


def _means(rows: Matrix) -> Matrix:
    present = ~np.isnan(rows)
    counts = present.sum(axis=1)
    sums = np.nan_to_num(rows).sum(axis=1)
    return np.asarray(np.divide(sums, counts, out=np.zeros(len(rows)), where=counts > 0))


def _clustered(matrix: Matrix, places: NDArray[np.intp]) -> list[int]:
    """The given rows by clustering; works by the nearest-neighbour chain, so in square time."""
    count = len(places)
    if not count:
        return []
    average, means = _distances(matrix[places]), _means(matrix[places])
    np.fill_diagonal(average, np.inf)
    lines = {place: [place] for place in range(count)}
    sizes = np.ones(count)
    chain: list[int] = []
    while len(lines) > 1:
        if not chain:
            chain.append(min(lines))
        last = chain[-1]
        nearest = int(np.argmin(average[last]))
        # Of equally near ones the one before in the chain: it would not end otherwise.
        if len(chain) > 1 and average[last, chain[-2]] <= average[last, nearest]:
            one, other = sorted(chain[-2:])
            del chain[-2:]
            weight = sizes[one] + sizes[other]
            joined = (sizes[one] * average[one] + sizes[other] * average[other]) / weight
            average[one], average[:, one] = joined, joined
            average[one, one] = np.inf
            average[other], average[:, other] = np.inf, np.inf
            first, second = (one, other) if means[one] >= means[other] else (other, one)
            lines[one] = lines[first] + lines[second]
            del lines[other]
            means[one] = (sizes[one] * means[one] + sizes[other] * means[other]) / weight
            sizes[one] = weight
        else:
            chain.append(nearest)
    return [int(places[place]) for place in lines[0]]
