"""What the ranking asks of the snapshot: one page of rows at a time, with how sure each rank is.

Rows are narrowed, put in order and cut before anything is joined to them, so that a page of a
county of 10,000 schools costs little more than one of 60. Ranks, intervals and gaps are the marts'.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from dashboards.parts import marts
from duibiao.analysis.county import tier_counts
from duibiao.warehouse.snapshot import Snapshot
from duibiao.words.figures import adding_up, half_up


@dataclass(frozen=True, slots=True)
class Chosen:
    """Whose ranking is looked at: cycle and basis, and what it is narrowed to (None: not)."""

    cycle_id: str
    basis: str
    township: str | None = None
    school_type: str | None = None
    peer_group: str | None = None
    dimension_id: str | None = None

    @property
    def groups(self) -> list[str]:
        """The groups whose rank columns belong beside: the county, and what was chosen."""
        names = ("township", "school_type", "peer_group")
        return ["county", *(name for name in names if getattr(self, name) is not None)]

    @property
    def interval(self) -> str:
        """The group whose rank intervals are drawn: the marts hold them for these two."""
        return "county" if self.peer_group is None else "peer_group"


# The schools that were chosen, each with what it is ranked by: the score, or the dimension's share.
NARROWED = """narrowed as (
    select
        score.school_id, school.name_zh, school.township, school.school_type, school.area,
        score.peer_group, score.peer_group_kind, score.score, score.rank_county,
        dimension.share as dimension_share, dimension.points as dimension_points,
        dimension.max_points as dimension_max_points,
        case when $dimension_id is null then score.score else dimension.share end as ranked_by
    from fct_school_scores as score
    inner join dim_cycle_schools as school using (cycle_id, school_id)
    left join fct_dimension_scores as dimension
        on dimension.cycle_id = $cycle_id and dimension.basis = $basis
        and dimension.dimension_id = $dimension_id and dimension.school_id = score.school_id
    where score.cycle_id = $cycle_id and score.basis = $basis
        and ($township is null or school.township = $township)
        and ($school_type is null or school.school_type = $school_type)
        and ($peer_group is null or score.peer_group = $peer_group)
)"""
IN_ORDER = "ranked_by desc nulls last, rank_county nulls last, name_zh, school_id"


def groups(snapshot: Snapshot, cycle_id: str) -> pl.DataFrame:
    """The townships and school types that there are in a cycle, each pair once."""
    return snapshot.frame(
        "select distinct township, school_type from dim_cycle_schools where cycle_id = $cycle_id",
        cycle_id=cycle_id,
    )


def summary(snapshot: Snapshot, chosen: Chosen) -> dict[str, Any]:
    """The chosen schools in figures: how many are ranked, how sure, how much is verified.

    `school_count` counts those without a score too; `median_reach` is the usual count of places
    between the two ends of a rank interval, `sure_count` the schools whose interval is one place.
    """
    return snapshot.frame(
        f"""
        with {NARROWED}

        select
            count(*) as ranked_count,
            (
                select count(*) from dim_cycle_schools as school
                where school.cycle_id = $cycle_id
                    and ($township is null or school.township = $township)
                    and ($school_type is null or school.school_type = $school_type)
            ) as school_count,
            coalesce(sum(score.verified_fact_count), 0) as verified_facts,
            coalesce(sum(score.asked_fact_count), 0) as asked_facts,
            count(*) filter (where score.verified_fact_count = 0) as unverified_count,
            count(*) filter (
                where intervals.rank_{chosen.interval}_low = intervals.rank_{chosen.interval}_high
            ) as sure_count,
            quantile_disc(
                intervals.rank_{chosen.interval}_high - intervals.rank_{chosen.interval}_low, 0.5
            ) as median_reach,
            max(intervals.draws) as draws,
            max(intervals.certain_percent) as certain_percent
        from narrowed
        inner join fct_school_scores as score
            on score.cycle_id = $cycle_id and score.basis = $basis
            and score.school_id = narrowed.school_id
        left join fct_rank_intervals as intervals
            on intervals.cycle_id = $cycle_id and intervals.basis = $basis
            and intervals.school_id = narrowed.school_id
        """,
        **asdict(chosen),
    ).row(0, named=True)


def page(snapshot: Snapshot, chosen: Chosen, *, first: int, count: int) -> pl.DataFrame:
    """Rows `first` to `first + count` of the ranking, from 0, with what stands beside each.

    `<group>_ties` counts the schools of that group with the very same rank; `low` and `high` are
    the ends of the rank interval in `chosen.interval`; with a dimension, `dimension_rank` orders
    the chosen schools by their share of it.
    """
    return snapshot.frame(
        f"""
        with {NARROWED},

        placed as (
            select
                *,
                case when dimension_share is not null then
                    rank() over (order by dimension_share desc nulls last)
                end as dimension_rank,
                count(dimension_share) over (partition by dimension_share) as dimension_ties
            from narrowed
            qualify row_number() over (order by {IN_ORDER}) between $first + 1 and $first + $count
        ),

        everyone as (
            select
                score.*, school.township, school.school_type, school.area
            from fct_school_scores as score
            inner join dim_cycle_schools as school using (cycle_id, school_id)
            where score.cycle_id = $cycle_id and score.basis = $basis
        ),

        -- A school's peers are all of the group that it is compared with, also those that have a
        -- narrower group of their own.
        tied as (
            select
                placed.school_id,
                count(*) as county_ties,
                count(*) filter (where other.township = placed.township) as township_ties,
                count(*) filter (where other.school_type = placed.school_type)
                    as school_type_ties,
                count(*) filter (
                    where placed.peer_group_kind = 'county'
                        or (
                            other.school_type = placed.school_type
                            and (
                                placed.peer_group_kind = 'school_type' or other.area = placed.area
                            )
                        )
                ) as peer_group_ties
            from placed
            inner join everyone as other on other.score = placed.score
            group by placed.school_id
        )

        select
            placed.* exclude (ranked_by), score.* exclude (
                cycle_id, school_id, basis, score, rank_county, peer_group, peer_group_kind
            ),
            coalesce(tied.county_ties, 0) as county_ties,
            coalesce(tied.township_ties, 0) as township_ties,
            coalesce(tied.school_type_ties, 0) as school_type_ties,
            coalesce(tied.peer_group_ties, 0) as peer_group_ties,
            intervals.rank_{chosen.interval} as place,
            intervals.rank_{chosen.interval}_low as low,
            intervals.rank_{chosen.interval}_high as high
        from placed
        inner join fct_school_scores as score
            on score.cycle_id = $cycle_id and score.basis = $basis
            and score.school_id = placed.school_id
        left join tied on tied.school_id = placed.school_id
        left join fct_rank_intervals as intervals
            on intervals.cycle_id = $cycle_id and intervals.basis = $basis
            and intervals.school_id = placed.school_id
        order by placed.{IN_ORDER}
        """,
        first=first,
        count=count,
        **asdict(chosen),
    )


def points(
    snapshot: Snapshot, cycle_id: str, basis: str, school_ids: list[str]
) -> dict[tuple[str, str], dict[str, Any]]:
    """The points of some schools by school and dimension: points, max_points, share."""
    frame = snapshot.frame(
        """
        select school_id, dimension_id, points, max_points, share
        from fct_dimension_scores
        where cycle_id = $cycle_id and basis = $basis and list_contains($school_ids, school_id)
        """,
        cycle_id=cycle_id,
        basis=basis,
        school_ids=school_ids,
    )
    return {(row["school_id"], row["dimension_id"]): row for row in frame.iter_rows(named=True)}


def reaches(
    snapshot: Snapshot, cycle_id: str, basis: str, school_ids: list[str]
) -> dict[str, list[dict[str, Any]]]:
    """By school, the tiers that say something of it, highest first, with their share of draws.

    Those are the highest that it reaches, those reached that are borderline, and those above that
    some draw reaches.
    """
    frame = snapshot.frame(
        """
        select
            reach.school_id, reach.tier, reach.draws_reached, reach.draws, reach.is_reached,
            reach.is_borderline
        from fct_tier_reach as reach
        inner join dim_cycles as cycle using (cycle_id)
        inner join dim_tiers as tier on tier.edition = cycle.edition and tier.tier = reach.tier
        where reach.cycle_id = $cycle_id and reach.basis = $basis
            and reach.draws is not null and list_contains($school_ids, reach.school_id)
            and (reach.is_reached or reach.draws_reached > 0)
        qualify not reach.is_reached or reach.is_borderline or tier.sort = min(tier.sort)
            filter (where reach.is_reached) over (partition by reach.school_id)
        order by tier.sort
        """,
        cycle_id=cycle_id,
        basis=basis,
        school_ids=school_ids,
    )
    found: dict[str, list[dict[str, Any]]] = {}
    for row in frame.iter_rows(named=True):
        found.setdefault(row["school_id"], []).append(row)
    return found


def lines(snapshot: Snapshot, cycle_id: str, basis: str) -> list[dict[str, Any]]:
    """The tiers' lines (`marts.tier_lines`), each with how many reach the tier, or a higher one."""
    counts = {row["tier"]: row["reached_count"] for row in tier_counts(snapshot, cycle_id, basis)}
    rows = marts.tier_lines(snapshot, cycle_id, basis).to_dicts()
    return [row | {"reached_count": counts[row["tier"]]} for row in rows]


