with source as (

    select * from {{ ref('rule_targets') }}

),

renamed as (

    select
        -- ids
        edition,
        indicator as indicator_id,
        part,
        attribute,
        value,

        -- numerics
        target

    from source

)

select * from renamed
