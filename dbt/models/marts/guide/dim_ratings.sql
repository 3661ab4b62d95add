with ratings as (

    select * from {{ ref('ratings') }}

),

final as (

    select
        -- ids
        edition,
        rating,

        -- texts
        name_zh,

        -- numerics
        sort,
        min_score

    from ratings

)

select * from final
