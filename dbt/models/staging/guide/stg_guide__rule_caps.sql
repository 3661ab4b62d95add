with source as (

    select * from {{ ref('rule_caps') }}

),

renamed as (

    select
        -- ids
        edition,
        indicator as indicator_id,
        fact as fact_id,
        when_equal,

        -- numerics
        max_share

    from source

)

select * from renamed
