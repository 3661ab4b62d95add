"""What the page of reports asks of the published snapshot: which schools a report can be of."""

from __future__ import annotations

import polars as pl

from duibiao.warehouse.snapshot import Snapshot


def schools_to_report(snapshot: Snapshot, cycle_id: str, basis: str) -> pl.DataFrame:
    """The schools of a cycle by code, with its group and whether it has a score (is_scored)."""
    return snapshot.frame(
        """
        select school.school_id, school.name_zh, school.education_group,
            score.school_id is not null as is_scored
        from dim_cycle_schools as school
        left join fct_school_scores as score
            on score.cycle_id = school.cycle_id and score.school_id = school.school_id
            and score.basis = $basis
        where school.cycle_id = $cycle_id
        order by school.school_id
        """,
        cycle_id=cycle_id,
        basis=basis,
    )
