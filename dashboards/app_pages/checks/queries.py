"""What the page 实地核查 asks: which answers to check and why, sheets, self beside verified."""

from __future__ import annotations

from typing import Any

import polars as pl

from duibiao.analysis import county
from duibiao.analysis.county import Group
from duibiao.warehouse.snapshot import Snapshot

# The answers to check (fct_site_checks): the first `take` by what they are expected to cost, those
# drawn by lot, and those that a warning makes doubtful; each with everything that speaks for it.
PICKED = """
        picked as (
            select
                answer.cycle_id, answer.school_id, answer.fact_id, answer.indicator_id,
                answer.edition, answer.kind, answer.value, answer.evidence, answer.is_verified,
                priority.stake_score, priority.correction_rate, priority.expected_loss,
                priority.verified_fact_count, priority.corrected_fact_count,
                coalesce(priority.is_borderline, false) as is_borderline,
                case when listed.priority_rank <= $take then listed.priority_rank end
                    as priority_rank,
                listed.sample_rank, listed.rank_best, listed.rank_worst,
                listed.is_doubtful as has_warning,
                school.name_zh as school_name_zh, school.township, school.school_type
            from fct_site_checks as listed
            inner join fct_answers as answer using (cycle_id, school_id, fact_id)
            inner join dim_cycle_schools as school using (cycle_id, school_id)
            left join fct_site_check_priorities as priority using (cycle_id, school_id, fact_id)
            where listed.cycle_id = $cycle_id and answer.basis = 'verified'
                and (
                    listed.priority_rank <= $take or listed.sample_rank is not null
                    or listed.is_doubtful
                )
                and ($township is null or school.township = $township)
                and ($school_id is null or listed.school_id = $school_id)
        )"""


def totals(snapshot: Snapshot, cycle_id: str, *, take: int, township: str | None) -> dict[str, Any]:
    """How many answers are to be checked and why, in how many schools; what is verified so far.

    The latter as in fct_group_scores.
    """
    picked = snapshot.frame(
        f"""
        with {PICKED}

        select
            count(*) as picked_count,
            count(distinct school_id) as school_count,
            count(priority_rank) as priority_count,
            count(sample_rank) as sample_count,
            count(*) filter (where has_warning) as doubtful_count
        from picked
        """,
        cycle_id=cycle_id,
        take=take,
        township=township,
        school_id=None,
    ).row(0, named=True)
    return county.scores(snapshot, cycle_id, "verified", Group.of(township)) | picked


def plan(
    snapshot: Snapshot, cycle_id: str, *, take: int, township: str | None, first: int, count: int
) -> pl.DataFrame:
    """Per school, by township: how many answers to check and why; a page of them.

    `township_schools` and `township_answers` are those of the school's township.
    """
    return snapshot.frame(
        f"""
        with {PICKED},

        schools as (
            select
                township, school_id, school_name_zh, school_type,
                count(*) as answer_count,
                count(distinct indicator_id) as indicator_count,
                count(priority_rank) as priority_count,
                count(sample_rank) as sample_count,
                count(*) filter (where has_warning) as doubtful_count,
                max(expected_loss) as greatest_loss,
                min(priority_rank) as first_rank,
                bool_or(is_borderline) as is_borderline
            from picked
            group by all
        )

        select
            schools.*, score.verified_fact_count, score.asked_fact_count, score.rank_county,
            count(*) over (partition by schools.township) as township_schools,
            sum(answer_count) over (partition by schools.township)::integer as township_answers
        from schools
        left join fct_school_scores as score
            on score.cycle_id = $cycle_id and score.basis = 'verified'
            and score.school_id = schools.school_id
        order by
            min(first_rank) over (partition by schools.township) nulls last, schools.township,
            first_rank nulls last, schools.school_id
        limit $count offset $first
        """,
        cycle_id=cycle_id,
        take=take,
        township=township,
        school_id=None,
        first=first,
        count=count,
    )


