with parts as (

    select * from {{ ref('int_parts_scored') }}

),

bases as (

    {{ bases_stood_for() }}

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
        measured.cycle_id,
        measured.school_id,
        bases.basis,
        measured.indicator_id,
        measured.part,
        measured.edition,

        -- texts
        measured.method,
        measured.outcome,
        measured.band_key,

        -- numerics
        case
            when measured.part_point_millionths is null
                then {{ from_billionths('measured.part_weight') }}
            else {{ rounded_billionths(
                'measured.part_point_millionths', 'measured.max_point_millionths'
            ) }}
        end as part_share,
        {{ from_millionths('measured.part_point_millionths') }} as part_points,
        {{ from_billionths('measured.result_billionths') }} as result,
        cast({{ from_millionths('measured.fact_millionths') }} as decimal(24, 6)) as fact_value,
        cast({{ from_millionths('measured.base_millionths') }} as decimal(24, 6)) as base_value,
        cast(measured.ratio_value as decimal(38, 6)) as ratio_value,
        {{ from_millionths('measured.target_millionths') }} as target,
        {{ from_millionths('measured.floor_millionths') }} as floor,
        measured.items_met,
        measured.items_asked,
        measured.days_late,
        measured.points_deducted,
        {{ from_many_billionths('measured.compared_billionths') }} as compared_value,
        measured.place,
        measured.group_size,
        {{ from_many_billionths('measured.reference_billionths') }} as reference_value,

        -- dates
        measured.due_on,
        measured.done_on

    from measured
    inner join bases on measured.basis = bases.row_basis

)

select * from final
