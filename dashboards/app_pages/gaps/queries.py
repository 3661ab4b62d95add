"""What 差距 asks of the published snapshot: points lost by indicator, school, township and kind.

An indicator is weak at a school that has less than `WEAK_SHARE` of its points, a missing answer
with it. What is said of a group of schools is read from fct_group_shares, which says what it means.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from duibiao.analysis.county import Group, shares, township_scores
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

    Beside the columns of dim_indicators those of fct_group_shares for the group, and `place` among
    the county's weaknesses; against the cycle before, over schools to which it applied in both:
    `compared_count`, `share_change`, `compared_before`, `compared_share`, `risen_count`,
    `fallen_count` and `comparison`.
    """
    group = Group.of(township, school_type)
    return snapshot.frame(
        f"""
        with {CHOSEN},

        changed as (
            select
                change.indicator_id,
                max(change.comparison) as comparison,
                count(change.share_change) as compared_count,
                avg(change.share_change) as share_change,
                avg(change.previous_share) filter (where change.share_change is not null)
                    as compared_before,
                avg(change.share) filter (where change.share_change is not null)
                    as compared_share,
                count(*) filter (where change.share_change > 0) as risen_count,
                count(*) filter (where change.share_change < 0) as fallen_count
            from fct_indicator_changes as change
            inner join chosen using (school_id)
            where change.cycle_id = $cycle_id and change.basis = $basis
            group by change.indicator_id
        )

        select
            indicator.*, counted.* exclude (
                cycle_id, basis, group_kind, group_code, measure, measure_code, edition, max_points
            ),
            changed.* exclude (indicator_id), weakness.place
        from fct_group_shares as counted
        inner join dim_indicators as indicator
            on indicator.edition = counted.edition
            and indicator.indicator_id = counted.measure_code
        inner join dim_dimensions as dimension
            on dimension.edition = indicator.edition
            and dimension.dimension_id = indicator.dimension_id
        left join fct_county_weaknesses as weakness
            on weakness.cycle_id = counted.cycle_id and weakness.basis = counted.basis
            and weakness.indicator_id = counted.measure_code
        left join changed on changed.indicator_id = counted.measure_code
        where counted.cycle_id = $cycle_id and counted.basis = $basis
            and counted.group_kind = $group_kind and counted.group_code = $group_code
            and counted.measure = 'indicator'
        order by dimension.sort, indicator.sort, indicator.indicator_id
        """,
        cycle_id=cycle_id,
        basis=basis,
        township=township,
        school_type=school_type,
        group_kind=group.kind,
        group_code=group.code,
    )


def whole(
    snapshot: Snapshot,
    cycle_id: str,
    basis: str,
    *,
    township: str | None = None,
    school_type: str | None = None,
    dimension_id: str | None = None,
) -> dict[str, Any]:
    """The row of fct_group_shares of the chosen schools over all indicators (of a dimension)."""
    measure = "total" if dimension_id is None else "dimension"
    rows = shares(snapshot, cycle_id, basis, measure, [Group.of(township, school_type)])
    return next(row for row in rows if dimension_id in (None, row["measure_code"]))


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

    The columns of fct_group_shares beside `nature` and `character`; by township, all first.
    """
    return snapshot.frame(
        f"""
        with {CHOSEN},

        groups as (
            select null as township, $group_kind as group_kind, $group_code as group_code
            union all
            select distinct
                township,
                if($school_type is null, 'township', 'township_school_type'),
                concat_ws('/', township, $school_type)
            from chosen
        ),

        kinds as (
            select distinct
                nature, character,
                if($dimension_id is null, 'kind', 'dimension_kind') as measure,
                concat_ws('/', $dimension_id, nature, character) as measure_code
            from dim_indicators inner join dim_cycles using (edition)
            where cycle_id = $cycle_id
        )

        select groups.township, kinds.nature, kinds.character, shares.*
        from fct_group_shares as shares
        inner join groups using (group_kind, group_code)
        inner join kinds using (measure, measure_code)
        where shares.cycle_id = $cycle_id and shares.basis = $basis
        order by groups.township nulls first, kinds.nature, kinds.character
        """,
        cycle_id=cycle_id,
        basis=basis,
        township=township,
        school_type=school_type,
        dimension_id=dimension_id,
        group_kind=Group.of(township, school_type).kind,
        group_code=Group.of(township, school_type).code,
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
    return [
        {
            "key": row["township"],
            "name_zh": row["township"],
            "schools": row["scored_school_count"],
            "score": row["average_score"],
        }
        for row in township_scores(snapshot, cycle_id, basis, school_type)
        if row["average_score"] is not None
    ]


def school_cells(
    snapshot: Snapshot, cycle_id: str, basis: str, school_ids: list[str]
) -> list[dict[str, Any]]:
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
    ).to_dicts()


def township_cells(
    snapshot: Snapshot,
    cycle_id: str,
    basis: str,
    townships: list[str],
    *,
    school_type: str | None = None,
) -> list[dict[str, Any]]:
    """The cells of townships: indicator_id, key (township), and the rest of fct_group_shares."""
    named = {Group.of(township, school_type): township for township in townships}
    return [
        row | {"indicator_id": row["measure_code"], "key": named[Group.of_row(row)]}
        for row in shares(snapshot, cycle_id, basis, "indicator", named)
    ]


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
) -> list[dict[str, Any]]:
    """An indicator by `township` or `school_type` (as `group` says), the weakest first.

    `group_name` is the township or type, the rest as in fct_group_shares.
    """
    assert group in ("township", "school_type")
    codes = snapshot.frame(
        f"with {CHOSEN} select distinct {group} from chosen",
        cycle_id=cycle_id,
        township=township,
        school_type=school_type,
    )[group].to_list()
    narrowed = {"township": township, "school_type": school_type}
    named = {Group.of(**narrowed | {group: code}): code for code in codes}
    found = [
        row | {"group_name": named[Group.of_row(row)]}
        for row in shares(snapshot, cycle_id, basis, "indicator", named)
        if row["measure_code"] == indicator_id
    ]
    return sorted(
        found, key=lambda row: (row["share"] is None, row["share"] or 0, row["group_name"])
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
