with source as (

    select * from {{ ref('editions') }}

),

renamed as (

    select
        -- ids
        edition,

        -- texts
        title_zh,
        status,
        note_zh,

        -- numerics
        dimension_count,
        indicator_count,
        total_points,

        -- dates
        valid_from

    from source

)

select * from renamed
