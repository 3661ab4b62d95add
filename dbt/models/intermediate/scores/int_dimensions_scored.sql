with indicators as (

    select * from {{ ref('int_indicators_scored') }}

),

-- Bonus indicators are added to the score, not to the dimension that they stand in.
sums as (

    select
        cycle_id,
        school_id,
        basis,
        edition,
        dimension_id,
        coalesce(sum(point_millionths) filter (where is_bonus is not true), 0)
            as point_millionths,
        coalesce(
            sum(max_point_millionths) filter (
                where status <> 'not_applicable' and is_bonus is not true
            ),
            0
        ) as max_point_millionths,
        count(*) filter (where is_bonus is not true) as indicator_count,
        count(*) filter (where status = 'missing' and is_bonus is not true) as missing_count,
        count(*) filter (where status = 'not_applicable' and is_bonus is not true)
            as not_applicable_count
    from indicators
    group by all

),

scored as (

    select
        -- ids
        cycle_id,
        school_id,
        basis,
        edition,
        dimension_id,

        -- numerics
        {{ from_millionths('point_millionths') }} as points,
        {{ from_millionths('max_point_millionths') }} as max_points,
        case
            when max_point_millionths > 0
                then {{ rounded_billionths('point_millionths', 'max_point_millionths') }}
        end as share,
        point_millionths,
        max_point_millionths,
        indicator_count,
        missing_count,
        not_applicable_count

    from sums

)

select * from scored
