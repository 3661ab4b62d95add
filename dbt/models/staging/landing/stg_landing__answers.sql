with source as (

    select * from {{ source('landing', 'answers') }}

),

renamed as (

    select
        -- ids
        submission_id,
        record_id,
        cycle_id,
        school_id,
        basis,
        fact_id,

        -- texts
        value,
        raw,
        sheet,
        cell,
        evidence,
        note,
        reason,
        rater,

        -- numerics
        line

    from source

)

select * from renamed
