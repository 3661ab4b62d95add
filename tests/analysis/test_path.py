"""The way to the next tier is the cheapest there is: tried against every set of measures.

200 cases, each a school under a small random edition. `DUIBIAO_PATH_SEED` draws others.
"""

from __future__ import annotations

import datetime as dt
import itertools
import os
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from duibiao.analysis import published
from duibiao.analysis.measures import Compared, Rulebook, Situation, Wish
from duibiao.analysis.tier_path import By, Finder, TierPath, path
from duibiao.guide.editions import EXAMPLE, Guide
from duibiao.records.model import Basis, Refused
from duibiao.warehouse.scoring import Case
from duibiao.warehouse.snapshot import Snapshot, snapshot_in_force
from tests.counties.guide_folders import GuideFolder
from tests.counties.many_editions import GRADES, ManyEditions, guide_rows

SEED = int(os.environ.get("DUIBIAO_PATH_SEED", "1"))
EDITIONS, SCHOOLS = 25, 8
MEDIAN_DAY = (6, 1)
Ways = Mapping[str, Mapping[str, Wish]]


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> tuple[ManyEditions, Snapshot]:
    """A county of so many editions and schools, handed in and built."""
    made = ManyEditions(SEED, EDITIONS, SCHOOLS)
    return made, snapshot_in_force(made.publish(tmp_path_factory.mktemp("many")))


@dataclass(frozen=True)
class Tried:
    """A set of measures and what the scorer says of its answers."""

    numbers: tuple[int, ...]
    tier: str
    points: Decimal


def combined(ways: Ways, names: Sequence[str]) -> dict[str, str] | None:
    """The answers of these measures together; None where two want different things of a fact."""
    wishes: dict[str, list[Wish]] = {}
    for name in names:
        for fact_id, wish in ways[name].items():
            wishes.setdefault(fact_id, []).append(wish)
    answers = {}
    for fact_id, wanted in wishes.items():
        directions = {wish.direction for wish in wanted}
        values = {wish.value for wish in wanted}
        if len(directions) > 1 or (directions == {"to"} and len(values) > 1):
            return None
        choose = max if directions == {"up"} else min
        answers[fact_id] = values.pop() if len(values) == 1 else choose(values, key=Decimal)
    return answers


def subsets(ways: Ways) -> Iterator[tuple[tuple[int, ...], dict[str, str]]]:
    """Every set of measures that can be taken together, with its answers."""
    names = list(ways)
    for size in range(len(names) + 1):
        for numbers in itertools.combinations(range(len(names)), size):
            answers = combined(ways, [names[number] for number in numbers])
            if answers is not None:
                yield numbers, answers


def all_tried(
    snapshot: Snapshot, finder: Finder, ways: Mapping[str, Ways]
) -> dict[str, list[Tried]]:
    """By school every set of its measures, scored."""
    where: list[tuple[str, tuple[int, ...]]] = []
    cases: list[Case] = []
    for school_id, own in ways.items():
        for numbers, answers in subsets(own):
            where.append((school_id, numbers))
            cases.append(Case(finder.cycle.cycle_id, school_id, finder.basis, answers))
    marts = snapshot.scorer.score_cases(cases, ["fct_school_scores"])
    tried: dict[str, list[Tried]] = {school_id: [] for school_id in ways}
    for row in marts["fct_school_scores"].iter_rows(named=True):
        school_id, numbers = where[row["case_number"]]
        tried[school_id].append(Tried(numbers, row["tier_reached"], row["points"]))
    return tried


def cheapest(
    tried: Sequence[Tried], costs: Sequence[Decimal], enough: frozenset[str]
) -> Tried | None:
    """Of the sets that reach a tier high enough: the cheapest, most points, first in order."""
    reaching = [one for one in tried if one.tier in enough]
    return min(
        reaching,
        key=lambda one: (
            sum((costs[number] for number in one.numbers), Decimal(0)),
            -one.points,
            one.numbers,
        ),
        default=None,
    )


