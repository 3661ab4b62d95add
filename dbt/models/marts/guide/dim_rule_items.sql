with rule_items as (

    select * from {{ ref('rule_items') }}

),

final as (

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

    from rule_items

)

select * from final
