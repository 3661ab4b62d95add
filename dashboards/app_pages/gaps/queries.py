"""What 差距 asks of the published snapshot: points lost by indicator, school, township and kind.

An indicator is weak at a school that has less than `WEAK_SHARE` of its points, a missing answer
with it. Averages are over the schools to which an indicator applies. What an indicator costs
(`lost_score`) is what the county's average score would gain if all its schools had full points.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from duibiao.analysis.seriation import similar_order
from duibiao.warehouse.snapshot import Snapshot

# The same as `weak_share` of the dbt project, by which a school is shown peers to learn from.
WEAK_SHARE = Decimal("0.8")

# The schools of a cycle that the filters leave.
CHOSEN = """chosen as (
            select school_id, name_zh, township, school_type from dim_cycle_schools
            where cycle_id = $cycle_id
                and ($township is null or township = $township)
                and ($school_type is null or school_type = $school_type)
        )"""

# What is said of a set of cells: how many of each status, the share of points, what it costs.
COUNTED = """
                count(*) filter (where score.status <> 'not_applicable') as applicable_count,
                count(*) filter (where score.status = 'missing') as missing_count,
                count(*) filter (where score.status = 'not_applicable') as not_applicable_count,
                count(*) filter (where score.status = 'scored' and score.points = 0) as zero_count,
                count(*) filter (where score.points = score.max_points) as full_count,
                count(*) filter (where score.share < $weak_share) as weak_count,
                sum(score.points) / sum(score.max_points)
                    filter (where score.points is not null) as average_share,
                sum(score.gap_points) as lost_points,
                sum(score.gap_score) as lost_scores"""


def groups(snapshot: Snapshot, cycle_id: str) -> pl.DataFrame:
    """The pairs of township and school_type that a cycle's schools have: what to narrow to."""
    return snapshot.frame(
        "select distinct township, school_type from dim_cycle_schools where cycle_id = $cycle_id",
        cycle_id=cycle_id,
    )


def weaknesses(
    snapshot: Snapshot,
    cycle_id: str,
    basis: str,
    *,
    township: str | None = None,
    school_type: str | None = None,
) -> pl.DataFrame:
    """Per indicator of the edition over the chosen schools, in the guide's order.

    Beside the columns of dim_indicators: counts by status, `weak_count` and `weak_part` of the
    schools to which it applies, `average_share`, `lost_points`, `lost_score`; against the cycle
    before, over schools to which it applied in both: `compared_count`, `share_change`,
    `previous_share`, `compared_share`, `risen_count`, `fallen_count` and `comparison`.
    """
    return snapshot.frame(
        f"""
        with {CHOSEN},

        counted as (
            select score.indicator_id, {COUNTED}
            from fct_indicator_scores as score
            inner join chosen using (school_id)
            where score.cycle_id = $cycle_id and score.basis = $basis
            group by score.indicator_id
        ),

        changed as (
            select
                change.indicator_id,
                max(change.comparison) as comparison,
                count(change.share_change) as compared_count,
                avg(change.share_change) as share_change,
                avg(change.previous_share) filter (where change.share_change is not null)
                    as previous_share,
                avg(change.share) filter (where change.share_change is not null)
                    as compared_share,
                count(*) filter (where change.share_change > 0) as risen_count,
                count(*) filter (where change.share_change < 0) as fallen_count
            from fct_indicator_changes as change
            inner join chosen using (school_id)
            where change.cycle_id = $cycle_id and change.basis = $basis
            group by change.indicator_id
        ),

        scored as (
            select count(*) as schools
            from fct_school_scores inner join chosen using (school_id)
            where cycle_id = $cycle_id and basis = $basis and score is not null
        )

        select
            indicator.*, counted.* exclude (indicator_id), changed.* exclude (indicator_id),
            counted.weak_count / nullif(counted.applicable_count, 0) as weak_part,
            counted.lost_scores / nullif(scored.schools, 0) as lost_score,
            row_number() over (
                order by dimension.sort, indicator.sort, indicator.indicator_id
            ) as place
        from counted
        cross join scored
        inner join dim_cycles as cycle on cycle.cycle_id = $cycle_id
        inner join dim_indicators as indicator
            on indicator.edition = cycle.edition and indicator.indicator_id = counted.indicator_id
        inner join dim_dimensions as dimension
            on dimension.edition = indicator.edition
            and dimension.dimension_id = indicator.dimension_id
        left join changed on changed.indicator_id = counted.indicator_id
        order by place
        """,
        cycle_id=cycle_id,
        basis=basis,
        township=township,
        school_type=school_type,
        weak_share=WEAK_SHARE,
    )


