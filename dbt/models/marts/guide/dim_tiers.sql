with tiers as (

    select * from {{ ref('tiers') }}

),

final as (

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

    from tiers

)

select * from final
