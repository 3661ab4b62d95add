with rule_targets as (

    select * from {{ ref('rule_targets') }}

),

final as (

    select
        -- ids
        edition,
        indicator as indicator_id,
        part,
        attribute,
        value,

        -- numerics
        target

    from rule_targets

)

select * from final
