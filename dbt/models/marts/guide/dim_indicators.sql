with indicators as (

    select * from {{ ref('stg_guide__indicators') }}

),

efforts as (

    select * from {{ ref('stg_guide__indicator_efforts') }}

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
        efforts.effort_hours

    from indicators
    left join efforts
        on
            indicators.edition = efforts.edition
            and indicators.indicator_id = efforts.indicator_id

)

select * from final
