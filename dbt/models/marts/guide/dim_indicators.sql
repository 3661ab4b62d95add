with indicators as (

    select * from {{ ref('stg_guide__indicators') }}

),

efforts as (

    select * from {{ ref('stg_guide__indicator_efforts') }}

),

floors as (

    select * from {{ ref('stg_guide__indicator_floors') }}

),

bonus_indicators as (

    select * from {{ ref('stg_guide__bonus_indicators') }}

),

final as (

    select
        -- ids
        indicators.edition,
        indicators.indicator_id,
        indicators.dimension_id,

        -- texts
        indicators.name_zh,
        indicators.name_en,
        indicators.requirement_zh,
        indicators.rule_zh,
        indicators.nature,
        indicators.character,
        indicators.period_zh,
        indicators.evidence_zh,
        indicators.basis_zh,

        -- numerics
        indicators.sort,
        indicators.max_points,
        efforts.effort_hours,
        floors.least_points,

        -- booleans
        bonus_indicators.indicator_id is not null as is_bonus

    from indicators
    left join efforts
        on
            indicators.edition = efforts.edition
            and indicators.indicator_id = efforts.indicator_id
    left join floors
        on
            indicators.edition = floors.edition
            and indicators.indicator_id = floors.indicator_id
    left join bonus_indicators
        on
            indicators.edition = bonus_indicators.edition
            and indicators.indicator_id = bonus_indicators.indicator_id

)

select * from final
