with scored_schools as (

    select * from {{ ref('int_cycle_schools_scored') }}

),

indicators as (

    select * from {{ ref('int_indicators_scored') }}

),

red_lines as (

    select
        *,
        {{ as_millionths('try_cast(value as decimal(24, 6))') }} as value_millionths
    from {{ ref('int_red_lines_found') }}

),

guide_red_lines as (

    select * from {{ ref('stg_guide__red_lines') }}

),

bonus_indicators as (

    select * from {{ ref('stg_guide__bonus_indicators') }}

),

bonus_caps as (

    select
        *,
        {{ as_millionths('most') }} as most_millionths
    from {{ ref('stg_guide__bonus_caps') }}

),

-- A guide without bonus indicators, or without a red line that takes points off the score, has
-- neither of these figures, not a 0.
bonus_editions as (

    select distinct edition
    from bonus_indicators

),

taking_editions as (

    select distinct edition
    from guide_red_lines
    where effect = 'take_off'

),

totals as (

    select
        cycle_id,
        school_id,
        basis,
        coalesce(sum(point_millionths) filter (where is_bonus is not true), 0)
            as point_millionths,
        coalesce(
            sum(max_point_millionths) filter (
                where status <> 'not_applicable' and is_bonus is not true
            ),
            0
        ) as applicable_millionths,
        coalesce(sum(point_millionths) filter (where is_bonus), 0) as bonus_millionths,
        count(*) filter (where status = 'missing') as missing_indicator_count
    from indicators
    group by all

),

taken as (

    select
        cycle_id,
        school_id,
        sum(value_millionths) filter (where effect = 'take_off') as taken_off_millionths,
        count(*) filter (where effect = 'zero_score') > 0 as is_zeroed
    from red_lines
    group by all

),

weighed as (

    select
        totals.*,
        scored_schools.edition,
        case when bonus_editions.edition is not null then totals.bonus_millionths end
            as bonus_sum_millionths,
        bonus_caps.most_millionths as bonus_cap_millionths,
        case
            when taking_editions.edition is not null
                then coalesce(taken.taken_off_millionths, 0)
        end as taken_off_millionths,
        coalesce(taken.is_zeroed, false) as is_zeroed,
        case
            when totals.applicable_millionths > 0
                then {{ round_half_up(
                    '100 * ' ~ wide('totals.point_millionths'), 'totals.applicable_millionths', 6
                ) }}
        end as point_score_millionths
    from totals
    inner join scored_schools
        on
            totals.cycle_id = scored_schools.cycle_id
            and totals.school_id = scored_schools.school_id
    left join taken
        on
            totals.cycle_id = taken.cycle_id
            and totals.school_id = taken.school_id
    left join bonus_editions on scored_schools.edition = bonus_editions.edition
    left join bonus_caps on scored_schools.edition = bonus_caps.edition
    left join taking_editions on scored_schools.edition = taking_editions.edition

),

added as (

    select
        *,
        {{ held_bonus('weighed.bonus_sum_millionths', 'weighed') }} as bonus_added_millionths
    from weighed

),

-- Where nothing applies there is no score. Dimensions may be below 0, the score is not.
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
            when totals.point_score_millionths is not null
                then {{ from_millionths(
                    whole_score('totals.point_score_millionths', 'totals.bonus_added_millionths', 'totals')
                ) }}
        end as score,
        case
            when totals.point_score_millionths + coalesce(totals.bonus_added_millionths, 0) < 0
                then cast(0 as decimal(18, 6))
            else {{ from_millionths(
                'totals.point_score_millionths + coalesce(totals.bonus_added_millionths, 0)'
            ) }}
        end as score_before_red_lines,
        {{ from_millionths('totals.bonus_added_millionths') }} as bonus_points,
        {{ from_millionths('totals.taken_off_millionths') }} as taken_off,
        cast(totals.point_score_millionths as bigint) as point_score_millionths,
        cast(totals.bonus_sum_millionths as bigint) as bonus_sum_millionths,
        totals.bonus_cap_millionths,
        cast(totals.bonus_added_millionths as bigint) as bonus_added_millionths,
        cast(totals.taken_off_millionths as bigint) as taken_off_millionths,
        totals.missing_indicator_count,

        -- booleans
        totals.is_zeroed,
        scored_schools.is_late

    from added as totals
    inner join scored_schools
        on
            totals.cycle_id = scored_schools.cycle_id
            and totals.school_id = scored_schools.school_id

)

select * from totalled
