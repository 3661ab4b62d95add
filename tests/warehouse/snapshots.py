"""Snapshots without a build: a small database, its account, and the pointer to it."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb

from duibiao.records.settings import Settings
from duibiao.records.store import file_digest
from duibiao.warehouse.snapshot_files import information_path, project_hash, statements_path


def publish(settings: Settings, name: str, *, record_count: int = 0) -> Path:
    """A snapshot of one table, its statements and its account, in force."""
    path = settings.warehouse / f"{name}.duckdb"
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute("create or replace table dim_cycles as select 1 as cycle_id")
    account = {
        "build_id": name,
        "built_at": "2026-01-01T00:00:00+00:00",
        "guide_sha256": "0" * 64,
        "project": project_hash(),
        "record_count": record_count,
        "closed_cycles": [],
        "snapshot_bytes": path.stat().st_size,
        "snapshot_sha256": file_digest(path),
    }
    statements_path(path).write_text('{"models": [], "seeds": {}}', "utf-8")
    information_path(path).write_text(json.dumps(account), "utf-8")
    settings.latest.write_text(f"{path.name}\n", "utf-8")
    return path
