"""The county and its groups of schools in figures: rows of the marts, for pages, reports, terminal.

Nothing is added up here. A figure that stands in two places is a column of one mart, and both
read it by the same function.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from duibiao.warehouse.snapshot import Snapshot

Row = dict[str, Any]

WEAKEST_NAMED = 3
"""So many weaknesses are named where there is no room for a list."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group of schools as the marts name it."""

    kind: str = "county"
    code: str = "county"

    @classmethod
    def of(cls, township: str | None = None, school_type: str | None = None) -> Group:
        """What is left of the county by a township, a school type, both, or neither."""
        if township is not None and school_type is not None:
            return cls("township_school_type", f"{township}/{school_type}")
        if township is not None:
            return cls("township", township)
        return cls() if school_type is None else cls("school_type", school_type)

    @classmethod
    def of_row(cls, row: Mapping[str, Any]) -> Group:
        """The group that a row of a mart is about."""
        return cls(row["group_kind"], row["group_code"])


COUNTY = Group()


def scores(snapshot: Snapshot, cycle_id: str, basis: str, group: Group = COUNTY) -> Row:
    """The group's row of fct_group_scores; of no schools counts of 0 and None for the rest."""
    return _only_row(
        snapshot.frame(
            """
            select * from fct_group_scores
            where cycle_id = $cycle_id and basis = $basis
                and group_kind = $kind and group_code = $code
            """,
            cycle_id=cycle_id,
            basis=basis,
            kind=group.kind,
            code=group.code,
        )
    )


def reporting(snapshot: Snapshot, cycle_id: str, group: Group = COUNTY) -> Row:
    """The group's row of fct_group_reporting; of no schools counts of 0."""
    return _only_row(
        snapshot.frame(
            """
            select * from fct_group_reporting
            where cycle_id = $cycle_id and group_kind = $kind and group_code = $code
            """,
            cycle_id=cycle_id,
            kind=group.kind,
            code=group.code,
        )
    )


def deadline_of(snapshot: Snapshot, cycle_id: str, school_id: str) -> dt.date:
    """Until when a school may hand in for a cycle that it belongs to."""
    rows = snapshot.rows(
        "select deadline from fct_reporting_status"
        " where cycle_id = $cycle_id and school_id = $school_id",
        cycle_id=cycle_id,
        school_id=school_id,
    )
    deadline: dt.date = rows[0]["deadline"]
    return deadline


def _only_row(frame: pl.DataFrame) -> Row:
    if frame.height:
        return frame.row(0, named=True)
    return {name: 0 if name.endswith("_count") else None for name in frame.columns}


def township_reporting(snapshot: Snapshot, cycle_id: str) -> list[Row]:
    """The rows of fct_group_reporting of the townships, those that lag first, with `township`."""
    return snapshot.rows(
        """
        select *, group_code as township from fct_group_reporting
        where cycle_id = $cycle_id and group_kind = 'township'
        order by handed_in_count / school_count, group_code
        """,
        cycle_id=cycle_id,
    )


def township_scores(
    snapshot: Snapshot, cycle_id: str, basis: str, school_type: str | None = None
) -> list[Row]:
    """The rows of fct_group_scores of the townships (of one school type), best average first.

    `township` is the township's name; `tile_row` and `tile_column` its place in dim_townships.
    """
    return snapshot.rows(
        """
        select scores.*, school.township, places.tile_row, places.tile_column
        from (
            select distinct township from dim_cycle_schools where cycle_id = $cycle_id
        ) as school
        inner join fct_group_scores as scores
            on scores.cycle_id = $cycle_id and scores.basis = $basis
            and scores.group_kind
                = if($school_type is null, 'township', 'township_school_type')
            and scores.group_code = concat_ws('/', school.township, $school_type)
        left join dim_townships as places on school.township = places.township
        order by scores.average_score desc nulls last, school.township
        """,
        cycle_id=cycle_id,
        basis=basis,
        school_type=school_type,
    )


def shares(
    snapshot: Snapshot,
    cycle_id: str,
    basis: str,
    measure: str,
    groups: Iterable[Group] = (COUNTY,),
) -> list[Row]:
    """The rows of fct_group_shares of a measure, of one group or of several."""
    return snapshot.rows(
        """
        select * from fct_group_shares
        where cycle_id = $cycle_id and basis = $basis and measure = $measure
            and list_contains($groups, concat_ws(' ', group_kind, group_code))
        order by group_kind, group_code, measure_code
        """,
        cycle_id=cycle_id,
        basis=basis,
        measure=measure,
        groups=[f"{group.kind} {group.code}" for group in groups],
    )


