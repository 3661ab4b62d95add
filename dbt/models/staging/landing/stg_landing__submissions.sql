with source as (

    select * from {{ source('landing', 'submissions') }}

),

renamed as (

    select
        -- ids
        submission_id,
        record_id,
        cycle_id,
        school_id,

        -- texts
        source as submission_source,
        outcome,

        -- numerics
        error_count,
        warning_count

    from source

)

select * from renamed
