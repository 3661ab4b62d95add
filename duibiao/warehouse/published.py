"""The published scores of a county, with the guide and the scorer that made them."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from duibiao.guide.editions import Edition, Guide
from duibiao.records.model import Basis, Refused
from duibiao.records.settings import Settings
from duibiao.warehouse.kept_guides import recorded_guide
from duibiao.warehouse.scoring import Case, Scorer
from duibiao.warehouse.snapshot_files import build_information, connect, snapshot_path

KEPT = 2


@dataclass(frozen=True, slots=True)
class Cycle:
    """A published assessment cycle."""

    cycle_id: str
    edition: Edition
    previous_cycle_id: str | None
    starts_on: dt.date
    ends_on: dt.date


@dataclass(frozen=True, slots=True)
class Standing:
    """What a school reaches: score, rating, tier, and its place in each group it belongs to."""

    score: Decimal | None
    points: Decimal
    applicable_points: Decimal
    rating: str | None
    tier_reached: str
    rank_county: int | None
    county_size: int
    rank_township: int | None
    township_size: int
    rank_school_type: int | None
    school_type_size: int
    rank_peer_group: int | None
    peer_group_size: int
    peer_group_kind: str
    peer_group: str

    @classmethod
    def of_row(cls, row: Mapping[str, Any]) -> Standing:
        """From a row that has at least these columns."""
        return cls(**{name: row[name] for name in cls.__slots__})


@dataclass(frozen=True, slots=True)
class Published:
    """A published snapshot. Safe to share among threads."""

    snapshot: Path
    guide: Guide
    scorer: Scorer

    def rows(self, statement: str, **values: object) -> list[dict[str, Any]]:
        """The rows of a query on the marts."""
        with connect(self.snapshot) as connection:
            cursor = connection.execute(statement, values)
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def cycle(self, cycle_id: str | None = None) -> Cycle:
        """A cycle, the latest one if none is named. Raises Refused for an unknown one."""
        rows = self.rows("select * from dim_cycles order by ends_on desc, cycle_id desc")
        for row in rows:
            if row["cycle_id"] == cycle_id or (cycle_id is None and row["is_latest"]):
                edition = self.guide.editions[row["edition"]]
                names = ("cycle_id", "previous_cycle_id", "starts_on", "ends_on")
                return Cycle(edition=edition, **{name: row[name] for name in names})
        known = "、".join(str(row["cycle_id"]) for row in rows) or "—"
        raise Refused("cli-cycle-unknown", cycle=cycle_id or "—", known=known)

    def school(self, cycle_id: str, school_id: str) -> dict[str, Any]:
        """A school's row of a cycle. Raises Refused for one that is not there."""
        rows = self.rows(
            "select * from dim_cycle_schools where cycle_id = $cycle and school_id = $school",
            cycle=cycle_id,
            school=school_id,
        )
        if not rows:
            raise Refused("cli-school-unknown", school=school_id, cycle=cycle_id)
        return rows[0]

    def standing(self, cycle_id: str, school_id: str, basis: Basis) -> Standing:
        """A school's published standing. Raises Refused where it has not handed in."""
        self.school(cycle_id, school_id)
        rows = self.rows(
            "select * from fct_school_scores"
            " where cycle_id = $cycle and school_id = $school and basis = $basis",
            cycle=cycle_id,
            school=school_id,
            basis=basis,
        )
        if not rows:
            raise Refused("what-if-not-handed-in", school=school_id, cycle=cycle_id)
        return Standing.of_row(rows[0])

    def answers(self, cycle_id: str, school_id: str, basis: Basis) -> dict[str, str | None]:
        """What counts for a school on a basis, in normal form, by each fact that is asked of it."""
        rows = self.rows(
            "select fact_id, value from fct_answers where cycle_id = $cycle"
            " and school_id = $school and basis = $basis and state <> 'not_asked'",
            cycle=cycle_id,
            school=school_id,
            basis=basis,
        )
        return {row["fact_id"]: row["value"] for row in rows}

    def standing_of(self, case: Case, row: Mapping[str, Any]) -> Standing:
        """The standing of a scored case: its row of fct_school_scores, ranked among the others."""
        ranks = self.scorer.ranked(case.cycle_id, case.school_id, case.basis, row["score"])
        return Standing.of_row({**row, **ranks})


_published: dict[Path, Published] = {}
_lock = threading.Lock()


def published(settings: Settings) -> Published:
    """The snapshot in force; the same object as long as it is. Raises Refused before any build."""
    path, information = snapshot_path(settings), build_information(settings)
    if path is None or information is None:
        raise Refused("query-no-snapshot")
    with _lock:
        if path not in _published:
            guide = recorded_guide(settings, information["guide_sha256"])
            try:
                scorer = Scorer.of_snapshot(path, guide)
            except (duckdb.Error, OSError) as error:
                raise Refused("query-failed", message=str(error)) from error
            while len(_published) >= KEPT:
                del _published[next(iter(_published))]
            _published[path] = Published(path, guide, scorer)
        return _published[path]
