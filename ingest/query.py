"""Read-only SQL on the snapshot in force, for analysts."""

from __future__ import annotations

import contextlib

import duckdb
import polars as pl

from ingest.settings import Settings
from ingest.snapshot import connect, snapshot_path

MEMORY_LIMIT = "2GB"
ADDRESS_SPACE_BYTES = 8 * 2**30


class QueryRefused(Exception):
    """A statement that is not run; `code` and `parameters` name the words."""

    def __init__(self, code: str, **parameters: str) -> None:
        super().__init__(f"{code} {parameters}")
        self.code = code
        self.parameters = parameters


def run_query(settings: Settings, sql: str) -> pl.DataFrame:
    """The rows of one SELECT on the snapshot in force.

    The connection can neither write nor reach files or the network. Raises QueryRefused where
    there is no snapshot, the text is not exactly one query, or the database refuses it.
    """
    path = snapshot_path(settings)
    if path is None:
        raise QueryRefused("query-no-snapshot")
    with connect(path, locked=False) as connection:
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


def limit_this_process() -> None:
    """Bound the address space of this process, where the system can: for a command's own use.

    A single value may outgrow DuckDB's own memory limit; this one it cannot.
    """
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE_BYTES, hard))
