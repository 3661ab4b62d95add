"""Read-only SQL on the snapshot in force, for analysts."""

from __future__ import annotations

import contextlib
from pathlib import Path

import duckdb
import polars as pl

from ingest.model import Refused
from ingest.settings import Settings
from ingest.snapshot import snapshot_path

MEMORY_LIMIT = "2GB"
ADDRESS_SPACE_BYTES = 8 * 2**30


class QueryRefused(Refused):
    """A statement that is not run."""


def run_query(settings: Settings, sql: str) -> pl.DataFrame:
    """The rows of one SELECT on the snapshot in force.

    The connection can neither write nor reach files or the network. Raises QueryRefused where
    there is no snapshot, the text is not exactly one query, or the database refuses it.
    """
    path = snapshot_path(settings)
    if path is None:
        raise QueryRefused("query-no-snapshot")
    # An instance of its own, so that what is locked here is locked for nobody else in the process.
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"attach {quoted(path)} as snapshot (read_only)")
        connection.execute("use snapshot")
        connection.execute("set enable_progress_bar = false")
        connection.execute(f"set memory_limit = '{MEMORY_LIMIT}'")
        connection.execute("set enable_external_access = false")
        connection.execute("set lock_configuration = true")
        try:
            statements = connection.extract_statements(sql)
            if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
                raise QueryRefused("query-not-one-select")
            return connection.execute(statements[0]).pl()
        except duckdb.Error as error:
            raise QueryRefused("query-failed", message=str(error)) from error
        except MemoryError as error:
            raise QueryRefused("query-too-large") from error


def quoted(path: Path) -> str:
    """A path as a text of SQL, where no parameter is taken."""
    return "'" + str(path).replace("'", "''") + "'"


def limit_this_process() -> None:
    """Bound the address space of this process, where the system can: for a command's own use.

    A single value may outgrow DuckDB's own memory limit; this one it cannot.
    """
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE_BYTES, hard))
