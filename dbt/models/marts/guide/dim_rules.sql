with rules as (

    select * from {{ ref('stg_guide__rules') }}

),

part_points as (

    select * from {{ ref('stg_guide__part_points') }}

),

final as (

    select
        rules.edition,
        rules.indicator_id,
        rules.part,
        rules.fact_id,
        rules.base_fact_id,
        rules.method,
        rules.when_base_zero,
        rules.share,
        part_points.points as part_points,
        rules.base_value,
        rules.target,
        rules.floor,
        rules.may_exceed
    from rules
    left join part_points
        on
            rules.edition = part_points.edition
            and rules.indicator_id = part_points.indicator_id
            and rules.part = part_points.part

)

select * from final
