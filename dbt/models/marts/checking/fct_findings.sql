with findings as (

    select * from {{ ref('int_findings_judged') }}

),

final as (

    select
        -- ids
        record_id,
        line,
        cycle_id,
        school_id,
        red_line,

        -- texts
        note,
        received_by,
        withdrawal_reason,

        -- booleans
        is_withdrawn,
        is_in_force,

        -- timestamps
        received_at

    from findings

)

select * from final
