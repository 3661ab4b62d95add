"""Made-up composites with goalposts, unequal weights and measures of which less is better.

Weighted min-max trees as international indices use them (the ASEM portal's, the Human Development
Index until 2009), computed here in exact fractions from the formula alone.
"""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction

import pytest

from tests.counties.composites import Ask, Composite, Measure, asking, publish
from tests.oracle.score import half_up

SEEDS = (1, 2, 3)
UNITS = 30


def decimal(chance: random.Random, low: int, high: int, places: int) -> Decimal:
    """A decimal with so many places."""
    return Decimal(chance.randint(low * 10**places, high * 10**places)).scaleb(-places)


def tree(seed: int) -> Composite:
    """Dimensions with weights, measures with shares of them, floors and targets either way."""
    chance = random.Random(seed)
    measures = []
    for dimension in "ABCDEFG"[: chance.randint(2, 7)]:
        weight = chance.randint(1, 40)
        count = chance.randint(1, 9)
        cuts = sorted(chance.sample(range(1, 1000), count - 1))
        shares = [high - low for low, high in zip([0, *cuts], [*cuts, 1000], strict=True)]
        for number, share in enumerate(shares, start=1):
            floor = decimal(chance, -500, 500, chance.randint(0, 6))
            span = decimal(chance, 1, 300, chance.randint(0, 6))
            target = floor + span if chance.random() < 0.6 else floor - span
            points = Decimal(weight * share).scaleb(-3)
            measures.append(Measure(f"{dimension}{number}", dimension, points, floor, target))
    figures = {}
    for unit in range(UNITS):
        figures[f"单位{seed}-{unit}"] = {
            measure.code: format(drawn(chance, measure), "f") for measure in measures
        }
    return Composite(f"tree-{seed}", f"合成指数{seed}", 2020 + seed, measures, figures)


def drawn(chance: random.Random, measure: Measure) -> Decimal:
    """A value between, on, or beyond the goalposts."""
    kind = chance.random()
    if kind < 0.1:
        return measure.floor
    if kind < 0.2:
        return measure.target
    low, high = sorted((measure.floor, measure.target))
    beyond = (high - low) / 5
    value = chance.uniform(float(low - beyond), float(high + beyond))
    return Decimal(repr(round(value, chance.randint(0, 6))))


COMPOSITES = {f"tree-{seed}": tree(seed) for seed in SEEDS}


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """All trees in one county."""
    return asking(publish(tmp_path_factory.mktemp("trees"), list(COMPOSITES.values())))


def min_max(measure: Measure, value: str) -> Fraction:
    """The place of a value between the goalposts, 0 to 1."""
    floor, target = Fraction(measure.floor), Fraction(measure.target)
    return min(Fraction(1), max(Fraction(0), (Fraction(value) - floor) / (target - floor)))


@pytest.mark.parametrize("edition", COMPOSITES)
def test_a_weighted_tree_of_goalposts_is_scored_exactly(edition: str, ask: Ask) -> None:
    composite = COMPOSITES[edition]
    assert any(measure.target < measure.floor for measure in composite.measures)
    ids = composite.unit_ids
    shares = {
        (row["school_id"], row["indicator_id"]): row["share"]
        for row in ask(
            f"select * from fct_indicator_scores where basis = 'self' and cycle_id = '{edition}'"
        )
    }
    groups = {
        (row["school_id"], row["dimension_id"]): row["share"]
        for row in ask(
            f"select * from fct_dimension_scores where basis = 'self' and cycle_id = '{edition}'"
        )
    }
    totals = {
        row["school_id"]: row
        for row in ask(
            f"select * from fct_school_scores where basis = 'self' and cycle_id = '{edition}'"
        )
    }
    weight = sum((Fraction(measure.weight) for measure in composite.measures), Fraction(0))
    exact: dict[str, Fraction] = {}
    for name, figures in composite.figures.items():
        points = Fraction(0)
        of_dimension: dict[str, list[Fraction]] = {}
        exact[ids[name]] = Fraction(0)
        for measure in composite.measures:
            place = min_max(measure, figures[measure.code])
            share = half_up(place, 9)
            assert Fraction(shares[ids[name], measure.code]) == share
            own = half_up(Fraction(measure.weight) * share, 6)
            points += own
            of_dimension.setdefault(measure.dimension, []).append(own)
            exact[ids[name]] += 100 * Fraction(measure.weight) * place / weight
        score = half_up(100 * points / weight, 6)
        assert Fraction(totals[ids[name]]["score"]) == score
        # Roundings of a share, of points and of the score are all that parts it from the formula.
        slack = Fraction(len(composite.measures), 10**6) * 100 / weight + Fraction(1, 10**6)
        assert abs(score - exact[ids[name]]) <= slack
        for dimension, reached in of_dimension.items():
            own_weights = (
                Fraction(measure.weight)
                for measure in composite.measures
                if measure.dimension == dimension
            )
            mean = sum(reached, Fraction(0)) / sum(own_weights, Fraction(0))
            assert abs(Fraction(groups[ids[name], dimension]) - mean) <= Fraction(1, 10**9)
    for unit, row in totals.items():
        better = sum(other["score"] > row["score"] for other in totals.values())
        assert row["rank_county"] == 1 + better
        clearly_better = sum(value > exact[unit] + Fraction(1, 1000) for value in exact.values())
        assert clearly_better < row["rank_county"]
    assert len({row["score"] for row in totals.values()}) > UNITS // 2


def test_figures_of_the_trees_meet_the_goalposts() -> None:
    """On the floor, on the target, beyond each and between: else the comparison would be easy."""
    places = [
        min_max(measure, figures[measure.code])
        for composite in COMPOSITES.values()
        for figures in composite.figures.values()
        for measure in composite.measures
    ]
    assert sum(place == 0 for place in places) > 100
    assert sum(place == 1 for place in places) > 100
    assert sum(0 < place < 1 for place in places) > 500
