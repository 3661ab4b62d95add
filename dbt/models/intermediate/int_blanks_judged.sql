with answers as (

    select * from {{ ref('int_answers_settled') }}

),

indicator_facts as (

    select * from {{ ref('int_indicator_facts_listed') }}

),

rules as (

    select * from {{ ref('rules') }}

),

blanks as (

    select
        answers.cycle_id,
        answers.school_id,
        answers.basis,
        answers.edition,
        indicator_facts.indicator_id,
        answers.fact_id,
        indicator_facts.is_required
    from answers
    inner join indicator_facts
        on
            answers.edition = indicator_facts.edition
            and answers.fact_id = indicator_facts.fact_id
    where answers.state = 'blank'

),

-- Nothing of nothing: a blank fact over a base that is 0 counts as 0.
blanks_over_nothing as (

    select distinct
        blanks.cycle_id,
        blanks.school_id,
        blanks.basis,
        blanks.indicator_id,
        blanks.fact_id
    from blanks
    inner join rules
        on
            blanks.edition = rules.edition
            and blanks.indicator_id = rules.indicator
            and blanks.fact_id = rules.fact
    inner join answers
        on
            blanks.cycle_id = answers.cycle_id
            and blanks.school_id = answers.school_id
            and blanks.basis = answers.basis
            and rules.base_fact = answers.fact_id
    where
        rules.method = 'ratio'
        and answers.state = 'answered'
        and answers.value_number = 0

),

judged as (

    select
        blanks.*,
        blanks_over_nothing.fact_id is not null as counts_as_zero
    from blanks
    left join blanks_over_nothing
        on
            blanks.cycle_id = blanks_over_nothing.cycle_id
            and blanks.school_id = blanks_over_nothing.school_id
            and blanks.basis = blanks_over_nothing.basis
            and blanks.indicator_id = blanks_over_nothing.indicator_id
            and blanks.fact_id = blanks_over_nothing.fact_id

)

select * from judged
