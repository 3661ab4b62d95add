with facts as (

    select * from {{ ref('stg_guide__facts') }}

),

rules as (

    select * from {{ ref('stg_guide__rules') }}

),

rule_items as (

    select * from {{ ref('stg_guide__rule_items') }}

),

rule_caps as (

    select * from {{ ref('stg_guide__rule_caps') }}

),

-- A fact belongs to the indicator it is listed under and to each one that uses it.
uses as (

    select
        edition,
        indicator_id,
        fact_id
    from facts

    union

    select
        edition,
        indicator_id,
        fact_id
    from rules
    where fact_id is not null

    union

    select
        edition,
        indicator_id,
        base_fact_id as fact_id
    from rules
    where base_fact_id is not null

    union

    select
        edition,
        indicator_id,
        fact_id
    from rule_items

    union

    select
        edition,
        indicator_id,
        fact_id
    from rule_caps

),

listed as (

    select
        uses.edition,
        uses.indicator_id,
        uses.fact_id,
        facts.is_required
    from uses
    inner join facts
        on
            uses.edition = facts.edition
            and uses.fact_id = facts.fact_id

)

select * from listed
