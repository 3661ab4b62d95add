with source as (

    select * from {{ source('landing', 'withdrawals') }}

),

renamed as (

    select
        -- ids
        record_id,
        withdrawn_record_id,
        cycle_id,
        school_id,
        fact_id,
        red_line,
        original_sha256,

        -- texts
        reason

    from source

)

select * from renamed
