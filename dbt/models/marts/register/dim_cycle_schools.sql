with cycle_schools as (

    select * from {{ ref('int_cycle_schools_matched') }}

),

final as (

    select
        -- ids
        cycle_id,
        school_id,
        edition,

        -- texts
        name_zh,
        township,
        school_type,
        area,
        organisation,
        leadership,
        tier_held,
        education_group,

        -- numerics
        students,
        teachers,
        members

    from cycle_schools

)

select * from final