def answers(
    snapshot: Snapshot,
    cycle_id: str,
    *,
    take: int,
    township: str | None = None,
    school_id: str | None = None,
    first: int,
    count: int,
) -> pl.DataFrame:
    """A page of the answers to check: the costliest first, then the doubtful and the drawn."""
    return snapshot.frame(
        f"""
        with {PICKED}

        select picked.*, fact.label_zh, fact.unit_zh, indicator.name_zh, indicator.name_en
        from picked
        inner join dim_facts as fact using (edition, fact_id)
        inner join dim_indicators as indicator
            on indicator.edition = picked.edition and indicator.indicator_id = picked.indicator_id
        order by
            priority_rank nulls last, has_warning desc, sample_rank nulls last, school_id,
            picked.fact_id
        limit $count offset $first
        """,
        cycle_id=cycle_id,
        take=take,
        township=township,
        school_id=school_id,
        first=first,
        count=count,
    )


def sheets(
    snapshot: Snapshot,
    cycle_id: str,
    *,
    take: int,
    township: str | None,
    school_id: str | None,
    every: bool,
) -> pl.DataFrame:
    """The rows of the sheets to fill on site, in the guide's order; `every` answer or those picked.

    `evidence` are the titles that the school wrote and of the files it handed in, `self_value` what
    it said itself, `self_state` whether it said anything.
    """
    return snapshot.frame(
        f"""
        with {PICKED},

        files as (
            select school_id, indicator_id, string_agg(title, '；' order by title) as titles
            from fct_evidence where cycle_id = $cycle_id and is_in_force
            group by school_id, indicator_id
        )

        select
            school.school_id, school.name_zh as school_name_zh, school.township,
            school.school_type, answer.indicator_id, answer.fact_id, answer.kind,
            answer.value as self_value, answer.state as self_state,
            concat_ws('；', answer.evidence, files.titles) as evidence,
            coalesce(verified.is_verified, false) as is_verified,
            fact.label_zh, fact.unit_zh, indicator.name_zh, indicator.name_en,
            picked.priority_rank, picked.sample_rank, coalesce(picked.has_warning, false)
                as has_warning
        from fct_answers as answer
        inner join fct_answers as verified
            on verified.cycle_id = answer.cycle_id and verified.school_id = answer.school_id
            and verified.fact_id = answer.fact_id and verified.basis = 'verified'
        inner join dim_cycle_schools as school
            on school.cycle_id = answer.cycle_id and school.school_id = answer.school_id
        inner join dim_facts as fact
            on fact.edition = answer.edition and fact.fact_id = answer.fact_id
        inner join dim_indicators as indicator
            on indicator.edition = answer.edition and indicator.indicator_id = answer.indicator_id
        inner join dim_dimensions as dimension
            on dimension.edition = answer.edition
            and dimension.dimension_id = indicator.dimension_id
        left join files
            on files.school_id = answer.school_id and files.indicator_id = answer.indicator_id
        left join picked
            on picked.school_id = answer.school_id and picked.fact_id = answer.fact_id
        where answer.cycle_id = $cycle_id and answer.basis = 'self'
            and answer.answered_by = 'school' and answer.state <> 'not_asked'
            and ($every or picked.fact_id is not null)
            and ($township is null or school.township = $township)
            and ($school_id is null or school.school_id = $school_id)
        order by
            school.township, school.name_zh, school.school_id, dimension.sort, indicator.sort,
            fact.sort, answer.fact_id
        """,
        cycle_id=cycle_id,
        take=take,
        township=township,
        school_id=school_id,
        every=every,
    )


def verified_by_rank(snapshot: Snapshot, cycle_id: str, bands: int) -> pl.DataFrame:
    """The ranking in so many bands, best first: how much of each rests on verified answers.

    Columns: first_rank, last_rank, schools, schools_verified, verified_facts, asked_facts.
    """
    return snapshot.frame(
        """
        with banded as (
            select
                rank_county, verified_fact_count, asked_fact_count,
                ntile($bands) over (order by rank_county, school_id) as band
            from fct_school_scores
            where cycle_id = $cycle_id and basis = 'verified' and rank_county is not null
        )

        select
            band,
            min(rank_county) as first_rank,
            max(rank_county) as last_rank,
            count(*) as schools,
            count(*) filter (where verified_fact_count > 0) as schools_verified,
            sum(verified_fact_count)::integer as verified_facts,
            sum(asked_fact_count)::integer as asked_facts
        from banded
        group by band order by band
        """,
        cycle_id=cycle_id,
        bands=bands,
    )


