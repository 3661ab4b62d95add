with source as (

    select * from {{ ref('tier_shares') }}

),

renamed as (

    select
        -- ids
        edition,
        tier,

        -- texts
        ties,

        -- numerics
        percent

    from source

)

select * from renamed
