"""Plain SQL on the marts, for tests that hold something against them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import polars as pl

from duibiao.records.settings import Settings
from duibiao.warehouse.confined_query import published
from duibiao.warehouse.query import answer_of
from duibiao.warehouse.snapshot_files import information_path


def run_query(settings: Settings, sql: str) -> pl.DataFrame:
    """All rows of one query on the snapshot in force, run in this process. Raises QueryRefused."""
    return answer_of(published(settings), sql).result().rows


@contextmanager
def changed_by_hand(snapshot: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A published snapshot to be changed; afterwards its account says its new size.

    Else it would be taken for one that was cut, and another shown in its place.
    """
    with duckdb.connect(str(snapshot)) as connection:
        yield connection
    account = information_path(snapshot)
    told = json.loads(account.read_text(encoding="utf-8"))
    told["snapshot_bytes"] = snapshot.stat().st_size
    account.write_text(json.dumps(told), encoding="utf-8")
