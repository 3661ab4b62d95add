with cycles as (

    select * from {{ ref('int_cycles_settled') }}

),

schools as (

    select * from {{ ref('int_schools_settled') }}

),

matched as (

    select
        -- ids
        cycles.cycle_id,
        schools.school_id,
        cycles.edition,

        -- texts
        schools.name_zh,
        schools.township,
        schools.school_type,
        schools.area,
        schools.organisation,
        schools.leadership,
        schools.tier_held,
        schools.education_group,

        -- numerics
        schools.students,
        schools.teachers,
        schools.members,

        -- dates
        cycles.ends_on,
        cycles.deadline,
        schools.valid_from,
        schools.valid_to

    from cycles
    inner join schools
        on
            (cycles.ends_on >= schools.valid_from or schools.valid_from is null)
            and (cycles.ends_on <= schools.valid_to or schools.valid_to is null)
    qualify row_number() over (
        partition by cycles.cycle_id, schools.school_id
        order by schools.valid_from desc nulls last, schools.record_id desc
    ) = 1

)

select * from matched
