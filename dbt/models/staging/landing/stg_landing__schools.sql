with source as (

    select * from {{ source('landing', 'schools') }}

),

renamed as (

    select
        -- ids
        record_id,
        line,
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

    from source

)

select * from renamed
