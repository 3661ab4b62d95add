with tiers as (

    select * from {{ ref('stg_guide__tiers') }}

),

tier_shares as (

    select * from {{ ref('stg_guide__tier_shares') }}

),

final as (

    select
        tiers.*,
        tier_shares.percent as first_percent,
        tier_shares.ties as first_ties
    from tiers
    left join tier_shares
        on
            tiers.edition = tier_shares.edition
            and tiers.tier = tier_shares.tier

)

select * from final
