with source as (

    select * from {{ ref('rule_bands') }}

),

renamed as (

    select
        -- ids
        edition,
        indicator as indicator_id,
        part,
        bound,
        key,

        -- numerics
        share

    from source

)

select * from renamed
