"""What there is: cycles, schools, and what waits for the next build."""

from __future__ import annotations

from itertools import islice
from typing import Any

from duibiao.people.acting import Acting
from duibiao.records.model import Cycle, Refused, School
from duibiao.records.store import readable_records, record_paths
from duibiao.warehouse import asked
from duibiao.warehouse.snapshot_files import build_information
from ingest.register import Register

WAITING_READ = 200
"""So many of the records that wait for a build are read; the rest is only counted."""


def cycles(acting: Acting) -> list[Cycle]:
    """Every cycle, the newest first."""
    known = Register.open(acting.settings).cycles.values()
    return sorted(known, key=lambda cycle: cycle.ends_on, reverse=True)


def schools(acting: Acting, cycle_id: str) -> list[School]:
    """The schools that are to hand in for a cycle, by identifier."""
    found = Register.open(acting.settings).schools_by_cycle(cycle_id)
    return sorted(found.values(), key=lambda school: school.school_id)


def waiting_records(acting: Acting) -> tuple[int, list[dict[str, Any]]]:
    """How many records came since the snapshot in force was built, and the first of them.

    Of each: kind, cycle_id, school_id and outcome (None where it says none). Before the first
    build every record waits.
    """
    paths = record_paths(acting.settings)
    information = build_information(acting.settings)
    built = 0 if information is None else int(information["record_count"])
    names = ("kind", "cycle_id", "school_id", "outcome")
    newer = islice(paths.values(), built, built + WAITING_READ)
    return max(0, len(paths) - built), [
        {name: record.get(name) for name in names} for record in readable_records(newer)
    ]


def known_cycle(register: Register, cycle_id: str) -> Cycle:
    """A cycle by its code. Raises Refused, naming those there are."""
    return register.cycles[asked.one_cycle(list(register.cycles), cycle_id)]


def cycle_in_question(register: Register, cycle_id: str | None) -> str:
    """The cycle that was named, else the newest that is open. Raises Refused, naming all."""
    if cycle_id is not None:
        return known_cycle(register, cycle_id).cycle_id
    open_cycles = [known for known in register.cycles.values() if not known.is_closed]
    newest = max(open_cycles, key=lambda known: known.ends_on, default=None)
    if newest is None:
        raise Refused("asked-no-open-cycle", known=tuple(sorted(register.cycles)) or ("—",))
    return newest.cycle_id
