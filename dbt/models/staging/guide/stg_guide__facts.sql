with source as (

    select * from {{ ref('facts') }}

),

renamed as (

    select
        -- ids
        edition,
        fact as fact_id,
        indicator as indicator_id,

        -- texts
        label_zh,
        kind,
        unit_zh,
        answered_by,

        -- numerics
        sort,

        -- booleans
        required = 1 as is_required

    from source

)

select * from renamed
