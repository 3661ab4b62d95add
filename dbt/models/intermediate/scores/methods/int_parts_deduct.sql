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
        coalesce({{ counted_millionths('answers') }}, 0) as answer_millionths
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

-- Indicators in which a deduction stands beside other parts.
shared_indicators as (

    select
        edition,
        indicator_id
    from {{ ref('stg_guide__rules') }}
    group by all
    having
        count(*) > 1
        and count(*) filter (where method = 'deduct') > 0

),

counted_weights as (

    {% for method in scoring_methods() if method != 'deduct' %}
    select
        {{ part_key('counted') }},
        counted.part_weight
    from {{ ref('int_parts_' ~ method) }} as counted
    inner join shared_indicators
        on
            counted.edition = shared_indicators.edition
            and counted.indicator_id = shared_indicators.indicator_id
    where counted.outcome = 'counted'

    union all

    {% endfor %}
    select
        {{ part_key('parts') }},
        parts.part_weight
    from parts
    inner join deductions on {{ is_same_part('parts', 'deductions') }}

),

weight_sums as (

    select
        cycle_id,
        school_id,
        basis,
        indicator_id,
        {{ wide('sum(part_weight)') }} as weight_sum
    from counted_weights
    group by all

),

held as (

    select
        parts.*,
        deductions.items_asked as asked_count,
        deductions.deducted,
        weight_sums.weight_sum,
        {{ wide('parts.max_point_millionths') }} * 1000000 as whole,
        -- Down to 0, or to the fewest points that the indicator can have.
        (
            {{ wide('parts.max_point_millionths') }} - coalesce(parts.least_point_millionths, 0)
        ) * 1000000 as most_deducted,
        case when deductions.items_asked is null then 'skipped' else 'counted' end as outcome
    from parts
    left join deductions on {{ is_same_part('parts', 'deductions') }}
    left join weight_sums
        on
            parts.cycle_id = weight_sums.cycle_id
            and parts.school_id = weight_sums.school_id
            and parts.basis = weight_sums.basis
            and parts.indicator_id = weight_sums.indicator_id

),

-- What is taken off is what the guide says, off the indicator's points: a part that weighs less
-- than all counted parts together loses so much more of its own.
fractions as (

    select
        *,
        whole * part_weight - case
            when deducted < 0 then 0
            when deducted > most_deducted then most_deducted
            else deducted
        end * weight_sum as numerator,
        whole * part_weight as denominator
    from held

),

results as (

    select
        *,
        case
            when least_point_millionths is null
                then {{ held_share('numerator', 'denominator') }}
            else {{ round_half_up('numerator', 'denominator', 9) }}
        end as result_billionths
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
