with source as (

    select * from {{ source('landing', 'townships') }}

),

renamed as (

    select
        -- ids
        record_id,
        line,
        township,

        -- numerics
        tile_row,
        tile_column

    from source

)

select * from renamed
