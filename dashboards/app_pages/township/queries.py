"""What the page of a township asks of the published snapshot; every figure is the marts' own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from duibiao.analysis.county import Group
from duibiao.warehouse.snapshot import Snapshot


def averages(
    snapshot: Snapshot, cycle_ids: Sequence[str], basis: str, group: Group
) -> dict[str, dict[str, Any]]:
    """By cycle a group's average_score and scored_school_count; no row where it has no school."""
    rows = snapshot.rows(
        """
        select cycle_id, average_score, scored_school_count from fct_group_scores
        where list_contains($cycle_ids, cycle_id) and basis = $basis
            and group_kind = $kind and group_code = $code
        """,
        cycle_ids=list(cycle_ids),
        basis=basis,
        kind=group.kind,
        code=group.code,
    )
    return {row["cycle_id"]: row for row in rows}


def schools(snapshot: Snapshot, cycle_id: str, basis: str, township: str) -> pl.DataFrame:
    """The schools of a township, best first; those without a score last, with None in its columns.

    school_id, name_zh, school_type, score, score_change, comparison, common_share_change,
    rank_township, rank_county, county_size, tier_reached.
    """
    return snapshot.frame(
        """
        select
            school.school_id, school.name_zh, school.school_type, score.score,
            score.score_change, score.comparison, score.common_share_change,
            score.rank_township, score.rank_county, score.county_size, score.tier_reached
        from dim_cycle_schools as school
        left join fct_school_scores as score
            on score.cycle_id = school.cycle_id and score.school_id = school.school_id
            and score.basis = $basis
        where school.cycle_id = $cycle_id and school.township = $township
        order by score.rank_township nulls last, school.name_zh, school.school_id
        """,
        cycle_id=cycle_id,
        basis=basis,
        township=township,
    )
