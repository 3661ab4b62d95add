"""Keeps a checked file: its bytes among the originals, and a record of what was read out of it."""

from __future__ import annotations

import datetime as dt
import io
from collections import Counter
from dataclasses import asdict
from typing import Any

from duibiao.guide.editions import Guide
from duibiao.records.model import Problem, WorkbookReading
from duibiao.records.settings import Settings
from duibiao.records.store import digest, store_original, write_record
from ingest.checked import Checked, Receipt
from ingest.evidence.files import plain_name
from ingest.judging import fate_when_taken, self_pairs, taken_rows
from ingest.long_form.tables import TableReading
from ingest.register import Register

OUTCOME_OF_FATE = {
    "taken": "accepted",
    "taken_with_warnings": "accepted_with_warnings",
    "taken_in_part": "accepted_with_warnings",
    "refused": "refused",
}


def keep(
    checked: Checked,
    settings: Settings,
    guide: Guide,
    register: Register,
    *,
    received_by: str,
    channel: str,
    received_at: dt.datetime | None = None,
) -> Receipt:
    """Keep a checked file and what was read out of it, and note it in the register.

    Raises OSError where the disk does not take it: then nothing has a receipt.
    """
    original = store_original(settings, checked.content, checked.file_name)
    body: dict[str, Any] = {
        "file_name": plain_name(checked.file_name),
        "original": original.reference,
        "outcome": OUTCOME_OF_FATE[checked.fate],
        "problems": [_plain(problem) for problem in checked.problems],
    }
    if checked.part is not None:
        part = checked.part
        body["part"] = {"number": part.number, "count": part.count, "sha256": part.sha256}
    if checked.questions:
        body["confirmed"] = [asdict(question) for question in checked.questions]
    if checked.table is not None:
        body |= _table_body(checked.table, settings, guide, register, checked.fate == "refused")
    elif checked.workbook is not None:
        body |= _workbook_body(checked.workbook)
    record = write_record(
        settings,
        checked.kind,
        body,
        received_by=received_by,
        channel=channel,
        received_at=received_at,
    )
    register.note(record)
    return Receipt(
        record_id=record["record_id"],
        received_at=dt.datetime.fromisoformat(record["received_at"]),
        sha256=original.sha256,
    )


def refused_before(checked: Checked, register: Register) -> Receipt | None:
    """The receipt of the same bytes that were refused before for the same reasons."""
    sha256 = digest(checked.content)
    record = register.refused(sha256)
    if record is None or record.get("problems") != [_plain(each) for each in checked.problems]:
        return None
    received_at = dt.datetime.fromisoformat(record["received_at"])
    return Receipt(record["record_id"], received_at, sha256)


def _table_body(
    table: TableReading, settings: Settings, guide: Guide, register: Register, is_refused: bool
) -> dict[str, Any]:
    body: dict[str, Any] = {}
    if table.kind == "answers":
        body["submissions"] = _submissions(table, guide, register)
    if not is_refused:
        stream = io.BytesIO()
        rows = taken_rows(table)
        rows.write_parquet(stream)
        reading = store_original(settings, stream.getvalue(), "reading.parquet")
        body["reading"] = reading.reference | {"rows": rows.height}
    return body


def _plain(value: Problem) -> dict[str, Any]:
    fields = asdict(value)
    return {name: item for name, item in fields.items() if item not in (None, {})}


def _workbook_body(reading: WorkbookReading) -> dict[str, Any]:
    return {
        "cycle_id": reading.cycle_id,
        "school_id": reading.school_id,
        "edition": reading.edition,
        "answers": [asdict(answer) for answer in reading.answers],
        "claims": [
            {"indicator_id": claim.indicator_id, "claimed_points": str(claim.points)}
            for claim in reading.claims
        ],
    }


def _submissions(table: TableReading, guide: Guide, register: Register) -> list[dict[str, Any]]:
    counts: Counter[tuple[str | None, str | None, str]] = Counter(
        (problem.cycle_id, problem.school_id, problem.severity) for problem in table.problems
    )

    refused = [(*pair, True) for pair in sorted(table.refused)]
    taken = [(*pair, False) for pair in self_pairs(table, guide, register)]
    return [
        {
            "cycle_id": cycle_id,
            "school_id": school_id,
            "outcome": OUTCOME_OF_FATE["refused" if is_refused else fate_when_taken(warnings)],
            "error_count": counts[cycle_id, school_id, "error"],
            "warning_count": warnings,
        }
        for cycle_id, school_id, is_refused in taken + refused
        for warnings in (counts[cycle_id, school_id, "warning"],)
    ]
