with source as (

    select * from {{ source('landing', 'compared_values') }}

),

renamed as (

    select
        -- ids
        cycle_id,
        school_id,
        basis,
        indicator_id,
        part,

        -- texts
        school_type,

        -- numerics
        value_billionths

    from source

)

select * from renamed
