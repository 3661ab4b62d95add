with evidence as (

    select * from {{ ref('int_evidence_judged') }}

),

submissions as (

    select * from {{ ref('int_submissions_judged') }}

),

final as (

    select
        -- ids
        evidence.cycle_id,
        evidence.school_id,
        evidence.original_sha256,
        evidence.record_id,
        evidence.submission_id,

        -- texts
        evidence.file_name,
        evidence.title,
        evidence.media_type,
        evidence.suffix,
        evidence.received_by,
        evidence.channel,
        evidence.withdrawal_reason,

        -- numerics
        evidence.size_bytes,

        -- booleans
        evidence.is_in_force,
        evidence.is_withdrawn,
        evidence.is_in_force
        and coalesce(submissions.is_in_force, false) as is_of_submission_in_force,

        -- timestamps
        evidence.received_at

    from evidence
    left join submissions on evidence.submission_id = submissions.submission_id
    where evidence.role = 'signed_form'

)

select * from final
