"""What the pages ask of the published snapshot: SQL in, polars out, every value bound.

Nothing here computes a score. Averages, quartiles and ranks within a dimension are presentation:
they order and summarise what the marts hold. Points, scores and shares stay DECIMAL on the way.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from duibiao.analysis.walk import School, read_school
from duibiao.warehouse.snapshot import Snapshot

# ---------------------------------------------------------------- what there is to choose from


def cycles(snapshot: Snapshot) -> pl.DataFrame:
    """The assessment cycles, newest first, with the edition that each is scored by."""
    return snapshot.frame("""
        select
            cycle.*,
            edition.title_zh as edition_title_zh,
            edition.status as edition_status
        from dim_cycles as cycle
        left join dim_editions as edition using (edition)
        order by cycle.starts_on desc, cycle.cycle_id desc
    """)


def editions(snapshot: Snapshot) -> pl.DataFrame:
    """The editions of the guide, newest first."""
    return snapshot.frame("select * from dim_editions order by valid_from desc, edition")


def codes(snapshot: Snapshot) -> pl.DataFrame:
    """Every code of the code lists with its labels, in the order of the guide."""
    return snapshot.frame("select * from dim_codes order by rowid")


def dimensions(snapshot: Snapshot, edition: str) -> pl.DataFrame:
    """The dimensions of an edition in their order."""
    return snapshot.frame(
        "select * from dim_dimensions where edition = $edition order by sort, dimension_id",
        edition=edition,
    )


def ratings(snapshot: Snapshot, edition: str) -> pl.DataFrame:
    """The ratings (等次) of an edition, best first."""
    return snapshot.frame(
        "select * from dim_ratings where edition = $edition order by sort", edition=edition
    )


def schools(snapshot: Snapshot, cycle_id: str) -> pl.DataFrame:
    """The schools that are to hand in for a cycle, by township and name."""
    return snapshot.frame(
        """
        select * from dim_cycle_schools where cycle_id = $cycle_id
        order by township, name_zh, school_id
        """,
        cycle_id=cycle_id,
    )


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


# ---------------------------------------------------------------- overview


def reporting_counts(snapshot: Snapshot, cycle_id: str) -> dict[str, int]:
    """How many schools stand at each reporting status."""
    frame = snapshot.frame(
        """
        select status, count(*) as schools from fct_reporting_status
        where cycle_id = $cycle_id group by status
        """,
        cycle_id=cycle_id,
    )
    return dict(zip(frame["status"].to_list(), frame["schools"].to_list(), strict=True))


def reporting_by_township(snapshot: Snapshot, cycle_id: str) -> pl.DataFrame:
    """Per township: how many schools, and how many at each reporting status; laggards first."""
    return snapshot.frame(
        """
        select
            school.township,
            count(*) as schools,
            count(*) filter (where reporting.status like 'handed_in%') as handed_in,
            count(*) filter (where reporting.status = 'handed_in_late') as handed_in_late,
            count(*) filter (where reporting.status = 'must_correct') as must_correct,
            count(*) filter (where reporting.status = 'not_handed_in') as not_handed_in
        from fct_reporting_status as reporting
        inner join dim_cycle_schools as school using (cycle_id, school_id)
        where reporting.cycle_id = $cycle_id
        group by school.township
        order by handed_in / count(*), school.township
        """,
        cycle_id=cycle_id,
    )


def schools_owing(snapshot: Snapshot, cycle_id: str) -> pl.DataFrame:
    """The schools without an accepted hand-in: those whose file was refused first."""
    return snapshot.frame(
        """
        select
            reporting.school_id, reporting.status, reporting.refused_count,
            school.name_zh, school.township, school.school_type,
            refused.received_at as refused_at, refused.error_count
        from fct_reporting_status as reporting
        inner join dim_cycle_schools as school using (cycle_id, school_id)
        left join fct_submissions as refused
            on refused.submission_id = reporting.last_refused_submission_id
        where reporting.cycle_id = $cycle_id
            and reporting.status in ('must_correct', 'not_handed_in')
        order by reporting.status, school.township, school.name_zh
        """,
        cycle_id=cycle_id,
    )


def county_summary(snapshot: Snapshot, cycle_id: str, basis: str) -> dict[str, Any]:
    """The county in figures: scored schools, average, median, extremes, mean change, coverage."""
    return snapshot.frame(
        """
        select
            count(*) as scored_schools,
            avg(score) as average_score,
            quantile_cont(score, 0.5) as median_score,
            min(score) as lowest_score,
            max(score) as highest_score,
            count(score_change) as compared_schools,
            avg(score_change) as average_change,
            count(*) filter (where comparison = 'across_editions') as schools_across_editions,
            avg(common_share_change) as average_share_change,
            coalesce(sum(missing_indicator_count), 0) as missing_indicators,
            count(*) filter (where missing_indicator_count > 0) as schools_with_missing,
            coalesce(sum(verified_fact_count), 0) as verified_facts,
            coalesce(sum(asked_fact_count), 0) as asked_facts
        from fct_school_scores
        where cycle_id = $cycle_id and basis = $basis and score is not null
        """,
        cycle_id=cycle_id,
        basis=basis,
    ).row(0, named=True)


def county_dimensions(snapshot: Snapshot, cycle_id: str, basis: str) -> pl.DataFrame:
    """Per dimension the spread of the schools' shares, and the average of the cycle before."""
    return snapshot.frame(
        """
        with spread as (
            select
                dimension_id,
                count(share) as schools,
                avg(share) as average_share,
                min(share) as lowest_share,
                quantile_cont(share, 0.25) as lower_quartile,
                quantile_cont(share, 0.5) as median_share,
                quantile_cont(share, 0.75) as upper_quartile,
                max(share) as highest_share
            from fct_dimension_scores
            where cycle_id = $cycle_id and basis = $basis
            group by dimension_id
        ),

        before as (
            select score.dimension_id, avg(score.share) as previous_average_share
            from fct_dimension_scores as score
            inner join dim_cycles as cycle
                on cycle.previous_cycle_id = score.cycle_id and cycle.edition = score.edition
            where cycle.cycle_id = $cycle_id and score.basis = $basis
            group by score.dimension_id
        )

        select dimension.*, spread.* exclude (dimension_id), before.previous_average_share
        from dim_cycles as cycle
        inner join dim_dimensions as dimension using (edition)
        left join spread using (dimension_id)
        left join before using (dimension_id)
        where cycle.cycle_id = $cycle_id
        order by dimension.sort, dimension.dimension_id
        """,
        cycle_id=cycle_id,
        basis=basis,
    )


