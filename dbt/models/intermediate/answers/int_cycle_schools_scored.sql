with cycle_schools as (

    select * from {{ ref('int_cycle_schools_matched') }}

),

submissions as (

    select * from {{ ref('int_submissions_judged') }}

),

scored as (

    select
        cycle_schools.*,
        submissions.submission_id,
        submissions.is_late
    from cycle_schools
    inner join submissions
        on
            cycle_schools.cycle_id = submissions.cycle_id
            and cycle_schools.school_id = submissions.school_id
    where submissions.is_in_force

)

select * from scored
