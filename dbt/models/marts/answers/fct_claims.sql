with claims as (

    select * from {{ ref('int_claims_settled') }}

),

final as (

    select
        -- ids
        cycle_id,
        school_id,
        indicator_id,
        edition,
        dimension_id,
        submission_id,
        record_id,

        -- texts
        claim_source as source,
        sheet,
        cell,
        evidence,

        -- numerics
        claimed_points,
        old_points,
        old_full_points,
        max_points

    from claims

)

select * from final
