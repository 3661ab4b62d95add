"""Two snapshots of the same landing, one by the plan and one by dbt, hold the same in every way."""

from __future__ import annotations

from pathlib import Path

import duckdb

from duibiao.records.settings import Settings
from duibiao.warehouse.snapshot_files import read_account, snapshot_path
from tests.conftest import run_duibiao

Rows = list[tuple[object, ...]]
CATALOG = {
    "columns": "select table_name, column_index, column_name, data_type, is_nullable,"
    " column_default, comment from duckdb_columns() where not internal order by all",
    "tables": "select table_name, comment from duckdb_tables() order by all",
    "constraints": "select table_name, constraint_text from duckdb_constraints() order by all",
    "views": "select view_name, sql from duckdb_views() where not internal order by all",
    "storage": "select tags['storage_version'] from duckdb_databases() where not internal",
}


def content_of(snapshot: Path) -> dict[str, Rows]:
    """What the catalog says of a snapshot, and all rows of its tables."""
    with duckdb.connect(str(snapshot), read_only=True) as connection:
        found: dict[str, Rows] = {
            what: connection.execute(sql).fetchall() for what, sql in CATALOG.items()
        }
        for name, _ in found["tables"]:
            found[str(name)] = connection.execute(f'from "{name}" order by all').fetchall()
    return found


def hold_equal_to_dbt(settings: Settings) -> dict[str, Rows]:
    """Build once more, by dbt, what the plan has just built; returns what both published."""
    by_plan = _in_force(settings, "plan")
    run_duibiao(settings.home, "build", "--by-dbt", guide=settings.guide)
    by_dbt = _in_force(settings, "dbt")
    ours, theirs = content_of(by_plan), content_of(by_dbt)
    assert ours.keys() == theirs.keys()
    assert [name for name, rows in ours.items() if rows != theirs[name]] == []
    return ours


def _in_force(settings: Settings, computed_by: str) -> Path:
    path = snapshot_path(settings)
    assert path is not None
    account = read_account(path)
    assert account is not None
    assert account["computed_by"] == computed_by
    return path
