"""What the county decides: withdrawals, closing and reopening a cycle, more time to hand in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from duibiao.people.acting import Acting
from duibiao.people.policy import ask
from duibiao.records.model import Refused
from duibiao.records.store import read_record, record_paths, write_record
from duibiao.warehouse import asked
from ingest.receipts import record_meant
from ingest.register import Register, known_cycle, rows_read

WITHDRAWN_KINDS = ("workbook", "answers", "findings", "claims", "evidence")
Decision = Literal["closed", "reopened"]


def withdraw(
    acting: Acting,
    receipt: str,
    reason: str,
    *,
    cycle_id: str | None = None,
    school_id: str | None = None,
    fact_id: str | None = None,
    red_line: str | None = None,
) -> str:
    """Take back a hand-in, a finding or a verified value; the record of the withdrawal.

    Raises Refused where nothing of that receipt can be withdrawn, and OSError.
    """
    acting = ask(acting, "withdraw")
    paths = record_paths(acting.settings)
    record_id = record_meant(paths, receipt)
    record = None if record_id is None else read_record(paths[record_id])
    if record_id is None or record is None or record["kind"] not in WITHDRAWN_KINDS:
        raise Refused("cli-withdraw-unknown", receipt=receipt)
    if not reason.strip():
        raise Refused("take-back-no-reason")
    parts = {
        "cycle_id": cycle_id,
        "school_id": school_id,
        "fact_id": fact_id,
        "red_line": red_line,
    }
    named = {name: value for name, value in parts.items() if value is not None}
    if not _speaks_of(acting, record, named):
        said = ", ".join(named.values())
        raise Refused("withdraw-part-unknown", receipt=receipt, parts=said)
    body = {"withdrawn_record_id": record_id, "reason": reason.strip()} | named
    return _recorded(acting, "withdrawal", body)


def _speaks_of(acting: Acting, record: Mapping[str, Any], parts: Mapping[str, str]) -> bool:
    """Whether a record says anything of these parts: else withdrawing them takes nothing back."""
    if not parts:
        return True
    if record.get("reading"):
        rows = rows_read(acting.settings, record)
        known = {name: value for name, value in parts.items() if name in rows.columns}
        return known == parts and not rows.filter(**known).is_empty()
    return all(record.get(name) == value for name, value in parts.items())


def decide_cycle(acting: Acting, cycle_id: str, decision: Decision, reason: str) -> str:
    """Close a cycle, or open it again; the record of it.

    Raises Refused for an unknown one, for one that is so already, and without a reason.
    """
    acting = ask(acting, "decide_cycle", cycle_id)
    cycle = known_cycle(Register.open(acting.settings), cycle_id)
    if cycle.is_closed is (decision == "closed"):
        raise Refused(f"cycle-already-{decision}", cycle=cycle_id)
    body = {"cycle_id": cycle_id, "decision": decision, "reason": _reason(reason)}
    return _recorded(acting, "cycle_decision", body)


@dataclass(frozen=True, slots=True)
class Extension:
    """More time to hand in for a cycle: for a school, or (None) for all; until which day, and why.

    `received_at`: when that was said, UTC; `received_by`: by whom.
    """

    cycle_id: str
    school_id: str | None
    deadline: dt.date
    reason: str
    received_at: dt.datetime
    received_by: str


def extend_deadline(
    acting: Acting, cycle_id: str, deadline: dt.date, reason: str, school: str | None = None
) -> Extension:
    """Give a school, by its code or name, or (None) all schools of a cycle more time to hand in.

    Given again, the latest counts; of a school's and the cycle's deadline the later one.

    Raises Refused for an unknown cycle or school, for a closed cycle, for a day before the deadline
    of the cycle (or, for all, that is no later than it), and without a reason.
    """
    acting = ask(acting, "decide_cycle", cycle_id)
    register = Register.open(acting.settings)
    cycle = known_cycle(register, cycle_id)
    school_id = None
    if school is not None:
        schools = register.schools_by_cycle(cycle_id)
        known = [(code, schools[code].name_zh) for code in sorted(schools)]
        school_id = asked.one_school(known, school, cycle_id)[0]
    if cycle.is_closed:
        raise Refused("extension-cycle-closed", cycle=cycle_id)
    is_later = deadline > cycle.deadline or (school_id is not None and deadline == cycle.deadline)
    if not is_later:
        said = {"cycle": cycle_id, "deadline": str(cycle.deadline), "day": str(deadline)}
        raise Refused("extension-too-early", **said)
    body = {"cycle_id": cycle_id, "deadline": deadline.isoformat(), "reason": _reason(reason)}
    if school_id is not None:
        body["school_id"] = school_id
    return _extension(
        write_record(
            acting.settings,
            "deadline_extension",
            body,
            received_by=acting.name,
            channel=acting.channel,
        )
    )


def extensions(acting: Acting, cycle_id: str) -> list[Extension]:
    """Every extension of a cycle's deadline, the latest first. Raises Refused."""
    ask(acting, "look")
    found = Register.open(acting.settings).extensions(cycle_id)
    return [_extension(record) for record in reversed(found)]


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision on a cycle: `closed` or `reopened`; why, when (UTC) and by whom."""

    decision: Decision
    reason: str
    received_at: dt.datetime
    received_by: str


def decisions(acting: Acting, cycle_id: str) -> list[Decided]:
    """Every decision on a cycle, the latest first. Raises Refused."""
    ask(acting, "look")
    found = [
        Decided(
            record["decision"],
            record["reason"],
            dt.datetime.fromisoformat(record["received_at"]),
            record["received_by"],
        )
        for record in Register.open(acting.settings).records("cycle_decision")
        if record["cycle_id"] == cycle_id
    ]
    return found[::-1]


def _extension(record: Mapping[str, Any]) -> Extension:
    return Extension(
        record["cycle_id"],
        record.get("school_id"),
        dt.date.fromisoformat(record["deadline"]),
        record["reason"],
        dt.datetime.fromisoformat(record["received_at"]),
        record["received_by"],
    )


def _reason(text: str) -> str:
    """What was typed as a reason. Raises Refused where nothing was."""
    if not text.strip():
        raise Refused("decision-no-reason")
    return text.strip()


def _recorded(acting: Acting, kind: str, body: dict[str, str]) -> str:
    record = write_record(
        acting.settings, kind, body, received_by=acting.name, channel=acting.channel
    )
    return str(record["record_id"])