def ties(snapshot: Snapshot, cycle_id: str, basis: str) -> pl.DataFrame:
    """The schools that cannot be told apart from the other side of a tier's line, best first."""
    return snapshot.frame(
        """
        select
            tie.*, school.name_zh, compared.name_zh as compared_name, score.rank_county
        from fct_tier_ties as tie
        inner join dim_cycles as cycle using (cycle_id)
        inner join dim_tiers as tier on tier.edition = cycle.edition and tier.tier = tie.tier
        inner join dim_cycle_schools as school
            on school.cycle_id = tie.cycle_id and school.school_id = tie.school_id
        inner join dim_cycle_schools as compared
            on compared.cycle_id = tie.cycle_id and compared.school_id = tie.compared_school_id
        inner join fct_school_scores as score
            on score.cycle_id = tie.cycle_id and score.basis = tie.basis
            and score.school_id = tie.school_id
        where tie.cycle_id = $cycle_id and tie.basis = $basis
        order by tier.sort, score.rank_county, tie.school_id
        """,
        cycle_id=cycle_id,
        basis=basis,
    )


def places(snapshot: Snapshot, chosen: Chosen) -> pl.DataFrame:
    """The chosen schools that are ranked, best first: school_id, name_zh, rank_county and score."""
    return snapshot.frame(
        f"""
        with {NARROWED}

        select school_id, name_zh, rank_county, score from narrowed
        where ranked_by is not null order by {IN_ORDER}
        """,
        **asdict(chosen),
    )


