"""What several pages ask of the published snapshot: SQL in, polars out, every value bound.

Nothing here computes a score, an average or a quartile: what stands on two pages is a column of a
mart. Ranks within a dimension are presentation. Points, scores and shares stay DECIMAL on the way.
"""

from __future__ import annotations

from typing import Any

import duckdb
import polars as pl

from duibiao.analysis.county import Group
from duibiao.analysis.walk import School, read_school
from duibiao.warehouse.snapshot import Snapshot


def cycles(snapshot: Snapshot) -> pl.DataFrame:
    """The assessment cycles, newest first, with the edition that each is scored by."""
    return snapshot.frame("""
        select
            cycle.*,
            cycle.cycle_id in (select cycle_id from fct_school_scores) as has_scores,
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


def register_gaps(snapshot: Snapshot, cycle_id: str) -> list[dict[str, Any]]:
    """The numbers of schools that the guide goes by and the register does not tell.

    None in a snapshot of before there were rules that go by numbers.
    """
    try:
        return snapshot.rows(
            "select school_id, attribute from fct_register_gaps where cycle_id = $cycle_id"
            " order by school_id, attribute",
            cycle_id=cycle_id,
        )
    except duckdb.CatalogException:
        return []


def schools_to_review(snapshot: Snapshot, cycle_id: str) -> set[str]:
    """The schools that have handed in for a cycle and of which nothing is verified yet."""
    rows = snapshot.rows(
        """
        select school_id from fct_reporting_status
        where cycle_id = $cycle_id and submission_id is not null and school_id not in (
            select school_id from fct_reviews where cycle_id = $cycle_id and is_in_force
        )
        """,
        cycle_id=cycle_id,
    )
    return {row["school_id"] for row in rows}


def schools(snapshot: Snapshot, cycle_id: str) -> pl.DataFrame:
    """The schools that are to hand in for a cycle, with what they are chosen by."""
    return snapshot.frame(
        """
        select school_id, name_zh, township, school_type, education_group
        from dim_cycle_schools where cycle_id = $cycle_id
        order by township, name_zh, school_id
        """,
        cycle_id=cycle_id,
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


def red_lines(snapshot: Snapshot, edition: str) -> pl.DataFrame:
    """The red lines of an edition, one row each with its effects."""
    return snapshot.frame(
        """
        select
            red_line, min(label_zh) as label_zh,
            list(
                {'effect': effect, 'indicator_id': indicator_id, 'value': value}
                order by effect, indicator_id
            ) as effects
        from dim_red_lines where edition = $edition group by all order by red_line
        """,
        edition=edition,
    )


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


def cycles_until(snapshot: Snapshot, cycle_id: str, most: int) -> list[str]:
    """A cycle and those before it, the oldest first, at most so many."""
    rows = snapshot.rows(
        """
        select cycle_id from dim_cycles
        where (starts_on, cycle_id) <= (
            select (starts_on, cycle_id) from dim_cycles where cycle_id = $cycle_id
        )
        order by starts_on desc, cycle_id desc limit $most
        """,
        cycle_id=cycle_id,
        most=most,
    )
    return [row["cycle_id"] for row in reversed(rows)]


def shares_over_cycles(
    snapshot: Snapshot, cycle_ids: list[str], basis: str, measure: str, group: Group
) -> dict[tuple[str, str], Any]:
    """A group's share of the points (fct_group_shares) by cycle and code of the measure."""
    rows = snapshot.rows(
        """
        select cycle_id, measure_code, share from fct_group_shares
        where list_contains($cycle_ids, cycle_id) and basis = $basis and measure = $measure
            and group_kind = $kind and group_code = $code
        """,
        cycle_ids=cycle_ids,
        basis=basis,
        measure=measure,
        kind=group.kind,
        code=group.code,
    )
    return {(row["cycle_id"], row["measure_code"]): row["share"] for row in rows}


def is_anyone_scored(snapshot: Snapshot, cycle_id: str) -> bool:
    """Whether any school of a cycle has a score yet."""
    frame = snapshot.frame(
        "select count(*) > 0 as scored from fct_school_scores where cycle_id = $cycle_id",
        cycle_id=cycle_id,
    )
    return bool(frame.item())


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


def walk(snapshot: Snapshot, cycle_id: str, basis: str, school_id: str) -> School | None:
    """The way from a school's ranks down to the cells of its answers; None without a score."""
    return read_school(snapshot, cycle_id, basis, school_id)


def guide_detail(snapshot: Snapshot, edition: str) -> dict[str, pl.DataFrame]:
    """The guide's further tables of one edition, by name without the `dim_`."""
    orders = {
        "indicators": "sort, indicator_id",
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


def tier_lines(snapshot: Snapshot, cycle_id: str, basis: str) -> pl.DataFrame:
    """Where each tier of the cycle ends, highest first: the schools on both sides of the line."""
    return snapshot.frame(
        """
        select
            line.*, inside.name_zh as inside_name, outside.name_zh as outside_name,
            inside_score.rank_county as inside_rank, outside_score.rank_county as outside_rank
        from fct_tier_lines as line
        inner join dim_cycles as cycle using (cycle_id)
        inner join dim_tiers as tier on tier.edition = cycle.edition and tier.tier = line.tier
        left join dim_cycle_schools as inside
            on inside.cycle_id = line.cycle_id and inside.school_id = line.last_inside_school_id
        left join dim_cycle_schools as outside
            on outside.cycle_id = line.cycle_id and outside.school_id = line.first_outside_school_id
        left join fct_school_scores as inside_score
            on inside_score.cycle_id = line.cycle_id and inside_score.basis = line.basis
            and inside_score.school_id = line.last_inside_school_id
        left join fct_school_scores as outside_score
            on outside_score.cycle_id = line.cycle_id and outside_score.basis = line.basis
            and outside_score.school_id = line.first_outside_school_id
        where line.cycle_id = $cycle_id and line.basis = $basis
        order by tier.sort
        """,
        cycle_id=cycle_id,
        basis=basis,
    )
