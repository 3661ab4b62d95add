with conditions as (

    select * from {{ ref('int_tier_conditions_judged') }}

),

final as (

    select
        -- ids
        cycle_id,
        school_id,
        basis,
        tier,
        edition,

        -- texts
        failed_dimension_ids,
        barring_red_lines,

        -- numerics
        score_short,
        failed_dimension_count,
        place,
        place_limit,

        -- booleans
        is_score_met,
        is_place_met,
        is_met

    from conditions

)

select * from final
