"""One school's score at the door: the build's own compiled SQL, run on an in-memory DuckDB.

Nothing is computed here. The statements are those that dbt compiled for the snapshot in force, and
they see the guide and this one school's rows; so the figures equal those the next build publishes.
Ranks are left out: they need the other schools.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from ingest.guide import Guide
from ingest.landing import Rows, create_tables, insert_rows
from ingest.model import WorkbookReading
from ingest.records import original_path
from ingest.register import Register
from ingest.snapshot import statements_path

# Sorts behind every identifier of a record, so that the hand-in looked at is the latest.
CANDIDATE = "ffffffff-ffff-7fff-bfff-ffffffffffff"
TELLING_MARTS = (
    "fct_school_scores",
    "fct_dimension_scores",
    "fct_indicator_scores",
    "fct_rule_part_scores",
    "fct_answers",
)


@dataclass(frozen=True, slots=True)
class SchoolScore:
    """The rows of the marts that tell one school's score for one cycle, by mart."""

    cycle_id: str
    school_id: str
    marts: Mapping[str, pl.DataFrame]


class Scorer:
    """Scores one school at a time by the compiled SQL of a build. Safe to share among threads."""

    def __init__(self, statements: Mapping[str, Any], guide: Guide) -> None:
        self._statements = statements
        self._lock = threading.Lock()
        self._connection = duckdb.connect(":memory:", config={"threads": 1})
        self._connection.execute("attach ':memory:' as landing; attach ':memory:' as snapshot")
        create_tables(self._connection)
        self._home = "memory"
        self._connection.execute(f"use {self._home}")
        self._load_guide(guide)
        self._views_made = False

    @classmethod
    def of_snapshot(cls, snapshot: Path, guide: Guide) -> Scorer:
        """The scorer that runs what made a published snapshot."""
        content = statements_path(snapshot).read_text(encoding="utf-8")
        return cls(json.loads(content), guide)

    def _load_guide(self, guide: Guide) -> None:
        for name, seed in self._statements["seeds"].items():
            types: Mapping[str, str] = seed["column_types"]
            frame = guide.tables[name].with_columns(pl.all().cast(pl.String))
            self._connection.register("incoming", frame.to_arrow())
            casts = ", ".join(
                f'cast("{column}" as {types.get(column, "varchar")}) as "{column}"'
                for column in frame.columns
            )
            self._connection.execute(
                f"create table {seed['relation']} as select {casts} from incoming"
            )
            self._connection.unregister("incoming")

    def score(self, reading: WorkbookReading, register: Register) -> SchoolScore | None:
        """The score that a checked hand-in without errors would have; None if it is not scored.

        The county's verified values, answers and findings for the school count as they stand.
        """
        if reading.has_errors or reading.cycle_id is None or reading.school_id is None:
            return None
        rows = _rows_for(reading, register)
        with self._lock:
            connection = self._connection
            connection.execute("use landing")
            for (table,) in connection.execute(
                "select table_name from duckdb_tables() where database_name = 'landing'"
            ).fetchall():
                connection.execute(f"delete from landing.{table}")
            insert_rows(connection, rows)
            connection.execute(f"use {self._home}")
            self._run()
            marts = {
                mart: connection.execute(f"select * from snapshot.{mart}").pl()
                for mart in TELLING_MARTS
            }
        if marts["fct_school_scores"].is_empty():
            return None
        return SchoolScore(reading.cycle_id, reading.school_id, marts)

    def _run(self) -> None:
        for model in self._statements["models"]:
            is_view = model["materialized"] == "view"
            if is_view and self._views_made:
                continue
            kind = "view" if is_view else "table"
            self._connection.execute(
                f"create or replace {kind} {model['relation']} as {model['sql']}"
            )
        self._views_made = True


def _rows_for(reading: WorkbookReading, register: Register) -> Rows:
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
        for record in register.tables[kind]:
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
        pl.scan_parquet(path)
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
