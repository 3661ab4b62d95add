with indicators as (

    select * from {{ ref('int_indicators_scored') }}

),

schools as (

    select
        *,
        {{ as_millionths('points') }} as point_millionths
    from {{ ref('int_schools_totalled') }}
    where score is not null

),

ranks as (

    select * from {{ ref('int_schools_ranked') }}

),

-- Every school's totals less one indicator; where that one does not apply they stay as they are.
without_one as (

    select
        indicators.cycle_id,
        indicators.school_id,
        indicators.basis,
        indicators.indicator_id,
        schools.is_zeroed,
        schools.taken_off_millionths,
        schools.bonus_cap_millionths,
        schools.bonus_sum_millionths
        - case when indicators.is_bonus then coalesce(indicators.point_millionths, 0) else 0 end
            as bonus_sum_millionths,
        schools.point_millionths
        - case
            when indicators.is_bonus then 0
            else coalesce(indicators.point_millionths, 0)
        end as point_millionths,
        case
            when indicators.is_bonus or indicators.status = 'not_applicable'
                then schools.applicable_millionths
            else schools.applicable_millionths - indicators.max_point_millionths
        end as applicable_millionths
    from indicators
    inner join schools
        on
            indicators.cycle_id = schools.cycle_id
            and indicators.school_id = schools.school_id
            and indicators.basis = schools.basis

),

-- Without its one indicator a school may be left with nothing that applies: no score, no rank.
point_scored as (

    select
        *,
        case
            when applicable_millionths > 0
                then {{ round_half_up(
                    '100 * ' ~ wide('point_millionths'), 'applicable_millionths', 6
                ) }}
        end as point_score_millionths
    from without_one

),

scored as (

    select
        point_scored.*,
        case
            when point_scored.point_score_millionths is not null
                then {{ whole_score(
                    'point_scored.point_score_millionths',
                    held_bonus('point_scored.bonus_sum_millionths', 'point_scored'),
                    'point_scored'
                ) }}
        end as score_millionths
    from point_scored

),

ranked as (

    select
        *,
        case
            when score_millionths is not null
                then rank() over (
                    partition by cycle_id, basis, indicator_id
                    order by score_millionths desc nulls last
                )
        end as rank_without
    from scored

),

final as (

    select
        -- ids
        ranked.cycle_id,
        ranked.school_id,
        ranked.basis,
        ranked.indicator_id,

        -- numerics
        {{ from_millionths('ranked.score_millionths') }} as score_without,
        cast(ranks.rank_county as integer) as rank_county,
        cast(ranked.rank_without as integer) as rank_without,
        cast(ranks.rank_county - ranked.rank_without as integer) as rank_change

    from ranked
    inner join ranks
        on
            ranked.cycle_id = ranks.cycle_id
            and ranked.school_id = ranks.school_id
            and ranked.basis = ranks.basis

)

select * from final
