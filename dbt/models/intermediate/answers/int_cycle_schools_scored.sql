with cycle_schools as (

    select * from {{ ref('int_cycle_schools_matched') }}

),

submissions as (

    select * from {{ ref('int_submissions_judged') }}

),

reviews as (

    select * from {{ ref('int_reviews_judged') }}

),

verified_schools as (

    select distinct
        cycle_id,
        school_id
    from reviews
    where
        is_in_force
        and answered_by = 'school'

),

comparing_editions as (

    select distinct edition
    from {{ ref('stg_guide__relative_rules') }}

),

-- Of most schools the county verifies nothing: both bases are the same then, unless a rule compares
-- a school with others, of which it may have verified something.
scored as (

    select
        cycle_schools.*,
        submissions.submission_id,
        submissions.is_late,
        verified_schools.school_id is not null
        or comparing_editions.edition is not null as bases_may_differ
    from cycle_schools
    inner join submissions
        on
            cycle_schools.cycle_id = submissions.cycle_id
            and cycle_schools.school_id = submissions.school_id
    left join verified_schools
        on
            cycle_schools.cycle_id = verified_schools.cycle_id
            and cycle_schools.school_id = verified_schools.school_id
    left join comparing_editions on cycle_schools.edition = comparing_editions.edition
    where submissions.is_in_force

)

select * from scored