def tiers_above(county: ManyEditions, edition: str, reached: str) -> list[str]:
    """The tiers above one, lowest first; a score that meets two gives the higher."""
    rows = guide_rows(county.guide, "tiers", edition)
    rows.sort(key=lambda row: (Decimal(row["min_score"]), -int(row["sort"])))
    tiers = [row["tier"] for row in rows]
    return tiers[tiers.index(reached) + 1 :] if reached in tiers else tiers


def test_every_way_is_the_cheapest_and_reaches_the_tier(
    county: tuple[ManyEditions, Snapshot],
) -> None:
    """200 cases, by fewest indicators and by least effort: same cost, same choice, tier reached."""
    made, marts = county
    seen: dict[str, int] = {}
    cases = 0
    for number in range(1, EDITIONS + 1):
        cycle = published.cycle(marts, f"c{number:02d}")
        edition = cycle.edition.edition_id
        basis: Basis = "verified" if number % 3 == 0 else "self"
        today = dt.date(cycle.ends_on.year, *MEDIAN_DAY)
        efforts = {
            row["indicator"]: Decimal(row["effort"])
            for row in guide_rows(made.guide, "indicator_efforts", edition)
        }
        bys: tuple[By, By] = ("count", "effort")
        finders = {by: Finder(marts, cycle, basis, by=by, today=today) for by in bys}
        ways = {
            school_id: school.measures for school_id, school in finders["count"].prepare().items()
        }
        tried = all_tried(marts, finders["count"], ways)
        for by, finder in finders.items():
            found = found_by(finder, made)
            if found is None:
                seen["refused"] = seen.get("refused", 0) + 1
                continue
            assert found.keys() == ways.keys()
            for school_id, way in found.items():
                costs = [Decimal(1) if by == "count" else efforts[name] for name in ways[school_id]]
                above = tiers_above(made, edition, way.before.tier_reached)
                best = cheapest(tried[school_id], costs, frozenset(above))
                check(way, best, above, list(ways[school_id]))
                seen[way.ending] = seen.get(way.ending, 0) + 1
                cases += by == "count"
    assert cases >= 0.9 * EDITIONS * SCHOOLS
    assert seen.get("refused", 0) <= 0.1 * EDITIONS, seen
    assert seen["way_found"] > cases / 4, seen
    assert seen["unreachable"] > 10, seen


def found_by(finder: Finder, made: ManyEditions) -> dict[str, TierPath] | None:
    """The ways of a cycle's schools; None where it is refused for its bonus, as it may be."""
    try:
        return finder.find()
    except Refused as refused:
        assert refused.code == "path-bonus-too-entangled"
        assert guide_rows(made.guide, "bonus_indicators", finder.cycle.edition.edition_id)
        return None


def check(way: TierPath, best: Tried | None, above: Sequence[str], names: Sequence[str]) -> None:
    """A way against the best of all sets that were scored."""
    at = f"{way.cycle_id} {way.school_id} {way.by}"
    if not above:
        assert way.ending == "no_higher_tier", at
        return
    assert way.tier == above[0], at
    if best is None:
        assert way.ending == "unreachable", at
        assert way.obstacles, at
        return
    assert way.ending == "way_found", at
    chosen = tuple(names.index(step.indicator.indicator_id) for step in way.steps)
    assert chosen == best.numbers, at
    assert way.after is not None, at
    assert (way.after.tier_reached, way.after.points) == (best.tier, best.points), at
    assert way.after.tier_reached in above, at


