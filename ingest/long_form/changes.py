"""What a table of schools or cycles changes against what is in force, before it is taken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal

from duibiao.guide.editions import Guide
from duibiao.records.model import Cycle, School
from duibiao.words import Words
from duibiao.words.labels import SCHOOL_ATTRIBUTES
from ingest.long_form.tables import Register, TableReading

ChangeKind = Literal["new", "renamed", "changed", "closed", "merged", "reopened"]
HEAD_COUNTS = ("students", "teachers", "members")
"""What is another number each year: no reason to ask whether it is meant."""
FEWEST, MOST_PART = 3, 5
"""Asked is whether it is meant where so many schools, and more than a fifth of them, change."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that a line says otherwise than what is in force: texts in normal form, codes."""

    identifier: str
    name: str
    kind: ChangeKind
    line: int
    column: str | None = None
    before: str | None = None
    now: str | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """All that a table changes.

    `same`: how many of its schools or cycles stay as they are. `vanished`: identifiers and names
    of schools that are in force today and not in it, where it names more than half of them.
    `in_force`: how many are, in all. `names`: of the schools into which others were merged.
    """

    kind: Literal["schools", "cycles"]
    changes: list[Change] = field(default_factory=list)
    same: int = 0
    vanished: list[tuple[str, str]] = field(default_factory=list)
    in_force: int = 0
    names: Mapping[str, str] = field(default_factory=dict)

    def identifiers(self, *kinds: ChangeKind) -> list[str]:
        """The schools or cycles with a change of one of these kinds, once each."""
        found = (one.identifier for one in self.changes if one.kind in kinds)
        return list(dict.fromkeys(found))

    def counts(self) -> dict[str, int]:
        """How many schools or cycles there are of each kind of change, without the empty ones."""
        kinds = ("new", "renamed", "changed", "closed", "merged", "reopened")
        counts = {kind: len(self.identifiers(kind)) for kind in kinds}  # type: ignore[arg-type]
        counts |= {"same": self.same, "vanished": len(self.vanished)}
        return {kind: count for kind, count in counts.items() if count}


def changes_of(table: TableReading, register: Register, on: dt.date) -> Changes | None:
    """What the lines of a table that can be taken change; None for another kind of table."""
    if table.kind == "schools":
        return _of_schools(table, register, on)
    if table.kind == "cycles":
        return _of_cycles(table, register)
    return None


def _of_schools(table: TableReading, register: Register, on: dt.date) -> Changes:
    in_force = {
        school_id: school
        for school_id in register.school_ids
        if (school := _latest(register.versions(school_id))) is not None
        and (school.valid_to is None or school.valid_to >= on)
    }
    changes: list[Change] = []
    named = set()
    same = set()
    for row in table.rows.iter_rows(named=True):
        school = School(**{one.name: row[one.name] for one in fields(School)})
        named.add(school.school_id)
        versions = register.versions(school.school_id)
        begins = school.valid_from or dt.date.min
        begun = [day for day in versions if day <= begins]
        before = versions[max(begun)] if begun else None
        found = list(of_school(school, before, row["line"], is_known=bool(versions)))
        changes += found
        if not found:
            same.add(school.school_id)
    same -= {change.identifier for change in changes}
    # Of a school whose line is faulty the table does speak.
    named |= {one.school_id for one in table.problems if one.school_id}
    missing = in_force.keys() - named
    # A table of a few schools says nothing of all the others.
    is_of_all = 2 * len(in_force.keys() & named) > len(in_force)
    vanished = sorted((one, in_force[one].name_zh) for one in missing) if is_of_all else []
    known = {school_id: school.name_zh for school_id, school in in_force.items()}
    known |= dict(table.rows.select("school_id", "name_zh").iter_rows())
    merged = {one.now for one in changes if one.kind == "merged" and one.now is not None}
    names = {school_id: known.get(school_id, school_id) for school_id in merged}
    return Changes("schools", changes, len(same), vanished, len(in_force), names)


def _latest(versions: Mapping[dt.date, School]) -> School | None:
    return versions[max(versions)] if versions else None


