"""Ranks under drawn weights: exact, the same everywhere, and right against exact fractions."""

from __future__ import annotations

import hashlib
import importlib
import itertools
import math
import os
import random
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from duibiao.warehouse.draws import (
    BILLION,
    NOT_APPLICABLE,
    Flags,
    Ranking,
    Sureness,
    SurenessRefused,
    Tiers,
    Wholes,
    descending_ranks,
    draw_weights,
    exponential,
    largest_weight_total,
    logarithm,
    sureness,
)

CERTAIN = 95
POINTS = np.array([2, 2, 3, 1, 4, 0.1, 2.5]) * 10**6


def made_up(
    seed: int, schools: int, draws: int, *, is_later: bool = False
) -> tuple[Ranking, Wholes]:
    """A small ranking with ties, gaps, red lines and a tier at every height, and its weights.

    `is_later`: shares below 0, a bonus, points taken off, scores of 0, tiers for the first alone.
    """
    chance = random.Random(seed)
    indicators = len(POINTS)
    # Few different shares, so that schools tie and stand exactly on a tier's edge.
    choices = [0, 500_000_000, 600_000_000, 800_000_000, 900_000_000, BILLION, 333_333_333]
    shares = np.array([[chance.choice(choices) for _ in POINTS] for _ in range(schools)])
    for row, column in itertools.product(range(schools), range(1, indicators)):
        if chance.random() < 0.15:
            shares[row, column] = NOT_APPLICABLE
    later: dict[str, Any] = {}
    of_tiers: dict[str, Any] = {}
    if is_later:
        shares[shares == 333_333_333] = -2_333_333_333
        added = [0, 0, 2_500_000, 31_000_000, -10_000_000, -1, 1]
        later["added"] = np.array([chance.choice(added) for _ in range(schools)])
        later["zeroed"] = np.array([chance.random() < 0.1 for _ in range(schools)])
        of_tiers["places"] = np.array([schools // 5, schools // 2, -1])
        of_tiers["ties_in"] = np.array([chance.random() < 0.5 for _ in range(3)])
    source = chance.randrange(schools)
    shares[source] = shares[0]
    for figures in later.values():
        figures[source] = figures[0]
    points = POINTS.astype(np.int64)
    dimensions = np.array([chance.randrange(3) for _ in POINTS])
    tiers = Tiers(
        np.array([80, 70, 60]) * 10**6,
        np.array([600_000, 500_000, 0]),
        np.array([1, 2, -1]),
        **of_tiers,
    )
    official = whole_scores(points, shares, **later)
    ranks = [1 + sum(other > score for other in official) for score in official]
    reached = [
        next((n for n in range(3) if reaches(points, row, score, dimensions, tiers, n)), 3)
        for row, score in zip(shares, official, strict=True)
    ]
    for row, score in enumerate(official):
        if reached[row] < 3 and not is_among_the_first(score, official, tiers, reached[row]):
            reached[row] = 3
    barred = np.array([chance.random() < 0.1 for _ in shares])
    halves = [np.arange(0, schools, 2), np.arange(1, schools, 2)]
    groups = {f"half {n}": (half, half[:-1]) for n, half in enumerate(halves)}
    left = np.array([half[-1] for half in halves])
    groups["county"] = (np.arange(schools), np.sort(left))
    ranking = Ranking(
        shares=shares,
        max_points=points,
        dimensions=dimensions,
        ranks=np.array(ranks),
        tiers_reached=np.where(barred, 3, np.array(reached)),
        barred=barred,
        tiers=tiers,
        groups=groups,
        **later,
    )
    lowest = -2_333_333_333 if is_later else 0
    return ranking, draw_weights(points, draws, 40, seed, lowest)


def whole_scores(
    weights: Wholes, shares: Wholes, added: Wholes | None = None, zeroed: Flags | None = None
) -> list[Fraction]:
    """The scores of all schools, 0 to 1, with what is added to them, held at 0."""
    scores = [mean(weights, row) for row in shares]
    if added is not None and zeroed is not None:
        scores = [
            Fraction(0) if is_zeroed else max(Fraction(0), score + Fraction(int(more), 10**8))
            for score, more, is_zeroed in zip(scores, added, zeroed, strict=True)
        ]
    return scores


def is_among_the_first(score: Fraction, scores: list[Fraction], tiers: Tiers, tier: int) -> bool:
    """Whether the place of a score lets a school have a tier that is for some alone."""
    if tiers.places is None or tiers.ties_in is None or tiers.places[tier] < 0:
        return True
    better, equal = sum(other > score for other in scores), scores.count(score)
    places = int(tiers.places[tier])
    return better < places if tiers.ties_in[tier] else better + equal <= places


def mean(weights: Wholes, shares: Wholes) -> Fraction:
    """The weighted mean of the shares that apply, exactly."""
    applicable = [
        (int(w), int(s)) for w, s in zip(weights, shares, strict=True) if s != NOT_APPLICABLE
    ]
    return Fraction(sum(w * s for w, s in applicable), BILLION * sum(w for w, _ in applicable))


def half_up(value: Fraction, places: int) -> Fraction:
    """Rounded half up, by the book."""
    return Fraction(math.floor(value * 10**places + Fraction(1, 2)), 10**places)


def reaches(
    weights: Wholes,
    shares: Wholes,
    score: Fraction,
    dimensions: Wholes,
    tiers: Tiers,
    tier: int,
) -> bool:
    """Whether score (0 to 1) and every dimension meet one tier, in exact fractions."""
    if half_up(100 * score, 6) < Fraction(int(tiers.min_scores[tier]), 10**6):
        return False
    least = Fraction(int(tiers.min_dimension_shares[tier]), 10**6)
    for dimension in set(dimensions):
        rows = np.flatnonzero((dimensions == dimension) & (shares != NOT_APPLICABLE))
        if len(rows) and mean(weights[rows], shares[rows]) < least:
            return False
    return True


def slowly(ranking: Ranking, weights: Wholes) -> tuple[list[list[int]], list[list[int]]]:
    """County ranks by school and draw, and draws reached by school and tier, one by one."""
    ranks: list[list[int]] = [[] for _ in ranking.shares]
    reached = [[0] * len(ranking.tiers) for _ in ranking.shares]
    for drawn in weights:
        scores = whole_scores(drawn, ranking.shares, ranking.added, ranking.zeroed)
        for school, row in enumerate(ranking.shares):
            ranks[school].append(1 + sum(other > scores[school] for other in scores))
            met = [
                not ranking.barred[school]
                and reaches(drawn, row, scores[school], ranking.dimensions, ranking.tiers, tier)
                and is_among_the_first(scores[school], scores, ranking.tiers, tier)
                for tier in range(len(ranking.tiers))
            ]
            for tier in range(len(ranking.tiers)):
                reached[school][tier] += any(met[: tier + 1])
    return ranks, reached


def between(ranks: list[int]) -> list[int]:
    """The ranks at 5, 50 and 95 of a hundred, by nearest rank."""
    ordered = sorted(ranks)
    return [ordered[math.ceil(Fraction(p, 100) * len(ordered)) - 1] for p in (5, 50, 95)]


def everything(found: Sureness) -> tuple[object, ...]:
    """A result as plain values, to be compared."""
    return (
        found.county.tolist(),
        found.peer_group.tolist(),
        found.reached.tolist(),
        found.lines,
    )


@pytest.mark.parametrize("is_later", [False, True])
@pytest.mark.parametrize("seed", range(12))
def test_every_figure_is_that_of_exact_fractions(seed: int, is_later: bool) -> None:
    """Intervals in county and peer group, tiers, lines and ties, against a slow second opinion."""
    ranking, weights = made_up(seed, schools=5 + 2 * seed, draws=41, is_later=is_later)
    found = sureness(ranking, weights, CERTAIN)
    ranks, reached = slowly(ranking, weights)
    assert found.county.tolist() == [between(of_school) for of_school in ranks]
    assert found.reached.tolist() == reached
    for members, own in ranking.groups.values():
        for school in own:
            among = [
                1 + sum(ranks[other][draw] < ranks[school][draw] for other in members)
                for draw in range(len(weights))
            ]
            assert found.peer_group[school].tolist() == between(among)
    placed: set[int] = set()
    for tier, line in enumerate(found.lines):
        by_rank = sorted(range(len(ranks)), key=lambda school: (ranking.ranks[school], school))
        candidates = [s for s in by_rank if ranking.tiers_reached[s] <= tier and s not in placed]
        quota = int(ranking.tiers.quotas[tier])
        inside = candidates if quota < 0 else candidates[:quota]
        outside = candidates[len(inside) :]
        assert (line.by_quota, line.candidates) == (bool(outside), len(candidates))
        if inside and not outside:
            outside = [
                school
                for school in by_rank
                if ranking.ranks[school] >= ranking.ranks[inside[-1]]
                and ranking.tiers_reached[school] > tier
                and not ranking.barred[school]
            ]
        placed |= set(inside)
        assert line.last_inside == (inside[-1] if inside else -1)
        assert line.first_outside == (outside[0] if outside else -1)
        expected = {}
        for schools, other in ((inside, outside[:1]), (outside, inside[-1:])):
            for school, compared in itertools.product(schools, other):
                pairs = list(zip(ranks[school], ranks[compared], strict=True))
                ahead, behind = sum(a < b for a, b in pairs), sum(a > b for a, b in pairs)
                is_even = (
                    line.by_quota
                    and ranking.ranks[school]
                    == ranking.ranks[inside[-1]]
                    == ranking.ranks[outside[0]]
                )
                if is_even or max(ahead, behind) * 100 < CERTAIN * len(weights):
                    expected[school] = (compared, ahead, behind, is_even)
        assert expected == {
            tie.school: (tie.compared_with, tie.ahead, tie.behind, tie.side == "even")
            for tie in line.ties
        }


def test_the_cases_compared_with_fractions_are_not_all_alike() -> None:
    """The comparison above would prove little over rankings without ties, lines and reach."""
    lines = []
    for seed in range(12):
        ranking, weights = made_up(seed, schools=5 + 2 * seed, draws=41)
        lines += sureness(ranking, weights, CERTAIN).lines
    assert {line.by_quota for line in lines if line.candidates} == {True, False}
    assert {tie.side for line in lines for tie in line.ties} == {"inside", "outside", "even"}


def test_nothing_hangs_on_how_the_work_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any number of draws, and of schools, at a time."""
    ranking, weights = made_up(3, schools=40, draws=200)
    whole = everything(sureness(ranking, weights, CERTAIN))
    for elements, draws_at_once in itertools.product((1, 97, 4_000, 10**9), (1, 32, 1_000)):
        monkeypatch.setattr("duibiao.warehouse.draws.CHUNK_ELEMENTS", elements)
        monkeypatch.setattr("duibiao.warehouse.draws.DRAWS_AT_ONCE", draws_at_once)
        assert everything(sureness(ranking, weights, CERTAIN)) == whole


def test_nothing_hangs_on_the_order_of_the_schools() -> None:
    """Each school has the same figures wherever it stands in the list."""
    ranking, weights = made_up(4, schools=31, draws=200)
    order = np.array(random.Random(1).sample(range(31), 31))
    place = np.argsort(order)
    turned = Ranking(
        shares=ranking.shares[order],
        max_points=ranking.max_points,
        dimensions=ranking.dimensions,
        ranks=ranking.ranks[order],
        tiers_reached=ranking.tiers_reached[order],
        barred=ranking.barred[order],
        tiers=ranking.tiers,
        groups={
            name: (np.sort(place[members]), np.sort(place[own]))
            for name, (members, own) in ranking.groups.items()
        },
    )
    found, other = sureness(ranking, weights, CERTAIN), sureness(turned, weights, CERTAIN)
    assert other.county.tolist() == found.county[order].tolist()
    assert other.peer_group.tolist() == found.peer_group[order].tolist()
    assert other.reached.tolist() == found.reached[order].tolist()


def test_a_school_better_in_every_indicator_is_never_behind() -> None:
    """Whatever the weights: its rank is at most the other's in every draw, and so at every mark."""
    chance = np.random.default_rng(5)
    shares = chance.integers(0, BILLION // 2, size=(30, len(POINTS)))
    shares[1::2] = shares[::2] + chance.integers(0, BILLION // 2, size=(15, len(POINTS)))
    every = np.arange(30)
    ranking = Ranking(
        shares=shares,
        max_points=POINTS.astype(np.int64),
        dimensions=np.zeros(len(POINTS), dtype=np.int64),
        ranks=np.ones(30, dtype=np.int64),
        tiers_reached=np.zeros(30, dtype=np.int64),
        barred=np.zeros(30, dtype=np.bool_),
        tiers=Tiers(np.array([0]), np.array([0]), np.array([-1])),
        groups={"county": (every, every)},
    )
    weights = draw_weights(ranking.max_points, 500, 10, 1)
    found = sureness(ranking, weights, CERTAIN)
    assert (found.county[1::2] <= found.county[::2]).all()
    assert (found.county[1::2, 1] < found.county[::2, 1]).any()


def digest() -> str:
    """A fingerprint of weights, gamma shapes below 1 among them, and of all that follows."""
    hashed = hashlib.sha256()
    for concentration in (783, 40):
        weights = draw_weights(POINTS.astype(np.int64), 1000, concentration, 20240101)
        hashed.update(np.ascontiguousarray(weights, dtype="<i8").tobytes())
    ranking, weights = made_up(6, schools=300, draws=500)
    hashed.update(repr(everything(sureness(ranking, weights, CERTAIN))).encode())
    return hashed.hexdigest()


PINNED = "2175c9b23ff8d378e4448e5b8619fe5f1ba8a83cd0bd75fd3c6c25c4c2e17d4b"


def test_the_figures_are_those_of_every_machine() -> None:
    """A library that draws or sums otherwise would move published intervals: it must be noticed."""
    assert digest() == PINNED


@pytest.mark.parametrize("threads", ["1", "4"])
def test_an_older_processor_gives_the_same(threads: str) -> None:
    """Without its newer instructions, by other kernels of the library and on other threads."""
    features = importlib.import_module("numpy._core._multiarray_umath")
    dispatched = [name for name in features.__cpu_dispatch__ if features.__cpu_features__[name]]
    environment = {
        "NPY_DISABLE_CPU_FEATURES": " ".join(dispatched),
        "OPENBLAS_CORETYPE": "Nehalem",
        "OPENBLAS_NUM_THREADS": threads,
    }
    done = subprocess.run(
        [sys.executable, "-c", f"from {__name__} import digest; print(digest())"],
        env=os.environ | environment,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == PINNED


def test_weights_vary_about_the_guide_as_the_design_says() -> None:
    """Mean = the guide's weight; a weight of 2 in 100 moves by a quarter (standard deviation)."""
    points = np.array([2_000_000] * 40 + [10_000_000, 9_900_000, 100_000])
    weights = draw_weights(points, 20_000, 783, 7)
    shares = weights / weights.sum(axis=1)[:, np.newaxis]
    expected = points / points.sum()
    assert np.allclose(shares.mean(axis=0), expected, rtol=0.03)
    spread = np.sqrt(expected * (1 - expected) / 784)
    assert np.allclose(shares.std(axis=0), spread, rtol=0.05)
    assert 0.24 < shares[:, 0].std() / shares[:, 0].mean() < 0.26


def test_weights_leave_every_sum_exact() -> None:
    """Whole numbers, none of them 0, so small that times a share in billionths they add up."""
    points = np.array([1, 10**6, 99 * 10**6])
    weights = draw_weights(points, 2_000, 783, 1)
    assert weights.dtype == np.int64
    assert weights.min() == 1
    assert weights.sum(axis=1).max() <= largest_weight_total(0)
    assert largest_weight_total(0) * BILLION < 2**53


def test_logarithm_and_exponential_are_near_enough() -> None:
    """To a few units of the last place, from the smallest positive number on."""
    values = np.array([5e-324, 1e-300, 1e-9, 0.3, 0.5, 0.7, 0.75, 1 - 2**-53, 1.0, 1.5, 2.0, 1e9])
    expected = np.array([math.log(value) for value in values])
    assert np.allclose(logarithm(values), expected, rtol=2e-15, atol=1e-16)
    below = -np.array([0.0, 1e-12, 0.3, 1.0, 30.0, 700.0, 5_000.0])
    assert np.allclose(exponential(below), [math.exp(value) for value in below], rtol=2e-14)


def test_equal_scores_share_a_rank() -> None:
    """1, 2, 2, 4, row by row."""
    scores = np.array([[5, 9, 5, 0], [7, 7, 7, 7], [0, 1, 2, BILLION * 8192]])
    assert descending_ranks(scores).tolist() == [[2, 1, 2, 4], [1, 1, 1, 1], [4, 3, 2, 1]]


def test_what_cannot_be_weighed_is_refused() -> None:
    """Never skipped: points of nothing, shares out of range, schools to which nothing applies."""
    ranking, weights = made_up(1, schools=6, draws=3)

    def changed(**parts: object) -> Ranking:
        names = ("shares", "max_points", "dimensions", "ranks", "tiers_reached", "barred", "tiers")
        kept = {name: getattr(ranking, name) for name in (*names, "groups")}
        return Ranking(**(kept | parts))

    with pytest.raises(SurenessRefused, match="an indicator without points cannot be weighed"):
        changed(max_points=ranking.max_points * 0)
    with pytest.raises(SurenessRefused, match="a share is above 1"):
        changed(shares=ranking.shares + BILLION)
    with pytest.raises(SurenessRefused, match="a share is above 1"):
        changed(shares=ranking.shares + NOT_APPLICABLE - 2)
    nothing = ranking.shares.copy()
    nothing[2] = NOT_APPLICABLE
    with pytest.raises(SurenessRefused, match="a school to which nothing applies cannot be ranked"):
        changed(shares=nothing)
    with pytest.raises(SurenessRefused, match="0 draws of concentration 783, seed 1"):
        draw_weights(ranking.max_points, 0, 783, 1)
    with pytest.raises(SurenessRefused, match="an indicator without points cannot be weighed"):
        draw_weights(np.array([1, 0]), 10, 783, 1)
    with pytest.raises(SurenessRefused, match="49 of a hundred draws cannot be called sure"):
        sureness(ranking, weights, 49)
