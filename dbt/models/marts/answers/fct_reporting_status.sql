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

refusals as (

    select
        cycle_id,
        school_id,
        count(*) as refused_count,
        max_by(submission_id, record_id) as last_refused_submission_id
    from submissions
    where
        outcome = 'refused'
        and not is_withdrawn
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

)

select * from final
