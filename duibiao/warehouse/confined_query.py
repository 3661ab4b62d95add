"""Queries of analysts in child processes: limited in time, memory and rows, and so many at once.

One value may ignore the database's own limit of memory, and no limit of time is the database's:
the child has them of the system, and is ended where it crosses one. Where the system has a sandbox
the child sees the snapshots and nothing else; where it has none, strangers do not query. The text
of a query stands in no log.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from importlib import import_module
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from duibiao.records.settings import Settings
from duibiao.spreadsheets.confined import (
    BEHIND,
    Allowance,
    Confined,
    ConfinedFault,
    Plain,
    PlainRefusal,
    Reason,
)
from duibiao.spreadsheets.sandbox import sandbox, sandbox_kind
from duibiao.warehouse.query_result import THREADS, Answer, QueryRefused, QueryResult
from duibiao.warehouse.snapshot_files import build_information, snapshot_path
from duibiao.words import words

if TYPE_CHECKING:
    from duibiao.warehouse.export import Format

# The database and what reads its answers are imported where they are used: on the command line the
# one is loaded by the child while its parent loads the other.

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

SERVES_OTHERS = "DUIBIAO_SERVES_OTHERS"
"""Set in the environment of a server that can be reached from beyond this computer."""
KEPT_AFTER_QUERY = 1_800_000_000
"""Bytes of addresses, most of them never used: the database's and polars' threads reserve them."""

REFUSED_AS: dict[Reason, str] = {
    "too_long": "query-takes-too-long",
    "stopped": "query-too-large",
    "too_much": "query-too-large",
    "failed": "query-strange-type",
}
"""How a child's end is told."""


PRELOADED = ("duckdb", "duibiao.warehouse.query")
"""What every child needs: loaded before it is given a query."""
READERS = ("pyarrow.ipc", "polars")
"""What its parent reads an answer with: loaded while the child works."""


def published(settings: Settings) -> Path:
    """The snapshot that is asked. Raises QueryRefused before the first build."""
    path = snapshot_path(settings)
    if path is None:
        raise QueryRefused("query-no-snapshot")
    return path


def query(settings: Settings, sql: str, limits: Limits = OF_PAGE) -> QueryResult:
    """The result of one SELECT on the snapshot in force, at most its first `limits.rows` rows.

    Raises QueryRefused where there is no snapshot, the text is not exactly one query, the database
    refuses it, it takes too much time or memory, or too many queries run already.
    """
    snapshot = published(settings)
    loading = threading.Thread(target=_load_readers, daemon=True)
    loading.start()
    told = _confined(limits, _result, snapshot, sql, limits)
    loading.join()
    return _received(told)


def _load_readers() -> None:
    for name in READERS:
        import_module(name)


def query_file(
    settings: Settings, sql: str, form: Format, language: str, limits: Limits = OF_FILE
) -> bytes:
    """The whole result of a query as a file, made in the child.

    Raises QueryRefused as `query` does, and for a result of more rows than the limit.
    """
    path = published(settings)
    information = build_information(settings) or {}
    return _confined(limits, _file, path, sql, form, language, limits, information).content


def _received(told: Plain) -> QueryResult:
    """The result that a child sent; who has taken it over could send what is none."""
    import pyarrow as pa
    import pyarrow.ipc

    try:
        types, is_cut = told.facts
        table = pa.ipc.open_file(told.content).read_all()
        table.validate(full=True)
    except (pa.ArrowException, TypeError, ValueError) as error:
        raise QueryRefused("query-strange-type") from error
    return Answer(table, [str(kind) for kind in types], bool(is_cut)).result()


def _confined(
    limits: Limits, function: Callable[..., Plain], snapshot: Path, *arguments: Any
) -> Plain:
    if not is_open():
        raise QueryRefused("query-no-sandbox")
    snapshot = snapshot.resolve()
    queries = _queries(os.getpid(), snapshot.parent)
    if not queries.places.acquire(timeout=WAIT_SECONDS):
        raise QueryRefused("query-busy", count=str(AT_ONCE))
    allowance = Allowance(
        THREADS * limits.seconds, limits.megabytes, clock=limits.seconds, kept=KEPT_AFTER_QUERY
    )
    try:
        return queries.children.call(function, str(snapshot), *arguments, allowance=allowance)
    except ConfinedFault as fault:
        raise QueryRefused(REFUSED_AS[fault.reason], seconds=f"{limits.seconds:g}") from None
    except PlainRefusal as fault:
        if fault.code.startswith("query-"):
            raise QueryRefused(fault.code, **fault.parameters) from None
        raise QueryRefused("query-strange-type") from fault
    finally:
        queries.places.release()


def serve_from(host: str, *, is_shared: bool) -> bool:
    """Say at which address this process and its children serve; whether queries are taken there.

    `is_shared`: others come to it all the same, as by a proxy on this computer.
    """
    try:
        is_here = host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        is_here = False
    os.environ[SERVES_OTHERS] = "" if is_here and not is_shared else host
    return is_open()


def is_open() -> bool:
    """Whether queries are taken: where others reach the server, only in a sandbox."""
    return not os.environ.get(SERVES_OTHERS) or sandbox_kind() is not None


class _Queries(NamedTuple):
    process: int
    folder: Path
    children: Confined
    places: threading.BoundedSemaphore


_in_use: list[_Queries] = []
_choosing = threading.Lock()


def _queries(process: int, folder: Path) -> _Queries:
    """Children for queries alone, those of one process: files do not wait for a query.

    They see this folder of snapshots and no other file of the data home. A process that turns to
    another data home lets go of those that wait for the first.
    """
    with _choosing:
        for queries in _in_use:
            if (queries.process, queries.folder) == (process, folder):
                return queries
            if queries.process == process:
                queries.children.close()
        children = Confined(AT_ONCE, behind=BEHIND, sandbox=sandbox(folder), preloaded=PRELOADED)
        made = _Queries(process, folder, children, threading.BoundedSemaphore(AT_ONCE))
        _in_use[:] = [made]
        return made


# In the child


def _result(path: str, sql: str, limits: Limits) -> Plain:
    import pyarrow as pa
    import pyarrow.ipc

    answer = _run(path, sql, limits)
    rows = answer.rows
    if not answer.is_plain:
        # What a library makes of odd types, it makes here, where nobody else is harmed.
        rows = answer.result().rows.to_arrow()
    written = pa.BufferOutputStream()
    with pa.ipc.new_file(written, rows.schema) as writer:
        writer.write_table(rows)
    return Plain((list(answer.types), answer.is_cut), written.getvalue().to_pybytes())


def _run(path: str, sql: str, limits: Limits) -> Answer:
    from duibiao.warehouse.query import answer_of

    return answer_of(
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
) -> Plain:
    from duibiao.warehouse.export import result_file

    result = _run(path, sql, limits).result()
    if result.is_cut:
        raise QueryRefused("query-too-many-rows", most=str(limits.rows))
    return Plain(None, result_file(result, sql, form, words(language), information))
