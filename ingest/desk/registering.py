"""The register at the desk: schools of a cycle, a school's history, a line that changes one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace

from duibiao.people.acting import Acting
from duibiao.people.policy import ask
from duibiao.records.model import Refused, School
from duibiao.words import Words
from ingest.door import Door
from ingest.long_form.changes import HEAD_COUNTS, Change, change_text, of_school
from ingest.long_form.lines import content_of, line_of
from ingest.register import Register, known_cycle

OF_A_LINE = ("valid_from", "valid_to")
"""What says of which days a line is, and nothing of the school."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A school on the last day of a cycle, and what is otherwise than in the cycle before.

    `kinds`: of the changes: new, renamed, changed; for one that is there no more closed or merged,
    with the attributes that it had. Numbers of people, which change each year, are no change.
    """

    school: School
    kinds: tuple[str, ...]
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Roll:
    """The schools of a cycle by code, those that have left since the cycle before behind them.

    `previous`: that cycle, None for the first one.
    """

    cycle_id: str
    previous: str | None
    listed: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What a line of a table once said of a school, and by which record.

    `is_in_force`: whether no later line says otherwise of the same first day. `received_at`: UTC.
    """

    school: School
    record_id: str
    received_at: dt.datetime
    received_by: str
    file_name: str
    is_in_force: bool


def roll(acting: Acting, cycle_id: str, words: Words) -> Roll:
    """The schools that are to hand in for a cycle, with their changes in one language.

    Raises Refused for an unknown cycle, GuideFaults where the guide is wrong.
    """
    ask(acting, "see_schools", cycle_id)
    door = Door.open(acting.settings)
    register = door.register
    known_cycle(register, cycle_id)
    there = register.schools_by_cycle(cycle_id)
    previous = register.previous_cycle(cycle_id)
    before = {} if previous is None else register.schools_by_cycle(previous.cycle_id)
    names = {one.school_id: one.name_zh for one in (*before.values(), *there.values())}

    def listed(school: School, found: Sequence[Change]) -> Listed:
        kinds = tuple(dict.fromkeys(one.kind for one in found))
        texts = tuple(change_text(one, names, door.guide, words) for one in found)
        return Listed(school, kinds, texts)

    rows = [
        listed(school, _changes(school, before.get(school_id)) if previous else ())
        for school_id, school in sorted(there.items())
    ]
    rows += [
        listed(before[school_id], _leaving(register, school_id, before[school_id]))
        for school_id in sorted(before.keys() - there.keys())
    ]
    return Roll(cycle_id, None if previous is None else previous.cycle_id, tuple(rows))


def _changes(school: School, before: School | None) -> list[Change]:
    if before is None:
        return list(of_school(school, None, is_known=False))
    found = of_school(school, before)
    return [one for one in found if one.column not in (*OF_A_LINE, *HEAD_COUNTS)]


def _leaving(register: Register, school_id: str, before: School) -> list[Change]:
    """That a school is there no more, and what became of it."""
    last = _latest(register, school_id) or before
    if last.merged_into is not None:
        return [Change(school_id, last.name_zh, "merged", 0, "merged_into", None, last.merged_into)]
    until = None if last.valid_to is None else last.valid_to.isoformat()
    return [Change(school_id, last.name_zh, "closed", 0, "valid_to", None, until)]


def _latest(register: Register, school_id: str) -> School | None:
    versions = register.versions(school_id)
    return versions[max(versions)] if versions else None


def school_in_register(acting: Acting, school_id: str) -> School:
    """A school as its latest line says. Raises Refused (`register-school-unknown`)."""
    ask(acting, "see_schools", school=school_id)
    found = _latest(Register.open(acting.settings), school_id)
    if found is None:
        raise Refused("register-school-unknown", school=school_id)
    return found


def schools_in_force(acting: Acting, on: dt.date) -> list[School]:
    """The schools that are there on a day, by code."""
    ask(acting, "see_schools")
    register = Register.open(acting.settings)
    latest = (_latest(register, school_id) for school_id in sorted(register.school_ids))
    return [one for one in latest if one and (one.valid_to is None or one.valid_to >= on)]


def history(acting: Acting, school_id: str) -> list[Told]:
    """Everything that tables said of a school: by its first day, the latest first; then the latest.

    Each record of a table of schools is looked into.
    """
    ask(acting, "see_schools", school=school_id)
    register = Register.open(acting.settings)
    found: list[Told] = []
    names = [one.name for one in fields(School)]
    for record in register.records("schools"):
        rows = register.reading(record)
        for row in rows.filter(rows["school_id"] == school_id).iter_rows(named=True):
            school = School(**{name: row[name] for name in names if name in row})
            begins = school.valid_from
            found = [
                replace(one, is_in_force=one.is_in_force and one.school.valid_from != begins)
                for one in found
            ]
            found.append(
                Told(
                    school,
                    record["record_id"],
                    dt.datetime.fromisoformat(record["received_at"]),
                    record["received_by"],
                    record["file_name"],
                    is_in_force=True,
                )
            )
    return sorted(
        found, key=lambda one: (one.school.valid_from or dt.date.min, one.record_id), reverse=True
    )


def table_of_line(cells: Mapping[str, str], words: Words) -> bytes:
    """One line of a table as a file that the door takes: columns with what stands in them."""
    return content_of([{words(f"table-column-{column}"): cell for column, cell in cells.items()}])


def line_of_table(content: bytes, columns: Sequence[str]) -> dict[str, str]:
    """What stands in the columns of such a file, in their order."""
    return line_of(content, columns)


def cells_of(school: School, columns: Sequence[str]) -> dict[str, str]:
    """A school as a line of a table."""
    values = {column: getattr(school, column) for column in columns}
    return {column: "" if value is None else str(value) for column, value in values.items()}
