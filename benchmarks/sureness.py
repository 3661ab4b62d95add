"""Ranks under draws of the weights, against a plain matrix product with row ranks by counting."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.counties import Counties
from benchmarks.timing import in_turns
from duibiao.guide.editions import Guide
from duibiao.records.settings import SEEDS
from duibiao.warehouse.draws import (
    BILLION,
    NOT_APPLICABLE,
    Ranking,
    Tiers,
    Wholes,
    descending_ranks,
    draw_weights,
    sureness,
)

DRAWS, CONCENTRATION, SEED, CERTAIN = 1000, 783, 20240101, 95
COUNTED_STEPS = 2**16


def random_ranking(schools: int) -> Ranking:
    """Made-up schools, each with shares of its own, under the guide's points and tiers."""
    guide = Guide.load(SEEDS)
    edition = next(iter(guide.editions.values()))
    chance = np.random.default_rng(1)
    quality = chance.beta(6, 2, size=(schools, 1))
    shape = schools, len(edition.indicators)
    shares = np.rint(BILLION * np.clip(quality + chance.normal(0, 0.15, shape), 0, 1))
    shares = shares.astype(np.int64)
    kinds = chance.random((20, shape[1])) < 0.05
    shares[kinds[chance.integers(0, len(kinds), schools)]] = NOT_APPLICABLE
    millionths = [int(indicator.max_points * 10**6) for indicator in edition.indicators]
    points = np.array(millionths, dtype=np.int64)
    applies = shares != NOT_APPLICABLE
    scores = (np.where(applies, shares, 0) @ points) / (applies @ points)
    rows = guide.tables["tiers"].filter(edition=edition.edition_id).to_dicts()
    rows.sort(key=lambda row: -float(row["min_score"]))
    tiers = Tiers(
        np.array([int(float(row["min_score"]) * 10**6) for row in rows]),
        np.array([int(float(row["min_dimension_share"]) * 10**6) for row in rows]),
        np.array([int(row["quota"]) for row in rows]),
    )
    least = tiers.min_scores * 10
    numbers = {dimension.dimension_id: n for n, dimension in enumerate(edition.dimensions)}
    groups = chance.integers(0, 18, schools)
    members = {str(group): np.flatnonzero(groups == group) for group in range(18)}
    return Ranking(
        shares=shares,
        max_points=points,
        dimensions=np.array([numbers[item.dimension_id] for item in edition.indicators]),
        ranks=descending_ranks((scores * 8192).astype(np.int64)[np.newaxis])[0].astype(np.int64),
        tiers_reached=(scores[:, np.newaxis] < least).sum(axis=1),
        barred=np.zeros(schools, dtype=np.bool_),
        tiers=tiers,
        groups={name: (of_group, of_group) for name, of_group in members.items()},
    )


def plain(weights: Wholes, shares: Wholes) -> None:
    """The floor: one product in float64, and each row ranked by counting 65,536 steps of it.

    Not exact (who shares a step shares a rank), without what does not apply, and nothing more.
    """
    scores = weights.astype(np.float64) @ shares.T.astype(np.float64)
    lowest, highest = scores.min(), scores.max()
    ranks = np.empty(scores.shape, dtype=np.int32)
    for row, of_draw in enumerate(scores):
        steps = ((of_draw - lowest) * ((COUNTED_STEPS - 1) / (highest - lowest))).astype(np.int32)
        above = len(of_draw) - np.cumsum(np.bincount(steps, minlength=COUNTED_STEPS))
        ranks[row] = above[steps] + 1


def sure(_: Counties, size: int) -> Any:
    """Seconds of drawing, of the floor, and of all of it."""
    ranking = random_ranking(size)
    points = ranking.max_points
    weights = draw_weights(points, DRAWS, CONCENTRATION, SEED)
    shares = np.where(ranking.shares == NOT_APPLICABLE, 0, ranking.shares)
    drawing, least, taken = in_turns(
        lambda: draw_weights(points, DRAWS, CONCENTRATION, SEED),
        lambda: plain(weights, shares),
        lambda: sureness(ranking, weights, CERTAIN),
    )
    return {"drawing": drawing, "plain": least, "all": taken}
