with claims as (

    select * from {{ ref('int_claims_settled') }}

),

bonus_indicators as (

    select * from {{ ref('stg_guide__bonus_indicators') }}

),

final as (

    select
        -- ids
        claims.cycle_id,
        claims.school_id,
        claims.dimension_id,
        claims.edition,

        -- numerics
        cast(sum(claims.claimed_points) as decimal(18, 6)) as claimed_points,
        cast(sum(claims.max_points) as decimal(18, 6)) as max_points,
        cast(count(*) as integer) as indicator_count

    from claims
    left join bonus_indicators
        on
            claims.edition = bonus_indicators.edition
            and claims.indicator_id = bonus_indicators.indicator_id
    where
        claims.claimed_points is not null
        and bonus_indicators.indicator_id is null
    group by all

)

select * from final
