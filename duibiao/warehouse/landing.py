"""The projection: reads records, and the readings they point to, into landing.duckdb."""

from __future__ import annotations

import errno
import json
import re
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from duibiao.records import seals
from duibiao.records.settings import Settings
from duibiao.records.store import (
    OddFile,
    digest,
    list_records,
    original_path,
    readable_records,
    record_path,
    remove_partial_files,
)

LAYOUT = Path(__file__).with_name("landing.sql")
TABLE_KINDS = ("schools", "cycles", "answers", "findings")
PATTERN_SIGNS = re.compile(r"[\[*?]")
Row = dict[str, Any]


@dataclass(slots=True)
class Rows:
    """Rows for the tables of landing, by table, with the readings to copy in whole."""

    tables: dict[str, list[Row]] = field(default_factory=dict)
    readings: list[tuple[str, str, Path]] = field(default_factory=list)

    def add(self, table: str, row: Row) -> None:
        """Add a row to a table; what the table has no column for is left out."""
        self.tables.setdefault(table, []).append(row)

    def extend(self, other: Rows) -> None:
        """Add all rows of another."""
        for table, rows in other.tables.items():
            self.tables.setdefault(table, []).extend(rows)
        self.readings += other.readings


def rows_of(
    settings: Settings, records: Iterable[Mapping[str, Any]], odd: list[OddFile] | None = None
) -> Rows:
    """What these records say, as rows of landing; what cannot be told is added to `odd`."""
    rows = Rows()
    for record in records:
        own = Rows()
        try:
            _add_record(settings, record, own)
        except (KeyError, TypeError, ValueError, AttributeError):
            if odd is None:
                raise
            year = int(record["received_at"][:4])
            path = record_path(settings, record["record_id"], year)
            odd.append(OddFile(path, "unreadable"))
        else:
            rows.extend(own)
    return rows


def _add_record(settings: Settings, record: Mapping[str, Any], rows: Rows) -> None:
    record_id, kind = record["record_id"], record["kind"]
    original = record.get("original") or {}
    rows.add(
        "records",
        {
            "record_id": record_id,
            "kind": kind,
            "received_at": record["received_at"].removesuffix("+00:00"),
            "received_by": record.get("received_by"),
            "channel": record.get("channel"),
            "file_name": record.get("file_name"),
            "original_sha256": original.get("sha256"),
            "outcome": record.get("outcome"),
        },
    )
    if kind == "workbook":
        _add_workbook(record, rows)
    elif kind in TABLE_KINDS:
        _add_table(settings, record, rows)
    elif kind == "claims":
        _add_claims(record, rows)
    elif kind == "evidence":
        _add_evidence(record, rows)
    elif kind == "withdrawal":
        rows.add("withdrawals", dict(record))
    elif kind == "cycle_decision":
        rows.add("cycle_decisions", dict(record))
    elif kind == "nomination":
        rows.add("nominations", dict(record))


def _add_workbook(record: Mapping[str, Any], rows: Rows) -> None:
    record_id = record["record_id"]
    ids = {"record_id": record_id, "submission_id": record_id}
    where = {"cycle_id": record.get("cycle_id"), "school_id": record.get("school_id")}
    severities = [problem["severity"] for problem in record["problems"]]
    rows.add(
        "submissions",
        ids
        | where
        | {
            "source": "workbook",
            "outcome": record["outcome"],
            "error_count": severities.count("error"),
            "warning_count": severities.count("warning"),
        },
    )
    _add_problems(record, rows, lambda _: record_id)
    if record["outcome"] == "refused":
        return
    for answer in record["answers"]:
        rows.add("answers", ids | where | {"basis": "self"} | answer)
    for claim in record["claims"]:
        rows.add("claims", ids | where | claim)


def _add_table(settings: Settings, record: Mapping[str, Any], rows: Rows) -> None:
    record_id = record["record_id"]

    def of_school(problem: Mapping[str, Any]) -> str | None:
        if problem.get("school_id") and problem.get("cycle_id"):
            return long_form_submission_id(record_id, problem)
        return None

    _add_problems(record, rows, of_school)
    for submission in record.get("submissions", ()):
        rows.add(
            "submissions",
            submission
            | {
                "record_id": record_id,
                "submission_id": long_form_submission_id(record_id, submission),
                "source": "long_form",
            },
        )
    if record.get("reading"):
        path = original_path(settings, record["reading"]["sha256"], ".parquet")
        rows.readings.append((record["kind"], record_id, path))


def _add_claims(record: Mapping[str, Any], rows: Rows) -> None:
    """The points that a school claimed in the county's old form, and the evidence it named."""
    _add_problems(record, rows, lambda _: None)
    if record["outcome"] == "refused":
        return
    where = {name: record[name] for name in ("record_id", "cycle_id", "school_id")}
    claims: dict[str, Row] = {}
    for claim in record["claims"]:
        claims[claim["indicator_id"]] = where | claim
    for named in record.get("evidence", ()):
        claim = claims.setdefault(named["indicator_id"], where | named)
        claim["evidence"] = named["text"]
    for claim in claims.values():
        rows.add("claims", claim)


def _add_evidence(record: Mapping[str, Any], rows: Rows) -> None:
    _add_problems(record, rows, lambda _: None)
    where = {name: record[name] for name in ("record_id", "cycle_id", "school_id")}
    for number, kept in enumerate(record["files"], start=1):
        own = {"size_bytes": kept["size"], "original_sha256": kept["sha256"]}
        rows.add("evidence_files", where | {"file_number": number} | kept | own)


def long_form_submission_id(record_id: str, submission: Mapping[str, Any]) -> str:
    """The identifier of one school's hand-in inside a file that holds those of many."""
    return f"{record_id}/{submission['cycle_id']}/{submission['school_id']}"


