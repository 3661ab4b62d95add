with facts as (

    select * from {{ ref('facts') }}

),

fixed_facts as (

    select * from {{ ref('fixed_facts') }}

),

final as (

    select
        -- ids
        facts.edition,
        facts.fact as fact_id,
        facts.indicator as indicator_id,

        -- texts
        facts.label_zh,
        facts.kind,
        facts.unit_zh,
        facts.answered_by,
        fixed_facts.reason_zh as fixed_reason_zh,

        -- numerics
        facts.sort,

        -- booleans
        facts.required = 1 as is_required,
        fixed_facts.fact is not null as is_fixed

    from facts
    left join fixed_facts
        on
            facts.edition = fixed_facts.edition
            and facts.fact = fixed_facts.fact

)

select * from final
