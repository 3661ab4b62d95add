"""What a school's page asks beside its walk: sureness, peers, history, and files handed in."""

from __future__ import annotations

from typing import Any

import polars as pl

from duibiao.analysis.county import dimensions_among_peers
from duibiao.analysis.peers import peer_examples
from duibiao.analysis.standing import Standing, standings
from duibiao.warehouse.snapshot import Snapshot

MOST_MOVED = 6


def standing(snapshot: Snapshot, cycle_id: str, basis: str, school_id: str) -> Standing | None:
    """How sure a school's rank and tiers are; None without a rank."""
    return standings(snapshot, cycle_id, basis, school_id).get(school_id)


def examples(snapshot: Snapshot, cycle_id: str, basis: str, school_id: str) -> list[dict[str, Any]]:
    """A school's weak indicators, each with similar schools to learn from, by place."""
    return peer_examples(snapshot, cycle_id, basis, school_id)


def cycles_of_school(snapshot: Snapshot, basis: str, school_id: str) -> pl.DataFrame:
    """What a school reached in every cycle, the newest first; nulls where it has no score."""
    return snapshot.frame(
        """
        select
            cycle.cycle_id, school.name_zh, school.tier_held, score.score, score.rating,
            rating.name_zh as rating_zh, score.tier_reached, score.rank_county, score.county_size,
            score.rank_peer_group, score.peer_group_size, score.score_change, score.comparison,
            score.common_share_change
        from dim_cycle_schools as school
        inner join dim_cycles as cycle using (cycle_id)
        left join fct_school_scores as score
            on score.cycle_id = school.cycle_id and score.school_id = school.school_id
            and score.basis = $basis
        left join dim_ratings as rating
            on rating.edition = score.edition and rating.rating = score.rating
        where school.school_id = $school_id
        order by cycle.starts_on desc, cycle.cycle_id desc
        """,
        basis=basis,
        school_id=school_id,
    )


def dimension_history(snapshot: Snapshot, basis: str, school_id: str) -> pl.DataFrame:
    """A school's share of each dimension in each cycle, by the dimension's order, oldest first."""
    return snapshot.frame(
        """
        select
            dimension.dimension_id, dimension.name_zh, dimension.name_en, score.cycle_id,
            score.share
        from fct_dimension_scores as score
        inner join dim_cycles as cycle using (cycle_id)
        inner join dim_dimensions as dimension
            on dimension.edition = score.edition
            and dimension.dimension_id = score.dimension_id
        where score.basis = $basis and score.school_id = $school_id
        order by dimension.sort, dimension.dimension_id, cycle.starts_on
        """,
        basis=basis,
        school_id=school_id,
    )


def moved_most(snapshot: Snapshot, cycle_id: str, basis: str, school_id: str) -> pl.DataFrame:
    """The indicators that rose or fell most since the cycle before: at most six each way."""
    return snapshot.frame(
        """
        with moved as (
            select
                change.indicator_id, indicator.name_zh, indicator.name_en, change.previous_share,
                change.share, change.share_change, change.previous_cycle_id, change.max_points,
                change.share_change > 0 as is_risen,
                row_number() over (
                    partition by change.share_change > 0
                    order by abs(change.share_change) * change.max_points desc,
                        change.indicator_id
                ) as place
            from fct_indicator_changes as change
            inner join dim_indicators as indicator
                on indicator.edition = change.edition
                and indicator.indicator_id = change.indicator_id
            where change.cycle_id = $cycle_id and change.basis = $basis
                and change.school_id = $school_id and change.share_change <> 0
        )

        select * from moved where place <= $most order by is_risen desc, place
        """,
        cycle_id=cycle_id,
        basis=basis,
        school_id=school_id,
        most=MOST_MOVED,
    )


def problems_of(
    snapshot: Snapshot, cycle_id: str, school_id: str, submission_id: str
) -> pl.DataFrame:
    """The problems of one hand-in of a school, errors first."""
    return snapshot.frame(
        """
        select problem.*
        from fct_load_problems as problem
        inner join fct_submissions as submission using (submission_id)
        where problem.submission_id = $submission_id
            and submission.cycle_id = $cycle_id and submission.school_id = $school_id
        order by problem.severity, problem.problem_number
        """,
        cycle_id=cycle_id,
        school_id=school_id,
        submission_id=submission_id,
    )


def without_others(dimensions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """`school_dimensions` without what it says of other schools."""
    return [
        {
            name: None if name.startswith(("peer_", "county_")) else value
            for name, value in row.items()
        }
        for row in dimensions
    ]


def school_dimensions(
    snapshot: Snapshot, cycle_id: str, basis: str, school_id: str
) -> list[dict[str, Any]]:
    """A school's dimensions beside its peer group's quartiles and the county's median."""
    return dimensions_among_peers(snapshot, cycle_id, basis, school_id)


def school_history(snapshot: Snapshot, basis: str, school_id: str) -> pl.DataFrame:
    """A school's score in every cycle beside the county's median, oldest first."""
    return snapshot.frame(
        """
        select
            cycle.cycle_id, score.score, score.rank_county, county.median_score as county_median
        from dim_cycles as cycle
        left join fct_school_scores as score
            on score.cycle_id = cycle.cycle_id and score.basis = $basis
            and score.school_id = $school_id
        left join fct_group_scores as county
            on county.cycle_id = cycle.cycle_id and county.basis = $basis
            and county.group_kind = 'county'
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
