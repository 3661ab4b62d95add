with rules as (

    select * from {{ ref('stg_guide__rules') }}

),

part_points as (

    select * from {{ ref('stg_guide__part_points') }}

),

relative_rules as (

    select * from {{ ref('stg_guide__relative_rules') }}

),

given_rules as (

    select * from {{ ref('int_given_rules_listed') }}

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
        rules.may_exceed,
        relative_rules.compare,
        relative_rules.among,
        relative_rules.better,
        relative_rules.rest,
        {{ from_millionths('given_rules.least_millionths') }} as least,
        {{ from_millionths('given_rules.most_millionths') }} as most,
        given_rules.mean_kind
    from rules
    left join part_points
        on
            rules.edition = part_points.edition
            and rules.indicator_id = part_points.indicator_id
            and rules.part = part_points.part
    left join relative_rules
        on
            rules.edition = relative_rules.edition
            and rules.indicator_id = relative_rules.indicator_id
            and rules.part = relative_rules.part
    left join given_rules
        on
            rules.edition = given_rules.edition
            and rules.indicator_id = given_rules.indicator_id
            and rules.part = given_rules.part

)

select * from final
