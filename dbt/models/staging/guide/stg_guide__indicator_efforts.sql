with source as (

    select * from {{ ref('indicator_efforts') }}

),

renamed as (

    select
        -- ids
        edition,
        indicator as indicator_id,

        -- numerics
        effort as effort_hours

    from source

)

select * from renamed
