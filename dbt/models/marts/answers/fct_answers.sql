with answers as (

    select * from {{ ref('int_answers_settled') }}

),

said as (

    select * from {{ ref('int_answers_said') }}

),

facts as (

    select * from {{ ref('stg_guide__facts') }}

),

bases as (

    {{ bases_stood_for() }}

),

final as (

    select
        -- ids
        answers.cycle_id,
        answers.school_id,
        bases.basis,
        answers.fact_id,
        answers.edition,
        facts.indicator_id,
        said.submission_id,
        said.record_id,

        -- texts
        facts.kind,
        facts.answered_by,
        answers.state,
        case when answers.state <> 'not_asked' then said.value end as value,
        answers.value_grade,
        said.raw,
        said.sheet,
        said.cell,
        said.evidence,
        said.note,
        said.reason,

        -- numerics
        cast({{ from_millionths('answers.value_millionths') }} as decimal(24, 6)) as value_number,
        said.line,

        -- booleans
        answers.value_flag,
        facts.is_required,
        answers.is_verified,

        -- dates
        answers.value_date

    from answers
    inner join facts
        on
            answers.edition = facts.edition
            and answers.fact_id = facts.fact_id
    left join said
        on
            answers.cycle_id = said.cycle_id
            and answers.school_id = said.school_id
            and answers.fact_id = said.fact_id
            and answers.said_by = said.said_by
    inner join bases on answers.basis = bases.row_basis

)

select * from final
