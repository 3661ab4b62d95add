with scores as (

    select * from {{ ref('fct_alternative_scores') }}

),

-- Twice the mean place of those who share a rank, which is a whole number.
placed as (

    select
        *,
        {{ wide('2 * rank_county - 1') }} + count(*) over (
            partition by cycle_id, basis, aggregation, rank_county
        ) as official_place,
        {{ wide('2 * rank_alternative - 1') }} + count(*) over (
            partition by cycle_id, basis, aggregation, rank_alternative
        ) as alternative_place
    from scores

),

sums as (

    select
        cycle_id,
        basis,
        aggregation,
        count(*) as school_count,
        count(*) filter (where rank_shift <> 0) as moved_count,
        sum(abs(rank_shift)) as shift_sum,
        max(abs(rank_shift)) as max_absolute_shift,
        count(*) * sum(official_place * alternative_place)
        - sum(official_place) * sum(alternative_place) as covariance,
        count(*) * sum(official_place * official_place)
        - sum(official_place) * sum(official_place) as official_variance,
        count(*) * sum(alternative_place * alternative_place)
        - sum(alternative_place) * sum(alternative_place) as alternative_variance
    from placed
    group by all

),

final as (

    select
        -- ids
        cycle_id,
        basis,

        -- texts
        aggregation,

        -- numerics
        cast(school_count as integer) as school_count,
        cast(moved_count as integer) as moved_count,
        case
            when official_variance > 0 and alternative_variance > 0
                then
                    cast(
                        cast(covariance as double)
                        / (
                            sqrt(cast(official_variance as double))
                            * sqrt(cast(alternative_variance as double))
                        ) as decimal(18, 6)
                    )
        end as rank_correlation,
        {{ rounded_millionths(wide('shift_sum'), wide('school_count')) }} as mean_absolute_shift,
        cast(max_absolute_shift as integer) as max_absolute_shift

    from sums

)

select * from final