def kinds(
    snapshot: Snapshot,
    cycle_id: str,
    basis: str,
    *,
    township: str | None = None,
    school_type: str | None = None,
    dimension_id: str | None = None,
) -> pl.DataFrame:
    """Per township and kind of indicator (nature × character), and for all (township null).

    `average_share`, `lost_points`, `indicator_count`; by township, all first.
    """
    return snapshot.frame(
        f"""
        with {CHOSEN},

        -- Summed by indicator first: a kind is a sum of few rows then, however many schools.
        summed as (
            select
                chosen.township, score.edition, score.indicator_id,
                sum(score.points) as points,
                sum(score.max_points) filter (where score.points is not null) as max_points
            from fct_indicator_scores as score
            inner join chosen using (school_id)
            where score.cycle_id = $cycle_id and score.basis = $basis
                and ($dimension_id is null or score.dimension_id = $dimension_id)
            group by chosen.township, score.edition, score.indicator_id
        )

        select
            summed.township, indicator.nature, indicator.character,
            count(distinct summed.indicator_id) as indicator_count,
            sum(summed.points) / sum(summed.max_points) as average_share,
            sum(summed.max_points) - sum(summed.points) as lost_points
        from summed
        inner join dim_indicators as indicator
            on indicator.edition = summed.edition and indicator.indicator_id = summed.indicator_id
        group by grouping sets (
            (summed.township, indicator.nature, indicator.character),
            (indicator.nature, indicator.character)
        )
        order by summed.township nulls first, indicator.nature, indicator.character
        """,
        cycle_id=cycle_id,
        basis=basis,
        township=township,
        school_type=school_type,
        dimension_id=dimension_id,
    )


# ---------------------------------------------------------------- the map


def columns_of_schools(
    snapshot: Snapshot,
    cycle_id: str,
    basis: str,
    *,
    township: str | None = None,
    school_type: str | None = None,
) -> list[dict[str, Any]]:
    """The scored schools that the filters leave, best first: key, name_zh, township, score."""
    return snapshot.frame(
        f"""
        with {CHOSEN}

        select
            score.school_id as key, chosen.name_zh, chosen.township, 1 as schools, score.score
        from fct_school_scores as score
        inner join chosen using (school_id)
        where score.cycle_id = $cycle_id and score.basis = $basis
        order by score.score desc nulls last, score.school_id
        """,
        cycle_id=cycle_id,
        basis=basis,
        township=township,
        school_type=school_type,
    ).to_dicts()


def columns_of_townships(
    snapshot: Snapshot, cycle_id: str, basis: str, *, school_type: str | None = None
) -> list[dict[str, Any]]:
    """The townships with scored schools, best first: key, name_zh, schools, average score."""
    return snapshot.frame(
        f"""
        with {CHOSEN}

        select
            chosen.township as key, chosen.township as name_zh, count(*) as schools,
            avg(score.score) as score
        from fct_school_scores as score
        inner join chosen using (school_id)
        where score.cycle_id = $cycle_id and score.basis = $basis
        group by chosen.township
        order by avg(score.score) desc nulls last, chosen.township
        """,
        cycle_id=cycle_id,
        basis=basis,
        township=None,
        school_type=school_type,
    ).to_dicts()


