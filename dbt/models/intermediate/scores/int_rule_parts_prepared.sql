with indicators as (

    select * from {{ ref('int_indicators_gated') }}

),

rules as (

    select
        *,
        {{ as_billionths('share') }} as share_billionths,
        {{ as_millionths('base_value') }} as base_millionths,
        {{ as_millionths('target') }} as target_millionths,
        {{ as_millionths('floor') }} as floor_millionths
    from {{ ref('stg_guide__rules') }}

),

part_points as (

    select
        *,
        {{ as_millionths('points') }} as part_point_millionths
    from {{ ref('stg_guide__part_points') }}

),

rule_targets as (

    select
        *,
        {{ as_millionths('target') }} as target_millionths
    from {{ ref('stg_guide__rule_targets') }}

),

scored_schools as (

    select * from {{ ref('int_cycle_schools_scored') }}

),

-- Of the answers those of facts that a rule names, and no more of each than is scored.
rule_facts as (

    select
        edition,
        fact_id
    from {{ ref('stg_guide__rules') }}

    union

    select
        edition,
        base_fact_id as fact_id
    from {{ ref('stg_guide__rules') }}

),

answers as (

    select
        answers.cycle_id,
        answers.school_id,
        answers.basis,
        answers.fact_id,
        answers.value_grade,
        answers.value_millionths,
        answers.value_date,
        answers.state = 'not_asked' as is_not_asked
    from {{ ref('int_answers_settled') }} as answers
    inner join rule_facts
        on
            answers.edition = rule_facts.edition
            and answers.fact_id = rule_facts.fact_id

),

blanks as (

    select * from {{ ref('int_blanks_judged') }}

),

zero_blanks as (

    select * from blanks
    where counts_as_zero

),

-- A target may hang on what the school is.
school_targets as (

    select
        scored_schools.cycle_id,
        scored_schools.school_id,
        rule_targets.indicator_id,
        rule_targets.part,
        rule_targets.target_millionths
    from scored_schools
    inner join rule_targets on scored_schools.edition = rule_targets.edition
    where {{ is_about('rule_targets', 'scored_schools') }}
    qualify row_number() over (
        partition by
            scored_schools.cycle_id,
            scored_schools.school_id,
            rule_targets.indicator_id,
            rule_targets.part
        order by
            -- Of sizes the greatest that is reached.
            {{ size_number('rule_targets') }} desc nulls last,
            rule_targets.attribute asc nulls last,
            rule_targets.value asc nulls last
    ) = 1

),

prepared as (

    select
        -- ids
        indicators.cycle_id,
        indicators.school_id,
        indicators.basis,
        indicators.edition,
        indicators.indicator_id,
        rules.part,

        -- texts
        indicators.gate,
        rules.method,
        rules.when_base_zero,
        fact_answers.value_grade as fact_grade,

        -- numerics
        indicators.max_point_millionths,
        indicators.least_point_millionths,
        -- Of the parts of one indicator all have points, or none.
        coalesce(part_points.part_point_millionths, rules.share_billionths) as part_weight,
        part_points.part_point_millionths,
        coalesce(
            fact_answers.value_millionths,
            case when zero_facts.counts_as_zero then 0 end
        ) as fact_millionths,
        coalesce(
            base_answers.value_millionths,
            case when zero_bases.counts_as_zero then 0 end,
            rules.base_millionths
        ) as base_millionths,
        coalesce(rules.target_millionths, school_targets.target_millionths) as target_millionths,
        rules.floor_millionths,

        -- booleans
        fact_answers.is_not_asked is not true
        and base_answers.is_not_asked is not true as is_asked,

        -- dates
        fact_answers.value_date as fact_date,
        base_answers.value_date as base_date,
        indicators.ends_on

    from indicators
    inner join rules
        on
            indicators.edition = rules.edition
            and indicators.indicator_id = rules.indicator_id
    left join part_points
        on
            rules.edition = part_points.edition
            and rules.indicator_id = part_points.indicator_id
            and rules.part = part_points.part
    left join answers as fact_answers
        on
            indicators.cycle_id = fact_answers.cycle_id
            and indicators.school_id = fact_answers.school_id
            and indicators.basis = fact_answers.basis
            and rules.fact_id = fact_answers.fact_id
    left join answers as base_answers
        on
            indicators.cycle_id = base_answers.cycle_id
            and indicators.school_id = base_answers.school_id
            and indicators.basis = base_answers.basis
            and rules.base_fact_id = base_answers.fact_id
    left join zero_blanks as zero_facts
        on
            indicators.cycle_id = zero_facts.cycle_id
            and indicators.school_id = zero_facts.school_id
            and indicators.basis = zero_facts.basis
            and indicators.indicator_id = zero_facts.indicator_id
            and rules.fact_id = zero_facts.fact_id
    left join zero_blanks as zero_bases
        on
            indicators.cycle_id = zero_bases.cycle_id
            and indicators.school_id = zero_bases.school_id
            and indicators.basis = zero_bases.basis
            and indicators.indicator_id = zero_bases.indicator_id
            and rules.base_fact_id = zero_bases.fact_id
    left join school_targets
        on
            indicators.cycle_id = school_targets.cycle_id
            and indicators.school_id = school_targets.school_id
            and rules.indicator_id = school_targets.indicator_id
            and rules.part = school_targets.part

)

select * from prepared
