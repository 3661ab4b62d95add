with parts as (

    {{ parts_of_method('ratio') }}

),

scaled as (

    select
        *,
        {{ as_whole('fact_value') }} as fact_units,
        {{ as_whole('base_value') }} as base_units,
        {{ as_whole('target') }} as target_units,
        {{ as_whole('floor') }} as floor_units
    from parts

),

-- (fact ÷ base − floor) ÷ (target − floor) as one fraction of whole numbers.
fractions as (

    select
        *,
        fact_units * 1000000 - floor_units * base_units as numerator,
        base_units * (target_units - floor_units) as denominator,
        case
            when not is_asked then 'skipped'
            when base_units <> 0 then 'counted'
            when when_base_zero = 'not_applicable' then 'makes_not_applicable'
            when when_base_zero = 'skip_part' then 'skipped'
            else 'counted'
        end as outcome
    from scaled

),

results as (

    select
        *,
        case
            when base_units = 0 then 0
            else {{ held_share('numerator', 'denominator') }}
        end as result_units
    from fractions

),

final as (

    select
        {{ part_columns() }}
    from results

)

select * from final
