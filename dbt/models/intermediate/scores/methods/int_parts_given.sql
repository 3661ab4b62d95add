with parts as (

    {{ parts_of_method('given') }}

),

given_rules as (

    select * from {{ ref('int_given_rules_listed') }}

),

-- The value as a share of the part's points, of all parts: max points × weight ÷ all weights.
fractions as (

    select
        parts.*,
        {{ wide('parts.fact_millionths') }} * given_rules.weight_sum as numerator,
        {{ wide('parts.max_point_millionths') }} * parts.part_weight as denominator,
        case when parts.is_asked then 'counted' else 'skipped' end as outcome
    from parts
    inner join given_rules
        on
            parts.edition = given_rules.edition
            and parts.indicator_id = given_rules.indicator_id
            and parts.part = given_rules.part

),

-- Below 0 only where the guide gives the indicator a floor.
results as (

    select
        *,
        {{ round_half_up('abs(numerator)', 'denominator', 9) }}
        * case when numerator < 0 then -1 else 1 end as result_billionths
    from fractions

),

final as (

    select
        {{ part_columns() }}
    from results

)

select * from final
