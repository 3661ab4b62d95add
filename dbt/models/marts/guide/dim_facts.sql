with facts as (

    select * from {{ ref('stg_guide__facts') }}

),

fixed_facts as (

    select * from {{ ref('stg_guide__fixed_facts') }}

),

final as (

    select
        -- ids
        facts.edition,
        facts.fact_id,
        facts.indicator_id,

        -- texts
        facts.label_zh,
        facts.kind,
        facts.unit_zh,
        facts.answered_by,
        fixed_facts.fixed_reason_zh,

        -- numerics
        facts.sort,

        -- booleans
        facts.is_required,
        fixed_facts.fact_id is not null as is_fixed

    from facts
    left join fixed_facts
        on
            facts.edition = fixed_facts.edition
            and facts.fact_id = fixed_facts.fact_id

)

select * from final
