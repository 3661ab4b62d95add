"""What the county says of schools, to be looked at: verified values, its own facts, red lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from duibiao.guide.editions import Edition, Fact
from duibiao.people.acting import Acting
from duibiao.people.policy import ask, ask_for_some
from duibiao.records.model import Cycle, Refused, School
from duibiao.words import Words
from ingest.door import Door
from ingest.long_form.wide import askable_facts
from ingest.register import known_cycle
from ingest.said_by_county import (
    CountyValue,
    Finding,
    findings_in_force,
    values_in_force,
    withdrawn_findings,
)
from ingest.values.given_points import given_range
from ingest.workbook.difference import shown_value

__all__ = [
    "CountyFacts",
    "CountyValue",
    "FactValues",
    "Finding",
    "FindingsOf",
    "SchoolValues",
    "county_facts",
    "findings",
    "school_values",
]


@dataclass(frozen=True, slots=True)
class FactValues:
    """A fact of a school: what it says itself (None: nothing), and what the county says.

    `voices`: the office's word, or of given points that of each rater. `range`: from where to where
    points may be given.
    """

    fact: Fact
    own: str | None
    voices: tuple[CountyValue, ...]
    range: tuple[str, str] | None

    def said(self, value: str | None, words: Words) -> str:
        """A value in normal form as people write it; nothing for none."""
        return "" if value is None else shown_value(value, self.fact, words)

    def choices(self, words: Words) -> list[tuple[str, str]]:
        """What one chooses from to answer it; nothing where one types."""
        if self.fact.kind == "grade":
            return [(grade, grade) for grade in self.fact.grades]
        if self.fact.kind == "flag":
            return [(name, words(f"workbook-{name}")) for name in ("yes", "no")]
        return []


@dataclass(frozen=True, slots=True)
class SchoolValues:
    """Everything that is asked of a school in a cycle, in the order of the guide.

    `has_handed_in`: else it says nothing itself.
    """

    cycle: Cycle
    school: School
    facts: tuple[FactValues, ...]
    has_handed_in: bool
    has_raters: bool


@dataclass(frozen=True, slots=True)
class FindingsOf:
    """The red lines of a cycle: those there are, the findings in force, and those withdrawn."""

    cycle: Cycle
    red_lines: Mapping[str, str]
    schools: Mapping[str, School]
    in_force: Sequence[Finding]
    withdrawn: Sequence[tuple[Finding, str, str]]
    """With the reason, and who withdrew it."""


@dataclass(frozen=True, slots=True)
class CountyFacts:
    """The county's own facts of a cycle: by fact, the schools that are asked and have no value.

    `asked`: of how many each is asked. `points`: facts that the county answers by giving points,
    of which a sheet takes none.
    """

    cycle: Cycle
    facts: tuple[Fact, ...]
    asked: Mapping[str, int]
    lacking: Mapping[str, Sequence[School]]
    points: tuple[Fact, ...]


def school_values(acting: Acting, cycle_id: str, school_id: str) -> SchoolValues:
    """What a school and the county say of each fact that is asked of it. Raises Refused."""
    ask_for_some(acting, "fetch_review")
    door = Door.open(acting.settings)
    cycle = known_cycle(door.register, cycle_id)
    school = door.register.school(school_id, cycle_id)
    if school is None:
        raise Refused("evidence-whose-unknown", cycle=cycle_id, school=school_id)
    ask(acting, "fetch_review", cycle, school)
    edition = _edition(door, cycle)
    own = door.register.answers_in_force(cycle_id, school_id)
    voices: dict[str, list[CountyValue]] = {}
    for one in values_in_force(door.register, edition, cycle_id, school_id):
        voices.setdefault(one.fact_id, []).append(one)
    asked = edition.asked_facts(school.attributes)
    facts = tuple(
        FactValues(
            fact,
            own.get(fact_id) if fact.answered_by == "school" else None,
            tuple(sorted(voices.get(fact_id, ()), key=lambda one: one.rater or "")),
            _range(edition, fact_id),
        )
        for fact_id, fact in edition.facts.items()
        if fact_id in asked
    )
    has_handed_in = door.register.in_force(cycle_id, school_id) is not None
    return SchoolValues(cycle, school, facts, has_handed_in, bool(edition.given_rules))


def findings(acting: Acting, cycle_id: str) -> FindingsOf:
    """The red lines found in a cycle, and those that can be. Raises Refused."""
    ask(acting, "load")
    door = Door.open(acting.settings)
    cycle = known_cycle(door.register, cycle_id)
    withdrawn = [
        (finding, str(withdrawal["reason"]), str(withdrawal["received_by"]))
        for finding, withdrawal in withdrawn_findings(door.register, cycle_id)
    ]
    return FindingsOf(
        cycle,
        _edition(door, cycle).red_lines,
        door.register.schools_by_cycle(cycle_id),
        findings_in_force(door.register, cycle_id),
        withdrawn,
    )


def county_facts(acting: Acting, cycle_id: str) -> CountyFacts:
    """What the county has not said yet of its own facts. Raises Refused."""
    ask(acting, "fetch_table")
    door = Door.open(acting.settings)
    cycle = known_cycle(door.register, cycle_id)
    edition = _edition(door, cycle)
    said = {
        (one.school_id, one.fact_id)
        for one in values_in_force(door.register, edition, cycle_id)
        if one.value is not None
    }
    schools = sorted(
        door.register.schools_by_cycle(cycle_id).values(), key=lambda one: one.school_id
    )
    facts = tuple(askable_facts(edition))
    asked: dict[str, int] = {}
    lacking: dict[str, list[School]] = {}
    for fact in facts:
        of = [one for one in schools if fact.fact_id in edition.asked_facts(one.attributes)]
        asked[fact.fact_id] = len(of)
        lacking[fact.fact_id] = [one for one in of if (one.school_id, fact.fact_id) not in said]
    points = tuple(edition.facts[fact_id] for fact_id in edition.given_rules)
    return CountyFacts(cycle, facts, asked, lacking, points)


def _edition(door: Door, cycle: Cycle) -> Edition:
    edition = door.guide.editions.get(cycle.edition)
    if edition is None:
        raise Refused("build-edition-unknown", cycle=cycle.cycle_id, edition=cycle.edition)
    return edition


def _range(edition: Edition, fact_id: str) -> tuple[str, str] | None:
    if fact_id not in edition.given_rules:
        return None
    bounds: Mapping[str, Any] = given_range(edition, fact_id)
    return str(bounds["least"]), str(bounds["most"])
