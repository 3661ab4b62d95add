with source as (

    select * from {{ ref('rule_items') }}

),

renamed as (

    select
        -- ids
        edition,
        indicator as indicator_id,
        part,
        fact as fact_id,
        kind,

        -- numerics
        points,
        needed

    from source

)

select * from renamed
