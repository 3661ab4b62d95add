"""Scores of what stands at a server's door, made in processes of their own.

DuckDB takes Python's lock again after each small step of a statement. Where other threads draw
pages it waits for them a thousand times for one score, and whoever checks a file waits for all who
check theirs. A process of its own has nobody to wait for.
"""

from __future__ import annotations

import io
import os
import threading
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import polars as pl
from cachetools import LRUCache

from duibiao.guide.editions import Guide, GuideFaults
from duibiao.records.model import Refused
from duibiao.records.settings import Settings
from duibiao.records.store import file_digest
from duibiao.spreadsheets.confined import Allowance, Confined, ConfinedFault, PlainRefusal
from duibiao.warehouse.kept_guides import guide_in_force
from duibiao.warehouse.landing import Rows
from duibiao.warehouse.scoring import KeptScores, SchoolScore, Scorer, asked_key
from duibiao.warehouse.snapshot_files import snapshot_path, statements_path

AT_ONCE = 2
"""So many scores are made at the same time."""
OF_SCORE = Allowance(seconds=60.0, megabytes=4_000, kept=4_000_000_000)
"""Far more than a score takes: it reads our own snapshot and answers that were read already."""
PRELOADED = ("duibiao.warehouse.scoring_apart",)
SCORERS_KEPT = 2
"""By so many guides and snapshots a process scores without reading them again."""


def begin(settings: Settings) -> None:
    """From here on scores of this process are made apart; the processes get ready now."""
    scorers = _scorers(os.getpid())
    _begun.append(os.getpid())
    for _ in range(AT_ONCE):
        threading.Thread(target=scorers.get_ready, args=(settings,), daemon=True).start()


def is_begun() -> bool:
    """Whether scores of this process are made apart."""
    return os.getpid() in _begun


def score(
    snapshot: Path,
    guide: Guide,
    cycle_id: str,
    school_id: str,
    rows: Rows,
) -> SchoolScore | None:
    """What `Scorer.score_at_door` of this snapshot gives under a guide.

    Raises ConfinedFault where the build's statements cannot be run, and where the process ended.
    """
    scorers = _scorers(os.getpid())
    tables = guide.canonical_bytes()
    key = asked_key(snapshot, tables, cycle_id, school_id, rows)
    kept = scorers.kept.found(key)
    if kept is not None:
        return kept
    asked = str(snapshot), tables, cycle_id, school_id, rows
    made = scorers.children.call(_score, *asked, allowance=OF_SCORE)
    if made is None:
        return None
    read = {mart: pl.read_ipc(io.BytesIO(content)) for mart, content in made.items()}
    found = SchoolScore(cycle_id, school_id, read)
    scorers.kept.keep(key, found)
    return found


class _Scorers:
    """The processes that score for one process, and what they found."""

    def __init__(self) -> None:
        self.children = Confined(AT_ONCE, preloaded=PRELOADED)
        self.kept = KeptScores()

    def get_ready(self, settings: Settings) -> None:
        """Have one ready, so that who comes first does not wait for it."""
        # Without a snapshot or a guide there is nothing to score by: whoever asks is told so.
        with suppress(OSError, ValueError, Refused, GuideFaults, ConfinedFault, PlainRefusal):
            path = snapshot_path(settings)
            if path is not None:
                tables = guide_in_force(settings).canonical_bytes()
                self.children.call(_get_ready, str(path), tables, allowance=OF_SCORE)


_begun: list[int] = []


@cache
def _scorers(_: int) -> _Scorers:
    """Those of one process."""
    return _Scorers()


# In the child


def _get_ready(snapshot: str, tables: bytes) -> None:
    """Make every table, and then every plan, of a score."""
    scorer = _scorer(Path(snapshot), tables)
    for _ in range(2):
        scorer.score_at_door("", "", Rows())


@dataclass(slots=True)
class _Kept:
    """A scorer, and from which snapshot it starts."""

    snapshot: Path
    scorer: Scorer


_kept: LRUCache[tuple[str | None, bytes], _Kept] = LRUCache(SCORERS_KEPT)
"""By the statements of a build and the tables of a guide."""


@lru_cache(SCORERS_KEPT)
def _statements_digest(snapshot: Path) -> str | None:
    return file_digest(statements_path(snapshot))


def _scorer(snapshot: Path, tables: bytes) -> Scorer:
    """A scorer of a snapshot under a guide: that of another one which the same statements made."""
    by = _statements_digest(snapshot), tables
    kept = _kept.get(by)
    if kept is None:
        scorer = Scorer.of_snapshot(snapshot, Guide.from_canonical(tables))
        _kept[by] = _Kept(snapshot, scorer)
        return scorer
    if kept.snapshot != snapshot:
        del _kept[by]  # where it cannot turn, nobody asks it any more
        kept.scorer.turn_to(snapshot)
        kept.snapshot = snapshot
        _kept[by] = kept
    return kept.scorer


def _score(
    snapshot: str,
    tables: bytes,
    cycle_id: str,
    school_id: str,
    rows: Rows,
) -> dict[str, bytes] | None:
    """The marts of a score as files of Arrow."""
    score = _scorer(Path(snapshot), tables).score_at_door(cycle_id, school_id, rows)
    if score is None:
        return None
    return {mart: frame.write_ipc(None).getvalue() for mart, frame in score.marts.items()}