def summaries(snapshot: Snapshot, cycle_id: str, summed_by: str) -> pl.DataFrame:
    """Self beside verified by school, dimension, indicator or reviewer, most overstated first.

    `name_zh`, `name_en`: of the group; a reviewer is named as the account is.
    """
    return snapshot.frame(
        """
        select
            summary.*,
            coalesce(school.name_zh, dimension.name_zh, indicator.name_zh, summary.group_code)
                as name_zh,
            coalesce(dimension.name_en, indicator.name_en) as name_en
        from fct_self_assessment_summaries as summary
        inner join dim_cycles as cycle using (cycle_id)
        left join dim_cycle_schools as school
            on summary.summed_by = 'school' and school.cycle_id = summary.cycle_id
            and school.school_id = summary.group_code
        left join dim_dimensions as dimension
            on summary.summed_by = 'dimension' and dimension.edition = cycle.edition
            and dimension.dimension_id = summary.group_code
        left join dim_indicators as indicator
            on summary.summed_by = 'indicator' and indicator.edition = cycle.edition
            and indicator.indicator_id = summary.group_code
        where summary.cycle_id = $cycle_id and summary.summed_by = $summed_by
        order by summary.overstated_points desc nulls last, summary.corrected_share desc,
            summary.group_code
        """,
        cycle_id=cycle_id,
        summed_by=summed_by,
    )


def corrections(snapshot: Snapshot, cycle_id: str, school_id: str) -> pl.DataFrame:
    """The indicators of a school in which answers were verified, with the county's reasons."""
    return snapshot.frame(
        """
        with reasons as (
            select fact.indicator_id, string_agg(distinct review.reason, '；') as reasons,
                string_agg(distinct review.received_by, '、') as reviewers
            from fct_reviews as review
            inner join dim_cycles as cycle using (cycle_id)
            inner join dim_facts as fact
                on fact.edition = cycle.edition and fact.fact_id = review.fact_id
            where review.cycle_id = $cycle_id and review.school_id = $school_id
                and review.is_in_force and review.answered_by = 'school'
            group by fact.indicator_id
        )

        select gap.*, indicator.name_zh, indicator.name_en, reasons.reasons, reasons.reviewers
        from fct_self_assessment_gaps as gap
        inner join dim_indicators as indicator
            on indicator.edition = gap.edition and indicator.indicator_id = gap.indicator_id
        left join reasons on reasons.indicator_id = gap.indicator_id
        where gap.cycle_id = $cycle_id and gap.school_id = $school_id
        order by gap.overstated_points desc nulls last, gap.indicator_id
        """,
        cycle_id=cycle_id,
        school_id=school_id,
    )


def are_points_given(snapshot: Snapshot, cycle_id: str) -> bool:
    """Whether the guide of a cycle lets raters give points."""
    return bool(
        snapshot.rows(
            """
            select 1 from dim_rules as rule inner join dim_cycles as cycle using (edition)
            where cycle.cycle_id = $cycle_id and rule.method = 'given' limit 1
            """,
            cycle_id=cycle_id,
        )
    )


def given(snapshot: Snapshot, cycle_id: str, township: str | None) -> pl.DataFrame:
    """The points that raters gave, furthest apart first, each with what every rater gave.

    As in fct_given_spreads; `given_by`: rater and value of each, those left out in brackets.
    """
    return snapshot.frame(
        """
        with told as (
            select cycle_id, school_id, fact_id,
                string_agg(
                    case when role = 'counted' then concat(rater, '：', shown)
                        else concat('（', rater, '：', shown, '）') end,
                    '、' order by given_value desc, rater
                ) as given_by
            from (
                select *, regexp_replace(given_value::varchar, '[.]?0+$', '') as shown
                from fct_given_values
                where cycle_id = $cycle_id and rater is not null
            )
            group by cycle_id, school_id, fact_id
        )

        select
            spread.*, coalesce(told.given_by, '') as given_by, school.name_zh as school_name_zh,
            school.township, indicator.name_zh, indicator.name_en
        from fct_given_spreads as spread
        inner join dim_cycle_schools as school using (cycle_id, school_id)
        inner join dim_indicators as indicator
            on indicator.edition = spread.edition and indicator.indicator_id = spread.indicator_id
        left join told using (cycle_id, school_id, fact_id)
        where spread.cycle_id = $cycle_id and ($township is null or school.township = $township)
        order by spread.spread desc nulls last, school.school_id, spread.indicator_id, spread.part
        """,
        cycle_id=cycle_id,
        township=township,
    )
