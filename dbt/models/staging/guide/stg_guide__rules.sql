with source as (

    select * from {{ ref('rules') }}

),

renamed as (

    select
        -- ids
        edition,
        indicator as indicator_id,
        part,
        fact as fact_id,
        base_fact as base_fact_id,

        -- texts
        method,
        when_base_zero,

        -- numerics
        share,
        base_value,
        target,
        floor,

        -- booleans
        may_exceed = 1 as may_exceed

    from source

)

select * from renamed
