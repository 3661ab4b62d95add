with dimensions as (

    select * from {{ ref('stg_guide__dimensions') }}

),

indicators as (

    select * from {{ ref('stg_guide__indicators') }}

),

bonus_indicators as (

    select * from {{ ref('stg_guide__bonus_indicators') }}

),

-- Bonus indicators are added to the score, not to the dimension that they stand in.
indicator_sums as (

    select
        indicators.edition,
        indicators.dimension_id,
        cast(sum(indicators.max_points) as decimal(18, 6)) as max_points,
        cast(count(*) as integer) as indicator_count
    from indicators
    left join bonus_indicators
        on
            indicators.edition = bonus_indicators.edition
            and indicators.indicator_id = bonus_indicators.indicator_id
    where bonus_indicators.indicator_id is null
    group by all

),

final as (

    select
        -- ids
        dimensions.edition,
        dimensions.dimension_id,

        -- texts
        dimensions.name_zh,
        dimensions.name_en,

        -- numerics
        dimensions.sort,
        coalesce(indicator_sums.max_points, 0) as max_points,
        coalesce(indicator_sums.indicator_count, 0) as indicator_count

    from dimensions
    left join indicator_sums
        on
            dimensions.edition = indicator_sums.edition
            and dimensions.dimension_id = indicator_sums.dimension_id

)

select * from final