def test_no_other_answer_brings_an_indicator_more(county: tuple[ManyEditions, Snapshot]) -> None:
    """A measure's answers are the best: of many others in its changeable facts none is better."""
    _, marts = county
    chance = random.Random(SEED)
    compared = 0
    for number in range(1, EDITIONS + 1, 2):
        cycle = published.cycle(marts, f"c{number:02d}")
        today = dt.date(cycle.ends_on.year, *MEDIAN_DAY)
        finder = Finder(marts, cycle, "self", today=today)
        where: list[tuple[str, str, bool]] = []
        cases: list[Case] = []
        for school_id, school in finder.prepare().items():
            answers = school.situation.answers
            for indicator in cycle.edition.indicators:
                indicator_id = indicator.indicator_id
                facts = [
                    fact_id
                    for fact_id in sorted(finder.rulebook.uses[indicator_id] & answers.keys())
                    if finder.rulebook.is_changeable(cycle.edition.facts[fact_id], answers[fact_id])
                ]
                if not facts or indicator_id in school.situation.closed:
                    continue
                way = school.measures.get(indicator_id, {})
                tries = [({fact_id: wish.value for fact_id, wish in way.items()}, True)]
                tries += [(other_answers(chance, finder, answers, facts), False) for _ in range(8)]
                for changes, is_ours in tries:
                    where.append((school_id, indicator_id, is_ours))
                    cases.append(Case(cycle.cycle_id, school_id, "self", changes))
        scores = marts.scorer.score_cases(cases, ["fct_indicator_scores"])["fct_indicator_scores"]
        ours: dict[tuple[str, str], Decimal | None] = {}
        for row in scores.iter_rows(named=True):
            school_id, indicator_id, is_ours = where[row["case_number"]]
            if row["indicator_id"] != indicator_id or row["points"] is None:
                continue
            if is_ours:
                ours[school_id, indicator_id] = row["points"]
            elif (school_id, indicator_id) in ours:
                compared += 1
                assert row["points"] <= ours[school_id, indicator_id], (
                    f"{cycle.cycle_id} {school_id} {indicator_id}:"
                    f" {cases[row['case_number']].changes}"
                )
    assert compared > 1000


def other_answers(
    chance: random.Random, finder: Finder, answers: Mapping[str, str | None], facts: list[str]
) -> dict[str, str]:
    """Some other answers that the door would take."""
    found = {}
    for fact_id in facts:
        fact = finder.cycle.edition.facts[fact_id]
        most = Decimal(15)
        for bound in finder.cycle.edition.bounded_facts:
            if bound.fact_id == fact_id:
                base = answers.get(bound.base_fact_id) if bound.base_fact_id else bound.base_value
                most = most if base is None else min(most, Decimal(base))
        match fact.kind:
            case "flag":
                found[fact_id] = chance.choice(("yes", "no"))
            case "grade":
                found[fact_id] = chance.choice(GRADES)
            case "date":
                later = finder.today + dt.timedelta(days=chance.randint(0, 60))
                found[fact_id] = min(later, finder.cycle.ends_on).isoformat()
            case "count":
                found[fact_id] = str(chance.randint(0, int(most)))
            case _:
                found[fact_id] = str(Decimal(chance.randint(0, int(most * 8))) / 8)
    return found


def test_a_red_line_bars_every_way(county: tuple[ManyEditions, Snapshot]) -> None:
    """A school with a red line that bars tiers, or makes its score 0, is told so, with its code."""
    made, marts = county
    effects = {
        (row["edition"], row["red_line"]): row["effect"]
        for row in made.guide["red_lines"]
        if row["effect"] in ("no_tier", "zero_score")
    }
    editions = {row["cycle_id"]: row["edition"] for row in made.files["cycles"]}
    barred: dict[tuple[str, str], dict[str, list[str]]] = {}
    for row in made.files["findings"]:
        effect = effects.get((editions[row["cycle_id"]], row["red_line"]))
        if effect is not None:
            of_school = barred.setdefault((row["cycle_id"], row["school_id"]), {})
            of_school.setdefault(effect, []).append(row["red_line"])
    kinds = {"no_tier": "red_line", "zero_score": "zero_score"}
    seen = set()
    for (cycle_id, school_id), found in barred.items():
        try:
            way = path(marts, school_id, cycle_id=cycle_id)
        except Refused:
            continue
        effect = "zero_score" if "zero_score" in found else "no_tier"
        assert way.ending == "unreachable"
        assert [(one.kind, sorted(one.red_lines)) for one in way.obstacles] == [
            (kinds[effect], sorted(found[effect]))
        ]
        seen.add(effect)
    assert seen == set(kinds)


