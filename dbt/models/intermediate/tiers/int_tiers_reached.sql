with conditions as (

    select * from {{ ref('int_tier_conditions_judged') }}

),

highest as (

    select
        cycle_id,
        school_id,
        basis,
        tier as tier_reached
    from conditions
    where is_met
    qualify row_number() over (
        partition by cycle_id, school_id, basis
        order by min_score desc, sort asc nulls last
    ) = 1

)

select * from highest
