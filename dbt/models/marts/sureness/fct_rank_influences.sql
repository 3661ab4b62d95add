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
        schools.point_millionths - coalesce(indicators.point_millionths, 0) as point_millionths,
        case
            when indicators.status = 'not_applicable' then schools.applicable_millionths
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
scored as (

    select
        *,
        case
            when applicable_millionths > 0
                then {{ round_half_up(
                    '100 * ' ~ wide('point_millionths'), 'applicable_millionths', 6
                ) }}
        end as score_millionths
    from without_one

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
