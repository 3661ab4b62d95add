with indicators as (

    select * from {{ ref('int_indicators_scored') }}

),

schools as (

    select * from {{ ref('int_schools_totalled') }}

),

matches as (

    select * from {{ ref('int_indicators_matched') }}

),

within_edition as (

    select
        current_scores.cycle_id,
        current_scores.school_id,
        current_scores.basis,
        current_scores.indicator_id,
        current_scores.edition,
        current_scores.dimension_id,
        matches.previous_cycle_id,
        matches.previous_edition,
        matches.comparison,
        matches.previous_indicator_id as previous_indicator_ids,
        current_scores.status,
        previous_scores.status as previous_status,
        current_scores.max_points,
        current_scores.share,
        previous_scores.share as previous_share,
        current_scores.points,
        previous_scores.points as previous_points
    from indicators as current_scores
    inner join matches
        on
            current_scores.cycle_id = matches.cycle_id
            and current_scores.indicator_id = matches.indicator_id
    inner join indicators as previous_scores
        on
            matches.previous_cycle_id = previous_scores.cycle_id
            and matches.previous_indicator_id = previous_scores.indicator_id
            and current_scores.school_id = previous_scores.school_id
            and current_scores.basis = previous_scores.basis
    where matches.comparison = 'same_edition'

),

counterparts as (

    select
        matches.cycle_id,
        matches.indicator_id,
        matches.previous_indicator_id,
        previous_scores.school_id,
        previous_scores.basis,
        previous_scores.status,
        previous_scores.max_point_millionths,
        {{ wide('previous_scores.max_point_millionths') }}
        * {{ as_billionths('previous_scores.share') }} as weighted_billionths
    from matches
    inner join indicators as previous_scores
        on
            matches.previous_cycle_id = previous_scores.cycle_id
            and matches.previous_indicator_id = previous_scores.indicator_id
    where matches.comparison = 'crosswalk'

),

-- What answers to an indicator in the edition before: a mean weighted by points, for the school.
answering as (

    select
        cycle_id,
        school_id,
        basis,
        indicator_id,
        {{ joined_text('previous_indicator_id') }} as previous_indicator_ids,
        count(*) filter (where status = 'missing') as missing_count,
        count(*) filter (where status <> 'not_applicable') as applicable_count,
        sum(max_point_millionths) filter (where status <> 'not_applicable')
            as max_point_millionths,
        sum(weighted_billionths) filter (where status <> 'not_applicable')
            as weighted_billionths
    from counterparts
    group by all

),

crossing as (

    select distinct
        cycle_id,
        indicator_id,
        previous_cycle_id,
        previous_edition,
        comparison
    from matches
    where comparison <> 'same_edition'

),

across_editions as (

    select
        current_scores.cycle_id,
        current_scores.school_id,
        current_scores.basis,
        current_scores.indicator_id,
        current_scores.edition,
        current_scores.dimension_id,
        crossing.previous_cycle_id,
        crossing.previous_edition,
        crossing.comparison,
        answering.previous_indicator_ids,
        current_scores.status,
        case
            when answering.missing_count > 0 then 'missing'
            when answering.applicable_count > 0 then 'scored'
            when answering.applicable_count = 0 then 'not_applicable'
        end as previous_status,
        current_scores.max_points,
        current_scores.share,
        case
            when answering.applicable_count > 0
                then {{ from_billionths(round_half_up(
                    'answering.weighted_billionths', wide('answering.max_point_millionths'), 0
                )) }}
        end as previous_share,
        current_scores.points,
        cast(null as decimal(18, 6)) as previous_points
    from indicators as current_scores
    inner join crossing
        on
            current_scores.cycle_id = crossing.cycle_id
            and current_scores.indicator_id = crossing.indicator_id
    inner join schools
        on
            crossing.previous_cycle_id = schools.cycle_id
            and current_scores.school_id = schools.school_id
            and current_scores.basis = schools.basis
    left join answering
        on
            current_scores.cycle_id = answering.cycle_id
            and current_scores.school_id = answering.school_id
            and current_scores.basis = answering.basis
            and current_scores.indicator_id = answering.indicator_id

),

compared as (

    select * from within_edition
    union all
    select * from across_editions

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
        previous_cycle_id,
        previous_edition,

        -- texts
        comparison,
        previous_indicator_ids,
        status,
        previous_status,

        -- numerics
        max_points,
        share,
        previous_share,
        share - previous_share as share_change,
        points,
        previous_points,
        points - previous_points as points_change

    from compared

)

select * from final
