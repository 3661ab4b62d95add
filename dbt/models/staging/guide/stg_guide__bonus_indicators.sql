with source as (

    select * from {{ ref('bonus_indicators') }}

),

renamed as (

    select
        -- ids
        edition,
        indicator as indicator_id

    from source

)

select * from renamed
