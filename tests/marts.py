"""Plain SQL on the marts, for tests that hold something against them."""

from __future__ import annotations

import polars as pl

from duibiao.records.settings import Settings
from duibiao.warehouse.query import published, result_of


def run_query(settings: Settings, sql: str) -> pl.DataFrame:
    """All rows of one query on the snapshot in force, run in this process. Raises QueryRefused."""
    return result_of(published(settings), sql).rows
