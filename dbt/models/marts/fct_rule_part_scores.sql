with parts as (

    select * from {{ ref('int_parts_scored') }}

),

final as (

    select
        -- ids
        cycle_id,
        school_id,
        basis,
        indicator_id,
        part,
        edition,

        -- texts
        method,
        outcome,
        band_key,

        -- numerics
        part_share,
        {{ as_decimal('result_units', 9) }} as result,
        fact_value,
        base_value,
        target,
        floor,
        items_met,
        items_asked,
        days_late,
        points_deducted,

        -- dates
        due_on,
        done_on

    from parts

)

select * from final
