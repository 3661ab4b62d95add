with source as (

    select * from {{ ref('indicators') }}

),

renamed as (

    select
        -- ids
        edition,
        indicator as indicator_id,
        dimension as dimension_id,

        -- texts
        name_zh,
        name_en,
        requirement_zh,
        rule_zh,
        nature,
        character,
        period_zh,
        evidence_zh,
        basis_zh,

        -- numerics
        sort,
        max_points

    from source

)

select * from renamed
