with scored_schools as (

    select * from {{ ref('int_cycle_schools_scored') }}

),

indicators as (

    select * from {{ ref('int_indicators_scored') }}

),

totals as (

    select
        cycle_id,
        school_id,
        basis,
        cast(coalesce(sum(points), 0) as decimal(18, 6)) as points,
        cast(
            coalesce(sum(max_points) filter (where status <> 'not_applicable'), 0) as decimal(18, 6)
        ) as applicable_points,
        count(*) filter (where status = 'missing') as missing_indicator_count
    from indicators
    group by all

),

scaled as (

    select
        *,
        100 * {{ as_whole('points') }} as hundredfold_units,
        {{ as_whole('applicable_points') }} as applicable_units
    from totals

),

-- Where nothing applies there is no score.
totalled as (

    select
        -- ids
        scaled.cycle_id,
        scaled.school_id,
        scaled.basis,
        scored_schools.edition,
        scored_schools.submission_id,

        -- texts
        scored_schools.township,
        scored_schools.school_type,
        scored_schools.area,

        -- numerics
        scaled.points,
        scaled.applicable_points,
        case
            when scaled.applicable_units > 0
                then {{ as_decimal(round_half_up('scaled.hundredfold_units', 'scaled.applicable_units', 6)) }}
        end as score,
        scaled.missing_indicator_count,

        -- booleans
        scored_schools.is_late

    from scaled
    inner join scored_schools
        on
            scaled.cycle_id = scored_schools.cycle_id
            and scaled.school_id = scored_schools.school_id

)

select * from totalled
