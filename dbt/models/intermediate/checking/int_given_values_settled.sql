with given_values as (

    select * from {{ ref('int_given_values_judged') }}

),

summed as (

    select
        cycle_id,
        school_id,
        fact_id,
        edition,
        indicator_id,
        part,
        mean_kind,
        count(rater) as rater_count,
        count(*) filter (where role = 'counted') as counted_count,
        count(*) filter (where rater is null) > 0 as is_of_office,
        min(case when rater is not null then given_millionths end) as lowest_millionths,
        max(case when rater is not null then given_millionths end) as highest_millionths,
        {{ wide("sum(case when role = 'counted' then given_millionths end)") }} as given_sum,
        max(case when role = 'counted' then record_id end) as record_id
    from given_values
    group by all

),

-- Half up to 6 decimals, a negative by its magnitude.
settled as (

    select
        *,
        cast({{ round_half_up('abs(given_sum)', 'counted_count', 0) }} as bigint)
        * case when given_sum < 0 then -1 else 1 end as used_millionths
    from summed

)

select * from settled
