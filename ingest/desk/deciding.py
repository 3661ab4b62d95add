"""What the county decides: withdrawals, closing and reopening a cycle."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from duibiao.people.acting import Acting
from duibiao.people.policy import ask
from duibiao.records.model import Refused
from duibiao.records.store import read_record, record_paths, write_record
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
    """Close a cycle, or open it again; the record of it. Raises Refused for an unknown one."""
    acting = ask(acting, "decide_cycle", cycle_id)
    known_cycle(Register.open(acting.settings), cycle_id)
    body = {"cycle_id": cycle_id, "decision": decision, "reason": reason}
    return _recorded(acting, "cycle_decision", body)


def _recorded(acting: Acting, kind: str, body: dict[str, str]) -> str:
    record = write_record(
        acting.settings, kind, body, received_by=acting.name, channel=acting.channel
    )
    return str(record["record_id"])
