with indicators as (

    select * from {{ ref('int_indicators_scored') }}

),

schools as (

    select * from {{ ref('int_schools_totalled') }}

),

claims as (

    select * from {{ ref('int_claims_settled') }}

),

-- What a school claims stands beside its own answers, not beside what was verified.
own_claims as (

    select
        cycle_id,
        school_id,
        'self' as basis,
        indicator_id,
        claimed_points
    from claims

),

joined as (

    select
        indicators.*,
        schools.applicable_millionths,
        schools.point_score_millionths,
        -- Of a bonus indicator what the cap of all of them still leaves.
        case
            when indicators.is_bonus is not true then null
            when schools.bonus_cap_millionths < schools.bonus_sum_millionths then 0
            else schools.bonus_cap_millionths - schools.bonus_sum_millionths
        end as bonus_left_millionths,
        indicators.max_point_millionths - indicators.point_millionths as open_millionths,
        own_claims.claimed_points
    from indicators
    inner join schools
        on
            indicators.cycle_id = schools.cycle_id
            and indicators.school_id = schools.school_id
            and indicators.basis = schools.basis
    left join own_claims
        on
            indicators.cycle_id = own_claims.cycle_id
            and indicators.school_id = own_claims.school_id
            and indicators.basis = own_claims.basis
            and indicators.indicator_id = own_claims.indicator_id

),

gapped as (

    select
        *,
        case
            when bonus_left_millionths < open_millionths then bonus_left_millionths
            else open_millionths
        end as gap_millionths
    from joined

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
        missing_attributes,

        -- numerics
        share,
        points,
        max_points,
        {{ from_millionths('gap_millionths') }} as gap_points,
        case
            when is_bonus and point_score_millionths is not null
                then {{ from_millionths('gap_millionths') }}
            when gap_millionths is not null and applicable_millionths > 0
                then {{ rounded_millionths(
                    '100 * ' ~ wide('gap_millionths'), 'applicable_millionths'
                ) }}
        end as gap_score,
        share_before_caps,
        cap_max_share,
        cast(missing_fact_count as integer) as missing_fact_count,
        claimed_points,
        {{ from_millionths('least_point_millionths') }} as least_points,

        -- booleans
        coalesce(is_bonus, false) as is_bonus

    from gapped

)

select * from final