def school_cells(
    snapshot: Snapshot, cycle_id: str, basis: str, school_ids: list[str]
) -> pl.DataFrame:
    """The cells of schools: indicator_id, key (school), status, share, points, max_points."""
    return snapshot.frame(
        """
        select
            score.indicator_id, score.school_id as key, score.status, score.share, score.points,
            score.max_points
        from fct_indicator_scores as score
        where score.cycle_id = $cycle_id and score.basis = $basis
            and list_contains($school_ids, score.school_id)
        """,
        cycle_id=cycle_id,
        basis=basis,
        school_ids=school_ids,
    )


def township_cells(
    snapshot: Snapshot,
    cycle_id: str,
    basis: str,
    townships: list[str],
    *,
    school_type: str | None = None,
) -> pl.DataFrame:
    """The cells of townships: indicator_id, key (township), counts by status, average_share."""
    return snapshot.frame(
        f"""
        with {CHOSEN}

        select score.indicator_id, chosen.township as key, {COUNTED}
        from fct_indicator_scores as score
        inner join chosen using (school_id)
        where score.cycle_id = $cycle_id and score.basis = $basis
            and list_contains($townships, chosen.township)
        group by score.indicator_id, chosen.township
        """,
        cycle_id=cycle_id,
        basis=basis,
        township=None,
        school_type=school_type,
        townships=townships,
        weak_share=WEAK_SHARE,
    )


Orders = tuple[list[str], list[str]]
_orders: dict[tuple[Path, tuple[str | None, ...]], Orders] = {}


def orders_by_likeness(
    snapshot: Snapshot,
    cycle_id: str,
    basis: str,
    by: str,
    *,
    township: str | None = None,
    school_type: str | None = None,
    dimension_id: str | None = None,
) -> Orders:
    """Schools (or townships, as `by` says) and indicators, similar ones next to each other.

    Kept as long as the snapshot is the one in force: paging through does not order anew.
    """
    asked = (cycle_id, basis, by, township, school_type, dimension_id)
    if (snapshot.path, asked) not in _orders:
        for old in [kept for kept in _orders if kept[0] != snapshot.path]:
            _orders.pop(old, None)
        _orders[snapshot.path, asked] = _ordered_by_likeness(snapshot, *asked)
    return _orders[snapshot.path, asked]


def _ordered_by_likeness(
    snapshot: Snapshot,
    cycle_id: str,
    basis: str,
    by: str,
    township: str | None,
    school_type: str | None,
    dimension_id: str | None,
) -> Orders:
    key = "chosen.township" if by == "township" else "score.school_id"
    frame = snapshot.frame(
        f"""
        with {CHOSEN}

        select
            {key} as key, score.indicator_id,
            sum(score.points)::double / sum(score.max_points)
                filter (where score.points is not null) as share
        from fct_indicator_scores as score
        inner join chosen using (school_id)
        where score.cycle_id = $cycle_id and score.basis = $basis
            and ($dimension_id is null or score.dimension_id = $dimension_id)
        group by {key}, score.indicator_id
        order by {key}, score.indicator_id
        """,
        cycle_id=cycle_id,
        basis=basis,
        township=township,
        school_type=school_type,
        dimension_id=dimension_id,
    )
    keys = frame["key"].unique(maintain_order=True).to_list()
    indicators = frame["indicator_id"].unique(maintain_order=True).to_list()
    if not keys:
        return [], []
    # Every scored school has a row of every indicator, so the long rows fold into a matrix.
    matrix = frame["share"].fill_null(np.nan).to_numpy().reshape(len(keys), len(indicators))
    return (
        [keys[place] for place in similar_order(matrix)],
        [indicators[place] for place in similar_order(matrix.T)],
    )


# ---------------------------------------------------------------- since the last cycle


