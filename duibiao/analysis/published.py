"""What is published of a cycle, a school in it and its answers: where other analyses start."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from duibiao.analysis.measures import Compared
from duibiao.guide.editions import Edition
from duibiao.records.model import Basis
from duibiao.warehouse import asked
from duibiao.warehouse.scoring import Case
from duibiao.warehouse.snapshot import Snapshot
from duibiao.words.labels import GUIDE_ATTRIBUTES


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


def cycle(snapshot: Snapshot, cycle_id: str | None = None) -> Cycle:
    """A cycle with its edition; without one, the newest in which somebody has a score.

    Raises Refused for an unknown one.
    """
    chosen = asked.cycle(snapshot, cycle_id)
    [row] = snapshot.rows("select * from dim_cycles where cycle_id = $id", id=chosen.cycle_id)
    names = ("cycle_id", "previous_cycle_id", "starts_on", "ends_on")
    edition = snapshot.guide.editions[chosen.edition]
    return Cycle(edition=edition, **{name: row[name] for name in names})


def standing(snapshot: Snapshot, cycle_id: str, school_id: str, basis: Basis) -> Standing:
    """The published standing of a school that has a score, by its code."""
    [row] = snapshot.rows(
        "select * from fct_school_scores"
        " where cycle_id = $cycle and school_id = $school and basis = $basis",
        cycle=cycle_id,
        school=school_id,
        basis=basis,
    )
    return Standing.of_row(row)


def standing_of(snapshot: Snapshot, case: Case, row: Mapping[str, Any]) -> Standing:
    """The standing of a scored case: its row of fct_school_scores, ranked among the others."""
    ranks = snapshot.scorer.ranked(case.cycle_id, case.school_id, case.basis, row["score"])
    return Standing.of_row({**row, **ranks})


def answers(
    snapshot: Snapshot, cycle_id: str, school_id: str, basis: Basis
) -> dict[str, str | None]:
    """What counts for a school on a basis, in normal form, by each fact that is asked of it."""
    rows = snapshot.rows(
        "select fact_id, value from fct_answers where cycle_id = $cycle"
        " and school_id = $school and basis = $basis and state <> 'not_asked'",
        cycle=cycle_id,
        school=school_id,
        basis=basis,
    )
    return {row["fact_id"]: row["value"] for row in rows}


def attributes(
    snapshot: Snapshot, cycle_id: str, school_ids: Collection[str] | None = None
) -> dict[str, dict[str, str]]:
    """By school of a cycle the attributes that guide tables may name; unset ones are left out.

    `school_ids`: of these alone; None: of all.
    """
    where = "cycle_id = $cycle"
    named: dict[str, object] = {"cycle": cycle_id}
    if school_ids is not None:
        where += " and school_id in (select unnest($schools))"
        named["schools"] = list(school_ids)
    rows = snapshot.rows(f"select * from dim_cycle_schools where {where}", **named)
    return {
        row["school_id"]: {
            name: str(row[name]) for name in GUIDE_ATTRIBUTES if row.get(name) is not None
        }
        for row in rows
    }


def compared(
    snapshot: Snapshot, cycle_id: str, edition: Edition, basis: Basis
) -> dict[tuple[str, int], list[Compared]]:
    """By indicator and part that compares schools what each of them is compared by."""
    found: dict[tuple[str, int], list[Compared]] = {}
    if not edition.relative_indicators:
        return found
    for row in snapshot.rows(
        "select indicator_id, part, school_id, school_type, compared_value"
        " from fct_rule_part_scores inner join dim_cycle_schools using (cycle_id, school_id)"
        " where cycle_id = $cycle and basis = $basis and compared_value is not null",
        cycle=cycle_id,
        basis=basis,
    ):
        billionths = int(row["compared_value"].scaleb(9))
        one = Compared(row["school_id"], row["school_type"], billionths)
        found.setdefault((row["indicator_id"], row["part"]), []).append(one)
    return found
