with scored_schools as (

    select * from {{ ref('int_cycle_schools_scored') }}

),

answers as (

    select * from {{ ref('stg_landing__answers') }}

),

county_answers as (

    select * from {{ ref('int_county_answers_settled') }}

),

said as (

    select
        scored_schools.cycle_id,
        scored_schools.school_id,
        answers.fact_id,
        'school' as said_by,
        answers.submission_id,
        answers.record_id,
        answers.value,
        answers.raw,
        answers.sheet,
        answers.cell,
        answers.evidence,
        answers.note,
        answers.reason,
        answers.line
    from scored_schools
    inner join answers on scored_schools.submission_id = answers.submission_id

    union all

    select
        cycle_id,
        school_id,
        fact_id,
        'county' as said_by,
        cast(null as string) as submission_id,
        record_id,
        value,
        raw,
        sheet,
        cell,
        evidence,
        note,
        reason,
        line
    from county_answers

)

select * from said
