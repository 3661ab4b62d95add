"""What the overview asks: what needs the county today, and what changed since the cycle before."""

from __future__ import annotations

import polars as pl

from duibiao.warehouse.snapshot import Snapshot


def matters(snapshot: Snapshot, cycle_id: str, basis: str, *, named: int) -> pl.DataFrame:
    """What is open at schools of a cycle, by kind, with the first schools of each kind.

    kind: `not_handed_in`, `must_correct`, `correction_refused` (a later file than the one in force
    was refused), `red_line`, `borderline` (at a tier's line by the basis), `warnings` (let in by
    the system, confirmed by nobody), `evidence_missing`, `scan_unmatched`, `unsigned`. `schools`
    counts the schools of the kind, `things` what is open at all of them, and `named` is how many
    schools of a kind have a row of their own: school_id, name_zh, and `detail`, what is open there.
    """
    return snapshot.frame(
        """
        with reporting as (
            select status.*, coalesce(refused.error_count, 0) as error_count,
                status.warning_count - status.confirmed_warning_count as open_warning_count
            from fct_reporting_status as status
            left join fct_submissions as refused
                on refused.submission_id = status.last_refused_submission_id
            where status.cycle_id = $cycle_id
        ),

        noted as (
            select 'not_handed_in' as kind, school_id, 0 as detail
            from reporting where status = 'not_handed_in'
            union all
            select 'must_correct', school_id, error_count
            from reporting where status = 'must_correct'
            union all
            select 'correction_refused', school_id, error_count
            from reporting where is_correction_refused
            union all
            select 'red_line', school_id, count(*)
            from fct_findings where cycle_id = $cycle_id and is_in_force group by school_id
            union all
            select 'borderline', school_id, count(*)
            from fct_tier_ties where cycle_id = $cycle_id and basis = $basis group by school_id
            union all
            select 'warnings', school_id, open_warning_count
            from reporting where open_warning_count > 0
            union all
            select 'evidence_missing', school_id, evidence_missing_count
            from reporting where evidence_missing_count > 0
            union all
            select 'scan_unmatched', school_id, unmatched_scan_count
            from reporting where unmatched_scan_count > 0
            union all
            -- Where no form is signed at all, the county does not work with signed forms.
            select 'unsigned', school_id, 0
            from reporting
            where submission_id is not null and not is_signed
                and exists (from reporting where is_signed)
        )

        select
            noted.kind, noted.school_id, school.name_zh, cast(noted.detail as bigint) as detail,
            count(*) over (partition by noted.kind) as schools,
            cast(sum(noted.detail) over (partition by noted.kind) as bigint) as things
        from noted
        inner join dim_cycle_schools as school
            on school.cycle_id = $cycle_id and school.school_id = noted.school_id
        qualify row_number() over (
            partition by noted.kind order by noted.detail desc, school.township, school.name_zh,
                noted.school_id
        ) <= $named
        order by noted.kind, noted.detail desc, school.township, school.name_zh, noted.school_id
        """,
        cycle_id=cycle_id,
        basis=basis,
        named=named,
    )


def tied_at_tiers(snapshot: Snapshot, cycle_id: str, basis: str) -> pl.DataFrame:
    """Per tier with schools too close to its line to call, highest first: tier, schools."""
    return snapshot.frame(
        """
        select tie.tier, count(*) as schools
        from fct_tier_ties as tie
        inner join dim_cycles as cycle using (cycle_id)
        inner join dim_tiers as tier on tier.edition = cycle.edition and tier.tier = tie.tier
        where tie.cycle_id = $cycle_id and tie.basis = $basis
        group by tie.tier, tier.sort order by tier.sort
        """,
        cycle_id=cycle_id,
        basis=basis,
    )


def site_checks(snapshot: Snapshot, cycle_id: str, *, named: int) -> pl.DataFrame:
    """The schools at which to check on site first, each with the answer that comes first there.

    school_id, name_zh, indicator_id, label_zh (the question), and `answers`, how many are proposed.
    """
    return snapshot.frame(
        """
        with listed as (
            select *, count(*) over () as answers
            from fct_site_checks where cycle_id = $cycle_id and is_proposed
            qualify row_number() over (
                partition by school_id
                order by priority_rank nulls last, is_doubtful desc, sample_rank, fact_id
            ) = 1
        )

        select listed.school_id, school.name_zh, fact.indicator_id, fact.label_zh, listed.answers
        from listed
        inner join dim_cycle_schools as school using (cycle_id, school_id)
        inner join dim_facts as fact
            on fact.edition = school.edition and fact.fact_id = listed.fact_id
        order by listed.priority_rank nulls last, listed.school_id
        limit $named
        """,
        cycle_id=cycle_id,
        named=named,
    )