def tiers(snapshot: Snapshot, cycle_id: str, basis: str) -> pl.DataFrame:
    """Per tier, highest first: its thresholds and quota, who holds it, who reaches it or more."""
    return snapshot.frame(
        """
        with reached as (
            select score.school_id, tier.sort
            from fct_school_scores as score
            inner join dim_tiers as tier
                on tier.edition = score.edition and tier.tier = score.tier_reached
            where score.cycle_id = $cycle_id and score.basis = $basis
        ),

        held as (
            select tier_held, count(*) as schools
            from dim_cycle_schools where cycle_id = $cycle_id group by tier_held
        )

        select
            tier.*,
            coalesce(held.schools, 0) as held_count,
            (select count(*) from reached where reached.sort = tier.sort) as reached_count,
            (select count(*) from reached where reached.sort <= tier.sort) as reached_or_above_count
        from dim_cycles as cycle
        inner join dim_tiers as tier using (edition)
        left join held on held.tier_held = tier.tier
        where cycle.cycle_id = $cycle_id
        order by tier.sort
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


def findings(snapshot: Snapshot, cycle_id: str, school_id: str | None = None) -> pl.DataFrame:
    """The red-line findings in force of a cycle (of one school), one row each with its effects."""
    return snapshot.frame(
        """
        select
            finding.school_id, school.name_zh, finding.red_line, finding.note, finding.received_at,
            min(line.label_zh) as label_zh,
            list(
                {'effect': line.effect, 'indicator_id': line.indicator_id, 'value': line.value}
                order by line.effect, line.indicator_id
            ) as effects
        from fct_findings as finding
        inner join dim_cycle_schools as school using (cycle_id, school_id)
        inner join dim_cycles as cycle using (cycle_id)
        inner join dim_red_lines as line
            on line.edition = cycle.edition and line.red_line = finding.red_line
        where finding.cycle_id = $cycle_id and finding.is_in_force
            and ($school_id is null or finding.school_id = $school_id)
        group by all order by finding.received_at, finding.school_id, finding.red_line
        """,
        cycle_id=cycle_id,
        school_id=school_id,
    )


# ---------------------------------------------------------------- ranking


# Every scored school of a cycle and basis with its attributes, and how many schools of each of its
# groups have the very same score. A school's peers are all of the group that it is compared with,
# also those that have a narrower group of their own.
SCORES_WITH_TIES = """everyone as (
            select
                score.*, school.name_zh, school.township, school.school_type, school.area,
                school.tier_held,
                count(*) over (partition by score.score) as county_ties,
                count(*) over (partition by school.township, score.score) as township_ties,
                count(*) over (partition by school.school_type, score.score) as school_type_ties,
                case score.peer_group_kind
                    when 'county' then count(*) over (partition by score.score)
                    when 'school_type'
                        then count(*) over (partition by school.school_type, score.score)
                    else count(*) over (
                        partition by school.school_type, school.area, score.score
                    )
                end as peer_group_ties
            from fct_school_scores as score
            inner join dim_cycle_schools as school using (cycle_id, school_id)
            where score.cycle_id = $cycle_id and score.basis = $basis
        )"""


def ranking(
    snapshot: Snapshot,
    cycle_id: str,
    basis: str,
    *,
    township: str | None = None,
    school_type: str | None = None,
    peer_group: str | None = None,
    dimension_id: str | None = None,
) -> pl.DataFrame:
    """The schools with a score, best first, narrowed by what is not None.

    Ranks are the marts' own; `<group>_ties` counts the schools of that group with the very same
    score. With a dimension, `dimension_rank` orders the narrowed schools by their share of it.
    """
    return snapshot.frame(
        f"""
        with {SCORES_WITH_TIES},

        chosen as (
            select
                everyone.*, dimension.share as dimension_share,
                dimension.points as dimension_points,
                dimension.max_points as dimension_max_points
            from everyone
            left join fct_dimension_scores as dimension
                on dimension.cycle_id = everyone.cycle_id
                and dimension.school_id = everyone.school_id
                and dimension.basis = everyone.basis and dimension.dimension_id = $dimension_id
            where ($township is null or everyone.township = $township)
                and ($school_type is null or everyone.school_type = $school_type)
                and ($peer_group is null or everyone.peer_group = $peer_group)
        )

        select
            *,
            case when dimension_share is not null then
                rank() over (order by dimension_share desc nulls last)
            end as dimension_rank,
            count(dimension_share) over (partition by dimension_share) as dimension_ties
        from chosen
        order by
            case when $dimension_id is null then rank_county else dimension_rank end nulls last,
            rank_county nulls last, name_zh, school_id
        """,
        cycle_id=cycle_id,
        basis=basis,
        township=township,
        school_type=school_type,
        peer_group=peer_group,
        dimension_id=dimension_id,
    )


def dimension_points(snapshot: Snapshot, cycle_id: str, basis: str) -> pl.DataFrame:
    """Every scored school's points by dimension: school_id, dimension_id, points, max_points."""
    return snapshot.frame(
        """
        select school_id, dimension_id, points, max_points, share
        from fct_dimension_scores where cycle_id = $cycle_id and basis = $basis
        """,
        cycle_id=cycle_id,
        basis=basis,
    )


# ---------------------------------------------------------------- gaps


def is_anyone_scored(snapshot: Snapshot, cycle_id: str) -> bool:
    """Whether any school of a cycle has a score yet."""
    frame = snapshot.frame(
        "select count(*) > 0 as scored from fct_school_scores where cycle_id = $cycle_id",
        cycle_id=cycle_id,
    )
    return bool(frame.item())


# ---------------------------------------------------------------- one school


def school(snapshot: Snapshot, cycle_id: str, school_id: str) -> dict[str, Any] | None:
    """A school as it was at the end of a cycle with its reporting status, or None."""
    frame = snapshot.frame(
        """
        select school.*, reporting.* exclude (cycle_id, school_id)
        from dim_cycle_schools as school
        left join fct_reporting_status as reporting using (cycle_id, school_id)
        where school.cycle_id = $cycle_id and school.school_id = $school_id
        """,
        cycle_id=cycle_id,
        school_id=school_id,
    )
    return frame.row(0, named=True) if frame.height else None


def school_score(
    snapshot: Snapshot, cycle_id: str, basis: str, school_id: str
) -> dict[str, Any] | None:
    """A school's score with ranks, their ties, and the points it claims for itself; or None."""
    frame = snapshot.frame(
        f"""
        with {SCORES_WITH_TIES}

        select
            *,
            (
                select sum(claimed_points) from fct_indicator_scores as claim
                where claim.cycle_id = $cycle_id and claim.school_id = $school_id
                    and claim.basis = 'self'
            ) as claimed_points
        from everyone
        where school_id = $school_id
        """,
        cycle_id=cycle_id,
        basis=basis,
        school_id=school_id,
    )
    return frame.row(0, named=True) if frame.height else None


def school_dimensions(
    snapshot: Snapshot, cycle_id: str, basis: str, school_id: str
) -> pl.DataFrame:
    """A school's dimensions beside its peer group's quartiles and the county's median."""
    return snapshot.frame(
        """
        with mine as (
            select * from fct_dimension_scores
            where cycle_id = $cycle_id and basis = $basis and school_id = $school_id
        ),

        peers as (
            select other.school_id
            from fct_school_scores as me
            inner join dim_cycle_schools as mine
                on mine.cycle_id = me.cycle_id and mine.school_id = me.school_id
            inner join dim_cycle_schools as other on other.cycle_id = me.cycle_id
            where me.cycle_id = $cycle_id and me.basis = $basis and me.school_id = $school_id
                and (me.peer_group_kind = 'county' or other.school_type = mine.school_type)
                and (me.peer_group_kind <> 'school_type_area' or other.area = mine.area)
        ),

        around as (
            select
                score.dimension_id,
                quantile_cont(score.share, 0.5) as county_median,
                quantile_cont(score.share, 0.25) filter (where peers.school_id is not null)
                    as peer_lower_quartile,
                quantile_cont(score.share, 0.5) filter (where peers.school_id is not null)
                    as peer_median,
                quantile_cont(score.share, 0.75) filter (where peers.school_id is not null)
                    as peer_upper_quartile
            from fct_dimension_scores as score
            left join peers using (school_id)
            where score.cycle_id = $cycle_id and score.basis = $basis
            group by score.dimension_id
        )

        select dimension.name_zh, dimension.name_en, dimension.sort, mine.*,
            around.* exclude (dimension_id)
        from mine
        inner join dim_dimensions as dimension
            on dimension.edition = mine.edition and dimension.dimension_id = mine.dimension_id
        left join around on around.dimension_id = mine.dimension_id
        order by dimension.sort, dimension.dimension_id
        """,
        cycle_id=cycle_id,
        basis=basis,
        school_id=school_id,
    )


def walk(snapshot: Snapshot, cycle_id: str, basis: str, school_id: str) -> School | None:
    """The way from a school's ranks down to the cells of its answers; None without a score."""
    return read_school(snapshot, cycle_id, basis, school_id)


def school_history(snapshot: Snapshot, basis: str, school_id: str) -> pl.DataFrame:
    """A school's score in every cycle beside the county's median, oldest first."""
    return snapshot.frame(
        """
        select
            cycle.cycle_id,
            max(score.score) filter (where score.school_id = $school_id) as score,
            max(score.rank_county) filter (where score.school_id = $school_id) as rank_county,
            quantile_cont(score.score, 0.5) as county_median
        from dim_cycles as cycle
        left join fct_school_scores as score
            on score.cycle_id = cycle.cycle_id and score.basis = $basis
        group by cycle.cycle_id, cycle.starts_on
        order by cycle.starts_on
        """,
        basis=basis,
        school_id=school_id,
    )


def school_submissions(snapshot: Snapshot, cycle_id: str, school_id: str) -> pl.DataFrame:
    """Everything a school handed in for a cycle, newest first."""
    return snapshot.frame(
        """
        select * from fct_submissions
        where cycle_id = $cycle_id and school_id = $school_id
        order by received_at desc, submission_id desc
        """,
        cycle_id=cycle_id,
        school_id=school_id,
    )


def school_evidence(snapshot: Snapshot, cycle_id: str, school_id: str) -> pl.DataFrame:
    """The files in force that a school handed in as evidence, in the guide's order.

    A file that proves several indicators has a row for each; signed forms, which prove none, come
    first.
    """
    return snapshot.frame(
        """
        select null as indicator_id, null as name_zh, null as name_en, original_sha256, file_name,
            media_type, size_bytes, received_at, submission_id, null as sort, null as dimension_sort
        from fct_signed_forms
        where cycle_id = $cycle_id and school_id = $school_id and is_in_force
        union all by name
        select evidence.indicator_id, indicator.name_zh, indicator.name_en,
            evidence.original_sha256, evidence.file_name, evidence.media_type,
            evidence.size_bytes, evidence.received_at, null as submission_id, indicator.sort,
            dimension.sort as dimension_sort
        from fct_evidence as evidence
        inner join dim_cycles as cycle using (cycle_id)
        inner join dim_indicators as indicator
            on indicator.edition = cycle.edition
            and indicator.indicator_id = evidence.indicator_id
        inner join dim_dimensions as dimension
            on dimension.edition = cycle.edition
            and dimension.dimension_id = indicator.dimension_id
        where evidence.cycle_id = $cycle_id and evidence.school_id = $school_id
            and evidence.is_in_force
        order by dimension_sort nulls first, sort nulls first, file_name
        """,
        cycle_id=cycle_id,
        school_id=school_id,
    )


def school_problems(snapshot: Snapshot, cycle_id: str, school_id: str) -> pl.DataFrame:
    """The problems of a school's latest refused file and of the one in force."""
    return snapshot.frame(
        """
        select problem.*, submission.is_in_force, submission.file_name
        from fct_load_problems as problem
        inner join fct_submissions as submission
            on submission.submission_id = problem.submission_id
        left join fct_reporting_status as reporting
            on reporting.cycle_id = $cycle_id and reporting.school_id = $school_id
        where submission.cycle_id = $cycle_id and submission.school_id = $school_id
            and (
                submission.is_in_force
                or (
                    reporting.status = 'must_correct'
                    and submission.submission_id = reporting.last_refused_submission_id
                )
            )
        order by submission.received_at desc, problem.severity, problem.problem_number
        """,
        cycle_id=cycle_id,
        school_id=school_id,
    )


# ---------------------------------------------------------------- the guide


def red_lines(snapshot: Snapshot, edition: str) -> pl.DataFrame:
    """The red lines of an edition, one row per effect."""
    return snapshot.frame(
        "select * from dim_red_lines where edition = $edition order by red_line, effect",
        edition=edition,
    )


def guide_indicators(
    snapshot: Snapshot,
    edition: str,
    *,
    dimension_id: str | None = None,
    sought: str | None = None,
) -> pl.DataFrame:
    """The indicators of an edition in their order, those with `sought` anywhere in their words."""
    return snapshot.frame(
        """
        select * from dim_indicators
        where edition = $edition
            and ($dimension_id is null or dimension_id = $dimension_id)
            and (
                $sought is null
                or contains(
                    lower(concat_ws(
                        ' ', indicator_id, name_zh, name_en, requirement_zh, rule_zh, evidence_zh
                    )),
                    lower($sought)
                )
            )
        order by sort, indicator_id
        """,
        edition=edition,
        dimension_id=dimension_id,
        sought=sought,
    )


def guide_detail(snapshot: Snapshot, edition: str) -> dict[str, pl.DataFrame]:
    """The guide's further tables of one edition, by name without the `dim_`."""
    orders = {
        "facts": "indicator_id, sort, fact_id",
        "rules": "indicator_id, part",
        "rule_bands": "indicator_id, part, band_number",
        "rule_items": "indicator_id, part, fact_id, kind",
        "rule_targets": "indicator_id, part, attribute, target desc",
        "rule_caps": "indicator_id, fact_id, when_equal",
        "not_applicable": "indicator_id, case_number",
        "red_lines": "red_line, effect, indicator_id",
        "ratings": "sort",
        "tiers": "sort",
    }
    return {
        name: snapshot.frame(
            f"select * from dim_{name} where edition = $edition order by {order}", edition=edition
        )
        for name, order in orders.items()
    }
