"""Every table made again from records and originals, and held against what was in force before."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb

from duibiao.records.settings import Settings
from duibiao.warehouse.build import Built, build
from duibiao.warehouse.snapshot_files import snapshot_path


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A build from nothing, and the marts that differ from those in force before it.

    `differing`: None where there was nothing whole to hold it against.
    """

    built: Built
    differing: tuple[str, ...] | None


def rebuild(settings: Settings) -> Rebuilt:
    """Make everything again, and say whether it came out the same. Raises as `build` does."""
    before = snapshot_path(settings)
    built = build(settings, again=True)
    # It is published: whatever befell the one before, or took it away, is no failure of this one.
    with suppress(duckdb.Error):
        if before is not None and before.exists():
            return Rebuilt(built, tuple(differing_marts(before, built.snapshot)))
    return Rebuilt(built, None)


def differing_marts(one: Path, other: Path) -> list[str]:
    """The marts of two snapshots that differ in a row, a column, or in being there at all."""
    with duckdb.connect(":memory:") as connection:
        connection.execute("set enable_progress_bar = false")
        for name, path in (("one", one), ("other", other)):
            quoted = str(path).replace("'", "''")
            connection.execute(f"attach '{quoted}' as {name} (read_only)")
        shapes: dict[str, dict[str, list[tuple[str, str]]]] = {"one": {}, "other": {}}
        for database, table, column, kind in connection.execute(
            """select database_name, table_name, column_name, data_type from duckdb_columns()
            where database_name in ('one', 'other') order by table_name, column_index"""
        ).fetchall():
            shapes[database].setdefault(table, []).append((column, kind))
        ours, theirs = shapes["one"], shapes["other"]
        return [
            table
            for table in sorted(ours.keys() | theirs.keys())
            if ours.get(table) != theirs.get(table) or _has_other_rows(connection, table)
        ]


def _has_other_rows(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    ours, theirs = (f'select * from {name}.main."{table}"' for name in ("one", "other"))
    beside = f"({ours} except all {theirs}) union all ({theirs} except all {ours})"
    return bool(connection.execute(f"{beside} limit 1").fetchall())
