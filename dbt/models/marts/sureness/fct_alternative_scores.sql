with schools as (

    select * from {{ ref('int_schools_totalled') }}
    where score is not null

),

ranks as (

    select * from {{ ref('int_schools_ranked') }}

),

indicators as (

    select * from {{ ref('int_indicators_scored') }}
    where
        status <> 'not_applicable'
        and is_bonus is not true

),

dimensions as (

    select * from {{ ref('int_dimensions_scored') }}
    where max_point_millionths > 0

),

equal_indicators as (

    select
        cycle_id,
        school_id,
        basis,
        'equal_indicators' as aggregation,
        {{ as_billionths('sum(share)') }} as share_sum,
        count(*) as share_count
    from indicators
    group by all

),

equal_dimensions as (

    select
        cycle_id,
        school_id,
        basis,
        'equal_dimensions' as aggregation,
        {{ as_billionths('sum(share)') }} as share_sum,
        count(*) as share_count
    from dimensions
    group by all

),

means as (

    select * from equal_indicators

    union all

    select * from equal_dimensions

),

-- The logarithms are summed as decimals, so that the order of summation changes nothing. A
-- dimension at 0 cannot be made up for: its score is 0.
logarithms as (

    select
        cycle_id,
        school_id,
        basis,
        'geometric_dimensions' as aggregation,
        min(share) as least_share,
        cast(sum(max_point_millionths) as double) as weight_sum,
        cast(
            sum(
                case
                    when share > 0
                        then
                            cast(
                                cast(max_point_millionths as double) * ln(cast(share as double))
                                as decimal(27, 9)
                            )
                end
            ) as double
        ) as weighted_sum
    from dimensions
    group by all

),

scores as (

    select
        cycle_id,
        school_id,
        basis,
        aggregation,
        {{ rounded_millionths(
            '100 * ' ~ wide('share_sum'), wide('share_count') ~ ' * 1000000000'
        ) }} as score
    from means

    union all

    select
        cycle_id,
        school_id,
        basis,
        aggregation,
        case
            when least_share <= 0 then cast(0 as decimal(18, 6))
            else cast(round(100 * exp(weighted_sum / weight_sum), 6) as decimal(18, 6))
        end as score
    from logarithms

),

-- However the points are put together, bonus and red lines come after.
whole as (

    select
        scores.cycle_id,
        scores.school_id,
        scores.basis,
        scores.aggregation,
        {{ from_millionths(
            whole_score(as_millionths('scores.score'), 'schools.bonus_added_millionths', 'schools')
        ) }} as score
    from scores
    inner join schools
        on
            scores.cycle_id = schools.cycle_id
            and scores.school_id = schools.school_id
            and scores.basis = schools.basis

),

ranked as (

    select
        *,
        rank() over (
            partition by cycle_id, basis, aggregation
            order by score desc
        ) as rank_alternative
    from whole

),

final as (

    select
        -- ids
        ranked.cycle_id,
        ranked.school_id,
        ranked.basis,

        -- texts
        ranked.aggregation,

        -- numerics
        ranked.score as alternative_score,
        cast(ranks.rank_county as integer) as rank_county,
        cast(ranked.rank_alternative as integer) as rank_alternative,
        cast(ranks.rank_county - ranked.rank_alternative as integer) as rank_shift

    from ranked
    inner join ranks
        on
            ranked.cycle_id = ranks.cycle_id
            and ranked.school_id = ranks.school_id
            and ranked.basis = ranks.basis

)

select * from final
