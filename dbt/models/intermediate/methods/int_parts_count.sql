with parts as (

    {{ parts_of_method('count') }}

),

scaled as (

    select
        *,
        {{ as_whole('fact_value') }} as fact_units,
        {{ as_whole('target') }} as target_units,
        case when is_asked then 'counted' else 'skipped' end as outcome
    from parts

),

results as (

    select
        *,
        {{ held_share('fact_units', 'target_units') }} as result_units
    from scaled

),

final as (

    select
        {{ part_columns() }}
    from results

)

select * from final
