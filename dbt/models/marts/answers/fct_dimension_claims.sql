with claims as (

    select * from {{ ref('int_claims_settled') }}

),

final as (

    select
        -- ids
        cycle_id,
        school_id,
        dimension_id,
        edition,

        -- numerics
        cast(sum(claimed_points) as decimal(18, 6)) as claimed_points,
        cast(sum(max_points) as decimal(18, 6)) as max_points,
        cast(count(*) as integer) as indicator_count

    from claims
    where claimed_points is not null
    group by all

)

select * from final
