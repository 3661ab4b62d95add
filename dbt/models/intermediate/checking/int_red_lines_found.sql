with findings as (

    select * from {{ ref('int_findings_judged') }}

),

scored_schools as (

    select * from {{ ref('int_cycle_schools_scored') }}

),

red_lines as (

    select * from {{ ref('stg_guide__red_lines') }}

),

-- Several findings of one red line are one red line.
found as (

    select distinct
        scored_schools.cycle_id,
        scored_schools.school_id,
        scored_schools.edition,
        red_lines.red_line,
        red_lines.indicator_id,
        red_lines.effect,
        red_lines.value
    from findings
    inner join scored_schools
        on
            findings.cycle_id = scored_schools.cycle_id
            and findings.school_id = scored_schools.school_id
    inner join red_lines
        on
            scored_schools.edition = red_lines.edition
            and findings.red_line = red_lines.red_line
    where findings.is_in_force

)

select * from found
