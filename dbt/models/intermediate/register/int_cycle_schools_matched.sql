with cycles as (

    select * from {{ ref('int_cycles_settled') }}

),

schools as (

    select * from {{ ref('int_schools_settled') }}

),

extensions as (

    select * from {{ ref('stg_landing__deadline_extensions') }}

),

records as (

    select * from {{ ref('stg_landing__records') }}

),

standing_extensions as (

    select
        extensions.cycle_id,
        extensions.school_id,
        max_by(extensions.deadline, extensions.record_id) as deadline
    from extensions
    inner join records on extensions.record_id = records.record_id
    where
        extensions.school_id is not null
        and not records.is_refused
    group by all

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
        -- Its own where that is later, for more time for all is more time for it too.
        case
            when standing_extensions.deadline > cycles.deadline then standing_extensions.deadline
            else cycles.deadline
        end as deadline,
        schools.valid_from,
        schools.valid_to

    from cycles
    inner join schools
        on
            (cycles.ends_on >= schools.valid_from or schools.valid_from is null)
            and (cycles.ends_on <= schools.valid_to or schools.valid_to is null)
    left join standing_extensions
        on
            cycles.cycle_id = standing_extensions.cycle_id
            and schools.school_id = standing_extensions.school_id
    qualify row_number() over (
        partition by cycles.cycle_id, schools.school_id
        order by schools.valid_from desc nulls last, schools.record_id desc
    ) = 1

)

select * from matched
