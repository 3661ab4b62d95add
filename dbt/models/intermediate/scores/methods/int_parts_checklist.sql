with parts as (

    {{ parts_of_method('checklist') }}

),

rule_items as (

    select * from {{ ref('stg_guide__rule_items') }}

),

answers as (

    select * from {{ ref('int_answers_settled') }}

),

item_counts as (

    select
        {{ part_key('parts') }},
        count(*) as items_asked,
        count(*) filter (where answers.value_flag) as items_met
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
    where
        rule_items.kind = 'item'
        and answers.state <> 'not_asked'
    group by all

),

counted as (

    select
        parts.*,
        coalesce(item_counts.items_asked, 0) as asked_count,
        coalesce(item_counts.items_met, 0) as met_count
    from parts
    left join item_counts on {{ is_same_part('parts', 'item_counts') }}

),

results as (

    select
        *,
        case when asked_count > 0 then 'counted' else 'skipped' end as outcome,
        {{ held_share(wide('met_count'), wide('asked_count')) }} as result_billionths
    from counted

),

final as (

    select
        {{ part_columns({
            'items_met': 'cast(met_count as integer)',
            'items_asked': 'cast(asked_count as integer)',
        }) }}
    from results

)

select * from final
