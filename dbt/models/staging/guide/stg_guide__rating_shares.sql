with source as (

    select * from {{ ref('rating_shares') }}

),

renamed as (

    select
        -- ids
        edition,
        rating,
        {{ adapter.quote('end') }} as shares_end,

        -- texts
        ties,

        -- numerics
        percent

    from source

)

select * from renamed
