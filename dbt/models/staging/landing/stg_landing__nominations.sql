with source as (

    select * from {{ source('landing', 'nominations') }}

),

renamed as (

    select
        -- ids
        record_id,
        cycle_id,
        school_id,
        tier,
        build_id,

        -- texts
        basis,
        reason,

        -- numerics
        score,
        rank_county,

        -- booleans
        is_tier_reached

    from source

)

select * from renamed
