"""What a school's page asks beside its walk: sureness, peers, history, and files handed in."""

from __future__ import annotations

from typing import Any

import polars as pl

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
