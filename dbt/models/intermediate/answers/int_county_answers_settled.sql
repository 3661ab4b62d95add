with reviews as (

    select * from {{ ref('int_reviews_judged') }}

),

given_values as (

    select * from {{ ref('int_given_values_judged') }}

),

settled_values as (

    select * from {{ ref('int_given_values_settled') }}

),

given_facts as (

    select
        cycles.cycle_id,
        given_rules.fact_id
    from {{ ref('int_cycles_settled') }} as cycles
    inner join {{ ref('int_given_rules_listed') }} as given_rules
        on cycles.edition = given_rules.edition

),

plain_answers as (

    select
        reviews.cycle_id,
        reviews.school_id,
        reviews.fact_id,
        reviews.record_id,
        reviews.value,
        reviews.raw,
        reviews.sheet,
        reviews.cell,
        reviews.evidence,
        reviews.note,
        reviews.reason,
        reviews.line
    from reviews
    left join given_facts
        on
            reviews.cycle_id = given_facts.cycle_id
            and reviews.fact_id = given_facts.fact_id
    where
        reviews.is_in_force
        and given_facts.fact_id is null

),

-- Where one value alone counts, it is known where it stands; a mean stands nowhere.
given_answers as (

    select
        settled_values.cycle_id,
        settled_values.school_id,
        settled_values.fact_id,
        given_values.record_id,
        {{ number_text('settled_values.used_millionths') }} as value,
        given_values.raw,
        given_values.sheet,
        given_values.cell,
        given_values.evidence,
        given_values.note,
        given_values.reason,
        given_values.line
    from settled_values
    left join given_values
        on
            settled_values.cycle_id = given_values.cycle_id
            and settled_values.school_id = given_values.school_id
            and settled_values.fact_id = given_values.fact_id
            and given_values.role = 'counted'
            and settled_values.counted_count = 1

),

settled as (

    select * from plain_answers

    union all

    select * from given_answers

)

select * from settled
