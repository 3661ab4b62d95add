with dimensions as (

    select * from {{ ref('fct_dimension_claims') }}

),

claims as (

    select * from {{ ref('int_claims_settled') }}

),

-- All claims of a school are of one record.
sources as (

    select
        cycle_id,
        school_id,
        max(submission_id) as submission_id,
        max(record_id) as record_id,
        max(claim_source) as claim_source
    from claims
    group by all

),

totals as (

    select
        cycle_id,
        school_id,
        edition,
        sum(claimed_points) as claimed_points,
        sum(max_points) as max_points,
        sum(indicator_count) as indicator_count
    from dimensions
    group by all

),

final as (

    select
        -- ids
        totals.cycle_id,
        totals.school_id,
        totals.edition,
        sources.submission_id,
        sources.record_id,

        -- texts
        sources.claim_source as source,

        -- numerics
        cast(totals.claimed_points as decimal(18, 6)) as claimed_points,
        cast(totals.max_points as decimal(18, 6)) as max_points,
        cast(totals.indicator_count as integer) as indicator_count,
        cast(rank() over (
            partition by totals.cycle_id
            order by totals.claimed_points desc
        ) as integer) as rank_by_claims,
        cast(count(*) over (partition by totals.cycle_id) as integer) as claiming_school_count

    from totals
    inner join sources
        on
            totals.cycle_id = sources.cycle_id
            and totals.school_id = sources.school_id

)

select * from final
