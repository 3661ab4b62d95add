"""Where published snapshots lie, which one is in force, and what its build wrote down of itself."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from duibiao.records.settings import Settings


def snapshot_path(settings: Settings) -> Path | None:
    """The snapshot in force, or None before the first build."""
    try:
        name = settings.latest.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    path = settings.warehouse / name
    return path if name and path.is_file() else None


def build_information(settings: Settings) -> dict[str, Any] | None:
    """What the build of the snapshot in force wrote down about itself, or None."""
    path = snapshot_path(settings)
    if path is None:
        return None
    information: dict[str, Any] = json.loads(information_path(path).read_text(encoding="utf-8"))
    return information


def information_path(snapshot: Path) -> Path:
    """Where the build's account of a snapshot lies."""
    return snapshot.with_suffix(".json")


def statements_path(snapshot: Path) -> Path:
    """Where the compiled SQL lies that made a snapshot."""
    return snapshot.with_suffix(".sql.json")


def build_failure(settings: Settings) -> dict[str, Any] | None:
    """Why the newest build failed, or None when it succeeded."""
    try:
        failure: dict[str, Any] = json.loads(settings.build_failure.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return failure


def connect(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a snapshot read-only."""
    connection = duckdb.connect(str(path), read_only=True)
    connection.execute("set enable_progress_bar = false")
    return connection


@dataclass(frozen=True, slots=True)
class PublishedSnapshot:
    """A snapshot that is still kept: where it lies, its build, and when that was (UTC, ISO)."""

    path: Path
    build_id: str
    built_at: str


def published_snapshots(settings: Settings) -> list[PublishedSnapshot]:
    """Every snapshot still kept, the newest first: the last ones and those of closed cycles."""
    found = []
    for path in sorted(settings.warehouse.glob("*.duckdb"), reverse=True):
        try:
            text = information_path(path).read_text(encoding="utf-8")
        except FileNotFoundError:
            # A build has just taken it away.
            continue
        information = json.loads(text)
        found.append(PublishedSnapshot(path, information["build_id"], information["built_at"]))
    return found
