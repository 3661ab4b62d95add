with parts as (

    {{ parts_of_method('count') }}

),

judged as (

    select
        *,
        case when is_asked then 'counted' else 'skipped' end as outcome
    from parts

),

results as (

    select
        *,
        {{ held_share(wide('fact_millionths'), wide('target_millionths')) }} as result_billionths
    from judged

),

final as (

    select
        {{ part_columns() }}
    from results

)

select * from final
