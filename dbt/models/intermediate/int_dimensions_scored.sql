with indicators as (

    select * from {{ ref('int_indicators_scored') }}

),

sums as (

    select
        cycle_id,
        school_id,
        basis,
        edition,
        dimension_id,
        cast(coalesce(sum(points), 0) as decimal(18, 6)) as points,
        cast(
            coalesce(sum(max_points) filter (where status <> 'not_applicable'), 0) as decimal(18, 6)
        ) as max_points,
        count(*) as indicator_count,
        count(*) filter (where status = 'missing') as missing_count,
        count(*) filter (where status = 'not_applicable') as not_applicable_count
    from indicators
    group by all

),

scaled as (

    select
        *,
        {{ as_whole('points') }} as point_units,
        {{ as_whole('max_points') }} as max_point_units
    from sums

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
        points,
        max_points,
        case
            when max_point_units > 0
                then {{ as_decimal(round_half_up('point_units', 'max_point_units', 9), 9) }}
        end as share,
        point_units,
        max_point_units,
        indicator_count,
        missing_count,
        not_applicable_count

    from scaled

)

select * from scored
