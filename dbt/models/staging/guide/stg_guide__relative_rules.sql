with source as (

    select * from {{ ref('relative_rules') }}

),

renamed as (

    select
        -- ids
        edition,
        indicator as indicator_id,
        part,

        -- texts
        compare,
        among,
        better,
        rest

    from source

)

select * from renamed