def test_fixed_facts_stay_as_they_are(county: tuple[ManyEditions, Snapshot]) -> None:
    """No way changes a base, what happened, what is fixed by the guide, or the county's answers."""
    made, marts = county
    for number in range(1, EDITIONS + 1, 5):
        cycle = published.cycle(marts, f"c{number:02d}")
        edition = cycle.edition.edition_id
        fixed = {row["fact"] for row in guide_rows(made.guide, "fixed_facts", edition)}
        fixed |= {row["base_fact"] for row in guide_rows(made.guide, "rules", edition)}
        fixed |= {
            row["fact"]
            for row in guide_rows(made.guide, "rule_items", edition)
            if row["kind"] == "each"
        }
        fixed |= {
            row["fact"]
            for row in guide_rows(made.guide, "facts", edition)
            if row["answered_by"] == "county"
        }
        for way in (found_by(Finder(marts, cycle, "self"), made) or {}).values():
            assert not fixed & way.changes.keys()
            for step in way.steps:
                for answer in step.answers:
                    is_date = cycle.edition.facts[answer.fact_id].kind == "date"
                    assert not (is_date and answer.before)


def test_an_unknown_tier_is_refused(county: tuple[ManyEditions, Snapshot], tmp_path: Path) -> None:
    """A tier that the edition does not have is refused, with those it has."""
    _, marts = county
    school_id = next(iter(Finder(marts, published.cycle(marts, "c01"), "self").prepare()))
    with pytest.raises(Refused) as refused:
        path(marts, school_id, cycle_id="c01", tier="moon")
    assert refused.value.code == "path-tier-unknown"
    assert refused.value.parameters == {"tier": "moon", "known": "high、middle、low"}


def compared_by_place(folder: GuideFolder, **shares: str) -> Rulebook:
    """The worked example, whose indicator 1.2 compares 新书 ÷ 藏书, by places with these shares."""
    row = folder.tables["relative_rules"][0]
    row |= {"compare": "place", "rest": "zero"}
    of_part = {name: row[name] for name in ("edition", "indicator", "part")}
    for key, share in shares.items():
        folder.add("rule_bands", **of_part, bound="at_most", key=key.strip("_"), share=share)
    with TemporaryDirectory() as place:
        guide = Guide.load(folder.write(Path(place)))
    others = [Compared(name, None, value) for name, value in zip("abc", (5, 3, 1), strict=True)]
    others = [one._replace(billionths=one.billionths * 10**8) for one in others]
    [edition] = guide.editions.values()
    return Rulebook(guide, edition, {("1.2", 1): others})


def test_a_place_is_reached_at_the_last_that_gives_as_much() -> None:
    """Of 10 books 3 new ones are the second place among 0.5, 0.3 and 0.1; the third is enough."""
    answers: dict[str, str | None] = {"新书": "0", "藏书": "10"}
    today = dt.date(2025, 6, 1)
    situation = Situation("x", {}, answers, frozenset())
    for shares, wanted in (({"_2": "1"}, "3"), ({"_1": "1", "_3": "0.9"}, "5"), ({"_3": "1"}, "1")):
        [way] = compared_by_place(GuideFolder.copy(EXAMPLE), **shares).ways(situation, today)["1.2"]
        assert way["新书"].value == wanted, shares


def test_places_of_which_a_worse_one_gives_more_are_refused_by_name() -> None:
    rulebook = compared_by_place(GuideFolder.copy(EXAMPLE), _1="0.5", _3="1")
    situation = Situation("x", {}, {"新书": "0", "藏书": "10"}, frozenset())
    with pytest.raises(Refused) as refused:
        rulebook.ways(situation, dt.date(2025, 6, 1))
    assert refused.value.code == "path-places-out-of-order"
    assert refused.value.parameters == {"indicator": "1.2"}
