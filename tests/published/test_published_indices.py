"""Two published indices, read as guide editions: the engine gives their totals and ranks.

Figures, not invented and not ours:

* `fragile_states_2016.csv`: The Fund for Peace, Fragile States Index 2016, 178 countries with
  twelve indicators of 0 to 10 to one decimal, their total (of 120) and rank (1st = most fragile).
* `world_universities_2016.csv`: Times Higher Education, World University Rankings 2015-16, the
  first 200 universities less the five published without an income score; five pillars of 0 to 100
  and the overall score to one decimal. Published weights: teaching 30, research 30, citations 30,
  international outlook 7.5, industry income 2.5.
"""

from __future__ import annotations

import csv
import itertools
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.counties.composites import Ask, Composite, Measure, asking, publish

FOLDER = Path(__file__).parent
TENTH = Decimal("0.1")
PILLARS = {
    "teaching": "30",
    "research": "30",
    "citations": "30",
    "international": "7.5",
    "income": "2.5",
}


def published(name: str) -> dict[str, dict[str, str]]:
    """The rows of a published table, by the name in its first column."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    first = next(iter(rows[0]))
    return {row[first]: row for row in rows}


FRAGILE, UNIVERSITIES = published("fragile_states_2016"), published("world_universities_2016")


def fragile_states() -> Composite:
    """Twelve indicators of equal weight in five groups; more is more fragile."""
    codes = [code for code in next(iter(FRAGILE.values())) if code[1:].isdigit()]
    measures = [Measure(code, code[0], Decimal(10), Decimal(0), Decimal(10)) for code in codes]
    figures = {name: {code: row[code] for code in codes} for name, row in FRAGILE.items()}
    return Composite("fragile-2016", "Fragile States Index 2016", 2016, measures, figures)


def universities() -> Composite:
    """Five pillars of unequal weight."""
    measures = [
        Measure(name, name, Decimal(weight), Decimal(0), Decimal(100))
        for name, weight in PILLARS.items()
    ]
    figures = {name: {code: row[code] for code in PILLARS} for name, row in UNIVERSITIES.items()}
    return Composite("universities-2016", "World University Rankings", 2015, measures, figures)


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """Both indices in one county, loaded and built by the command line."""
    folder = tmp_path_factory.mktemp("published")
    return asking(publish(folder, [fragile_states(), universities()]))


def scores(ask: Ask, edition: str) -> dict[str, dict[str, Any]]:
    """Points, score and rank by the unit's name."""
    rows = ask(
        "select school.name_zh, score.points, score.score, score.rank_county"
        " from fct_school_scores as score"
        " inner join dim_cycle_schools as school using (cycle_id, school_id)"
        f" where score.cycle_id = '{edition}' and score.basis = 'self'"
    )
    return {row["name_zh"]: row for row in rows}


def test_the_fragile_states_index_of_2016_has_its_totals_and_ranks(ask: Ask) -> None:
    """Every total to the published decimal, and the ranks with their ties.

    The published table numbers Morocco 89th after two countries that share the 88th place, where
    1, 2, 2, 4 gives 90th (and the next one is the 91st there too).
    """
    found = scores(ask, "fragile-2016")
    assert len(FRAGILE) == 178
    assert {name: row["points"] for name, row in found.items()} == {
        name: Decimal(row["total"]) for name, row in FRAGILE.items()
    }
    differing = {
        name: (int(row["rank"]), found[name]["rank_county"])
        for name, row in FRAGILE.items()
        if int(row["rank"]) != found[name]["rank_county"]
    }
    assert differing == {"Morocco": (89, 90)}
    ties = len(found) - len({row["rank_county"] for row in found.values()})
    assert ties == 11


def test_the_groups_of_the_fragile_states_index_add_up(ask: Ask) -> None:
    """Cohesion, economic, political and social indicators and the cross-cutting one."""
    rows = ask(
        "select school.name_zh, dimension.dimension_id, dimension.points, dimension.max_points"
        " from fct_dimension_scores as dimension"
        " inner join dim_cycle_schools as school using (cycle_id, school_id)"
        " where dimension.cycle_id = 'fragile-2016' and dimension.basis = 'self'"
    )
    assert len(rows) == 5 * len(FRAGILE)
    for row in rows:
        own = [
            Decimal(value)
            for code, value in FRAGILE[row["name_zh"]].items()
            if code[0] == row["dimension_id"] and code[1:].isdigit()
        ]
        assert (row["points"], row["max_points"]) == (sum(own), 10 * len(own))


def test_the_university_ranking_of_2016_has_its_scores_and_order(ask: Ask) -> None:
    """As near as figures of one decimal can tell, by the published weights.

    Pillars rounded to a tenth move their weighted mean by up to 0.05, and the published score was
    rounded by up to 0.05 itself; six in seven are equal to the decimal all the same.
    """
    found = scores(ask, "universities-2016")
    assert len(UNIVERSITIES) == 195
    equal = 0
    for name, row in UNIVERSITIES.items():
        score: Decimal = found[name]["score"]
        weighted = [Decimal(row[pillar]) * Decimal(PILLARS[pillar]) for pillar in PILLARS]
        exact = sum(weighted, Decimal(0)) / 100
        assert score == exact.quantize(Decimal("1e-6"), rounding=ROUND_HALF_UP)
        assert abs(score - Decimal(row["total"])) <= TENTH
        equal += score.quantize(TENTH, rounding=ROUND_HALF_UP) == Decimal(row["total"])
    assert equal == 168

    def total(name: str) -> Decimal:
        return Decimal(UNIVERSITIES[name]["total"])

    turned = [
        (one, other)
        for one, other in itertools.permutations(UNIVERSITIES, 2)
        if total(one) > total(other) and found[one]["rank_county"] >= found[other]["rank_county"]
    ]
    assert all(total(one) - total(other) <= TENTH for one, other in turned)
    assert len(turned) == 1, "of 18,915 pairs"
