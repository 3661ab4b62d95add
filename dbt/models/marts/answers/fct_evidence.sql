with evidence as (

    select * from {{ ref('int_evidence_judged') }}

),

final as (

    select
        -- ids
        cycle_id,
        school_id,
        indicator_id,
        original_sha256,
        record_id,

        -- texts
        file_name,
        title,
        media_type,
        suffix,
        received_by,
        channel,
        withdrawal_reason,

        -- numerics
        size_bytes,

        -- booleans
        is_in_force,
        is_withdrawn,

        -- timestamps
        received_at

    from evidence
    where role = 'evidence'

)

select * from final
