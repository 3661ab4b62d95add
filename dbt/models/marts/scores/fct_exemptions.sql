with scored_schools as (

    select * from {{ ref('int_cycle_schools_scored') }}

),

not_applicable as (

    select * from {{ ref('dim_not_applicable') }}

),

final as (

    select
        -- ids
        scored_schools.cycle_id,
        scored_schools.school_id,
        not_applicable.indicator_id,
        not_applicable.case_number,
        scored_schools.edition,
        not_applicable.fact_id,

        -- texts
        not_applicable.attribute,
        not_applicable.value

    from scored_schools
    inner join not_applicable on scored_schools.edition = not_applicable.edition
    where
        {{ is_about('not_applicable', 'scored_schools') }}

)

select * from final
