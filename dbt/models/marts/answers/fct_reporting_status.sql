with cycle_schools as (

    select * from {{ ref('int_cycle_schools_matched') }}

),

submissions as (

    select * from {{ ref('int_submissions_judged') }}

),

submissions_in_force as (

    select * from submissions
    where is_in_force

),

problems as (

    select * from {{ ref('stg_landing__problems') }}

),

evidence as (

    select * from {{ ref('fct_evidence_coverage') }}

),

signed_forms as (

    select * from {{ ref('fct_signed_forms') }}

),

refusals as (

    select
        cycle_id,
        school_id,
        count(*) as refused_count,
        max_by(submission_id, record_id) as last_refused_submission_id,
        max_by(received_at, record_id) as last_refused_at
    from submissions
    where
        outcome = 'refused'
        and not is_withdrawn
    group by all

),

warnings as (

    select
        submission_id,
        count(*) as warning_count,
        count(confirmation) as confirmed_warning_count
    from problems
    where severity = 'warning'
    group by all

),

coverage as (

    select
        cycle_id,
        school_id,
        count(*) filter (where is_expected) as evidence_expected_count,
        count(*) filter (where is_missing) as evidence_missing_count,
        count(*) filter (where is_expected and file_count > 0) as evidence_with_file_count
    from evidence
    group by all

),

signatures as (

    select
        cycle_id,
        school_id,
        count(*) filter (where is_of_submission_in_force) > 0 as is_signed,
        count(*) filter (where is_in_force and submission_id is null) as unmatched_scan_count
    from signed_forms
    group by all

),

final as (

    select
        -- ids
        cycle_schools.cycle_id,
        cycle_schools.school_id,
        submissions_in_force.submission_id,
        refusals.last_refused_submission_id,

        -- texts
        case
            when submissions_in_force.is_late then 'handed_in_late'
            when submissions_in_force.submission_id is not null then 'handed_in'
            when refusals.refused_count > 0 then 'must_correct'
            else 'not_handed_in'
        end as status,

        -- numerics
        cast(coalesce(refusals.refused_count, 0) as integer) as refused_count,
        cast(coalesce(warnings.warning_count, 0) as integer) as warning_count,
        cast(coalesce(warnings.confirmed_warning_count, 0) as integer) as confirmed_warning_count,
        cast(coalesce(coverage.evidence_expected_count, 0) as integer) as evidence_expected_count,
        cast(coalesce(coverage.evidence_missing_count, 0) as integer) as evidence_missing_count,
        cast(coalesce(coverage.evidence_with_file_count, 0) as integer)
            as evidence_with_file_count,
        cast(coalesce(signatures.unmatched_scan_count, 0) as integer) as unmatched_scan_count,

        -- booleans
        coalesce(refusals.last_refused_at > submissions_in_force.received_at, false)
            as is_correction_refused,
        coalesce(signatures.is_signed, false) as is_signed,

        -- dates
        cycle_schools.deadline,

        -- timestamps
        submissions_in_force.received_at

    from cycle_schools
    left join submissions_in_force
        on
            cycle_schools.cycle_id = submissions_in_force.cycle_id
            and cycle_schools.school_id = submissions_in_force.school_id
    left join refusals
        on
            cycle_schools.cycle_id = refusals.cycle_id
            and cycle_schools.school_id = refusals.school_id
    left join warnings on submissions_in_force.submission_id = warnings.submission_id
    left join coverage
        on
            cycle_schools.cycle_id = coverage.cycle_id
            and cycle_schools.school_id = coverage.school_id
    left join signatures
        on
            cycle_schools.cycle_id = signatures.cycle_id
            and cycle_schools.school_id = signatures.school_id

)

select * from final
