with schools as (

    select * from {{ ref('int_schools_settled') }}

),

latest as (

    select
        -- ids
        school_id,

        -- texts
        name_zh,
        township,
        school_type,
        area,
        organisation,
        leadership,
        tier_held,
        education_group,
        merged_into,

        -- numerics
        students,
        teachers,
        members,

        -- dates
        valid_from,
        valid_to

    from schools
    qualify row_number() over (
        partition by school_id
        order by valid_from desc nulls last, record_id desc
    ) = 1

)

select * from latest
