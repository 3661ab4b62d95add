with problems as (

    select * from {{ ref('stg_landing__problems') }}

),

final as (

    select
        -- ids
        record_id,
        problem_number,
        submission_id,
        cycle_id,
        school_id,
        fact_id,

        -- texts
        severity,
        code,
        sheet,
        cell,
        found,
        parameters,
        confirmation,

        -- numerics
        line

    from problems

)

select * from final
