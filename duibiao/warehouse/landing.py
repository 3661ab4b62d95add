"""The projection: reads records, and the readings they point to, into landing.duckdb."""

from __future__ import annotations

import errno
import json
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import polars as pl

from duibiao.records import seals
from duibiao.records.settings import Settings
from duibiao.records.store import (
    PARTIAL,
    OddFile,
    digest,
    durable_file,
    file_digest,
    list_records,
    original_path,
    read_record,
    readable_records,
    record_paths,
    remove_partial_files,
    sync_folder,
)

LAYOUT = Path(__file__).with_name("landing.sql")
TABLE_KINDS = ("schools", "cycles", "townships", "answers", "findings")
PATTERN_SIGNS = re.compile(r"[\[*?]")
SIGNS_OF_SQL = re.compile(r"['\[\]*?]")
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


def rows_of(settings: Settings, record: Mapping[str, Any]) -> Rows:
    """What a record says, as rows of landing. Raises ValueError where it does not say it whole."""
    rows = Rows()
    try:
        _add_record(settings, record, rows)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"record {record.get('record_id')} lacks {error}") from error
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
    elif kind == "deadline_extension":
        rows.add("deadline_extensions", dict(record))
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
        columns = column_types(connection, table)
        frame = pl.DataFrame(
            [[text_of(row.get(name)) for name in columns] for row in table_rows],
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
        connection.execute(
            f"insert into {table} by name"
            f" select *, $record_id as record_id{extra} from read_parquet($path)",
            {"record_id": record_id, "path": literal_path(path)},
        )


def literal_path(path: Path) -> str:
    """A path in which the engine finds no pattern: `[`, `*` and `?` each as a class of one."""
    return PATTERN_SIGNS.sub(r"[\g<0>]", str(path))


@contextmanager
def writable_path(database: Path) -> Iterator[Path]:
    """Where the engine can write a database of any name; what it wrote is there after the block.

    It puts the name of its log before the first `?` of a path, into a folder that is not there:
    such a database is written elsewhere.
    """
    if "?" not in str(database.resolve()):
        yield database
        return
    with TemporaryDirectory() as folder:
        elsewhere = Path(folder) / "database"
        if database.exists():
            shutil.copyfile(database, elsewhere)
        yield elsewhere
        with durable_file(database, private=True) as target, elsewhere.open("rb") as written:
            shutil.copyfileobj(written, target)


@contextmanager
def quotable(folder: Path) -> Iterator[Path]:
    """An empty folder whose path an engine takes as it stands, unquoted: this one if it can."""
    if SIGNS_OF_SQL.search(str(folder)):
        with TemporaryDirectory() as elsewhere:
            yield Path(elsewhere) / "files"
    else:
        shutil.rmtree(folder, ignore_errors=True)
        yield folder


def is_disk_full(error: BaseException) -> bool:
    """Whether an error of the system, or of the engine, means that the disk is full."""
    number = getattr(error, "errno", None)
    return number in (errno.ENOSPC, errno.EDQUOT) or "No space left on device" in str(error)


def is_held(error: BaseException) -> bool:
    """Whether the engine could not open a file because another program has it open for writing."""
    return isinstance(error, duckdb.IOException) and "Could not set lock on file" in str(error)


def text_of(value: Any) -> str | None:
    """A value as the engine reads it into a column of any type."""
    return None if value is None else str(value)


def column_types(connection: duckdb.DuckDBPyConnection, table: str) -> dict[str, str]:
    """The types of a table's columns, by their names."""
    rows = connection.execute(f"describe {table}").fetchall()
    return {str(name): str(kind) for name, kind, *_ in rows}


@dataclass(frozen=True, slots=True)
class TakenIn:
    """How many records there are, and what is amiss among them.

    `set_aside`: files that could not be read. `missing`: sealed records that are no longer on disk,
    of which landing still holds what they said.
    """

    record_count: int
    set_aside: list[OddFile]
    missing: list[str]


class RecordsDamaged(Exception):
    """Landing cannot be made again: these sealed records, or their originals, are not whole."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(", ".join(names))
        self.names = names


def take_in(settings: Settings) -> TakenIn:
    """Bring landing.duckdb up to date with the records.

    Only a build may call this, with the build lock held. What cannot be a projection of these
    records (another layout, records of another state of the home, a damaged file) is made again
    from nothing. Raises RecordsDamaged where landing does not hold a sealed record that cannot be
    read, and duckdb.IOException where the disk is full or another program holds the file.
    """
    remove_partial_files(settings)
    _delete(settings, f"{settings.landing.name}{PARTIAL}*")
    try:
        if settings.landing.is_dir():
            raise _OutOfDate
        return _take_in(settings, settings.landing)
    except (_OutOfDate, duckdb.Error) as error:
        if is_disk_full(error) or is_held(error):
            raise
        return take_in_again(settings)


def take_in_again(settings: Settings) -> TakenIn:
    """Make landing.duckdb from all records, beside the one there is, and put it in its place.

    Raises RecordsDamaged, before anything is made, where a sealed record is not whole: what the
    present landing still holds of it would be lost.
    """
    damaged = damaged_records(settings)
    if damaged:
        raise RecordsDamaged(damaged)
    beside = settings.landing.with_name(f"{settings.landing.name}{PARTIAL}")
    _delete(settings, f"{beside.name}*")
    taken = _take_in(settings, beside)
    _delete(settings, f"{settings.landing.name}.wal")
    if settings.landing.is_dir():
        _delete(settings, settings.landing.name)
    beside.replace(settings.landing)
    sync_folder(settings.home)
    return taken


def _delete(settings: Settings, pattern: str) -> None:
    for leftover in settings.home.glob(pattern):
        if leftover.is_dir():
            shutil.rmtree(leftover)
        else:
            leftover.unlink()


def damaged_records(settings: Settings) -> list[str]:
    """The sealed records that are gone or altered, or whose rows are no longer kept beside them.

    Of guides the newest counts: by its tables a rebuild scores. All sealed records are read.
    """
    paths = record_paths(settings)
    listed = seals.read_chain(paths).listed
    damaged, newest_guide = [], None
    for record_id in sorted(listed):
        if record_id not in paths or file_digest(paths[record_id]) != listed[record_id]:
            damaged.append(record_id)
            continue
        record = read_record(paths[record_id])
        if record["kind"] == "guide":
            newest_guide = record
        elif record.get("reading") and not _is_kept(settings, record["reading"]):
            damaged.append(record_id)
    if newest_guide is not None and not _is_kept(settings, newest_guide["original"]):
        damaged.append(newest_guide["record_id"])
    return damaged


def _is_kept(settings: Settings, original: Mapping[str, Any]) -> bool:
    path = original_path(settings, original["sha256"], original["suffix"])
    return file_digest(path) == str(original["sha256"])


class _OutOfDate(Exception):
    """The file is not a projection of the records on disk."""


def _take_in(settings: Settings, landing: Path) -> TakenIn:
    layout = digest(LAYOUT.read_bytes())
    listing = list_records(settings)
    with writable_path(landing) as path, duckdb.connect(str(path)) as connection:
        connection.execute("create table if not exists layout (sha256 varchar)")
        known_layout = connection.execute("select sha256 from layout").fetchall()
        if known_layout and known_layout != [(layout,)]:
            raise _OutOfDate
        connection.execute("begin transaction")
        connection.execute(LAYOUT.read_text(encoding="utf-8"))
        if not known_layout:
            connection.execute("insert into layout values (?)", [layout])
        connection.execute("commit")
        known = dict(connection.execute("select record_id, kind from records").fetchall())
        gone = known.keys() - listing.paths.keys()
        sealed = seals.read_chain(listing.paths).listed
        # A seal says nothing that a table holds; of another record that no seal lists any more
        # nobody knows whether it was ever said.
        if any(known[name] != "seal" and name not in sealed for name in gone):
            raise _OutOfDate
        new = {name: file for name, file in listing.paths.items() if name not in known}
        odd = _insert_records(connection, settings, new)
    lost = sorted({one.path.stem for one in odd} & sealed.keys())
    if lost:
        raise RecordsDamaged(lost)
    set_aside = sorted([*listing.odd, *odd], key=lambda one: one.path)
    return TakenIn(len(listing.paths), set_aside, sorted(gone & sealed.keys()))


def _insert_records(
    connection: duckdb.DuckDBPyConnection, settings: Settings, paths: Mapping[str, Path]
) -> list[OddFile]:
    """Insert what these records say, all or nothing; returns those of which no rows can be made."""
    odd: list[OddFile] = []
    found: list[tuple[Path, Rows]] = []
    for record in readable_records(paths.values(), odd):
        path = paths[record["record_id"]]
        try:
            found.append((path, rows_of(settings, record)))
        except ValueError:
            odd.append(OddFile(path, "unreadable"))
    try:
        _insert_at_once(connection, [rows for _, rows in found])
    except (duckdb.Error, pl.exceptions.PolarsError) as error:
        if is_disk_full(error):
            raise
        # One of them has rows that no table takes, or its own are gone: which?
        unfit = [path for path, rows in found if not _is_fit(rows)]
        if not unfit:
            raise
        odd += [OddFile(path, "unreadable") for path in unfit]
        _insert_at_once(connection, [rows for path, rows in found if path not in unfit])
    return odd


def _insert_at_once(connection: duckdb.DuckDBPyConnection, found: Iterable[Rows]) -> None:
    rows = Rows()
    for one in found:
        rows.extend(one)
    connection.execute("begin transaction")
    try:
        insert_rows(connection, rows)
    except BaseException:
        connection.execute("rollback")
        raise
    connection.execute("commit")


def _is_fit(rows: Rows) -> bool:
    """Whether the tables of landing take what one record says."""
    with duckdb.connect() as connection:
        connection.execute("attach ':memory:' as landing")
        create_tables(connection)
        try:
            insert_rows(connection, rows)
        except (duckdb.Error, pl.exceptions.PolarsError) as error:
            if is_disk_full(error):
                raise
            return False
    return True