def tier_moves(snapshot: Snapshot, cycle_id: str, basis: str, *, named: int) -> pl.DataFrame:
    """Schools whose tier is another one than in the cycle before, with the first of each direction.

    direction `up` or `down`, `schools` of that direction in all; the first `named` of it with
    school_id, name_zh, tier_before, tier_now, the largest steps first. Both tiers are put in order
    by the edition of this cycle.
    """
    return snapshot.frame(
        """
        with steps as (
            select tier.tier, tier.sort
            from dim_cycles as cycle inner join dim_tiers as tier using (edition)
            where cycle.cycle_id = $cycle_id
            union all
            select 'none', (select max(sort) + 1 from dim_tiers)
        ),

        moved as (
            select
                now.school_id, now.tier_reached as tier_now, before.tier_reached as tier_before,
                step_before.sort - step_now.sort as climbed
            from fct_school_scores as now
            inner join dim_cycles as cycle using (cycle_id)
            inner join fct_school_scores as before
                on before.cycle_id = cycle.previous_cycle_id and before.basis = now.basis
                and before.school_id = now.school_id
            inner join steps as step_now on step_now.tier = now.tier_reached
            inner join steps as step_before on step_before.tier = before.tier_reached
            where now.cycle_id = $cycle_id and now.basis = $basis
                and step_now.sort <> step_before.sort
        )

        select
            if(moved.climbed > 0, 'up', 'down') as direction,
            moved.school_id, school.name_zh, moved.tier_before, moved.tier_now,
            count(*) over (partition by direction) as schools
        from moved
        inner join dim_cycle_schools as school
            on school.cycle_id = $cycle_id and school.school_id = moved.school_id
        qualify row_number() over (
            partition by direction
            order by abs(moved.climbed) desc, school.township, school.name_zh, moved.school_id
        ) <= $named
        order by direction desc, abs(moved.climbed) desc, school.township, school.name_zh,
            moved.school_id
        """,
        cycle_id=cycle_id,
        basis=basis,
        named=named,
    )


def score_moves(snapshot: Snapshot, cycle_id: str, basis: str) -> dict[str, int]:
    """How many schools rose, fell and stayed since the cycle before; keys `up`, `down`, `same`.

    By the score; between two editions by the share of what both ask for.
    """
    row: dict[str, int] = snapshot.frame(
        """
        with changes as (
            select coalesce(score_change, common_share_change) as change
            from fct_school_scores where cycle_id = $cycle_id and basis = $basis
        )

        select
            count(*) filter (where change > 0) as up,
            count(*) filter (where change < 0) as down,
            count(*) filter (where change = 0) as same
        from changes
        """,
        cycle_id=cycle_id,
        basis=basis,
    ).row(0, named=True)
    return row


def schools_owing(snapshot: Snapshot, cycle_id: str, most: int | None = None) -> pl.DataFrame:
    """The schools without an accepted hand-in: those whose file was refused first.

    At most so many, each with how many there are (`schools`).
    """
    return snapshot.frame(
        """
        select
            reporting.school_id, reporting.status, reporting.refused_count,
            school.name_zh, school.township, school.school_type,
            refused.received_at as refused_at, refused.error_count, count(*) over () as schools
        from fct_reporting_status as reporting
        inner join dim_cycle_schools as school using (cycle_id, school_id)
        left join fct_submissions as refused
            on refused.submission_id = reporting.last_refused_submission_id
        where reporting.cycle_id = $cycle_id
            and reporting.status in ('must_correct', 'not_handed_in')
        order by reporting.status, school.township, school.name_zh limit $most
        """,
        cycle_id=cycle_id,
        most=most,
    )


def county_dimensions(snapshot: Snapshot, cycle_id: str, basis: str) -> pl.DataFrame:
    """The dimensions in the guide's order, each with the county's figures of it.

    Beside the columns of dim_dimensions: `share` (得分率) and `previous_share` of fct_group_shares,
    `lower_quartile` and `upper_quartile` of the schools' own shares of fct_distributions, and
    their `lowest_share` and `highest_share`.
    """
    return snapshot.frame(
        """
        with ends as (
            select dimension_id, min(share) as lowest_share, max(share) as highest_share
            from fct_dimension_scores
            where cycle_id = $cycle_id and basis = $basis
            group by dimension_id
        )

        select
            dimension.*, county.share, county.previous_share,
            schools.lower_quartile, schools.upper_quartile, ends.lowest_share, ends.highest_share
        from dim_cycles as cycle
        inner join dim_dimensions as dimension using (edition)
        left join ends using (dimension_id)
        left join fct_group_shares as county
            on county.cycle_id = cycle.cycle_id and county.basis = $basis
            and county.group_kind = 'county' and county.measure = 'dimension'
            and county.measure_code = dimension.dimension_id
        left join fct_distributions as schools
            on schools.cycle_id = cycle.cycle_id and schools.basis = $basis
            and schools.group_kind = 'county' and schools.measure = 'dimension'
            and schools.measure_code = dimension.dimension_id
        where cycle.cycle_id = $cycle_id
        order by dimension.sort, dimension.dimension_id
        """,
        cycle_id=cycle_id,
        basis=basis,
    )


def schools_reaching_tiers(snapshot: Snapshot, cycle_id: str, basis: str) -> pl.DataFrame:
    """The schools that reach a tier, best first: tier_reached, school_id, name_zh, score."""
    return snapshot.frame(
        """
        select score.tier_reached, score.school_id, school.name_zh, school.tier_held, score.score
        from fct_school_scores as score
        inner join dim_tiers as tier
            on tier.edition = score.edition and tier.tier = score.tier_reached
        inner join dim_cycle_schools as school using (cycle_id, school_id)
        where score.cycle_id = $cycle_id and score.basis = $basis
        order by tier.sort, score.score desc, score.school_id
        """,
        cycle_id=cycle_id,
        basis=basis,
    )


def rating_counts(snapshot: Snapshot, cycle_id: str, basis: str) -> pl.DataFrame:
    """Per rating of the cycle's edition, best first, how many schools have it."""
    return snapshot.frame(
        """
        select rating.*, count(score.school_id) as schools
        from dim_cycles as cycle
        inner join dim_ratings as rating using (edition)
        left join fct_school_scores as score
            on score.cycle_id = cycle.cycle_id and score.basis = $basis
            and score.rating = rating.rating
        where cycle.cycle_id = $cycle_id
        group by all order by rating.sort
        """,
        cycle_id=cycle_id,
        basis=basis,
    )
