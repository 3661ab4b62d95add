with scored_schools as (

    select * from {{ ref('int_cycle_schools_scored') }}

),

indicators as (

    select
        *,
        {{ as_millionths('max_points') }} as max_point_millionths
    from {{ ref('stg_guide__indicators') }}

),

floors as (

    select * from {{ ref('stg_guide__indicator_floors') }}

),

bonus_indicators as (

    select * from {{ ref('stg_guide__bonus_indicators') }}

),

exemptions as (

    select * from {{ ref('int_exemptions_matched') }}

),

blanks as (

    select * from {{ ref('int_blanks_judged') }}

),

sizes_lacking as (

    select * from {{ ref('int_sizes_lacking') }}

),

answers as (

    select * from {{ ref('int_answers_settled') }}

),

bases as (

    {{ bases_by_difference() }}

),

exempt_indicators as (

    select
        cycle_id,
        school_id,
        indicator_id
    from exemptions
    where fact_id is null

),

missing_facts as (

    select
        cycle_id,
        school_id,
        basis,
        indicator_id,
        count(*) as missing_fact_count,
        {{ joined_text('fact_id') }} as missing_fact_ids
    from blanks
    where
        is_required
        and not counts_as_zero
    group by all

),

-- A target that hangs on a number of the school which the register does not tell.
missing_sizes as (

    select
        cycle_id,
        school_id,
        basis,
        indicator_id,
        {{ joined_text('attribute') }} as missing_attributes
    from (
        select distinct
            answers.cycle_id,
            answers.school_id,
            answers.basis,
            sizes_lacking.indicator_id,
            sizes_lacking.attribute
        from sizes_lacking
        inner join answers
            on
                sizes_lacking.cycle_id = answers.cycle_id
                and sizes_lacking.school_id = answers.school_id
                and sizes_lacking.fact_id = answers.fact_id
        where
            sizes_lacking.is_for_target
            and answers.state <> 'not_asked'
    ) as asked
    group by all

),

gated as (

    select
        -- ids
        scored_schools.cycle_id,
        scored_schools.school_id,
        bases.basis,
        scored_schools.edition,
        indicators.dimension_id,
        indicators.indicator_id,

        -- texts
        case
            -- Step 1: what the guide excuses is not applicable, whatever was answered.
            when exempt_indicators.indicator_id is not null then 'not_applicable'
            -- Step 2: what is asked and required must be answered.
            when missing_facts.indicator_id is not null then 'missing'
            when missing_sizes.indicator_id is not null then 'missing'
            -- Step 3 computes.
            else 'reached'
        end as gate,
        case when exempt_indicators.indicator_id is null then missing_facts.missing_fact_ids end
            as missing_fact_ids,
        case
            when exempt_indicators.indicator_id is null then missing_sizes.missing_attributes
        end as missing_attributes,

        -- numerics
        indicators.max_points,
        indicators.max_point_millionths,
        {{ as_millionths('floors.least_points') }} as least_point_millionths,
        case
            when exempt_indicators.indicator_id is null
                then coalesce(missing_facts.missing_fact_count, 0)
            else 0
        end as missing_fact_count,

        -- booleans
        bonus_indicators.indicator_id is not null as is_bonus,

        -- dates
        scored_schools.ends_on

    from scored_schools
    inner join indicators on scored_schools.edition = indicators.edition
    inner join bases on scored_schools.bases_may_differ = bases.bases_may_differ
    left join floors
        on
            indicators.edition = floors.edition
            and indicators.indicator_id = floors.indicator_id
    left join bonus_indicators
        on
            indicators.edition = bonus_indicators.edition
            and indicators.indicator_id = bonus_indicators.indicator_id
    left join exempt_indicators
        on
            scored_schools.cycle_id = exempt_indicators.cycle_id
            and scored_schools.school_id = exempt_indicators.school_id
            and indicators.indicator_id = exempt_indicators.indicator_id
    left join missing_facts
        on
            scored_schools.cycle_id = missing_facts.cycle_id
            and scored_schools.school_id = missing_facts.school_id
            and bases.basis = missing_facts.basis
            and indicators.indicator_id = missing_facts.indicator_id
    left join missing_sizes
        on
            scored_schools.cycle_id = missing_sizes.cycle_id
            and scored_schools.school_id = missing_sizes.school_id
            and bases.basis = missing_sizes.basis
            and indicators.indicator_id = missing_sizes.indicator_id

)

select * from gated