def weaknesses(snapshot: Snapshot, cycle_id: str, basis: str, count: int) -> list[Row]:
    """The county's weaknesses (fct_county_weaknesses) by place, the first `count`, with names."""
    return snapshot.rows(
        """
        select weakness.*, indicator.name_zh, indicator.name_en
        from fct_county_weaknesses as weakness
        inner join dim_indicators as indicator using (edition, indicator_id)
        where weakness.cycle_id = $cycle_id and weakness.basis = $basis
            and weakness.place <= $count
        order by weakness.place
        """,
        cycle_id=cycle_id,
        basis=basis,
        count=count,
    )


def tier_counts(snapshot: Snapshot, cycle_id: str, basis: str) -> list[Row]:
    """The tiers of the cycle, highest first: the columns of dim_tiers and of fct_tier_counts."""
    return snapshot.rows(
        """
        select tier.*, counts.* exclude (cycle_id, basis, tier, edition)
        from fct_tier_counts as counts
        inner join dim_tiers as tier using (edition, tier)
        where counts.cycle_id = $cycle_id and counts.basis = $basis
        order by tier.sort
        """,
        cycle_id=cycle_id,
        basis=basis,
    )


def dimensions_among_peers(
    snapshot: Snapshot, cycle_id: str, basis: str, school_id: str
) -> list[Row]:
    """A school's dimensions in the guide's order, beside its peers' quartiles and the county's.

    The columns of fct_dimension_scores with the dimension's names and sort; `peer_group`,
    `peer_group_kind`; `peer_lower_quartile`, `peer_median`, `peer_upper_quartile`, `county_median`
    of fct_distributions: None where too few schools have the figure.
    """
    return _among_peers(snapshot, "dimension", cycle_id, basis, school_id)


def indicators_among_peers(
    snapshot: Snapshot, cycle_id: str, basis: str, school_id: str
) -> list[Row]:
    """A school's indicators as `dimensions_among_peers` gives its dimensions."""
    return _among_peers(snapshot, "indicator", cycle_id, basis, school_id)


def _among_peers(
    snapshot: Snapshot, measure: str, cycle_id: str, basis: str, school_id: str
) -> list[Row]:
    return snapshot.rows(
        f"""
        select
            named.name_zh, named.name_en, named.sort, mine.*,
            school.peer_group, school.peer_group_kind,
            peers.lower_quartile as peer_lower_quartile, peers.median as peer_median,
            peers.upper_quartile as peer_upper_quartile, county.median as county_median
        from fct_{measure}_scores as mine
        inner join fct_school_scores as school using (cycle_id, school_id, basis)
        inner join dim_{measure}s as named
            on named.edition = mine.edition and named.{measure}_id = mine.{measure}_id
        left join fct_distributions as peers
            on peers.cycle_id = mine.cycle_id and peers.basis = mine.basis
            and peers.group_kind = school.peer_group_kind
            and peers.group_code = school.peer_group
            and peers.measure = $measure and peers.measure_code = mine.{measure}_id
        left join fct_distributions as county
            on county.cycle_id = mine.cycle_id and county.basis = mine.basis
            and county.group_kind = 'county' and county.group_code = 'county'
            and county.measure = $measure and county.measure_code = mine.{measure}_id
        where mine.cycle_id = $cycle_id and mine.basis = $basis and mine.school_id = $school_id
        order by named.sort, mine.{measure}_id
        """,
        measure=measure,
        cycle_id=cycle_id,
        basis=basis,
        school_id=school_id,
    )


def medians(snapshot: Snapshot, cycle_id: str, basis: str, measure: str) -> dict[str, Any]:
    """The county's medians (fct_distributions) by code of a measure; of too few schools none."""
    return {
        row["measure_code"]: row["median"]
        for row in snapshot.rows(
            """
            select measure_code, median from fct_distributions
            where cycle_id = $cycle_id and basis = $basis and measure = $measure
                and group_kind = 'county'
            """,
            cycle_id=cycle_id,
            basis=basis,
            measure=measure,
        )
    }
