with source as (

    select * from {{ ref('indicator_floors') }}

),

renamed as (

    select
        -- ids
        edition,
        indicator as indicator_id,

        -- numerics
        least_points

    from source

)

select * from renamed
