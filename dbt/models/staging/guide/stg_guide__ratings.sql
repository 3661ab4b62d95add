with source as (

    select * from {{ ref('ratings') }}

),

renamed as (

    select
        -- ids
        edition,
        rating,

        -- texts
        name_zh,

        -- numerics
        sort,
        min_score

    from source

)

select * from renamed
