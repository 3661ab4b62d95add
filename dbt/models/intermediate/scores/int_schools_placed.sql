with schools as (

    select * from {{ ref('int_schools_totalled') }}

),

-- The door and the what-if page place a school among the published scores of the others: they
-- run this statement on rows of their own.
counted as (

    select
        cycle_id,
        school_id,
        basis,
        count(*) over (partition by cycle_id, basis) as school_count,
        rank() over (
            partition by cycle_id, basis
            order by score desc nulls last
        ) - 1 as better_count,
        count(*) over (partition by cycle_id, basis, score) as equal_count
    from schools
    where score is not null

),

placed as (

    select
        -- ids
        cycle_id,
        school_id,
        basis,

        -- numerics
        school_count,
        better_count,
        equal_count,
        school_count - better_count - equal_count as worse_count

    from counted

)

select * from placed
