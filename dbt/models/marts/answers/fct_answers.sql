with answers as (

    select * from {{ ref('int_answers_settled') }}

),

final as (

    select
        -- ids
        cycle_id,
        school_id,
        basis,
        fact_id,
        edition,
        indicator_id,
        submission_id,
        record_id,

        -- texts
        kind,
        answered_by,
        state,
        value,
        value_grade,
        raw,
        sheet,
        cell,
        evidence,
        note,
        reason,

        -- numerics
        cast({{ from_millionths('value_millionths') }} as decimal(24, 6)) as value_number,
        line,

        -- booleans
        value_flag,
        is_required,
        is_verified,

        -- dates
        value_date

    from answers

)

select * from final
