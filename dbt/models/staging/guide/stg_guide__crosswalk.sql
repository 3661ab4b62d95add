with source as (

    select * from {{ ref('crosswalk') }}

),

renamed as (

    select
        -- ids
        from_edition,
        from_indicator as from_indicator_id,
        to_edition,
        to_indicator as to_indicator_id

    from source

)

select * from renamed
