"""Whom a school can learn from, and what to check on site: rows of the marts with their names."""

from __future__ import annotations

from typing import Any

from duibiao.warehouse.snapshot import Snapshot

Row = dict[str, Any]


def peer_examples(snapshot: Snapshot, cycle_id: str, basis: str, school_id: str) -> list[Row]:
    """A school's weak indicators, in the guide's order, each with the schools to learn from."""
    return snapshot.rows(
        """
        select
            examples.*, indicators.name_zh, indicators.name_en,
            schools.name_zh as peer_name_zh
        from fct_peer_examples as examples
        inner join dim_cycles as cycles using (cycle_id)
        inner join dim_indicators as indicators using (edition, indicator_id)
        inner join dim_dimensions as dimensions using (edition, dimension_id)
        inner join dim_cycle_schools as schools
            on examples.cycle_id = schools.cycle_id and examples.peer_school_id = schools.school_id
        where examples.cycle_id = $cycle_id and examples.basis = $basis
            and examples.school_id = $school_id
        order by dimensions.sort, indicators.sort, examples.place
        """,
        cycle_id=cycle_id,
        basis=basis,
        school_id=school_id,
    )


def site_checks(snapshot: Snapshot, cycle_id: str, count: int) -> list[Row]:
    """The answers to check first, by what they are expected to cost; at most `count`."""
    first = " order by checks.priority_rank limit $count"
    return snapshot.rows(_CHECKS + first, cycle_id=cycle_id, count=count)


def site_sample(snapshot: Snapshot, cycle_id: str, count: int) -> list[Row]:
    """Answers drawn by lot, the same in every build; at most `count`."""
    drawn = " and checks.sample_rank is not null order by checks.sample_rank limit $count"
    return snapshot.rows(_CHECKS + drawn, cycle_id=cycle_id, count=count)


_CHECKS = """
    select
        checks.*, schools.name_zh as school_name_zh, schools.township, facts.label_zh,
        facts.unit_zh, facts.kind, answers.value
    from fct_site_check_priorities as checks
    inner join dim_cycles as cycles using (cycle_id)
    inner join dim_cycle_schools as schools using (cycle_id, school_id)
    inner join dim_facts as facts
        on cycles.edition = facts.edition and checks.fact_id = facts.fact_id
    inner join fct_answers as answers
        on
            checks.cycle_id = answers.cycle_id
            and checks.school_id = answers.school_id
            and checks.fact_id = answers.fact_id
            and answers.basis = 'verified'
    where checks.cycle_id = $cycle_id
"""
