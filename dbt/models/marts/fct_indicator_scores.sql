with indicators as (

    select * from {{ ref('int_indicators_scored') }}

),

schools as (

    select * from {{ ref('int_schools_totalled') }}

),

claims as (

    select * from {{ ref('stg_landing__claims') }}

),

joined as (

    select
        indicators.*,
        schools.applicable_points,
        claims.claimed_points,
        100 * {{ as_whole('indicators.gap_points') }} as hundredfold_gap_units,
        {{ as_whole('schools.applicable_points') }} as applicable_units
    from indicators
    inner join schools
        on
            indicators.cycle_id = schools.cycle_id
            and indicators.school_id = schools.school_id
            and indicators.basis = schools.basis
    left join claims
        on
            schools.submission_id = claims.submission_id
            and indicators.basis = 'self'
            and indicators.indicator_id = claims.indicator_id

),

final as (

    select
        -- ids
        cycle_id,
        school_id,
        basis,
        indicator_id,
        edition,
        dimension_id,

        -- texts
        status,
        capped_by_fact_id,
        zeroed_by_red_line,
        missing_fact_ids,

        -- numerics
        share,
        points,
        max_points,
        gap_points,
        case
            when hundredfold_gap_units is not null and applicable_units > 0
                then {{ as_decimal(round_half_up('hundredfold_gap_units', 'applicable_units', 6)) }}
        end as gap_score,
        share_before_caps,
        cap_max_share,
        cast(missing_fact_count as integer) as missing_fact_count,
        claimed_points

    from joined

)

select * from final
