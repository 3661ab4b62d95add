"""What the comparison asks of one snapshot or of two: chosen schools, side by side, as published.

A side is a cycle and a basis as one snapshot holds them; a pair of sides is two cycles, the two
bases, or two publications. Nothing is scored here: points and scores are the marts' own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import polars as pl

from duibiao.analysis.county import medians
from duibiao.warehouse.snapshot import Snapshot

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Side:
    """A cycle and a basis in a snapshot; `name` is what stands over its figures."""

    snapshot: Snapshot
    cycle_id: str
    basis: str
    name: str
    is_in_force: bool = True


def check_shape(snapshot: Snapshot) -> None:
    """Raise duckdb.Error where a snapshot's marts cannot be asked what is asked here."""
    side = Side(snapshot, "", "", "")
    for ask in (standings, dimension_scores, indicator_scores):
        ask(side, [])


def everyone(snapshot: Snapshot) -> pl.DataFrame:
    """Every school that there is or was, with its latest name, by township and name."""
    return snapshot.frame("""
        select school_id, name_zh, township from dim_schools
        order by township, name_zh, school_id
    """)


def standings(side: Side, school_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """By school of the cycle: its name and attributes then, score, rank, interval and tier.

    A school without a score has None in them; one that is not in the cycle has no row.
    """
    frame = side.snapshot.frame(
        """
        select
            school.school_id, school.name_zh, school.township, school.school_type,
            score.score, score.rating, score.tier_reached, score.rank_county, score.county_size,
            score.asked_fact_count, score.verified_fact_count,
            intervals.rank_county_low as low, intervals.rank_county_high as high,
            intervals.certain_percent
        from dim_cycle_schools as school
        left join fct_school_scores as score
            on score.cycle_id = school.cycle_id and score.school_id = school.school_id
            and score.basis = $basis
        left join fct_rank_intervals as intervals
            on intervals.cycle_id = score.cycle_id and intervals.school_id = score.school_id
            and intervals.basis = score.basis
        where school.cycle_id = $cycle_id and list_contains($school_ids, school.school_id)
        """,
        cycle_id=side.cycle_id,
        basis=side.basis,
        school_ids=list(school_ids),
    )
    return {row["school_id"]: row for row in frame.iter_rows(named=True)}


def dimension_scores(
    side: Side, school_ids: Sequence[str]
) -> dict[tuple[str, str], dict[str, Any]]:
    """Points, max_points and share by school and dimension."""
    frame = side.snapshot.frame(
        """
        select school_id, dimension_id, points, max_points, share
        from fct_dimension_scores
        where cycle_id = $cycle_id and basis = $basis and list_contains($school_ids, school_id)
        """,
        cycle_id=side.cycle_id,
        basis=side.basis,
        school_ids=list(school_ids),
    )
    return {(row["school_id"], row["dimension_id"]): row for row in frame.iter_rows(named=True)}


def county_medians(side: Side) -> dict[str, Any]:
    """The median share of the county's scored schools by dimension.

    None of too few schools, or where the snapshot was built before there were such marts.
    """
    try:
        return medians(side.snapshot, side.cycle_id, side.basis, "dimension")
    except duckdb.CatalogException:
        return {}


def indicator_scores(
    side: Side, school_ids: Sequence[str]
) -> dict[tuple[str, str], dict[str, Any]]:
    """Status and points by school and indicator."""
    frame = side.snapshot.frame(
        """
        select school_id, indicator_id, status, points, max_points, share
        from fct_indicator_scores
        where cycle_id = $cycle_id and basis = $basis and list_contains($school_ids, school_id)
        """,
        cycle_id=side.cycle_id,
        basis=side.basis,
        school_ids=list(school_ids),
    )
    return {(row["school_id"], row["indicator_id"]): row for row in frame.iter_rows(named=True)}


def indicators(snapshot: Snapshot, edition: str, dimension_id: str | None) -> list[dict[str, Any]]:
    """The indicators of an edition in the guide's order, of one dimension or of all."""
    return snapshot.frame(
        """
        select indicator.*
        from dim_indicators as indicator
        inner join dim_dimensions as dimension using (edition, dimension_id)
        where indicator.edition = $edition
            and ($dimension_id is null or indicator.dimension_id = $dimension_id)
        order by dimension.sort, indicator.sort, indicator.indicator_id
        """,
        edition=edition,
        dimension_id=dimension_id,
    ).to_dicts()


def history(
    snapshot: Snapshot, basis: str, school_ids: Sequence[str]
) -> dict[tuple[str, str], dict[str, Any]]:
    """By school and cycle: name, township and type of then, score and rank; no row: not in it."""
    frame = snapshot.frame(
        """
        select
            school.school_id, school.cycle_id, school.name_zh, school.township,
            school.school_type, score.score, score.rank_county, score.county_size
        from dim_cycle_schools as school
        left join fct_school_scores as score
            on score.cycle_id = school.cycle_id and score.school_id = school.school_id
            and score.basis = $basis
        where list_contains($school_ids, school.school_id)
        """,
        basis=basis,
        school_ids=list(school_ids),
    )
    return {(row["school_id"], row["cycle_id"]): row for row in frame.iter_rows(named=True)}


def versions(snapshot: Snapshot, school_ids: Sequence[str]) -> list[dict[str, Any]]:
    """The chosen schools as they are now, with the days on which their latest version holds."""
    rows = snapshot.frame(
        """
        select school_id, name_zh, township, school_type, valid_from, valid_to
        from dim_schools where list_contains($school_ids, school_id)
        """,
        school_ids=list(school_ids),
    ).to_dicts()
    found = {row["school_id"]: row for row in rows}
    return [found[school_id] for school_id in school_ids if school_id in found]


def changed_between(then: Side, now: Side) -> pl.DataFrame:
    """The schools whose score, rank or tier differs between two sides, the largest change first.

    Columns end in `_then` and `_now`; a school that one side has no score of has None there.
    """
    sides = [
        side.snapshot.frame(
            """
            select score.school_id, school.name_zh, score.score, score.rank_county,
                score.tier_reached
            from fct_school_scores as score
            inner join dim_cycle_schools as school using (cycle_id, school_id)
            where score.cycle_id = $cycle_id and score.basis = $basis
            """,
            cycle_id=side.cycle_id,
            basis=side.basis,
        )
        for side in (then, now)
    ]
    before, after = (
        frame.select(
            "school_id", *(pl.col(name).alias(f"{name}_{when}") for name in frame.columns[1:])
        )
        for frame, when in zip(sides, ("then", "now"), strict=True)
    )
    joined = before.join(after, on="school_id", how="full", coalesce=True)
    differs = pl.any_horizontal(
        pl.col(f"{name}_then").ne_missing(pl.col(f"{name}_now"))
        for name in ("score", "rank_county", "tier_reached")
    )
    return (
        joined.filter(differs)
        .with_columns(score_change=pl.col("score_now") - pl.col("score_then"))
        .sort(pl.col("score_change").abs(), "school_id", descending=[True, False], nulls_last=False)
    )
