with findings as (

    select * from {{ ref('stg_landing__findings') }}

),

records as (

    select * from {{ ref('stg_landing__records') }}

),

withdrawals as (

    select * from {{ ref('stg_landing__withdrawals') }}

),

withdrawn_findings as (

    {{ withdrawn_rows('findings', ['record_id', 'line'], ['cycle_id', 'school_id', 'red_line']) }}

),

judged as (

    select
        -- ids
        findings.record_id,
        findings.line,
        findings.cycle_id,
        findings.school_id,
        findings.red_line,

        -- texts
        findings.note,
        records.received_by,
        withdrawn_findings.withdrawal_reason,

        -- booleans
        withdrawn_findings.record_id is not null as is_withdrawn,
        not records.is_refused and withdrawn_findings.record_id is null as is_in_force,

        -- timestamps
        records.received_at

    from findings
    inner join records on findings.record_id = records.record_id
    left join withdrawn_findings
        on
            findings.record_id = withdrawn_findings.record_id
            and findings.line = withdrawn_findings.line

)

select * from judged
