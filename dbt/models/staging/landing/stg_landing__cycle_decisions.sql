with source as (

    select * from {{ source('landing', 'cycle_decisions') }}

),

renamed as (

    select
        -- ids
        record_id,
        cycle_id,

        -- texts
        decision,
        reason

    from source

)

select * from renamed
