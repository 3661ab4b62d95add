"""The one decision on everything that can be asked: who may do what, for which schools.

`policy.csv` beside this file has a row for each action and a column for each role. A cell says
`all` (every school, or what belongs to no school), `own` (the schools, or the education group, of
the assignment) or nothing: no. `kept`: what was allowed goes into the audit trail; what was refused
always does.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from duibiao.people.acting import (
    REVIEWER,
    ROLES,
    VISITOR,
    Acting,
    Assignment,
    OfCycle,
    OfSchool,
    Person,
)
from duibiao.records import trail
from duibiao.records.model import Refused, School
from duibiao.words.figures import LOCAL_TIME

TABLE = Path(__file__).with_name("policy.csv")
ALL, OWN = "all", "own"
COLUMNS = (*ROLES, VISITOR)


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of the table: for each role that may, how far; whether it is kept in the trail."""

    extents: Mapping[str, str]
    is_kept: bool


@dataclass(frozen=True, slots=True)
class Scope:
    """For which schools somebody may do something: for all, or for these and those groups.

    `reviewed`: schools that are to be reviewed, but for those of the groups that are `barred`: who
    has to do with a school or its group does not review it.
    """

    is_all: bool = False
    schools: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    reviewed: frozenset[str] = frozenset()
    barred: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return self.is_all or bool(self.schools or self.groups or self.reviewed)

    def holds(self, school: OfSchool | str) -> bool:
        """Whether a school is within; of one known by its code alone no group is known."""
        if self.is_all:
            return True
        if isinstance(school, str):
            return school in self.schools or (school in self.reviewed and not self.barred)
        return (
            school.school_id in self.schools
            or school.education_group in self.groups
            or (school.school_id in self.reviewed and school.education_group not in self.barred)
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """Yes, by which assignment; or no, and the message that says why."""

    by: Assignment | None = None
    reason: str = ""
    parameters: Mapping[str, str] | None = None

    def __bool__(self) -> bool:
        return self.by is not None


@cache
def rules() -> dict[str, Rule]:
    """Every action with its rule. Raises ValueError where the table is not whole."""
    with TABLE.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    found = {}
    for row in rows:
        if row.keys() != {"action", *COLUMNS, "kept"} or row["action"] in found:
            raise ValueError(f"{TABLE}: {row}")
        extents = {role: row[role] for role in COLUMNS if row[role]}
        if not {*extents.values()} <= {ALL, OWN} or row["kept"] not in ("", "yes"):
            raise ValueError(f"{TABLE}: {row}")
        found[row["action"]] = Rule(extents, row["kept"] == "yes")
    return found


def today() -> dt.date:
    """The day by which assignments hold."""
    return dt.datetime.now(LOCAL_TIME).date()


def scope(
    person: Person, action: str, on: dt.date | None = None, cycle: OfCycle | str | None = None
) -> Scope:
    """For which schools a person may do something on a day (None: today), of a cycle.

    Who has to do with a school on any day of the cycle does not review it; where its days are not
    told, on any day at all. Raises KeyError for an action that the table does not know: what has no
    rule is no mistake to pass over.
    """
    extents = rules()[action].extents
    held = [one for one in person.held(on or today()) if one.role in extents]
    return _scope(person, held, extents, cycle)


def _scope(
    person: Person,
    held: Sequence[Assignment],
    extents: Mapping[str, str],
    cycle: OfCycle | str | None,
) -> Scope:
    own = [one for one in held if extents[one.role] == OWN and one.over]
    others = [one for one in person.assignments if one.role != REVIEWER and _touches(one, cycle)]
    of_schools = {one.over for one in own if one.extent == "school" and one.role != REVIEWER}
    reviewed = {one.over for one in own if one.role == REVIEWER}
    return Scope(
        is_all=any(extents[one.role] == ALL for one in held),
        schools=frozenset(of_schools),
        groups=frozenset(one.over for one in own if one.extent == "group"),
        reviewed=frozenset(reviewed - {one.over for one in others if one.extent == "school"}),
        barred=frozenset(one.over for one in others if one.extent == "group"),
    )


def _touches(one: Assignment, cycle: OfCycle | str | None) -> bool:
    """Whether an assignment holds on any day of a cycle."""
    if cycle is None or isinstance(cycle, str):
        return True
    return (one.starts_on is None or one.starts_on <= cycle.ends_on) and (
        one.ends_on is None or cycle.starts_on <= one.ends_on
    )


def may(
    person: Person,
    action: str,
    cycle: OfCycle | str | None = None,
    school: OfSchool | str | None = None,
    on: dt.date | None = None,
) -> Answer:
    """Whether a person may do something with a school's things, or with the county's (None).

    `cycle`: of which cycle they are.
    """
    extents = rules()[action].extents
    held = person.held(on or today())
    if not held:
        return Answer(reason="policy-nobody" if person.number is None else "policy-no-role")
    able = [one for one in held if one.role in extents]
    if not able:
        return Answer(reason=f"may-not-{action}")
    for one in able:
        within = _scope(person, [one], extents, cycle)
        if within.is_all or (school is not None and within.holds(school)):
            return Answer(by=one)
    if school is None:
        return Answer(reason="policy-own-alone")
    school_id = school if isinstance(school, str) else school.school_id
    is_barred = any(one.role == REVIEWER and one.over == school_id for one in able)
    reason = "policy-barred" if is_barred else "policy-school"
    return Answer(reason=reason, parameters={"school": school_id})


def may_for_some(person: Person, action: str, on: dt.date | None = None) -> Answer:
    """Whether there is any school with which a person may do something: is it to be offered."""
    extents = rules()[action].extents
    for one in person.held(on or today()):
        # Whether she is barred hangs on the cycle: whoever knows it asks again.
        if one.role in extents and (extents[one.role] == ALL or one.over):
            return Answer(by=one)
    return may(person, action, on=on)


def ask(
    acting: Acting,
    action: str,
    cycle: OfCycle | str | None = None,
    school: OfSchool | str | None = None,
    *,
    about: str = "",
) -> Acting:
    """Whoever acts, as a record is to name her. Raises Refused where she may not, with the why.

    A refusal goes into the audit trail, and what the table says is kept, with what it was `about`;
    OSError where that cannot be written: then it is not done either.
    """
    answer = may(acting.person, action, cycle, school)
    cycle_id = cycle if isinstance(cycle, str) or cycle is None else cycle.cycle_id
    code = school if isinstance(school, str) else school.school_id if school is not None else ""
    of = {"cycle_id": cycle_id or "", "school_id": code, "about": about}
    if answer and rules()[action].is_kept:
        _keep(acting, action, answer, **of)
    return _decided(acting, action, answer, **of)


def ask_for_some(acting: Acting, action: str) -> Acting:
    """As `ask`, where the school is not known yet. Whoever knows it then asks again."""
    return _decided(acting, action, may_for_some(acting.person, action))


def note_refusal(acting: Acting, action: str, reason: str, **of: str) -> None:
    """Keep in the audit trail that something was refused before anybody was asked.

    `of`: `cycle_id`, `school_id`, `about`. Raises OSError.
    """
    _keep(acting, action, Answer(reason=reason), **of)


def _decided(acting: Acting, action: str, answer: Answer, **of: str) -> Acting:
    if answer.by is None:
        _keep(acting, action, answer, **of)
        raise Refused(answer.reason, **(answer.parameters or {}))
    return replace(acting, name=named(acting, answer.by))


def _keep(acting: Acting, action: str, answer: Answer, **of: str) -> None:
    person, by = acting.person, answer.by
    stands_in_for = by.stands_in_for if by is not None else None
    said = {
        "who": acting.name if person.number is None else str(person.number),
        "name": person.name,
        "role": "" if by is None else by.role,
        "for": "" if stands_in_for is None else str(stands_in_for),
        "action": action,
        "outcome": answer.reason or "done",
        "channel": acting.channel,
        "from": acting.address,
    }
    trail.write(acting.settings, **said, **of)


def named(acting: Acting, by: Assignment) -> str:
    """How records name somebody: an account by its number and the role, else as she said."""
    person = acting.person
    return acting.name if person.number is None else f"{person.number}/{by.role}"


def narrowed(
    acting: Acting, action: str, cycle: OfCycle | str, schools: Sequence[School]
) -> list[School]:
    """Of some schools those with which somebody may do something. Raises Refused: with none."""
    ask_for_some(acting, action)
    within = scope(acting.person, action, cycle=cycle)
    found = [school for school in schools if within.holds(school)]
    if schools and not found:
        ask(acting, action, cycle, schools[0])
    return found
