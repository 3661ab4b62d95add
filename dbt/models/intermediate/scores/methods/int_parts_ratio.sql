with parts as (

    {{ parts_of_method('ratio') }}

),

-- (fact ÷ base − floor) ÷ (target − floor) as one fraction of whole numbers.
fractions as (

    select
        *,
        {{ wide('fact_millionths') }} * 1000000
        - {{ wide('floor_millionths') }} * base_millionths as numerator,
        {{ wide('base_millionths') }} * (target_millionths - floor_millionths) as denominator,
        {{ outcome_over_base() }} as outcome
    from parts

),

results as (

    select
        *,
        case
            when base_millionths = 0 then 0
            else {{ held_share('numerator', 'denominator') }}
        end as result_billionths
    from fractions

),

final as (

    select
        {{ part_columns() }}
    from results

)

select * from final
