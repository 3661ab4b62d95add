with reviews as (

    select * from {{ ref('int_reviews_judged') }}

),

final as (

    select
        -- ids
        record_id,
        cycle_id,
        school_id,
        fact_id,
        rater,

        -- texts
        answered_by,
        value as verified_value,
        reason,
        received_by,
        withdrawal_reason,

        -- booleans
        is_withdrawn,
        is_in_force,

        -- timestamps
        received_at

    from reviews

)

select * from final
