with indicators as (

    select * from {{ ref('int_indicators_gated') }}

),

rule_caps as (

    select
        *,
        {{ as_millionths('when_equal') }} as when_equal_millionths
    from {{ ref('stg_guide__rule_caps') }}

),

answers as (

    select * from {{ ref('int_answers_settled') }}

),

blanks as (

    select * from {{ ref('int_blanks_judged') }}

),

zero_blanks as (

    select * from blanks
    where counts_as_zero

),

-- Of several caps the lowest holds.
met as (

    select
        indicators.cycle_id,
        indicators.school_id,
        indicators.basis,
        indicators.indicator_id,
        rule_caps.fact_id,
        rule_caps.max_share
    from indicators
    inner join rule_caps
        on
            indicators.edition = rule_caps.edition
            and indicators.indicator_id = rule_caps.indicator_id
    inner join answers
        on
            indicators.cycle_id = answers.cycle_id
            and indicators.school_id = answers.school_id
            and indicators.basis = answers.basis
            and rule_caps.fact_id = answers.fact_id
    left join zero_blanks
        on
            indicators.cycle_id = zero_blanks.cycle_id
            and indicators.school_id = zero_blanks.school_id
            and indicators.basis = zero_blanks.basis
            and indicators.indicator_id = zero_blanks.indicator_id
            and rule_caps.fact_id = zero_blanks.fact_id
    where
        indicators.gate = 'reached'
        and answers.state <> 'not_asked'
        and coalesce(
            {{ counted_millionths('answers') }}, case when zero_blanks.counts_as_zero then 0 end
        )
        = rule_caps.when_equal_millionths
    qualify row_number() over (
        partition by
            indicators.cycle_id,
            indicators.school_id,
            indicators.basis,
            indicators.indicator_id
        order by rule_caps.max_share asc nulls last, rule_caps.fact_id asc nulls last
    ) = 1

)

select * from met
