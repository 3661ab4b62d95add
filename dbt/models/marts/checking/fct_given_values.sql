with given_values as (

    select * from {{ ref('int_given_values_judged') }}

),

final as (

    select
        -- ids
        cycle_id,
        school_id,
        fact_id,
        rater,
        edition,
        indicator_id,
        part,
        record_id,

        -- texts
        role,
        reason,
        received_by,

        -- numerics
        {{ from_millionths('given_millionths') }} as given_value,
        {{ from_millionths('said_millionths') }} as said_value,

        -- timestamps
        received_at

    from given_values

)

select * from final
