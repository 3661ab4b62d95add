with answers as (

    select * from {{ ref('stg_landing__answers') }}

),

submissions as (

    select * from {{ ref('stg_landing__submissions') }}

),

records as (

    select * from {{ ref('stg_landing__records') }}

),

withdrawals as (

    select * from {{ ref('stg_landing__withdrawals') }}

),

cycles as (

    select * from {{ ref('int_cycles_settled') }}

),

facts as (

    select * from {{ ref('stg_guide__facts') }}

),

given_rules as (

    select * from {{ ref('int_given_rules_listed') }}

),

workbooks as (

    select * from submissions
    where submission_source = 'workbook'

),

county_facts as (

    select
        cycles.cycle_id,
        facts.fact_id,
        given_rules.fact_id is not null as is_rated
    from cycles
    inner join facts on cycles.edition = facts.edition
    left join given_rules
        on
            facts.edition = given_rules.edition
            and facts.fact_id = given_rules.fact_id
    where facts.answered_by = 'county'

),

-- What the county says belongs to no hand-in, even where it stands among a school's own answers in
-- a long-form file; only the county writes those, unlike workbooks.
said_by_county as (

    select
        answers.*,
        -- Only of the points that the county gives each rater has a word of its own.
        case when county_facts.is_rated then answers.rater end as voice
    from answers
    left join county_facts
        on
            answers.cycle_id = county_facts.cycle_id
            and answers.fact_id = county_facts.fact_id
    left join workbooks on answers.submission_id = workbooks.submission_id
    where
        answers.submission_id is null
        or (county_facts.fact_id is not null and workbooks.submission_id is null)

),

-- Should a record say it twice, the line under `verified` wins, then the last one.
reviews as (

    select *
    from said_by_county
    qualify row_number() over (
        partition by record_id, cycle_id, school_id, fact_id, voice
        order by
            case when basis = 'verified' then 0 else 1 end asc nulls last,
            line desc nulls last
    ) = 1

),

withdrawn_reviews as (

    {{ withdrawn_rows(
        'reviews',
        ['record_id', 'cycle_id', 'school_id', 'fact_id'],
        ['cycle_id', 'school_id', 'fact_id']
    ) }}

),

-- A faulty line keeps out all that its file says of that school.
refused_parts as (

    select distinct
        record_id,
        cycle_id,
        school_id
    from submissions
    where outcome = 'refused'

),

weighed as (

    select
        reviews.*,
        facts.answered_by,
        withdrawn_reviews.withdrawal_reason,
        records.received_at,
        records.received_by,
        withdrawn_reviews.record_id is not null as is_withdrawn,
        not records.is_refused
        and refused_parts.record_id is null
        and withdrawn_reviews.record_id is null
        and (
            facts.answered_by = 'county'
            or (facts.answered_by = 'school' and reviews.basis = 'verified')
        ) as is_candidate
    from reviews
    inner join records on reviews.record_id = records.record_id
    left join cycles on reviews.cycle_id = cycles.cycle_id
    left join facts
        on
            cycles.edition = facts.edition
            and reviews.fact_id = facts.fact_id
    left join withdrawn_reviews
        on
            reviews.record_id = withdrawn_reviews.record_id
            and reviews.cycle_id = withdrawn_reviews.cycle_id
            and reviews.school_id = withdrawn_reviews.school_id
            and reviews.fact_id = withdrawn_reviews.fact_id
    left join refused_parts
        on
            reviews.record_id = refused_parts.record_id
            and reviews.cycle_id = refused_parts.cycle_id
            and reviews.school_id = refused_parts.school_id

),

judged as (

    select
        -- ids
        record_id,
        cycle_id,
        school_id,
        fact_id,

        -- texts
        basis,
        answered_by,
        value,
        raw,
        sheet,
        cell,
        evidence,
        note,
        reason,
        rater,
        withdrawal_reason,
        received_by,

        -- numerics
        line,

        -- booleans
        is_withdrawn,
        coalesce(is_candidate, false)
        and row_number() over (
            partition by cycle_id, school_id, fact_id, voice, coalesce(is_candidate, false)
            order by record_id desc
        ) = 1 as is_in_force,

        -- timestamps
        received_at

    from weighed

)

select * from judged
