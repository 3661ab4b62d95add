"""Queries of analysts in child processes: limited in time, memory and rows, and so many at once.

One value may ignore the database's own limit of memory, and no limit of time is the database's:
the child has them of the system, and is ended where it crosses one. The text of a query stands in
no log.
"""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import polars as pl

from duibiao.records.settings import Settings
from duibiao.spreadsheets.confined import Allowance, Confined, ConfinedFault, Reason
from duibiao.spreadsheets.sent import crosses
from duibiao.warehouse.export import Format, result_file
from duibiao.warehouse.query import THREADS, QueryRefused, QueryResult, published, result_of
from duibiao.warehouse.snapshot_files import build_information
from duibiao.words import words

T = TypeVar("T")
AT_ONCE = 2
"""So many queries run at the same time; the next one waits a little, then is told to come again."""
WAIT_SECONDS = 5.0


class Limits(NamedTuple):
    """What one query may take: seconds on the clock, MB of memory, rows, and MB of its rows."""

    seconds: float
    megabytes: int
    rows: int
    result_megabytes: int


OF_PAGE = Limits(10.0, 2_000, 10_000, 20)
"""For what is shown and drawn."""
OF_FILE = Limits(60.0, 2_000, 100_000, 200)
"""For what is downloaded."""
OF_COMMAND = Limits(600.0, 4_000, 10_000_000, 750)
"""For the command line, where nobody else waits."""

KEPT_AFTER_QUERY = 1_800_000_000
"""Bytes of addresses, most of them never used: the database's and polars' threads reserve them."""

REFUSED_AS: dict[Reason, str] = {
    "too_long": "query-takes-too-long",
    "stopped": "query-too-large",
    "too_much": "query-too-large",
    "failed": "query-strange-type",
}
"""How a child's end is told."""


def query(settings: Settings, sql: str, limits: Limits = OF_PAGE) -> QueryResult:
    """The result of one SELECT on the snapshot in force, at most its first `limits.rows` rows.

    Raises QueryRefused where there is no snapshot, the text is not exactly one query, the database
    refuses it, it takes too much time or memory, or too many queries run already.
    """
    found = _confined(limits, _sent_result, str(published(settings)), sql, limits)
    return QueryResult(pl.read_ipc(found.rows), found.types, found.is_cut)


def query_file(
    settings: Settings, sql: str, form: Format, language: str, limits: Limits = OF_FILE
) -> bytes:
    """The whole result of a query as a file, made in the child.

    Raises QueryRefused as `query` does, and for a result of more rows than the limit.
    """
    path = published(settings)
    information = build_information(settings) or {}
    return _confined(limits, _file, str(path), sql, form, language, limits, information)


def _confined(limits: Limits, function: Callable[..., T], *arguments: Any) -> T:
    queries = _queries(os.getpid())
    if not queries.places.acquire(timeout=WAIT_SECONDS):
        raise QueryRefused("query-busy", count=str(AT_ONCE))
    allowance = Allowance(
        THREADS * limits.seconds, limits.megabytes, clock=limits.seconds, kept=KEPT_AFTER_QUERY
    )
    try:
        return queries.children.call(function, *arguments, allowance=allowance)
    except ConfinedFault as fault:
        raise QueryRefused(REFUSED_AS[fault.reason], seconds=f"{limits.seconds:g}") from None
    finally:
        queries.places.release()


class _Queries(NamedTuple):
    children: Confined
    places: threading.BoundedSemaphore


@cache
def _queries(_: int) -> _Queries:
    """Children for queries alone, those of one process: files do not wait for a query."""
    import atexit

    children = Confined(AT_ONCE)
    atexit.register(children.close)
    return _Queries(children, threading.BoundedSemaphore(AT_ONCE))


# In the child

crosses(QueryRefused)


@crosses
class SentResult(NamedTuple):
    """A result as it goes from a child to its parent: `rows` as Arrow IPC."""

    rows: bytes
    types: list[str]
    is_cut: bool


def _sent_result(path: str, sql: str, limits: Limits) -> SentResult:
    result = _result(path, sql, limits)
    stream = io.BytesIO()
    result.rows.write_ipc(stream)
    return SentResult(stream.getvalue(), list(result.types), result.is_cut)


def _result(path: str, sql: str, limits: Limits) -> QueryResult:
    return result_of(
        Path(path),
        sql,
        most_rows=limits.rows,
        most_bytes=limits.result_megabytes * 1_000_000,
        # The rest is for what the answer is made of and what one value may take at once.
        megabytes=limits.megabytes // 2,
    )


def _file(
    path: str,
    sql: str,
    form: Format,
    language: str,
    limits: Limits,
    information: dict[str, Any],
) -> bytes:
    result = _result(path, sql, limits)
    if result.is_cut:
        raise QueryRefused("query-too-many-rows", most=str(limits.rows))
    return result_file(result, sql, form, words(language), information)
