with source as (

    select * from {{ source('landing', 'deadline_extensions') }}

),

renamed as (

    select
        -- ids
        record_id,
        cycle_id,
        school_id,

        -- texts
        reason,

        -- dates
        deadline

    from source

)

select * from renamed
