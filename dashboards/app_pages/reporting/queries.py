"""What the page of reporting asks: who handed in when, with what still open, school by school."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import polars as pl

from duibiao.analysis import county
from duibiao.analysis.county import Group
from duibiao.warehouse.snapshot import Snapshot
from duibiao.words.figures import LOCAL_TIME

OWING = "owing"
"""A choice of status: everyone without an accepted hand-in."""
STATUSES = ("must_correct", "not_handed_in", "handed_in_late", "handed_in")
"""In the order of the list: who has to do something first."""
MOST_CALLED = 500
"""So many schools to call stand in the list that is taken along; who has more narrows it."""
NOTES = ("corrections", "warnings", "confirmed", "evidence", "unsigned", "scans")
"""What else one can look for: a refused correction, warnings that nobody confirmed or that somebody
did, missing evidence, no signed form, scans of which nobody knows what they sign."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What the list is narrowed to; None does not narrow. `part` is that without what is open."""

    township: str | None = None
    school_type: str | None = None
    status: str | None = None
    note: str | None = None

    @property
    def part(self) -> dict[str, str | None]:
        """The part of the county alone."""
        return {"township": self.township, "school_type": self.school_type}


# One row per school of the cycle in the chosen part of the county, with everything that is open.
SCHOOLS = """
        with schools as (
            select
                school.name_zh, school.township, school.school_type, status.*,
                status.deadline > cycle.deadline as has_more_time,
                refused.received_at as refused_at, refused.error_count,
                claims.claimed_points, claims.indicator_count as claimed_indicators
            from fct_reporting_status as status
            inner join dim_cycle_schools as school using (cycle_id, school_id)
            inner join dim_cycles as cycle using (cycle_id)
            left join fct_submissions as refused
                on refused.submission_id = status.last_refused_submission_id
            left join fct_school_claims as claims
                on claims.cycle_id = status.cycle_id and claims.school_id = status.school_id
            where status.cycle_id = $cycle_id
                and ($township is null or school.township = $township)
                and ($school_type is null or school.school_type = $school_type)
        )
"""
CHOSEN = """
        ($status is null or status = $status
            or ($status = 'owing' and submission_id is null))
        and case $note
            when 'corrections' then is_correction_refused
            when 'warnings' then warning_count > confirmed_warning_count
            when 'confirmed' then confirmed_warning_count > 0
            when 'evidence' then evidence_missing_count > 0
            when 'unsigned' then submission_id is not null and not is_signed
            when 'scans' then unmatched_scan_count > 0
            else true
        end
"""


def summary(snapshot: Snapshot, cycle_id: str, narrowed: Narrowed) -> dict[str, Any]:
    """How the chosen part of the county stands: its row of fct_group_reporting.

    `listed` counts the schools that status and note leave as well.
    """
    listed = snapshot.frame(
        f"{SCHOOLS} select count(*) filter (where {CHOSEN}) as listed from schools",
        cycle_id=cycle_id,
        **asdict(narrowed),
    ).row(0, named=True)
    return county.reporting(snapshot, cycle_id, Group.of(**narrowed.part)) | listed


def listed_schools(
    snapshot: Snapshot,
    cycle_id: str,
    narrowed: Narrowed,
    *,
    limit: int | None = None,
    offset: int = 0,
) -> pl.DataFrame:
    """The chosen schools by status (who has to do something first), township and name."""
    return snapshot.frame(
        f"""
        {SCHOOLS}

        select * from schools
        where {CHOSEN}
        order by list_position($statuses, status), township, name_zh, school_id
        limit $limit offset $offset
        """,
        cycle_id=cycle_id,
        **asdict(narrowed),
        statuses=list(STATUSES),
        limit=limit,
        offset=offset,
    )


def register_gaps(snapshot: Snapshot, cycle_id: str, narrowed: Narrowed) -> pl.DataFrame:
    """The numbers that the guide goes by and the register does not tell, by township and school."""
    return snapshot.frame(
        """
        select school.township, school.name_zh, gap.*
        from fct_register_gaps as gap
        inner join dim_cycle_schools as school using (cycle_id, school_id)
        where gap.cycle_id = $cycle_id
            and ($township is null or school.township = $township)
            and ($school_type is null or school.school_type = $school_type)
        order by township, name_zh, school_id, attribute
        """,
        cycle_id=cycle_id,
        **narrowed.part,
    )


def schools_to_call(
    snapshot: Snapshot, cycle_id: str, narrowed: Narrowed, most: int | None = None
) -> pl.DataFrame:
    """The schools without an accepted hand-in, by township and name: with status.

    At most so many, each with how many there are (`schools`).
    """
    return snapshot.frame(
        """
        select
            school.township, school.name_zh, school.school_id, reporting.status,
            count(*) over () as schools
        from fct_reporting_status as reporting
        inner join dim_cycle_schools as school using (cycle_id, school_id)
        where reporting.cycle_id = $cycle_id and reporting.submission_id is null
            and ($township is null or school.township = $township)
            and ($school_type is null or school.school_type = $school_type)
        order by school.township, school.name_zh, school.school_id limit $most
        """,
        cycle_id=cycle_id,
        most=most,
        **narrowed.part,
    )


def problems_in_short(snapshot: Snapshot, submission_ids: list[str]) -> pl.DataFrame:
    """The problems of hand-ins, alike ones together: the first of each with `alike`, how many.

    Alike: the same hand-in, code and reason. The columns are those of fct_load_problems.
    """
    return snapshot.frame(
        """
        select *, count(*) over alike as alike
        from fct_load_problems
        where list_contains($submission_ids, submission_id)
        window alike as (partition by submission_id, severity, code, confirmation)
        qualify row_number() over (
            partition by submission_id, severity, code, confirmation order by problem_number
        ) = 1
        order by submission_id, severity, problem_number
        """,
        submission_ids=submission_ids,
    )


def progress(snapshot: Snapshot, cycle_id: str, narrowed: Narrowed) -> pl.DataFrame:
    """Schools with an accepted hand-in day by day, in this cycle and the one before.

    One row per cycle and day on which a school was first accepted: cycle_id, deadline, day,
    days_after (the deadline; negative before), newly, handed_in so far, expected schools. Days are
    the county's; hand-ins that were withdrawn do not count.
    """
    offset = LOCAL_TIME.utcoffset(None)
    return snapshot.frame(
        """
        with chosen as (
            select cycle_id, previous_cycle_id from dim_cycles where cycle_id = $cycle_id
        ),

        schools as (
            select school.cycle_id, school.school_id, cycle.deadline,
                count(*) over (partition by school.cycle_id) as expected
            from dim_cycle_schools as school
            inner join dim_cycles as cycle using (cycle_id)
            inner join chosen
                on school.cycle_id in (chosen.cycle_id, chosen.previous_cycle_id)
            where ($township is null or school.township = $township)
                and ($school_type is null or school.school_type = $school_type)
        ),

        first_accepted as (
            select
                schools.cycle_id, schools.school_id, schools.deadline, schools.expected,
                min(cast(submission.received_at + to_seconds($offset) as date)) as day
            from schools
            inner join fct_submissions as submission using (cycle_id, school_id)
            where submission.outcome <> 'refused' and not submission.is_withdrawn
            group by all
        )

        select
            cycle_id, deadline, day, day - deadline as days_after, expected,
            count(*) as newly,
            cast(sum(count(*)) over (partition by cycle_id order by day) as bigint) as handed_in
        from first_accepted
        group by cycle_id, deadline, day, expected
        order by cycle_id desc, day
        """,
        cycle_id=cycle_id,
        **narrowed.part,
        offset=int(offset.total_seconds()),
    )
