"""What the page 创建推荐 asks: tiers against quotas, candidates, what each lacks, who is listed."""

from __future__ import annotations

from typing import Any

import polars as pl

from duibiao.analysis.standing import Standing, standings
from duibiao.warehouse.snapshot import Snapshot

# Where a school stands to a tier: it reaches it; it may (some draw of the weights reaches it, its
# score alone is enough, or it cannot be told apart from the last inside); or neither.
PLACES = """
        places as (
            select
                score.cycle_id, score.school_id, score.basis, reach.tier, tie.side,
                tie.compared_school_id, tie.draws_ahead as tie_draws_ahead, tie.draws as tie_draws,
                reach.draws_reached, reach.draws, reach.is_borderline, reach.is_reached,
                condition.score_short, condition.failed_dimension_ids, condition.is_score_met,
                condition.barring_red_lines, condition.place as school_place,
                condition.place_limit, condition.is_place_met,
                case
                    when reach.is_reached then 'reached'
                    when reach.draws_reached > 0 or condition.is_score_met
                        or tie.school_id is not null then 'near'
                    else 'far'
                end as place
            from fct_school_scores as score
            inner join fct_tier_reach as reach using (cycle_id, school_id, basis)
            inner join fct_tier_conditions as condition using (cycle_id, school_id, basis, tier)
            left join fct_tier_ties as tie using (cycle_id, school_id, basis, tier)
            where score.cycle_id = $cycle_id and score.basis = $basis and reach.tier = $tier
        )"""


def board(snapshot: Snapshot, cycle_id: str, basis: str) -> pl.DataFrame:
    """Per tier, highest first: thresholds, quota, who holds and reaches it, and where its line is.

    The columns of dim_tiers, of fct_tier_counts and of fct_tier_lines, with names.
    """
    return snapshot.frame(
        """
        with names as (
            select school_id, name_zh from dim_cycle_schools where cycle_id = $cycle_id
        )

        select
            tier.*, counts.* exclude (cycle_id, basis, tier, edition), line.line_kind,
            line.last_inside_school_id, line.first_outside_school_id,
            inside.name_zh as last_inside_name_zh, outside.name_zh as first_outside_name_zh,
            coalesce(line.tied_inside_count + line.tied_outside_count + line.even_count, 0)
                as tied_count
        from fct_tier_counts as counts
        inner join dim_tiers as tier using (edition, tier)
        left join fct_tier_lines as line using (cycle_id, basis, tier)
        left join names as inside on inside.school_id = line.last_inside_school_id
        left join names as outside on outside.school_id = line.first_outside_school_id
        where counts.cycle_id = $cycle_id and counts.basis = $basis
        order by tier.sort
        """,
        cycle_id=cycle_id,
        basis=basis,
    )


def place_counts(snapshot: Snapshot, cycle_id: str, basis: str, tier: str) -> dict[str, int]:
    """How many schools reach a tier, may reach it, or are far from it."""
    frame = snapshot.frame(
        f"with {PLACES} select place, count(*) as schools from places group by place",
        cycle_id=cycle_id,
        basis=basis,
        tier=tier,
    )
    return dict(zip(frame["place"].to_list(), frame["schools"].to_list(), strict=True))


def candidates(
    snapshot: Snapshot,
    cycle_id: str,
    basis: str,
    tier: str,
    places: tuple[str, ...],
    *,
    first: int,
    count: int,
) -> pl.DataFrame:
    """A page of the schools at these places of a tier, by rank, with all that speaks for them."""
    return snapshot.frame(
        f"""
        with {PLACES}

        select
            places.*, school.name_zh, school.township, school.school_type, school.tier_held,
            score.score, score.tier_reached, score.rank_county, score.county_size,
            score.missing_indicator_count, score.finding_count, score.verified_fact_count,
            score.asked_fact_count,
            interval.rank_county_low, interval.rank_county_high,
            compared.name_zh as compared_name_zh,
            line.last_inside_school_id = places.school_id as is_last_inside,
            line.first_outside_school_id = places.school_id as is_first_outside
        from places
        inner join fct_school_scores as score using (cycle_id, school_id, basis)
        inner join fct_rank_intervals as interval using (cycle_id, school_id, basis)
        inner join dim_cycle_schools as school using (cycle_id, school_id)
        left join fct_tier_lines as line using (cycle_id, basis, tier)
        left join dim_cycle_schools as compared
            on compared.cycle_id = places.cycle_id
            and compared.school_id = places.compared_school_id
        where list_contains($places, places.place)
        order by score.rank_county nulls last, places.school_id
        limit $count offset $first
        """,
        cycle_id=cycle_id,
        basis=basis,
        tier=tier,
        places=list(places),
        count=count,
        first=first,
    )


def shortfalls(
    snapshot: Snapshot, cycle_id: str, basis: str, school_ids: list[str], tier: str | None = None
) -> pl.DataFrame:
    """The dimensions in which these schools lack what a tier (every tier) asks for.

    One row per tier, school and dimension: share, the tier's minimum, and the points that are
    missing to it.
    """
    return snapshot.frame(
        """
        select
            condition.tier, condition.school_id, dimension.*, score.share, score.points,
            score.max_points as applicable_points, tier.min_dimension_share,
            tier.min_dimension_share * score.max_points - score.points as points_short
        from fct_tier_conditions as condition
        inner join dim_tiers as tier using (edition, tier)
        inner join fct_dimension_scores as score using (cycle_id, school_id, basis)
        inner join dim_dimensions as dimension
            on dimension.edition = condition.edition
            and dimension.dimension_id = score.dimension_id
        where condition.cycle_id = $cycle_id and condition.basis = $basis
            and ($tier is null or condition.tier = $tier)
            and list_contains($school_ids, condition.school_id)
            and list_contains(string_split(condition.failed_dimension_ids, ','), score.dimension_id)
        order by tier.sort, condition.school_id, dimension.sort
        """,
        cycle_id=cycle_id,
        basis=basis,
        school_ids=school_ids,
        tier=tier,
    )


