with source as (

    select * from {{ ref('given_rules') }}

),

renamed as (

    select
        -- ids
        edition,
        indicator as indicator_id,
        part,

        -- texts
        mean as mean_kind,

        -- numerics
        least,
        most

    from source

)

select * from renamed
