"""What there is: cycles, schools, and what waits for the next build."""

from __future__ import annotations

from itertools import islice
from typing import Any

from duibiao.people.acting import Acting
from duibiao.people.policy import ask, ask_for_some, narrowed, scope
from duibiao.records.model import Cycle, School
from duibiao.records.store import readable_records, record_paths
from duibiao.warehouse.snapshot_files import build_information
from ingest.register import Register, cycle_or_code, known_cycle, school_or_code

WAITING_READ = 200
"""So many of the records that wait for a build are read; the rest is only counted."""


def cycles(acting: Acting) -> list[Cycle]:
    """Every cycle, the newest first."""
    ask_for_some(acting, "look")
    known = Register.open(acting.settings).cycles.values()
    return sorted(known, key=lambda cycle: cycle.ends_on, reverse=True)


def cycle_of(acting: Acting, cycle_id: str, school_id: str) -> Cycle:
    """A cycle, with the deadline that a school has. Raises Refused for an unknown cycle."""
    ask_for_some(acting, "look")
    register = Register.open(acting.settings)
    return register.cycle_of(cycle_id, school_id) or known_cycle(register, cycle_id)


def schools(acting: Acting, cycle_id: str) -> list[School]:
    """The schools that are to hand in for a cycle, of those that one may see, by identifier."""
    ask_for_some(acting, "see_schools")
    register = Register.open(acting.settings)
    found = register.schools_by_cycle(cycle_id)
    known = sorted(found.values(), key=lambda school: school.school_id)
    return narrowed(acting, "see_schools", cycle_or_code(register, cycle_id), known)


def school_names(acting: Acting) -> dict[str, str] | None:
    """The names of all schools by code, the newest of each; None before there is any register.

    For whoever gives roles over schools: she sees their names and nothing else of them.
    """
    ask(acting, "manage_accounts")
    register = Register.open(acting.settings)
    cycles = sorted(register.cycles.values(), key=lambda cycle: cycle.ends_on)
    found = {
        school.school_id: school.name_zh
        for cycle in cycles
        for school in register.schools_by_cycle(cycle.cycle_id).values()
    }
    return found or None


def waiting_records(acting: Acting) -> tuple[int, list[dict[str, Any]]]:
    """How many records came since the snapshot in force was built, and the first of them.

    Of each: kind, cycle_id, school_id and outcome (None where it says none). Before the first
    build every record waits. Whoever sees some schools alone is told of their records alone.
    """
    ask_for_some(acting, "see_waiting")
    within = scope(acting.person, "see_waiting")
    paths = record_paths(acting.settings)
    information = build_information(acting.settings)
    built = 0 if information is None else int(information["record_count"])
    names = ("kind", "cycle_id", "school_id", "outcome")
    newer = islice(paths.values(), built, built + WAITING_READ)
    waiting = [{name: record.get(name) for name in names} for record in readable_records(newer)]
    if within.is_all:
        return max(0, len(paths) - built), waiting
    register = Register.open(acting.settings)
    own = [
        record
        for record in waiting
        if record["cycle_id"]
        and record["school_id"]
        and within.holds(school_or_code(register, record["cycle_id"], record["school_id"]))
    ]
    return len(own), own
