with matches as (

    select * from {{ ref('int_indicators_matched') }}
    where comparison = 'crosswalk'

),

indicators as (

    select * from {{ ref('int_indicators_scored') }}
    where
        status <> 'not_applicable'
        and is_bonus is not true

),

pairs as (

    select
        current_scores.cycle_id,
        current_scores.school_id,
        current_scores.basis,
        current_scores.indicator_id,
        current_scores.point_millionths,
        current_scores.max_point_millionths,
        previous_scores.indicator_id as previous_indicator_id,
        previous_scores.point_millionths as previous_point_millionths,
        previous_scores.max_point_millionths as previous_max_point_millionths
    from matches
    inner join indicators as current_scores
        on
            matches.cycle_id = current_scores.cycle_id
            and matches.indicator_id = current_scores.indicator_id
    inner join indicators as previous_scores
        on
            matches.previous_cycle_id = previous_scores.cycle_id
            and matches.previous_indicator_id = previous_scores.indicator_id
            and current_scores.school_id = previous_scores.school_id
            and current_scores.basis = previous_scores.basis

),

-- Many may answer to many: on each side an indicator counts once.
present_indicators as (

    select distinct
        cycle_id,
        school_id,
        basis,
        indicator_id,
        point_millionths,
        max_point_millionths
    from pairs

),

previous_indicators as (

    select distinct
        cycle_id,
        school_id,
        basis,
        previous_indicator_id,
        previous_point_millionths,
        previous_max_point_millionths
    from pairs

),

present_totals as (

    select
        cycle_id,
        school_id,
        basis,
        sum(point_millionths) as point_millionths,
        sum(max_point_millionths) as applicable_millionths
    from present_indicators
    group by all

),

previous_totals as (

    select
        cycle_id,
        school_id,
        basis,
        sum(previous_point_millionths) as point_millionths,
        sum(previous_max_point_millionths) as applicable_millionths
    from previous_indicators
    group by all

),

compared as (

    select
        -- ids
        present_totals.cycle_id,
        present_totals.school_id,
        present_totals.basis,

        -- numerics
        {{ from_millionths('present_totals.applicable_millionths') }} as common_points,
        {{ from_millionths('previous_totals.applicable_millionths') }} as previous_common_points,
        {{ rounded_billionths(
            wide('present_totals.point_millionths'), wide('present_totals.applicable_millionths')
        ) }} as common_share,
        {{ rounded_billionths(
            wide('previous_totals.point_millionths'), wide('previous_totals.applicable_millionths')
        ) }} as previous_common_share

    from present_totals
    inner join previous_totals
        on
            present_totals.cycle_id = previous_totals.cycle_id
            and present_totals.school_id = previous_totals.school_id
            and present_totals.basis = previous_totals.basis

)

select * from compared
