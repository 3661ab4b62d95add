with scored_schools as (

    select * from {{ ref('int_cycle_schools_scored') }}

),

not_applicable as (

    select * from {{ ref('stg_guide__not_applicable') }}

),

matched as (

    select distinct
        scored_schools.cycle_id,
        scored_schools.school_id,
        scored_schools.edition,
        not_applicable.indicator_id,
        not_applicable.fact_id
    from scored_schools
    inner join not_applicable on scored_schools.edition = not_applicable.edition
    where
        {{ is_about('not_applicable', 'scored_schools') }}

)

select * from matched
