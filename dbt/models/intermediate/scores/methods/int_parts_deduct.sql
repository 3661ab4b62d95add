with parts as (

    {{ parts_of_method('deduct') }}

),

rule_items as (

    select
        *,
        {{ as_millionths('points') }} as item_millionths,
        {{ as_millionths('needed') }} as needed_millionths
    from {{ ref('stg_guide__rule_items') }}

),

answers as (

    select * from {{ ref('int_answers_settled') }}

),

-- A blank that got as far as this counts as 0.
item_answers as (

    select
        {{ part_key('parts') }},
        rule_items.kind,
        {{ wide('rule_items.item_millionths') }} as item_millionths,
        rule_items.needed_millionths,
        coalesce(answers.value_millionths, 0) as answer_millionths
    from parts
    inner join rule_items
        on
            parts.edition = rule_items.edition
            and parts.indicator_id = rule_items.indicator_id
            and parts.part = rule_items.part
    inner join answers
        on
            parts.cycle_id = answers.cycle_id
            and parts.school_id = answers.school_id
            and parts.basis = answers.basis
            and rule_items.fact_id = answers.fact_id
    where answers.state <> 'not_asked'

),

-- Millionths of points times millionths of what was counted: twelve places.
deductions as (

    select
        cycle_id,
        school_id,
        basis,
        indicator_id,
        part,
        count(*) as items_asked,
        sum(
            case
                when kind = 'each' then item_millionths * answer_millionths
                when kind = 'shortfall' and needed_millionths > answer_millionths
                    then item_millionths * (needed_millionths - answer_millionths)
                else 0
            end
        ) as deducted
    from item_answers
    group by all

),

fractions as (

    select
        parts.*,
        deductions.items_asked as asked_count,
        deductions.deducted,
        {{ wide('parts.max_point_millionths') }} * 1000000 - deductions.deducted as numerator,
        {{ wide('parts.max_point_millionths') }} * 1000000 as denominator,
        case when deductions.items_asked is null then 'skipped' else 'counted' end as outcome
    from parts
    left join deductions on {{ is_same_part('parts', 'deductions') }}

),

results as (

    select
        *,
        {{ held_share('numerator', 'denominator') }} as result_billionths
    from fractions

),

final as (

    select
        {{ part_columns({
            'items_asked': 'cast(asked_count as integer)',
            'points_deducted':
                'cast(cast(' ~ round_half_up('abs(deducted)', '1000000', 0)
                ~ ' as decimal(32, 0)) * 0.000001 as decimal(38, 6))',
        }) }}
    from results

)

select * from final
