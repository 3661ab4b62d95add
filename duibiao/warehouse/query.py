"""Read-only SQL on the snapshot in force, for analysts: one query, within limits.

`run_query` runs in this process; `duibiao.warehouse.confined_query` runs the same in a child
process, which is what strangers' queries are for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa

from duibiao.records.model import Refused
from duibiao.records.settings import Settings
from duibiao.warehouse.snapshot_files import snapshot_path

MEMORY_MEGABYTES = 2_000
THREADS = 2
"""One query leaves the machine to the others, and its processor time can be told from the clock."""
BATCH_ROWS = 10_000
LONGEST_SQL = 50_000
"""Characters. A longer text is no question of an analyst."""
LEADING_COMMENTS = re.compile(r"(\s|--[^\n]*(\n|$)|/\*.*?\*/)*", re.DOTALL)


class QueryRefused(Refused):
    """A statement that is not run."""


@dataclass(frozen=True, slots=True)
class QueryResult:
    """The rows of a query, the type of each column as DuckDB names it, and whether rows lack."""

    rows: pl.DataFrame
    types: Sequence[str]
    is_cut: bool = False


def run_query(settings: Settings, sql: str) -> pl.DataFrame:
    """The rows of one SELECT on the snapshot in force, all of them, run in this process.

    The connection can neither write nor reach files or the network. Raises QueryRefused where
    there is no snapshot, the text is not exactly one query, or the database refuses it.
    """
    return result_of(published(settings), sql).rows


def published(settings: Settings) -> Path:
    """The snapshot that is asked. Raises QueryRefused before the first build."""
    path = snapshot_path(settings)
    if path is None:
        raise QueryRefused("query-no-snapshot")
    return path


def result_of(
    snapshot: Path,
    sql: str,
    *,
    most_rows: int | None = None,
    most_bytes: int | None = None,
    megabytes: int = MEMORY_MEGABYTES,
) -> QueryResult:
    """The result of one SELECT on a snapshot: its first rows where `most_rows` says how many.

    `most_bytes` is what the rows may take, `megabytes` what the database may hold meanwhile; it
    writes nothing to the disk to get by with less. Raises QueryRefused.
    """
    if len(sql) > LONGEST_SQL:
        raise QueryRefused("query-too-long", most=str(LONGEST_SQL))
    try:
        with _locked(snapshot, megabytes) as connection:
            return _read(connection, _only_query(connection, sql), most_rows, most_bytes)
    except (duckdb.OutOfMemoryException, MemoryError, pa.ArrowMemoryError) as error:
        raise QueryRefused("query-too-large") from error
    except duckdb.PermissionException as error:
        raise QueryRefused("query-reaches-out") from error
    except duckdb.Error as error:
        if "bad_alloc" in str(error):
            raise QueryRefused("query-too-large") from error
        raise QueryRefused("query-failed", message=str(error)) from error
    except (pl.exceptions.PolarsError, pa.ArrowException, NotImplementedError) as error:
        raise QueryRefused("query-strange-type") from error


def _locked(snapshot: Path, megabytes: int) -> duckdb.DuckDBPyConnection:
    """A connection on which nothing but reading the snapshot is possible any more."""
    # An instance of its own, so that what is locked here is locked for nobody else in the process.
    connection = duckdb.connect(":memory:")
    connection.execute(f"attach {quoted(snapshot)} as snapshot (read_only)")
    connection.execute("use snapshot")
    connection.execute("set enable_progress_bar = false")
    connection.execute(f"set memory_limit = '{megabytes}MB'")
    connection.execute(f"set threads = {THREADS}")
    connection.execute("set temp_directory = ''")
    # A name that is no table is no variable of ours either.
    connection.execute("set python_enable_replacements = false")
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
    return connection


def _only_query(connection: duckdb.DuckDBPyConnection, sql: str) -> duckdb.Statement:
    """The one SELECT that a text is; what else it is, is refused by its name."""
    statements = connection.extract_statements(sql)
    if len(statements) != 1:
        raise QueryRefused("query-not-one-select")
    begins = LEADING_COMMENTS.sub("", sql, count=1)[:6].upper()
    # Some pragmas become queries before we see them.
    kind = "PRAGMA" if begins == "PRAGMA" else statements[0].type.name
    if kind != duckdb.StatementType.SELECT.name:
        raise QueryRefused("query-not-a-select", kind=_written(kind, sql))
    return statements[0]


def _written(kind: str, sql: str) -> str:
    """A statement's name as it was written: INSTALL is to the database a kind of LOAD."""
    word = re.match(r"[A-Za-z]+", LEADING_COMMENTS.sub("", sql, count=1))
    return word.group().upper() if word else kind


def _read(
    connection: duckdb.DuckDBPyConnection,
    statement: duckdb.Statement,
    most_rows: int | None,
    most_bytes: int | None,
) -> QueryResult:
    answer = connection.execute(statement)
    types = [str(column[1]) for column in answer.description]
    reader = answer.to_arrow_reader(BATCH_ROWS)
    batches: list[pa.RecordBatch] = []
    rows = size = 0
    # Read piece by piece: of an endless answer no more is made than is wanted.
    for batch in reader:
        batches.append(batch)
        rows += batch.num_rows
        size += batch.nbytes
        if most_bytes is not None and size > most_bytes:
            raise QueryRefused("query-too-large")
        if most_rows is not None and rows > most_rows:
            break
    table = pa.Table.from_batches(batches, schema=reader.schema)
    table = table.rename_columns(_distinct(table.column_names))
    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)
    is_cut = most_rows is not None and frame.height > most_rows
    return QueryResult(frame.head(most_rows) if most_rows else frame, types, is_cut)


def _distinct(names: Sequence[str]) -> list[str]:
    """Names of which none stands twice: the second `a` becomes `a_2`."""
    distinct: list[str] = []
    for name in names:
        shown, number = name, 1
        while shown in distinct:
            number += 1
            shown = f"{name}_{number}"
        distinct.append(shown)
    return distinct


def quoted(path: Path) -> str:
    """A path as a text of SQL, where no parameter is taken."""
    return "'" + str(path).replace("'", "''") + "'"
