with source as (

    select * from {{ source('landing', 'evidence_files') }}

),

renamed as (

    select
        -- ids
        record_id,
        file_number,
        cycle_id,
        school_id,
        indicator_id,
        submission_id,
        original_sha256,

        -- texts
        role,
        file_name,
        title,
        media_type,
        suffix,

        -- numerics
        size_bytes

    from source

)

select * from renamed
