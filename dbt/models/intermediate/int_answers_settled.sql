{% set said_columns = [
    'record_id', 'value', 'raw', 'sheet', 'cell', 'line', 'evidence', 'note', 'reason',
] %}

with scored_schools as (

    select * from {{ ref('int_cycle_schools_scored') }}

),

facts as (

    select * from {{ ref('facts') }}

),

answers as (

    select * from {{ ref('stg_landing__answers') }}

),

reviews as (

    select * from {{ ref('int_reviews_judged') }}

),

exemptions as (

    select * from {{ ref('int_exemptions_matched') }}

),

indicator_facts as (

    select * from {{ ref('int_indicator_facts_listed') }}

),

bases as (

    select 'self' as basis

    union all

    select 'verified' as basis

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

standing_reviews as (

    select * from reviews
    where is_in_force

),

expected as (

    select
        scored_schools.cycle_id,
        scored_schools.school_id,
        scored_schools.edition,
        scored_schools.submission_id,
        facts.indicator as indicator_id,
        facts.fact as fact_id,
        facts.kind,
        facts.answered_by,
        facts.required = 1 as is_required,
        unasked_facts.fact_id is null as is_asked
    from scored_schools
    inner join facts on scored_schools.edition = facts.edition
    left join unasked_facts
        on
            scored_schools.cycle_id = unasked_facts.cycle_id
            and scored_schools.school_id = unasked_facts.school_id
            and facts.fact = unasked_facts.fact_id

),

said as (

    select
        expected.*,
        bases.basis,
        coalesce(
            standing_reviews.fact_id is not null
            and (expected.answered_by = 'county' or bases.basis = 'verified'),
            false
        ) as is_said_by_county,
        expected.answered_by = 'school' and answers.fact_id is not null as is_said_by_school,
        {% for column in said_columns %}
        answers.{{ column }} as school_{{ column }},
        standing_reviews.{{ column }} as county_{{ column }}{{ ',' if not loop.last }}
        {% endfor %}
    from expected
    cross join bases
    left join answers
        on
            expected.submission_id = answers.submission_id
            and expected.fact_id = answers.fact_id
    left join standing_reviews
        on
            expected.cycle_id = standing_reviews.cycle_id
            and expected.school_id = standing_reviews.school_id
            and expected.fact_id = standing_reviews.fact_id

),

-- The county's word goes before the school's, also where it says that there is no value.
chosen as (

    select
        cycle_id,
        school_id,
        basis,
        edition,
        indicator_id,
        fact_id,
        kind,
        answered_by,
        is_required,
        is_asked,
        is_said_by_county and answered_by = 'school' as is_verified,
        case when is_said_by_school and not is_said_by_county then submission_id end as submission_id,
        {% for column in said_columns %}
        case
            when is_said_by_county then county_{{ column }}
            when is_said_by_school then school_{{ column }}
        end as {{ column }}{{ ',' if not loop.last }}
        {% endfor %}
    from said

),

typed as (

    select
        *,
        case when is_asked and kind in ('count', 'number') then try_cast(value as decimal(24, 6)) end
            as value_number,
        case when is_asked and kind = 'flag' and value in ('yes', 'no') then value = 'yes' end
            as value_flag,
        case when is_asked and kind = 'date' then try_cast(value as date) end as value_date,
        case when is_asked and kind = 'grade' then value end as value_grade
    from chosen

),

settled as (

    select
        -- ids
        cycle_id,
        school_id,
        basis,
        edition,
        indicator_id,
        fact_id,
        submission_id,
        record_id,

        -- texts
        kind,
        answered_by,
        case
            when not is_asked then 'not_asked'
            when
                value_number is null
                and value_flag is null
                and value_date is null
                and value_grade is null
                then 'blank'
            else 'answered'
        end as state,
        case when is_asked then value end as value,
        value_grade,
        raw,
        sheet,
        cell,
        evidence,
        note,
        reason,

        -- numerics
        value_number,
        line,

        -- booleans
        value_flag,
        is_required,
        is_asked,
        is_verified,

        -- dates
        value_date

    from typed

)

select * from settled
