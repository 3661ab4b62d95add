with code_lists as (

    select * from {{ ref('code_lists') }}

),

final as (

    select
        -- ids
        list,
        code,

        -- texts
        name_zh,
        name_en

    from code_lists

)

select * from final
