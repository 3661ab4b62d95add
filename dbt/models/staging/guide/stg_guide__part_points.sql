with source as (

    select * from {{ ref('part_points') }}

),

renamed as (

    select
        -- ids
        edition,
        indicator as indicator_id,
        part,

        -- numerics
        points

    from source

)

select * from renamed
