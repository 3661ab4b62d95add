with source as (

    select * from {{ ref('fixed_facts') }}

),

renamed as (

    select
        -- ids
        edition,
        fact as fact_id,

        -- texts
        reason_zh as fixed_reason_zh

    from source

)

select * from renamed