def red_lines_at(snapshot: Snapshot, cycle_id: str, school_ids: list[str]) -> pl.DataFrame:
    """The red lines in force at these schools, each once with its name."""
    return snapshot.frame(
        """
        select distinct finding.school_id, finding.red_line, line.label_zh
        from fct_findings as finding
        inner join dim_cycles as cycle using (cycle_id)
        inner join dim_red_lines as line
            on line.edition = cycle.edition and line.red_line = finding.red_line
        where finding.cycle_id = $cycle_id and finding.is_in_force
            and list_contains($school_ids, finding.school_id)
        order by finding.school_id, finding.red_line
        """,
        cycle_id=cycle_id,
        school_ids=school_ids,
    )


def around_the_lines(
    snapshot: Snapshot, cycle_id: str, basis: str, *, below: float, most: int
) -> pl.DataFrame:
    """The best schools down to `below` points under the lowest tier, at most `most`, by rank.

    `unsure` says whether any tier is borderline for the school; beside it how much is verified, and
    `schools`, how many there are so far down.
    """
    return snapshot.frame(
        """
        with unsure as (
            select school_id, bool_or(is_borderline) as unsure
            from fct_tier_reach where cycle_id = $cycle_id and basis = $basis group by school_id
        )

        select score.school_id, school.name_zh, score.score, score.tier_reached,
            score.rank_county, score.asked_fact_count, score.verified_fact_count, unsure.unsure,
            count(*) over () as schools
        from fct_school_scores as score
        inner join dim_cycle_schools as school using (cycle_id, school_id)
        inner join unsure using (school_id)
        where score.cycle_id = $cycle_id and score.basis = $basis
            and score.score >= (
                select min(min_score) - $below from dim_tiers where edition = score.edition
            )
        order by score.rank_county, score.school_id
        limit $most
        """,
        cycle_id=cycle_id,
        basis=basis,
        below=below,
        most=most,
    )


def conditions(snapshot: Snapshot, cycle_id: str, basis: str, school_id: str) -> pl.DataFrame:
    """Per tier, highest first, what a school meets of it and how surely it reaches it."""
    return snapshot.frame(
        """
        select condition.*, tier.name_zh, tier.min_score, tier.min_dimension_share, tier.quota,
            reach.draws_reached, reach.draws, reach.is_borderline, reach.is_reached
        from fct_tier_conditions as condition
        inner join dim_tiers as tier using (edition, tier)
        inner join fct_tier_reach as reach using (cycle_id, school_id, basis, tier)
        where condition.cycle_id = $cycle_id and condition.basis = $basis
            and condition.school_id = $school_id
        order by tier.sort
        """,
        cycle_id=cycle_id,
        basis=basis,
        school_id=school_id,
    )


def standing_of(snapshot: Snapshot, cycle_id: str, basis: str, school_id: str) -> Standing | None:
    """A school's rank and tiers with their sureness; None without a rank."""
    return standings(snapshot, cycle_id, basis, school_id).get(school_id)


def listed(snapshot: Snapshot, cycle_id: str, school_ids: list[str]) -> dict[str, dict[str, Any]]:
    """The schools of a list by identifier: names, and per basis and tier score and reach now."""
    frame = snapshot.frame(
        """
        select school.school_id, school.name_zh, school.township, school.school_type,
            school.tier_held, reach.basis, reach.tier, reach.is_reached, reach.draws_reached,
            reach.draws, score.score, score.rank_county
        from dim_cycle_schools as school
        left join fct_tier_reach as reach using (cycle_id, school_id)
        left join fct_school_scores as score using (cycle_id, school_id, basis)
        where school.cycle_id = $cycle_id and list_contains($school_ids, school.school_id)
        """,
        cycle_id=cycle_id,
        school_ids=school_ids,
    )
    found: dict[str, dict[str, Any]] = {}
    for row in frame.iter_rows(named=True):
        now = found.setdefault(row["school_id"], row | {"now": {}})["now"]
        now[row["basis"], row["tier"]] = row
    return found


def guide_names(snapshot: Snapshot, edition: str) -> pl.DataFrame:
    """The codes of an edition's dimensions, indicators and red lines with their names."""
    return snapshot.frame(
        """
        select dimension_id as code, name_zh, name_en from dim_dimensions where edition = $edition
        union all
        select indicator_id, name_zh, name_en from dim_indicators where edition = $edition
        union all
        select distinct red_line, label_zh, null from dim_red_lines where edition = $edition
        """,
        edition=edition,
    )


def facts(snapshot: Snapshot, edition: str, fact_ids: list[str]) -> dict[str, dict[str, Any]]:
    """These questions of an edition by code."""
    frame = snapshot.frame(
        "select * from dim_facts where edition = $edition and list_contains($fact_ids, fact_id)",
        edition=edition,
        fact_ids=fact_ids,
    )
    return {row["fact_id"]: row for row in frame.iter_rows(named=True)}
