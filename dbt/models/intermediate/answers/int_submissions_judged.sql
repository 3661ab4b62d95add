with submissions as (

    select * from {{ ref('stg_landing__submissions') }}

),

records as (

    select * from {{ ref('stg_landing__records') }}

),

withdrawals as (

    select * from {{ ref('stg_landing__withdrawals') }}

),

cycle_schools as (

    select * from {{ ref('int_cycle_schools_matched') }}

),

cycles as (

    select * from {{ ref('int_cycles_settled') }}

),

withdrawn_submissions as (

    {{ withdrawn_rows('submissions', ['submission_id'], ['cycle_id', 'school_id']) }}

),

-- The latest accepted hand-in replaces the one before, whole; one of a school that does not belong
-- to the cycle is kept and has no effect.
submissions_in_force as (

    select submissions.submission_id
    from submissions
    inner join cycle_schools
        on
            submissions.cycle_id = cycle_schools.cycle_id
            and submissions.school_id = cycle_schools.school_id
    left join withdrawn_submissions
        on submissions.submission_id = withdrawn_submissions.submission_id
    where
        submissions.outcome in ('accepted', 'accepted_with_warnings')
        and withdrawn_submissions.submission_id is null
    qualify row_number() over (
        partition by submissions.cycle_id, submissions.school_id
        order by submissions.record_id desc, submissions.submission_id desc
    ) = 1

),

judged as (

    select
        -- ids
        submissions.submission_id,
        submissions.record_id,
        submissions.cycle_id,
        submissions.school_id,

        -- texts
        submissions.submission_source,
        submissions.outcome,
        records.file_name,
        records.original_sha256,
        records.received_by,
        records.channel,
        withdrawn_submissions.withdrawal_reason,

        -- numerics
        submissions.error_count,
        submissions.warning_count,

        -- booleans
        {{ county_date('records.received_at') }}
        > coalesce(cycle_schools.deadline, cycles.deadline) as is_late,
        submissions_in_force.submission_id is not null as is_in_force,
        withdrawn_submissions.submission_id is not null as is_withdrawn,

        -- timestamps
        records.received_at

    from submissions
    inner join records on submissions.record_id = records.record_id
    left join cycles on submissions.cycle_id = cycles.cycle_id
    left join cycle_schools
        on
            submissions.cycle_id = cycle_schools.cycle_id
            and submissions.school_id = cycle_schools.school_id
    left join submissions_in_force
        on submissions.submission_id = submissions_in_force.submission_id
    left join withdrawn_submissions
        on submissions.submission_id = withdrawn_submissions.submission_id

)

select * from judged
