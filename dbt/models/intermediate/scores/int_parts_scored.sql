with parts as (

    select * from {{ ref('int_rule_parts_prepared') }}

),

-- Where steps 1 and 2 have decided, no part is looked at.
not_reached as (

    select
        *,
        'not_reached' as outcome,
        cast(null as bigint) as result_billionths
    from parts
    where gate <> 'reached'

),

scored as (

    {% for method in scoring_methods() %}
    select * from {{ ref('int_parts_' ~ method) }}

    union all

    {% endfor %}
    select
        {{ part_columns() }}
    from not_reached

)

select * from scored