def moved_cells(
    snapshot: Snapshot,
    cycle_id: str,
    basis: str,
    *,
    limit: int,
    township: str | None = None,
    school_type: str | None = None,
) -> pl.DataFrame:
    """The cells that rose or fell most in points, or across editions in shares of the points.

    `limit` of each, `risen` telling which; the greatest first.
    """
    return snapshot.frame(
        f"""
        with {CHOSEN},

        weighed as (
            select
                change.*, chosen.name_zh as school_name_zh, chosen.township,
                change.share_change * change.max_points as moved,
                change.share_change > 0 as risen
            from fct_indicator_changes as change
            inner join chosen using (school_id)
            where change.cycle_id = $cycle_id and change.basis = $basis
                and change.share_change <> 0
        )

        select weighed.*, indicator.name_zh, indicator.name_en
        from weighed
        inner join dim_indicators as indicator
            on indicator.edition = weighed.edition
            and indicator.indicator_id = weighed.indicator_id
        qualify row_number() over (
            partition by weighed.risen
            order by abs(weighed.moved) desc, weighed.school_id, weighed.indicator_id
        ) <= $limit
        order by abs(weighed.moved) desc, weighed.school_id, weighed.indicator_id
        """,
        cycle_id=cycle_id,
        basis=basis,
        township=township,
        school_type=school_type,
        limit=limit,
    )


# ---------------------------------------------------------------- one indicator


def indicator_groups(
    snapshot: Snapshot,
    cycle_id: str,
    basis: str,
    indicator_id: str,
    group: str,
    *,
    township: str | None = None,
    school_type: str | None = None,
) -> pl.DataFrame:
    """An indicator by `township` or `school_type` (as `group` says), the weakest first."""
    assert group in ("township", "school_type")
    return snapshot.frame(
        f"""
        with {CHOSEN}

        select chosen.{group} as group_code, {COUNTED}
        from fct_indicator_scores as score
        inner join chosen using (school_id)
        where score.cycle_id = $cycle_id and score.basis = $basis
            and score.indicator_id = $indicator_id
        group by all
        order by average_share nulls last, group_code
        """,
        cycle_id=cycle_id,
        basis=basis,
        township=township,
        school_type=school_type,
        indicator_id=indicator_id,
        weak_share=WEAK_SHARE,
    )


def indicator_distribution(
    snapshot: Snapshot,
    cycle_id: str,
    basis: str,
    indicator_id: str,
    *,
    township: str | None = None,
    school_type: str | None = None,
) -> dict[str, int]:
    """How many schools stand where: `full`, `tenth-9` … `tenth-0`, `zero`, and by status."""
    frame = snapshot.frame(
        f"""
        with {CHOSEN}

        select
            case
                when score.status <> 'scored' then score.status
                when score.points = score.max_points then 'full'
                when score.points = 0 then 'zero'
                else 'tenth-' || least(floor(score.share * 10)::integer, 9)
            end as place,
            count(*) as schools
        from fct_indicator_scores as score
        inner join chosen using (school_id)
        where score.cycle_id = $cycle_id and score.basis = $basis
            and score.indicator_id = $indicator_id
        group by all
        """,
        cycle_id=cycle_id,
        basis=basis,
        township=township,
        school_type=school_type,
        indicator_id=indicator_id,
    )
    return dict(zip(frame["place"].to_list(), frame["schools"].to_list(), strict=True))


