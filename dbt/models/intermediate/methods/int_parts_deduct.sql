with parts as (

    {{ parts_of_method('deduct') }}

),

rule_items as (

    select * from {{ ref('rule_items') }}

),

answers as (

    select * from {{ ref('int_answers_settled') }}

),

-- A blank that got as far as this counts as 0.
item_answers as (

    select
        parts.cycle_id,
        parts.school_id,
        parts.basis,
        parts.indicator_id,
        parts.part,
        rule_items.kind,
        {{ as_whole('rule_items.points') }} as points_units,
        {{ as_whole('rule_items.needed') }} as needed_units,
        {{ as_whole('coalesce(answers.value_number, 0)') }} as fact_units
    from parts
    inner join rule_items
        on
            parts.edition = rule_items.edition
            and parts.indicator_id = rule_items.indicator
            and parts.part = rule_items.part
    inner join answers
        on
            parts.cycle_id = answers.cycle_id
            and parts.school_id = answers.school_id
            and parts.basis = answers.basis
            and rule_items.fact = answers.fact_id
    where answers.state <> 'not_asked'

),

-- Points and facts have six places each: what is taken off has twelve.
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
                when kind = 'each' then points_units * fact_units
                when kind = 'shortfall' and needed_units > fact_units
                    then points_units * (needed_units - fact_units)
                else 0
            end
        ) as deducted_units
    from item_answers
    group by all

),

fractions as (

    select
        parts.*,
        deductions.items_asked as asked_count,
        deductions.deducted_units,
        {{ as_whole('parts.max_points') }} * 1000000 - deductions.deducted_units as numerator,
        {{ as_whole('parts.max_points') }} * 1000000 as denominator,
        case when deductions.items_asked is null then 'skipped' else 'counted' end as outcome
    from parts
    left join deductions
        on
            parts.cycle_id = deductions.cycle_id
            and parts.school_id = deductions.school_id
            and parts.basis = deductions.basis
            and parts.indicator_id = deductions.indicator_id
            and parts.part = deductions.part

),

results as (

    select
        *,
        {{ held_share('numerator', 'denominator') }} as result_units
    from fractions

),

final as (

    select
        {{ part_columns({
            'items_asked': 'cast(asked_count as integer)',
            'points_deducted': 'cast(deducted_units * 0.000001 as decimal(38,6))',
        }) }}
    from results

)

select * from final
