"""Read-only SQL on the snapshot in force, for analysts: one query, within limits.

It is run in this process; `duibiao.warehouse.confined_query` has a child process run it, which is
what strangers' queries are for.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import duckdb
import pyarrow as pa

from duibiao.warehouse.permitted_sql import Snapshot, check, snapshot_of
from duibiao.warehouse.query_result import THREADS, Answer, QueryRefused
from duibiao.warehouse.sql_text import quoted
from duibiao.warehouse.times_as_text import times_as_text

MEMORY_MEGABYTES = 2_000
BATCH_ROWS = 10_000
KNOWN_SNAPSHOTS = 16
CATALOG = "snapshot"


def answer_of(
    snapshot: Path,
    sql: str,
    *,
    most_rows: int | None = None,
    most_bytes: int | None = None,
    megabytes: int = MEMORY_MEGABYTES,
) -> Answer:
    """The answer to one SELECT on a snapshot: its first rows where `most_rows` says how many.

    `most_bytes` is what the rows may take, `megabytes` what the database may hold meanwhile; it
    writes nothing to the disk to get by with less. Raises QueryRefused.
    """
    try:
        with _locked(snapshot, megabytes) as connection:
            check(connection, sql, _known(snapshot, snapshot.stat().st_mtime_ns))
            return _read(connection, sql, most_rows, most_bytes)
    except (duckdb.OutOfMemoryException, MemoryError, pa.ArrowMemoryError) as error:
        raise QueryRefused("query-too-large") from error
    except duckdb.PermissionException as error:
        raise QueryRefused("query-reaches-out") from error
    except duckdb.Error as error:
        if "bad_alloc" in str(error):
            raise QueryRefused("query-too-large") from error
        raise QueryRefused("query-failed", message=str(error)) from error
    except (pa.ArrowException, NotImplementedError) as error:
        raise QueryRefused("query-strange-type") from error


def _locked(snapshot: Path, megabytes: int) -> duckdb.DuckDBPyConnection:
    """A connection on which nothing but reading the snapshot is possible any more."""
    # An instance of its own, so that what is locked here is locked for nobody else in the process.
    connection = duckdb.connect(":memory:")
    connection.execute(f"attach {quoted(snapshot)} as {CATALOG} (read_only)")
    connection.execute(f"use {CATALOG}")
    connection.execute("set enable_progress_bar = false")
    connection.execute(f"set memory_limit = '{megabytes}MB'")
    connection.execute(f"set threads = {THREADS}")
    connection.execute("set temp_directory = ''")
    # A name that is no table is no variable of ours either.
    connection.execute("set python_enable_replacements = false")
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
    return connection


@lru_cache(KNOWN_SNAPSHOTS)
def _known(snapshot: Path, _: int) -> Snapshot:
    """What a snapshot holds, which never changes: to go through all functions takes a while."""
    with _locked(snapshot, MEMORY_MEGABYTES) as connection:
        return snapshot_of(connection, CATALOG)


def _read(
    connection: duckdb.DuckDBPyConnection,
    sql: str,
    most_rows: int | None,
    most_bytes: int | None,
) -> Answer:
    answer = connection.execute(sql)
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
    table = times_as_text(table.rename_columns(_distinct(table.column_names)))
    is_cut = most_rows is not None and table.num_rows > most_rows
    return Answer(table.slice(0, most_rows) if most_rows else table, types, is_cut)


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
