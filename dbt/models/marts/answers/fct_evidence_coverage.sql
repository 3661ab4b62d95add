with scored_schools as (

    select * from {{ ref('int_cycle_schools_scored') }}

),

indicators as (

    select * from {{ ref('stg_guide__indicators') }}

),

exemptions as (

    select * from {{ ref('int_exemptions_matched') }}

),

answers as (

    select * from {{ ref('fct_answers') }}

),

evidence as (

    select * from {{ ref('int_evidence_judged') }}

),

-- An answer of no or 0 claims nothing that a document could prove.
answer_counts as (

    select
        cycle_id,
        school_id,
        indicator_id,
        count(case
            when state = 'answered' and coalesce(value_number <> 0, value_flag, true) then 1
        end) as provable_count,
        count(nullif(trim(evidence), '')) as named_count
    from answers
    where
        basis = 'self'
        and answered_by = 'school'
    group by all

),

file_counts as (

    select
        cycle_id,
        school_id,
        indicator_id,
        count(*) as file_count
    from evidence
    where
        is_in_force
        and role = 'evidence'
    group by all

),

joined as (

    select
        scored_schools.cycle_id,
        scored_schools.school_id,
        scored_schools.edition,
        indicators.indicator_id,
        indicators.dimension_id,
        exemptions.indicator_id is null
        and coalesce(answer_counts.provable_count, 0) > 0 as is_expected,
        coalesce(answer_counts.named_count, 0) > 0 as is_named,
        coalesce(file_counts.file_count, 0) as file_count
    from scored_schools
    inner join indicators on scored_schools.edition = indicators.edition
    left join exemptions
        on
            scored_schools.cycle_id = exemptions.cycle_id
            and scored_schools.school_id = exemptions.school_id
            and indicators.indicator_id = exemptions.indicator_id
            and exemptions.fact_id is null
    left join answer_counts
        on
            scored_schools.cycle_id = answer_counts.cycle_id
            and scored_schools.school_id = answer_counts.school_id
            and indicators.indicator_id = answer_counts.indicator_id
    left join file_counts
        on
            scored_schools.cycle_id = file_counts.cycle_id
            and scored_schools.school_id = file_counts.school_id
            and indicators.indicator_id = file_counts.indicator_id
    where trim(indicators.evidence_zh) <> ''

),

final as (

    select
        -- ids
        cycle_id,
        school_id,
        indicator_id,
        edition,
        dimension_id,

        -- numerics
        cast(file_count as integer) as file_count,

        -- booleans
        is_expected,
        is_named,
        is_expected and not is_named and file_count = 0 as is_missing

    from joined

)

select * from final