def _add_problems(
    record: Mapping[str, Any],
    rows: Rows,
    submission_of: Callable[[Mapping[str, Any]], str | None],
) -> None:
    for number, problem in enumerate(record["problems"], start=1):
        at = {name: problem.get(name) for name in ("cycle_id", "school_id", "severity", "code")}
        names = ("sheet", "cell", "line", "fact_id", "found", "confirmation")
        rows.add(
            "problems",
            at
            | {name: problem.get(name) for name in names}
            | {
                "record_id": record["record_id"],
                "problem_number": number,
                "submission_id": submission_of(problem),
                "cycle_id": at["cycle_id"] or record.get("cycle_id"),
                "school_id": at["school_id"] or record.get("school_id"),
                "parameters": json.dumps(
                    problem.get("parameters") or {}, ensure_ascii=False, sort_keys=True
                ),
            },
        )


def create_tables(connection: duckdb.DuckDBPyConnection, database: str = "landing") -> None:
    """Create the tables of landing in an attached database."""
    connection.execute(f"use {database}")
    connection.execute(LAYOUT.read_text(encoding="utf-8"))


def insert_rows(connection: duckdb.DuckDBPyConnection, rows: Rows) -> None:
    """Insert rows into the tables of landing in the database that the connection uses."""
    for table, table_rows in rows.tables.items():
        columns = _column_types(connection, table)
        frame = pl.DataFrame(
            [[_text(row.get(name)) for name in columns] for row in table_rows],
            schema=dict.fromkeys(columns, pl.String),
            orient="row",
        )
        connection.register("incoming", frame.to_arrow())
        casts = ", ".join(f"cast({name} as {kind}) as {name}" for name, kind in columns.items())
        connection.execute(f"insert into {table} by name select {casts} from incoming")
        connection.unregister("incoming")
    for table, record_id, path in rows.readings:
        extra = (
            ", case when basis = 'self'"
            " then $record_id || '/' || cycle_id || '/' || school_id end as submission_id"
            if table == "answers"
            else ""
        )
        try:
            connection.execute(
                f"insert into {table} by name"
                f" select *, $record_id as record_id{extra} from read_parquet($path)",
                {"record_id": record_id, "path": literal_path(path)},
            )
        except (duckdb.IOException, duckdb.InvalidInputException) as error:
            if is_disk_full(error):
                raise
            raise RecordsDamaged([record_id]) from error


def literal_path(path: Path) -> str:
    """A path in which the engine finds no pattern: `[`, `*` and `?` each as a class of one."""
    return PATTERN_SIGNS.sub(r"[\g<0>]", str(path))


def is_disk_full(error: BaseException) -> bool:
    """Whether an error of the system, or of the engine, means that the disk is full."""
    number = getattr(error, "errno", None)
    return number in (errno.ENOSPC, errno.EDQUOT) or "No space left on device" in str(error)


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _column_types(connection: duckdb.DuckDBPyConnection, table: str) -> dict[str, str]:
    rows = connection.execute(f"describe {table}").fetchall()
    return {str(name): str(kind) for name, kind, *_ in rows}


@dataclass(frozen=True, slots=True)
class TakenIn:
    """How many records there are, and what among them could not be read and was set aside."""

    record_count: int
    set_aside: list[OddFile]


class RecordsDamaged(Exception):
    """Landing cannot be made again: these sealed records, or their originals, are not whole."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(", ".join(names))
        self.names = names


def take_in(settings: Settings) -> TakenIn:
    """Bring landing.duckdb up to date with the records.

    Only a build may call this, with the build lock held. What cannot be a projection of these
    records (another layout, a record that is gone, a damaged file) is made again from nothing,
    unless a sealed record is damaged: what landing still holds of it would be lost. Raises
    RecordsDamaged then; nothing was deleted.
    """
    remove_partial_files(settings)
    try:
        return _take_in(settings)
    except (_OutOfDate, duckdb.IOException, duckdb.FatalException, duckdb.SerializationException):
        remove_landing(settings)
        return _take_in(settings)


def remove_landing(settings: Settings) -> None:
    """Delete landing.duckdb and what belongs to it; the next `take_in` makes it again.

    Raises RecordsDamaged, before anything is deleted, where it could not be made again.
    """
    damaged = seals.altered_records(settings) + seals.missing_records(settings)
    if damaged:
        raise RecordsDamaged(damaged)
    for leftover in settings.home.glob(f"{settings.landing.name}*"):
        if leftover.is_dir():
            shutil.rmtree(leftover)
        else:
            leftover.unlink()


class _OutOfDate(Exception):
    """The file is not a projection of the records on disk."""


def _take_in(settings: Settings) -> TakenIn:
    layout = digest(LAYOUT.read_bytes())
    listing = list_records(settings)
    if settings.landing.is_dir():
        raise _OutOfDate
    with duckdb.connect(str(settings.landing)) as connection:
        connection.execute("create table if not exists layout (sha256 varchar)")
        known_layout = connection.execute("select sha256 from layout").fetchall()
        if known_layout and known_layout != [(layout,)]:
            raise _OutOfDate
        connection.execute("begin transaction")
        connection.execute(LAYOUT.read_text(encoding="utf-8"))
        if not known_layout:
            connection.execute("insert into layout values (?)", [layout])
        known = {row[0] for row in connection.execute("select record_id from records").fetchall()}
        if known - listing.paths.keys():
            raise _OutOfDate
        new = [path for name, path in listing.paths.items() if name not in known]
        odd = listing.odd
        insert_rows(connection, rows_of(settings, readable_records(new, odd), odd))
        connection.execute("commit")
    return TakenIn(len(listing.paths), sorted(odd, key=lambda one: one.path))
