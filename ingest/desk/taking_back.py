"""Taking back: a school's own hand-in, withdrawn by its clerk until the county has reviewed it."""

from __future__ import annotations

import polars as pl

from duibiao.guide.editions import Guide
from duibiao.people.acting import Acting
from duibiao.people.policy import ask, ask_for_some
from duibiao.records.model import Refused
from duibiao.records.store import read_record, record_paths, write_record
from ingest.door import Door
from ingest.receipts import record_meant
from ingest.register import Register, school_or_code


def take_back(acting: Acting, receipt_id: str, reason: str) -> tuple[str, str | None]:
    """Withdraw a school's workbook; the record of it, and the receipt that stands again, if any.

    `receipt_id`: the identifier of its record, or the number of its receipt.

    Raises Refused where there is no such workbook or it was refused, where it is taken back
    already, where its cycle is closed, and where the county has reviewed the school since; OSError
    where the disk does not take the record.
    """
    ask_for_some(acting, "take_back")
    door = Door.open(acting.settings)
    settings, register = acting.settings, door.register
    paths = record_paths(settings)
    said, receipt_id = receipt_id, record_meant(paths, receipt_id) or receipt_id
    hand_in = read_record(paths[receipt_id]) if receipt_id in paths else None
    if hand_in is None or hand_in["kind"] != "workbook" or hand_in["outcome"] == "refused":
        raise Refused("take-back-unknown", receipt=said)
    cycle_id, school_id = hand_in["cycle_id"], hand_in["school_id"]
    acting = ask(acting, "take_back", cycle_id, school_or_code(register, cycle_id, school_id))
    if register.is_withdrawn(receipt_id, cycle_id, school_id):
        raise Refused("take-back-already", receipt=receipt_id)
    cycle = register.cycle(cycle_id)
    if cycle is None or cycle.is_closed:
        raise Refused("take-back-cycle-closed", cycle=cycle_id)
    if _is_reviewed_since(register, door.guide, receipt_id, cycle_id, school_id):
        raise Refused("take-back-reviewed", receipt=receipt_id)
    if not reason.strip():
        raise Refused("take-back-no-reason")
    body = {
        "withdrawn_record_id": receipt_id,
        "cycle_id": cycle_id,
        "school_id": school_id,
        "reason": reason.strip(),
    }
    record = write_record(
        settings, "withdrawal", body, received_by=acting.name, channel=acting.channel
    )
    register.note(record)
    before = register.in_force(cycle_id, school_id)
    return str(record["record_id"]), None if before is None else before.record_id


def _is_reviewed_since(
    register: Register, guide: Guide, record_id: str, cycle_id: str, school_id: str
) -> bool:
    """Whether the county has verified an answer of a school after this record, and it stands."""
    facts = guide.editions[register.cycles[cycle_id].edition].facts
    own = [fact_id for fact_id, fact in facts.items() if fact.answered_by == "school"]
    for record in register.records("answers"):
        if record["record_id"] < record_id or not record.get("reading"):
            continue
        verified = register.reading(record).filter(
            pl.col("cycle_id") == cycle_id,
            pl.col("school_id") == school_id,
            pl.col("basis") == "verified",
            pl.col("fact_id").is_in(own),
        )
        for fact_id in verified["fact_id"]:
            if not register.is_withdrawn(record["record_id"], cycle_id, school_id, fact_id=fact_id):
                return True
    return False
