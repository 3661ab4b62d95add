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
        coalesce(sum(point_millionths), 0) as point_millionths,
        coalesce(sum(max_point_millionths) filter (where status <> 'not_applicable'), 0)
            as applicable_millionths,
        count(*) filter (where status = 'missing') as missing_indicator_count
    from indicators
    group by all

),

-- Where nothing applies there is no score.
totalled as (

    select
        -- ids
        totals.cycle_id,
        totals.school_id,
        totals.basis,
        scored_schools.edition,
        scored_schools.submission_id,

        -- texts
        scored_schools.township,
        scored_schools.school_type,
        scored_schools.area,

        -- numerics
        {{ from_millionths('totals.point_millionths') }} as points,
        {{ from_millionths('totals.applicable_millionths') }} as applicable_points,
        cast(totals.applicable_millionths as bigint) as applicable_millionths,
        case
            when totals.applicable_millionths > 0
                then {{ rounded_millionths(
                    '100 * totals.point_millionths', 'totals.applicable_millionths'
                ) }}
        end as score,
        totals.missing_indicator_count,

        -- booleans
        scored_schools.is_late

    from totals
    inner join scored_schools
        on
            totals.cycle_id = scored_schools.cycle_id
            and totals.school_id = scored_schools.school_id

)

select * from totalled
