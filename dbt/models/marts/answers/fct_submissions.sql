with submissions as (

    select * from {{ ref('int_submissions_judged') }}

),

answers as (

    select * from {{ ref('stg_landing__answers') }}

),

answer_counts as (

    select
        submission_id,
        count(value) as answer_count
    from answers
    where submission_id is not null
    group by all

),

final as (

    select
        -- ids
        submissions.submission_id,
        submissions.record_id,
        submissions.cycle_id,
        submissions.school_id,

        -- texts
        submissions.submission_source as source,
        submissions.file_name,
        submissions.original_sha256,
        submissions.received_by,
        submissions.channel,
        submissions.outcome,
        submissions.withdrawal_reason,

        -- numerics
        submissions.error_count,
        submissions.warning_count,
        cast(coalesce(answer_counts.answer_count, 0) as integer) as answer_count,

        -- booleans
        submissions.is_late,
        submissions.is_in_force,
        submissions.is_withdrawn,

        -- timestamps
        submissions.received_at

    from submissions
    left join answer_counts on submissions.submission_id = answer_counts.submission_id

)

select * from final
