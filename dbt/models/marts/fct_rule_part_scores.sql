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
        {{ from_billionths('part_share_billionths') }} as part_share,
        {{ from_billionths('result_billionths') }} as result,
        cast({{ from_millionths('fact_millionths') }} as decimal(24, 6)) as fact_value,
        cast({{ from_millionths('base_millionths') }} as decimal(24, 6)) as base_value,
        {{ from_millionths('target_millionths') }} as target,
        {{ from_millionths('floor_millionths') }} as floor,
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
