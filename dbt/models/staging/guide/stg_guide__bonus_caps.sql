with source as (

    select * from {{ ref('bonus_caps') }}

),

renamed as (

    select
        -- ids
        edition,

        -- numerics
        most

    from source

)

select * from renamed
