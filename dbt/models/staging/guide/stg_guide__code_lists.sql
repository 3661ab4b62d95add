with source as (

    select * from {{ ref('code_lists') }}

),

renamed as (

    select
        -- ids
        list,
        code,

        -- texts
        name_zh,
        name_en

    from source

)

select * from renamed
