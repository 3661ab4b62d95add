with source as (

    select * from {{ ref('dimensions') }}

),

renamed as (

    select
        -- ids
        edition,
        dimension as dimension_id,

        -- texts
        name_zh,
        name_en,

        -- numerics
        sort

    from source

)

select * from renamed