def tiers(snapshot: Snapshot, edition: str) -> list[dict[str, Any]]:
    """The tiers of an edition with what score they ask, highest first."""
    return snapshot.rows(
        "select tier, min_score from dim_tiers where edition = $edition order by sort",
        edition=edition,
    )


def pair(
    snapshot: Snapshot, chosen: Chosen, school_id: str, other_id: str | None = None
) -> list[dict[str, Any]]:
    """A school and another of the chosen: both, the school alone if there is no other, or none.

    Without `other_id` the other is the next above: who has more of what they are ranked by, of
    several with the same the first by name.
    """
    return snapshot.frame(
        f"""
        with {NARROWED},

        own as (select * from narrowed where school_id = $school_id and ranked_by is not null),

        other as (
            select narrowed.* from narrowed cross join own
            where narrowed.ranked_by is not null and narrowed.school_id <> own.school_id
                and case
                    when $other_id is null then narrowed.ranked_by > own.ranked_by
                    else narrowed.school_id = $other_id
                end
            order by narrowed.ranked_by, narrowed.name_zh, narrowed.school_id
            limit 1
        )

        select
            pair.* exclude (turn),
            intervals.rank_{chosen.interval} as place,
            intervals.rank_{chosen.interval}_low as low,
            intervals.rank_{chosen.interval}_high as high
        from (select *, 1 as turn from own union all select *, 2 as turn from other) as pair
        left join fct_rank_intervals as intervals
            on intervals.cycle_id = $cycle_id and intervals.basis = $basis
            and intervals.school_id = pair.school_id
        order by pair.turn
        """,
        school_id=school_id,
        other_id=other_id,
        **asdict(chosen),
    ).to_dicts()


def separation(
    snapshot: Snapshot, chosen: Chosen, schools: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """By indicator what separates two schools, in points of the score, in guide order.

    `schools`: what `pair` gives; of fewer than two there is nothing to say.

    `lead` is what the school's own gap costs it less the other's (`gap_score` of the marts): below
    0 the other has more. What does not apply to a school costs it nothing, so all leads together
    are the difference of the two scores. `shown` are the leads as they are written, with two
    decimals, so that they add up to the difference of the scores as those are written.
    """
    if len(schools) < 2:
        return []
    own, other = schools
    rows = snapshot.frame(
        """
        select
            indicator.indicator_id, indicator.name_zh, indicator.name_en, indicator.dimension_id,
            own.status, own.points, own.max_points,
            other.status as other_status, other.points as other_points,
            other.max_points as other_max_points,
            coalesce(other.gap_score, 0) - coalesce(own.gap_score, 0) as lead
        from fct_indicator_scores as own
        inner join fct_indicator_scores as other
            on other.cycle_id = own.cycle_id and other.basis = own.basis
            and other.indicator_id = own.indicator_id and other.school_id = $other_id
        inner join dim_indicators as indicator
            on indicator.edition = own.edition and indicator.indicator_id = own.indicator_id
        inner join dim_dimensions as dimension
            on dimension.edition = own.edition and dimension.dimension_id = own.dimension_id
        where own.cycle_id = $cycle_id and own.basis = $basis and own.school_id = $school_id
            and ($dimension_id is null or own.dimension_id = $dimension_id)
        order by dimension.sort, indicator.sort, indicator.indicator_id
        """,
        cycle_id=chosen.cycle_id,
        basis=chosen.basis,
        dimension_id=chosen.dimension_id,
        school_id=own["school_id"],
        other_id=other["school_id"],
    ).to_dicts()
    leads = [row["lead"] for row in rows]
    total = sum(leads, Decimal(0))
    if chosen.dimension_id is None:
        total = half_up(own["score"]) - half_up(other["score"])
    shown = adding_up(leads, half_up(total))
    return [row | {"shown": lead} for row, lead in zip(rows, shown, strict=True)]


def peer_groups(snapshot: Snapshot, cycle_id: str, basis: str) -> pl.DataFrame:
    """The peer groups of a cycle: peer_group, peer_group_kind and how many schools are in each."""
    return snapshot.frame(
        """
        select peer_group, peer_group_kind, count(*) as school_count
        from fct_school_scores
        where cycle_id = $cycle_id and basis = $basis and peer_group is not null
        group by all order by peer_group
        """,
        cycle_id=cycle_id,
        basis=basis,
    )
