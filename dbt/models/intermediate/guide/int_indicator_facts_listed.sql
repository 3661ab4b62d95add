with facts as (

    select * from {{ ref('facts') }}

),

rules as (

    select * from {{ ref('rules') }}

),

rule_items as (

    select * from {{ ref('rule_items') }}

),

rule_caps as (

    select * from {{ ref('rule_caps') }}

),

-- A fact belongs to the indicator it is listed under and to each one that uses it.
uses as (

    select
        edition,
        indicator,
        fact
    from facts

    union

    select
        edition,
        indicator,
        fact
    from rules
    where fact is not null

    union

    select
        edition,
        indicator,
        base_fact as fact
    from rules
    where base_fact is not null

    union

    select
        edition,
        indicator,
        fact
    from rule_items

    union

    select
        edition,
        indicator,
        fact
    from rule_caps

),

listed as (

    select
        uses.edition,
        uses.indicator as indicator_id,
        uses.fact as fact_id,
        facts.required = 1 as is_required
    from uses
    inner join facts
        on
            uses.edition = facts.edition
            and uses.fact = facts.fact

)

select * from listed
