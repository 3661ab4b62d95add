"""The demo county agrees with itself: no two answers of a school contradict each other.

The rules are data: what the guide's tables say, what its labels reckon, and what `demo.toml` says.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from duibiao.demo.amounts import SIZES, Amount, ByCode, Expression, Story
from duibiao.guide.editions import Edition, Guide
from duibiao.records.settings import SEEDS, Settings
from duibiao.warehouse.snapshot import Snapshot, snapshot_in_force

# A label that says how it is reckoned: so many times a number, which other labels name as well.
RECKONED = re.compile(r"[(（]([^()（）]+?)×(\d+)[)）]")
STEADY_SHARE, STEADY_MORE = 0.5, 3
"""A base changes from year to year by at most this share and this many, if sizes stay."""


@dataclass(frozen=True)
class Stated:
    """What one school says in one cycle and basis: its numbers, and what it is by the register."""

    cycle_id: str
    school_id: str
    attributes: Mapping[str, str]
    numbers: Mapping[str, Fraction]


@pytest.fixture(scope="module")
def snapshot(demo_home: Path) -> Snapshot:
    return snapshot_in_force(Settings.resolve(demo_home, SEEDS))


@pytest.fixture(scope="module")
def guide() -> Guide:
    return Guide.load(SEEDS)


@pytest.fixture(scope="module")
def story() -> Story:
    return Story.of_guide(SEEDS)


@pytest.fixture(scope="module")
def edition(guide: Guide, story: Story) -> Edition:
    assert story.edition is not None
    return guide.editions[story.edition]


@pytest.fixture(scope="module")
def stated(snapshot: Snapshot) -> list[Stated]:
    """All that is in force in all cycles, by school and basis; a flag counts as 1 and 0."""
    schools = {
        (row["cycle_id"], row["school_id"]): row
        for row in snapshot.rows("select * from dim_cycle_schools")
    }
    numbers: dict[tuple[str, str, str], dict[str, Fraction]] = defaultdict(dict)
    answers = snapshot.rows(
        """
        select cycle_id, school_id, basis, fact_id,
            coalesce(value_number, cast(value_flag as integer)) as number
        from fct_answers
        where coalesce(value_number, cast(value_flag as integer)) is not null
        """
    )
    for row in answers:
        key = row["cycle_id"], row["school_id"], row["basis"]
        numbers[key][row["fact_id"]] = Fraction(str(row["number"]))
    return [
        Stated(
            cycle_id,
            school_id,
            schools[cycle_id, school_id],
            found | {name: Fraction(schools[cycle_id, school_id][name]) for name in SIZES},
        )
        for (cycle_id, school_id, _), found in numbers.items()
    ]


def _case(amount: Amount, said: Stated) -> Expression | None:
    if isinstance(amount, ByCode):
        return amount.cases.get(said.attributes[amount.attribute])
    return amount


def bounds(story: Story, said: Stated) -> dict[str, tuple[int, int]]:
    """The least and the most that each amount can be at a school, from what it itself says."""
    least, most = dict(said.numbers), dict(said.numbers)
    found: dict[str, tuple[int, int]] = {}
    for name, amount in story.amounts.items():
        case = _case(amount, said)
        if case is None or not case.names <= set(least):
            continue
        low = math.floor(case.value(least, lambda _, low, high: low))
        high = math.floor(case.value(most, lambda _, low, high: high))
        found[name] = low, high
        least.setdefault(name, Fraction(low))
        most.setdefault(name, Fraction(high))
    return found


def contradictions(story: Story, edition: Edition, said: Stated) -> Iterator[str]:
    """What a school says that cannot all be so, each with the rule that it breaks."""
    numbers = said.numbers
    for name, (least, most) in bounds(story, said).items():
        if name in numbers and numbers[name] and not least <= numbers[name] <= most:
            yield f"{name} = {numbers[name]}, not within {least}..{most}"
    spread = dict(numbers) | {
        name: Fraction(high)
        for name, (_, high) in bounds(story, said).items()
        if name not in numbers
    }
    for name, limits in story.limits.items():
        for limit in limits:
            if limit.names <= set(spread) and numbers.get(name, Fraction()) > limit.value(spread):
                yield f"{name} = {numbers[name]}, more than {limit.text}"
    for check in edition.bounded_facts:
        base = numbers.get(check.base_fact_id or "")
        if check.base_value is not None:
            base = Fraction(check.base_value)
        if base is not None and numbers.get(check.fact_id, Fraction()) > base:
            yield f"{check.fact_id} = {numbers[check.fact_id]} over a base of {base}"
    reckoned: dict[str, set[Fraction]] = defaultdict(set)
    for fact_id, fact in edition.facts.items():
        for unit, factor in RECKONED.findall(fact.label_zh):
            if fact_id in numbers:
                reckoned[unit].add(numbers[fact_id] / int(factor))
    for unit, found in reckoned.items():
        if len(found) > 1 or any(number.denominator != 1 for number in found):
            yield f"{unit}: {sorted(found)}"
    asked_twice: dict[str, set[Fraction]] = defaultdict(set)
    for base_id in {check.base_fact_id for check in edition.base_checks}:
        if base_id is not None and base_id in numbers:
            asked_twice[edition.facts[base_id].label_zh].add(numbers[base_id])
    for label, found in asked_twice.items():
        if len(found) > 1:
            yield f"{label}: {sorted(found)}"


def test_no_two_answers_of_a_school_contradict_each_other(
    stated: list[Stated], story: Story, edition: Edition
) -> None:
    found = [
        f"{said.cycle_id} {said.school_id}: {broken}"
        for said in stated
        for broken in contradictions(story, edition, said)
    ]
    assert len(stated) > 100
    assert found == []


def test_a_contradiction_would_be_found(
    stated: list[Stated], story: Story, edition: Edition
) -> None:
    """Each amount and each limit: one more, or ten times as much, and it is told."""
    deaf = set()
    for name in {*story.amounts, *story.limits} & set(edition.facts):
        for said in stated:
            if said.numbers.get(name):
                wrong = Stated(
                    said.cycle_id,
                    said.school_id,
                    said.attributes,
                    {**said.numbers, name: 100 * said.numbers[name] + 1000},
                )
                if not list(contradictions(story, edition, wrong)):
                    deaf.add(name)
                break
    assert deaf == set()


def test_what_things_are_counted_against_changes_little_from_year_to_year(
    stated: list[Stated], story: Story
) -> None:
    known = {(said.school_id, said.cycle_id): said for said in stated}
    cycles = sorted({said.cycle_id for said in stated})
    leaps = []
    compared = 0
    for said in stated:
        at = cycles.index(said.cycle_id)
        before = known.get((said.school_id, cycles[at - 1])) if at else None
        if before is None or any(said.numbers[name] != before.numbers[name] for name in SIZES):
            continue
        for name in story.amounts:
            one, other = before.numbers.get(name), said.numbers.get(name)
            if one and other:
                compared += 1
                if abs(other - one) > STEADY_SHARE * float(max(one, other)) + STEADY_MORE:
                    leaps.append((said.school_id, said.cycle_id, name, one, other))
    assert compared > 1000
    assert leaps == []


def test_what_was_due_and_not_done_is_due_still(snapshot: Snapshot, guide: Guide) -> None:
    """A date comes again only after it was met, and nothing is done before the cycle."""
    [late] = [row for row in guide.tables["rules"].to_dicts() if row["method"] == "late"]
    dates: dict[tuple[str, str], dict[str, dt.date]] = defaultdict(dict)
    for row in snapshot.rows(
        "select cycle_id, school_id, fact_id, value_date from fct_answers"
        " where basis = 'self' and value_date is not null"
    ):
        dates[row["school_id"], row["cycle_id"]][row["fact_id"]] = row["value_date"]
    spans: dict[str, Any] = {row["cycle_id"]: row for row in snapshot.rows("from dim_cycles")}
    followed = 0
    for (school_id, cycle_id), found in dates.items():
        due, done = found.get(late["base_fact"]), found.get(late["fact"])
        if done is not None:
            assert spans[cycle_id]["starts_on"] <= done <= spans[cycle_id]["ends_on"]
        before = dates.get((school_id, str(spans[cycle_id]["previous_cycle_id"])))
        if before and due and late["base_fact"] in before:
            followed += 1
            was_due, was_done = before[late["base_fact"]], before.get(late["fact"])
            assert due == was_due or (was_done is not None and due > was_due), school_id
    assert followed > 50
