with recursive answers as (

    select * from {{ ref('int_answers_settled') }}

),

indicator_facts as (

    select * from {{ ref('int_indicator_facts_listed') }}

),

rules as (

    select * from {{ ref('stg_guide__rules') }}

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

blanks_over_bases as (

    select
        blanks.cycle_id,
        blanks.school_id,
        blanks.basis,
        blanks.indicator_id,
        blanks.fact_id,
        rules.base_fact_id
    from blanks
    inner join rules
        on
            blanks.edition = rules.edition
            and blanks.indicator_id = rules.indicator_id
            and blanks.fact_id = rules.fact_id
    where
        rules.method in ('ratio', 'bands', 'relative')
        and rules.base_fact_id is not null

),

-- Nothing of nothing: a blank fact over a base that is 0 counts as 0, and as a base is 0 itself.
-- `passed` says which facts were gone through: bases that stand in a circle end there.
chains_over_nothing as (

    select
        blanks_over_bases.cycle_id,
        blanks_over_bases.school_id,
        blanks_over_bases.basis,
        blanks_over_bases.indicator_id,
        blanks_over_bases.fact_id,
        concat(',', blanks_over_bases.fact_id, ',') as passed
    from blanks_over_bases
    inner join answers
        on
            blanks_over_bases.cycle_id = answers.cycle_id
            and blanks_over_bases.school_id = answers.school_id
            and blanks_over_bases.basis = answers.basis
            and blanks_over_bases.base_fact_id = answers.fact_id
    where
        answers.state = 'answered'
        and answers.value_millionths = 0

    union all

    select
        blanks_over_bases.cycle_id,
        blanks_over_bases.school_id,
        blanks_over_bases.basis,
        blanks_over_bases.indicator_id,
        blanks_over_bases.fact_id,
        concat(chains_over_nothing.passed, blanks_over_bases.fact_id, ',') as passed
    from blanks_over_bases
    inner join chains_over_nothing
        on
            blanks_over_bases.cycle_id = chains_over_nothing.cycle_id
            and blanks_over_bases.school_id = chains_over_nothing.school_id
            and blanks_over_bases.basis = chains_over_nothing.basis
            and blanks_over_bases.indicator_id = chains_over_nothing.indicator_id
            and blanks_over_bases.base_fact_id = chains_over_nothing.fact_id
    where instr(chains_over_nothing.passed, concat(',', blanks_over_bases.fact_id, ',')) = 0

),

blanks_over_nothing as (

    select distinct
        cycle_id,
        school_id,
        basis,
        indicator_id,
        fact_id
    from chains_over_nothing

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
