with cycle_schools as (

    select * from {{ ref('dim_cycle_schools') }}

),

reporting as (

    select * from {{ ref('fct_reporting_status') }}

),

claims as (

    select * from {{ ref('fct_school_claims') }}

),

grouped as (

    select
        reporting.cycle_id,
        {{ group_kind() }} as group_kind,
        {{ group_code() }} as group_code,
        count(*) as school_count,
        count(reporting.submission_id) as handed_in_count,
        count(*) filter (where reporting.status = 'handed_in_late') as handed_in_late_count,
        count(*) filter (where reporting.status = 'must_correct') as must_correct_count,
        count(*) filter (where reporting.status = 'not_handed_in') as not_handed_in_count,
        count(*) filter (where reporting.is_correction_refused) as correction_refused_count,
        count(*) filter (where reporting.warning_count > reporting.confirmed_warning_count)
            as with_warnings_count,
        count(*) filter (where reporting.confirmed_warning_count > 0) as with_confirmed_count,
        sum(reporting.warning_count - reporting.confirmed_warning_count) as open_warning_count,
        count(*) filter (where reporting.is_signed) as signed_count,
        count(claims.claimed_points) as claiming_school_count,
        sum(reporting.evidence_expected_count) as evidence_expected_count,
        sum(reporting.evidence_missing_count) as evidence_missing_count,
        sum(reporting.evidence_with_file_count) as evidence_with_file_count
    from reporting
    inner join cycle_schools
        on
            reporting.cycle_id = cycle_schools.cycle_id
            and reporting.school_id = cycle_schools.school_id
    left join claims
        on
            reporting.cycle_id = claims.cycle_id
            and reporting.school_id = claims.school_id
    group by {{ every_group('reporting.cycle_id') }} --noqa:PRS

),

final as (

    select
        -- ids
        cycle_id,
        group_kind,
        group_code,

        -- numerics
        cast(school_count as integer) as school_count,
        cast(handed_in_count as integer) as handed_in_count,
        cast(handed_in_late_count as integer) as handed_in_late_count,
        cast(must_correct_count as integer) as must_correct_count,
        cast(not_handed_in_count as integer) as not_handed_in_count,
        cast(correction_refused_count as integer) as correction_refused_count,
        cast(with_warnings_count as integer) as with_warnings_count,
        cast(with_confirmed_count as integer) as with_confirmed_count,
        cast(open_warning_count as integer) as open_warning_count,
        cast(signed_count as integer) as signed_count,
        cast(claiming_school_count as integer) as claiming_school_count,
        cast(evidence_expected_count as integer) as evidence_expected_count,
        cast(evidence_missing_count as integer) as evidence_missing_count,
        cast(evidence_with_file_count as integer) as evidence_with_file_count

    from grouped

)

select * from final