def of_school(
    school: School, before: School | None, line: int = 0, *, is_known: bool = True
) -> Iterator[Change]:
    """The changes of a school against the version that it replaces or follows (None: none)."""

    def change(kind: ChangeKind, column: str | None = None) -> Change:
        was = None if before is None or column is None else _text(getattr(before, column))
        now = None if column is None else _text(getattr(school, column))
        return Change(school.school_id, school.name_zh, kind, line, column, was, now)

    if before is None:
        yield change("changed" if is_known else "new", "valid_from" if is_known else None)
        return
    for one in fields(School):
        name = one.name
        if getattr(school, name) == getattr(before, name):
            continue
        if name == "name_zh":
            yield change("renamed", name)
        elif name == "merged_into" and school.merged_into is not None:
            yield change("merged", name)
        elif name != "valid_to":
            yield change("changed", name)
        elif school.valid_to is None and school.valid_from == before.valid_from:
            yield change("reopened", name)
        elif school.valid_to is not None and school.merged_into is None:
            yield change("closed", name)


def _of_cycles(table: TableReading, register: Register) -> Changes:
    changes: list[Change] = []
    same = 0
    names = [one.name for one in fields(Cycle) if one.name not in ("cycle_id", "is_closed")]
    for row in table.rows.iter_rows(named=True):
        cycle_id, line = row["cycle_id"], row["line"]
        before = register.cycle(cycle_id)
        if before is None:
            changes.append(Change(cycle_id, cycle_id, "new", line))
            continue
        found = [
            Change(cycle_id, cycle_id, "changed", line, name, str(was), str(row[name]))
            for name in names
            if (was := getattr(before, name)) != row[name]
        ]
        changes += found
        same += not found
    return Changes("cycles", changes, same, in_force=len(register.cycles))


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def questions_of_changes(changes: Changes, handed_in: frozenset[str]) -> dict[str, dict[str, str]]:
    """What to ask back before a table is taken, by the code of the question.

    Of schools: where some that are in force are not in a file that names more than half of them;
    where more than a fifth of them, and at least three, change otherwise than by their head counts;
    where a closed one is in force again. Of cycles: where one of those `handed_in` for gets another
    edition.
    """
    asked: dict[str, dict[str, str]] = {}
    known = str(changes.in_force)
    missing = changes.vanished
    if missing:
        schools = "、".join(name for _, name in missing[: FEWEST * MOST_PART])
        asked["schools-vanish"] = {
            "known": known,
            "count": str(len(missing)),
            "schools": schools + ("…" if len(missing) > FEWEST * MOST_PART else ""),
        }
    if changes.kind == "schools":
        others = {
            one.identifier
            for one in changes.changes
            if one.kind != "new" and one.column not in HEAD_COUNTS
        }
        if len(others) >= FEWEST and MOST_PART * len(others) > changes.in_force:
            asked["schools-change"] = {"known": known, "count": str(len(others))}
        again = [one.name for one in changes.changes if one.kind == "reopened"]
        if again:
            named = {"count": str(len(again)), "schools": "、".join(again)}
            asked["schools-reopen"] = named
    editions = {one.identifier for one in changes.changes if one.column == "edition"} & handed_in
    if editions:
        asked["cycle-edition"] = {"cycles": "、".join(sorted(editions))}
    return asked


def change_text(change: Change, names: Mapping[str, str], guide: Guide, words: Words) -> str:
    """A change in one language, codes as their labels; `names`: of schools, by their codes."""
    column = change.column or ""

    def said(value: str | None) -> str:
        if value is None:
            return words("change-nothing")
        if value in names and column == "merged_into":
            return words("change-school", name=names[value], school=value)
        return guide.choices(SCHOOL_ATTRIBUTES.get(column, column)).label(value)

    parameters = {"before": said(change.before), "now": said(change.now)}
    if column:
        parameters["column"] = words(f"table-column-{column}")
    return words(f"change-{change.kind}", **parameters)


def counts_text(changes: Changes, words: Words) -> str:
    """How many schools or cycles are new, changed, and so on, in one language."""
    parts = [
        words(f"changes-count-{kind}", count=str(count)) for kind, count in changes.counts().items()
    ]
    counts = words("separator-items").join(parts)
    return words(f"changes-heading-{changes.kind}", counts=counts)
