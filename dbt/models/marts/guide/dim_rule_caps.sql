with rule_caps as (

    select * from {{ ref('rule_caps') }}

),

final as (

    select
        -- ids
        edition,
        indicator as indicator_id,
        fact as fact_id,
        when_equal,

        -- numerics
        max_share

    from rule_caps

)

select * from final
