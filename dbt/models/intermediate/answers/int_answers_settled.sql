with scored_schools as (

    select * from {{ ref('int_cycle_schools_scored') }}

),

facts as (

    select * from {{ ref('stg_guide__facts') }}

),

said as (

    select * from {{ ref('int_answers_said') }}

),

county_answers as (

    select * from {{ ref('int_county_answers_settled') }}

),

exemptions as (

    select * from {{ ref('int_exemptions_matched') }}

),

indicator_facts as (

    select * from {{ ref('int_indicator_facts_listed') }}

),

bases as (

    {{ bases_by_difference() }}

),

fact_uses as (

    select
        edition,
        fact_id,
        count(*) as use_count
    from indicator_facts
    group by all

),

-- A fact is not asked where it is excused by name, or where every indicator it belongs to is.
unasked_facts as (

    select
        cycle_id,
        school_id,
        fact_id
    from exemptions
    where fact_id is not null

    union

    select
        exemptions.cycle_id,
        exemptions.school_id,
        indicator_facts.fact_id
    from exemptions
    inner join indicator_facts
        on
            exemptions.edition = indicator_facts.edition
            and exemptions.indicator_id = indicator_facts.indicator_id
    inner join fact_uses
        on
            indicator_facts.edition = fact_uses.edition
            and indicator_facts.fact_id = fact_uses.fact_id
    where exemptions.fact_id is null
    group by
        exemptions.cycle_id,
        exemptions.school_id,
        indicator_facts.fact_id
    having count(*) = max(fact_uses.use_count)

),

expected as (

    select
        scored_schools.cycle_id,
        scored_schools.school_id,
        bases.basis,
        scored_schools.edition,
        facts.fact_id,
        facts.kind,
        facts.answered_by
    from scored_schools
    inner join facts on scored_schools.edition = facts.edition
    inner join bases on scored_schools.bases_may_differ = bases.bases_may_differ

),

-- The county's word goes before the school's, also where it says that there is no value.
judged as (

    select
        expected.*,
        unasked_facts.fact_id is null as is_asked,
        county_answers.fact_id is not null
        and expected.answered_by = 'school'
        and expected.basis = 'verified' as is_verified,
        case
            when expected.answered_by = 'county' then 'county'
            when expected.basis = 'verified' and county_answers.fact_id is not null
                then 'county'
            else 'school'
        end as said_by
    from expected
    left join unasked_facts
        on
            expected.cycle_id = unasked_facts.cycle_id
            and expected.school_id = unasked_facts.school_id
            and expected.fact_id = unasked_facts.fact_id
    left join county_answers
        on
            expected.cycle_id = county_answers.cycle_id
            and expected.school_id = county_answers.school_id
            and expected.fact_id = county_answers.fact_id

),

-- Whole numbers, by far the most, are spared the way through a decimal.
typed as (

    select
        judged.*,
        case
            when not judged.is_asked then null
            when judged.kind = 'count' then try_cast(said.value as bigint) * 1000000
            when judged.kind = 'number'
                then {{ as_millionths('try_cast(said.value as decimal(24, 6))') }}
        end as value_millionths,
        case
            when judged.is_asked and judged.kind = 'flag' and said.value in ('yes', 'no')
                then said.value = 'yes'
        end as value_flag,
        case when judged.is_asked and judged.kind = 'date' then try_cast(said.value as date) end
            as value_date,
        case when judged.is_asked and judged.kind = 'grade' then said.value end as value_grade
    from judged
    left join said
        on
            judged.cycle_id = said.cycle_id
            and judged.school_id = said.school_id
            and judged.fact_id = said.fact_id
            and judged.said_by = said.said_by

),

settled as (

    select
        -- ids
        cycle_id,
        school_id,
        basis,
        edition,
        fact_id,

        -- texts
        said_by,
        case
            when not is_asked then 'not_asked'
            when
                value_millionths is null
                and value_flag is null
                and value_date is null
                and value_grade is null
                then 'blank'
            else 'answered'
        end as state,
        value_grade,

        -- numerics
        value_millionths,

        -- booleans
        value_flag,
        is_verified,

        -- dates
        value_date

    from typed

)

select * from settled
