with parts as (

    select * from {{ ref('int_parts_scored') }}

),

-- What a fact is of its base; negative where one of the two is.
measured as (

    select
        *,
        case
            when
                method in ('ratio', 'bands', 'relative')
                and outcome = 'counted'
                and base_millionths <> 0
                then
                    cast(cast({{ round_half_up(
                        'abs(' ~ wide('fact_millionths') ~ ')', 'abs(base_millionths)', 6
                    ) }} as decimal(32, 0)) * 0.000001 as decimal(38, 6))
                    * case when (fact_millionths < 0) <> (base_millionths < 0) then -1 else 1 end
        end as ratio_value
    from parts

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
        case
            when part_point_millionths is null then {{ from_billionths('part_weight') }}
            else {{ rounded_billionths('part_point_millionths', 'max_point_millionths') }}
        end as part_share,
        {{ from_millionths('part_point_millionths') }} as part_points,
        {{ from_billionths('result_billionths') }} as result,
        cast({{ from_millionths('fact_millionths') }} as decimal(24, 6)) as fact_value,
        cast({{ from_millionths('base_millionths') }} as decimal(24, 6)) as base_value,
        cast(ratio_value as decimal(38, 6)) as ratio_value,
        {{ from_millionths('target_millionths') }} as target,
        {{ from_millionths('floor_millionths') }} as floor,
        items_met,
        items_asked,
        days_late,
        points_deducted,
        {{ from_many_billionths('compared_billionths') }} as compared_value,
        place,
        group_size,
        {{ from_many_billionths('reference_billionths') }} as reference_value,

        -- dates
        due_on,
        done_on

    from measured

)

select * from final
