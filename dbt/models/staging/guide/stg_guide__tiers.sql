with source as (

    select * from {{ ref('tiers') }}

),

renamed as (

    select
        -- ids
        edition,
        tier,

        -- texts
        name_zh,

        -- numerics
        sort,
        min_score,
        min_dimension_share,
        quota

    from source

)

select * from renamed