def indicator_schools(
    snapshot: Snapshot,
    cycle_id: str,
    basis: str,
    indicator_id: str,
    *,
    offset: int,
    limit: int,
    township: str | None = None,
    school_type: str | None = None,
) -> pl.DataFrame:
    """A page of the schools to which an indicator applies, the weakest first; missing before zero.

    With each the change since the cycle before and the first school to learn from, if any.
    """
    return snapshot.frame(
        f"""
        with {CHOSEN},

        listed as (
            select score.*, chosen.name_zh, chosen.township, chosen.school_type
            from fct_indicator_scores as score
            inner join chosen using (school_id)
            where score.cycle_id = $cycle_id and score.basis = $basis
                and score.indicator_id = $indicator_id and score.status <> 'not_applicable'
            order by score.share, score.status, score.gap_score desc, score.school_id
            limit $limit offset $offset
        )

        select
            listed.*, change.share_change, change.comparison,
            example.peer_school_id, peer.name_zh as peer_name_zh, example.peer_share
        from listed
        left join fct_indicator_changes as change
            using (cycle_id, school_id, basis, indicator_id)
        left join fct_peer_examples as example
            on example.cycle_id = listed.cycle_id and example.school_id = listed.school_id
            and example.basis = listed.basis and example.indicator_id = listed.indicator_id
            and example.place = 1
        left join dim_cycle_schools as peer
            on peer.cycle_id = listed.cycle_id and peer.school_id = example.peer_school_id
        order by listed.share, listed.status, listed.gap_score desc, listed.school_id
        """,
        cycle_id=cycle_id,
        basis=basis,
        township=township,
        school_type=school_type,
        indicator_id=indicator_id,
        limit=limit,
        offset=offset,
    )


def missing_facts(
    snapshot: Snapshot,
    cycle_id: str,
    basis: str,
    indicator_id: str,
    *,
    township: str | None = None,
    school_type: str | None = None,
) -> pl.DataFrame:
    """The answers that keep an indicator `missing`: fact_id, label_zh, answered_by, schools."""
    return snapshot.frame(
        f"""
        with {CHOSEN},

        lacking as (
            select score.edition, unnest(string_split(score.missing_fact_ids, ',')) as fact_id
            from fct_indicator_scores as score
            inner join chosen using (school_id)
            where score.cycle_id = $cycle_id and score.basis = $basis
                and score.indicator_id = $indicator_id and score.status = 'missing'
        )

        select lacking.fact_id, fact.label_zh, fact.answered_by, count(*) as schools
        from lacking
        inner join dim_facts as fact using (edition, fact_id)
        group by all order by schools desc, lacking.fact_id
        """,
        cycle_id=cycle_id,
        basis=basis,
        township=township,
        school_type=school_type,
        indicator_id=indicator_id,
    )


def good_examples(
    snapshot: Snapshot, cycle_id: str, basis: str, indicator_id: str, *, limit: int
) -> pl.DataFrame:
    """Schools to learn an indicator from, those first that most weak schools are shown.

    `learners`: how many; with share, share of the cycle before, reason and titles of evidence.
    """
    return snapshot.frame(
        """
        select
            example.peer_school_id, school.name_zh, school.township, school.school_type,
            count(*) as learners,
            max(example.peer_share) as share,
            max(example.peer_previous_share) as previous_share,
            max(example.reason) as reason,
            max(example.evidence) as evidence
        from fct_peer_examples as example
        inner join dim_cycle_schools as school
            on school.cycle_id = example.cycle_id and school.school_id = example.peer_school_id
        where example.cycle_id = $cycle_id and example.basis = $basis
            and example.indicator_id = $indicator_id
        group by all
        order by learners desc, share desc, example.peer_school_id
        limit $limit
        """,
        cycle_id=cycle_id,
        basis=basis,
        indicator_id=indicator_id,
        limit=limit,
    )


def self_against_verified(
    snapshot: Snapshot, cycle_id: str, indicator_id: str
) -> dict[str, Any] | None:
    """What verifying answers of an indicator found, over the county; None where none was."""
    return next(
        snapshot.frame(
            """
            select * from fct_self_assessment_summaries
            where cycle_id = $cycle_id and summed_by = 'indicator' and group_code = $indicator_id
            """,
            cycle_id=cycle_id,
            indicator_id=indicator_id,
        ).iter_rows(named=True),
        None,
    )


def school_names(snapshot: Snapshot, cycle_id: str, school_ids: list[str]) -> dict[str, str]:
    """The names of schools by their codes."""
    frame = snapshot.frame(
        """
        select school_id, name_zh from dim_cycle_schools
        where cycle_id = $cycle_id and list_contains($school_ids, school_id)
        """,
        cycle_id=cycle_id,
        school_ids=school_ids,
    )
    return dict(frame.iter_rows())
