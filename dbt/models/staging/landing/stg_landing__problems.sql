with source as (

    select * from {{ source('landing', 'problems') }}

),

renamed as (

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

    from source

)

select * from renamed
