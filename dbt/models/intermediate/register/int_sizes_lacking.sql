with cycle_schools as (

    select * from {{ ref('int_cycle_schools_matched') }}

),

rule_targets as (

    select * from {{ ref('stg_guide__rule_targets') }}

),

rules as (

    select * from {{ ref('stg_guide__rules') }}

),

not_applicable as (

    select * from {{ ref('stg_guide__not_applicable') }}

),

-- What the guide asks of a school's size: for a target of a fact, or for whom something is asked.
asked as (

    select
        rule_targets.edition,
        rule_targets.attribute,
        rule_targets.indicator_id,
        rules.fact_id,
        true as is_for_target
    from rule_targets
    inner join rules
        on
            rule_targets.edition = rules.edition
            and rule_targets.indicator_id = rules.indicator_id
            and rule_targets.part = rules.part

    union

    select
        edition,
        attribute,
        indicator_id,
        cast(null as string) as fact_id,
        false as is_for_target
    from not_applicable

),

lacking as (

    select
        cycle_schools.cycle_id,
        cycle_schools.school_id,
        cycle_schools.edition,
        asked.attribute,
        asked.indicator_id,
        asked.fact_id,
        asked.is_for_target
    from cycle_schools
    inner join asked on cycle_schools.edition = asked.edition
    where
        asked.attribute in {{ sizes() }}
        and {{ school_size('asked.attribute', 'cycle_schools') }} is null

)

select * from lacking
