"""A published snapshot: the one way in which anything reads scores."""

from __future__ import annotations

import json
import re
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
from cachetools import LRUCache
from cachetools.keys import typedkey

from duibiao.guide.editions import Guide
from duibiao.records.model import Refused
from duibiao.records.settings import Settings
from duibiao.warehouse.kept_guides import recorded_guide
from duibiao.warehouse.scoring import Scorer
from duibiao.warehouse.snapshot_files import connect, information_path, snapshot_path

KEPT_OPEN = 3
OVERHEAD_BYTES = 2_000
KEPT_BYTES = 64_000_000
"""So much of what was asked of snapshots a process keeps, about; what was not asked for goes."""

_results: LRUCache[Any, tuple[Any, int]] = LRUCache(
    KEPT_BYTES, getsizeof=lambda kept: OVERHEAD_BYTES + kept[1]
)
_keeping = threading.Lock()


class Snapshot:
    """The marts of one build, with the guide and the scorer that made them.

    It stays the same build however many follow, and may be shared among threads. Raises
    duckdb.Error where the file cannot be opened.
    """

    # Of what is kept: a file of the same path is another's. Without it nothing is.
    _mark: object | None = None

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection = connect(path)
        self._making = threading.Lock()
        self._mark = object()
        self._newer: tuple[bytes, Scorer] | None = None

    @property
    def build_id(self) -> str:
        """The build that made it."""
        return self.path.stem

    def frame(self, sql: str, **parameters: Any) -> pl.DataFrame:
        """The rows of a query; `$name` in the SQL is bound to the parameter of that name.

        A snapshot never changes: what was asked before is given again while there is room for it.
        """

        def found() -> tuple[pl.DataFrame, int]:
            with self.cursor() as cursor:
                frame = cursor.sql(sql, params=parameters or None).pl()
            return frame, int(frame.estimated_size())

        frame: pl.DataFrame = _kept(found, self._mark, "frame", sql, parameters)
        return frame

    def rows(self, sql: str, **parameters: Any) -> list[dict[str, Any]]:
        """The same as a list of rows by column name, values as Python has them."""

        def found() -> tuple[tuple[list[str], list[tuple[Any, ...]]], int]:
            with self.cursor() as cursor:
                result = cursor.execute(sql, parameters)
                names = [column[0] for column in result.description or ()]
                rows = result.fetchall()
            size = sum(sys.getsizeof(value) for row in rows for value in row)
            return (names, rows), size

        names, rows = _kept(found, self._mark, "rows", sql, parameters)
        # Made anew each time: whoever gets them may add to them.
        return [dict(zip(names, row, strict=True)) for row in rows]

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A connection of its own to the same file; close it."""
        return self._connection.cursor()

    @cached_property
    def codes(self) -> list[dict[str, Any]]:
        """The code lists with their names, in the guide's order."""
        return self.rows("select * from dim_codes order by rowid")

    @cached_property
    def information(self) -> dict[str, Any]:
        """What the build wrote down about itself: build_id, built_at, guide_sha256, seal_head …"""
        text = information_path(self.path).read_text(encoding="utf-8")
        return dict(json.loads(text))

    @cached_property
    def guide(self) -> Guide:
        """The guide that the build used, as it was kept. Raises OSError where it is gone."""
        home = self.path.parent.parent
        return recorded_guide(Settings.resolve(home), self.information["guide_sha256"])

    @property
    def scorer(self) -> Scorer:
        """The build's own SQL, to score other answers by; made when it is first asked for.

        Raises Refused where the build's statements cannot be run.
        """
        with self._making:
            return self._scorer

    def scorer_under(self, guide: Guide) -> Scorer:
        """The same by a county's own guide, which may be newer than the build's; one is kept.

        Raises Refused where the build's statements cannot be run.
        """
        if self.is_made_by(guide):
            return self.scorer
        tables = guide.canonical_bytes()
        with self._making:
            if self._newer is None or self._newer[0] != tables:
                self._newer = tables, self._make_scorer(guide)
            return self._newer[1]

    def is_made_by(self, guide: Guide) -> bool:
        """Whether it was scored by this guide. Raises OSError where its own is gone."""
        return guide.canonical_bytes() == self._tables

    @cached_property
    def _tables(self) -> bytes:
        return self.guide.canonical_bytes()

    @cached_property
    def _scorer(self) -> Scorer:
        return self._make_scorer(self.guide)

    def _make_scorer(self, guide: Guide) -> Scorer:
        try:
            return Scorer.of_snapshot(self.path, guide)
        except (duckdb.Error, OSError) as error:
            raise Refused("query-failed", message=str(error)) from error


def _kept(
    find: Callable[[], tuple[Any, int]],
    mark: object | None,
    kind: str,
    sql: str,
    of: Mapping[str, Any],
) -> Any:
    """What was found for a query of a snapshot before, else now; `find` says how many bytes."""
    if mark is None:
        return find()[0]
    named = {name: tuple(value) if isinstance(value, list) else value for name, value in of.items()}
    key = typedkey(mark, kind, sql, **named)  # 1 and True are not one
    with _keeping:
        kept = _results.get(key)
    if kept is None:
        kept = find()
        with _keeping, suppress(ValueError):  # larger than all there is room for
            _results[key] = kept
    return kept[0]


def named_in(sql: str, known: Mapping[str, Any]) -> dict[str, Any]:
    """Of what is known the values that a query names: DuckDB takes no others."""
    return {name: value for name, value in known.items() if re.search(rf"\${name}\b", sql)}


@lru_cache(maxsize=KEPT_OPEN)
def open_snapshot(path: Path) -> Snapshot:
    """The snapshot of a path, opened once a process; those no longer asked for are let go."""
    return Snapshot(path)


def snapshot_in_force(settings: Settings) -> Snapshot:
    """The newest published snapshot. Raises Refused before the first build."""
    path = snapshot_path(settings)
    if path is None:
        raise Refused("query-no-snapshot")
    return open_snapshot(path)
