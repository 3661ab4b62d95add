with source as (

    select * from {{ source('landing', 'findings') }}

),

renamed as (

    select
        -- ids
        record_id,
        line,
        cycle_id,
        school_id,
        red_line,

        -- texts
        note

    from source

)

select * from renamed
