with source as (

    select * from {{ source('landing', 'cycles') }}

),

renamed as (

    select
        -- ids
        record_id,
        line,
        cycle_id,
        edition,

        -- dates
        starts_on,
        ends_on,
        deadline

    from source

)

select * from renamed
