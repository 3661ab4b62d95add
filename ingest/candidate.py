"""A checked hand-in as the rows of landing that would score it, with what the county says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import polars as pl

from duibiao.records.model import WorkbookReading
from duibiao.records.store import original_path
from duibiao.warehouse.landing import Rows
from ingest.register import Register

# Sorts behind every identifier of a record, so that the hand-in looked at is the latest.
CANDIDATE = "ffffffff-ffff-7fff-bfff-ffffffffffff"


def candidate_rows(reading: WorkbookReading, register: Register) -> Rows:
    """The rows of landing by which a checked hand-in without errors would be scored.

    The county's verified values, answers and findings for the school are among them.
    """
    assert reading.cycle_id is not None and reading.school_id is not None
    cycle = register.cycles[reading.cycle_id]
    school = register.school(reading.school_id, reading.cycle_id)
    where = {"cycle_id": reading.cycle_id, "school_id": reading.school_id}
    own = {"record_id": CANDIDATE, "submission_id": CANDIDATE} | where
    rows = Rows()
    rows.add("records", _record_row(CANDIDATE, "workbook", "accepted", "2000-01-01"))
    rows.add("submissions", own | {"source": "workbook", "outcome": "accepted"} | _NO_COUNTS)
    cycle_row = asdict(cycle)
    del cycle_row["is_closed"]
    rows.add("cycles", cycle_row | {"record_id": CANDIDATE, "line": 0})
    if school is not None:
        rows.add("schools", asdict(school) | {"record_id": CANDIDATE, "line": 0})
    for answer in reading.answers:
        rows.add("answers", own | {"basis": "self"} | asdict(answer))
    for claim in reading.claims:
        claimed = {"indicator_id": claim.indicator_id, "claimed_points": str(claim.points)}
        rows.add("claims", own | claimed)
    for kind in ("answers", "findings"):
        for record in register.records(kind):
            _add_table_rows(rows, kind, record, where, register)
    for withdrawal in register.withdrawals:
        rows.add("withdrawals", dict(withdrawal))
    return rows


_NO_COUNTS = {"error_count": 0, "warning_count": 0}


def _record_row(record_id: str, kind: str, outcome: str, received_at: str) -> dict[str, Any]:
    row = {"record_id": record_id, "kind": kind, "outcome": outcome}
    return row | {"received_at": received_at}


def _add_table_rows(
    rows: Rows, kind: str, record: Mapping[str, Any], where: Mapping[str, str], register: Register
) -> None:
    kept = record["reading"]
    path = original_path(register.settings, kept["sha256"], kept["suffix"])
    found = (
        pl.scan_parquet(path, glob=False)
        .filter(pl.col("cycle_id") == where["cycle_id"], pl.col("school_id") == where["school_id"])
        .collect()
    )
    if found.is_empty():
        return
    record_id = record["record_id"]
    received_at = record["received_at"].removesuffix("+00:00")
    rows.add("records", _record_row(record_id, kind, record["outcome"], received_at))
    for row in found.iter_rows(named=True):
        rows.add(kind, row | {"record_id": record_id})
