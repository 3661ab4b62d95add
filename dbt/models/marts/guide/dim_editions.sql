with editions as (

    select * from {{ ref('stg_guide__editions') }}

),

bonus_caps as (

    select * from {{ ref('stg_guide__bonus_caps') }}

),

final as (

    select
        editions.*,
        bonus_caps.most as most_bonus_points
    from editions
    left join bonus_caps on editions.edition = bonus_caps.edition

)

select * from final
