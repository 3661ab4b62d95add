with source as (

    select * from {{ ref('not_applicable') }}

),

renamed as (

    select
        -- ids
        edition,
        indicator as indicator_id,
        fact as fact_id,
        attribute,
        value

    from source

)

select * from renamed
