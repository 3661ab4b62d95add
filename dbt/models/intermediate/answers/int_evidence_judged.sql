with evidence_files as (

    select * from {{ ref('stg_landing__evidence_files') }}

),

records as (

    select * from {{ ref('stg_landing__records') }}

),

withdrawals as (

    select * from {{ ref('stg_landing__withdrawals') }}

),

cycle_schools as (

    select * from {{ ref('int_cycle_schools_matched') }}

),

indicators as (

    select * from {{ ref('stg_guide__indicators') }}

),

withdrawn_files as (

    {{ withdrawn_rows(
        'evidence_files',
        ['record_id', 'file_number'],
        ['cycle_id', 'school_id', 'original_sha256']
    ) }}

),

-- Handed in again, a file is what the latest record says that stands.
latest_files as (

    select
        evidence_files.*,
        withdrawn_files.withdrawal_reason,
        withdrawn_files.record_id is not null as is_withdrawn
    from evidence_files
    left join withdrawn_files
        on
            evidence_files.record_id = withdrawn_files.record_id
            and evidence_files.file_number = withdrawn_files.file_number
    qualify row_number() over (
        partition by
            evidence_files.cycle_id,
            evidence_files.school_id,
            evidence_files.role,
            evidence_files.indicator_id,
            evidence_files.original_sha256
        order by
            withdrawn_files.record_id is not null asc nulls last,
            evidence_files.record_id desc,
            evidence_files.file_number desc
    ) = 1

),

judged as (

    select
        -- ids
        latest_files.cycle_id,
        latest_files.school_id,
        latest_files.indicator_id,
        latest_files.original_sha256,
        latest_files.record_id,
        latest_files.submission_id,

        -- texts
        latest_files.role,
        latest_files.file_name,
        latest_files.title,
        latest_files.media_type,
        latest_files.suffix,
        records.received_by,
        records.channel,
        latest_files.withdrawal_reason,

        -- numerics
        latest_files.size_bytes,

        -- booleans
        latest_files.is_withdrawn,
        not latest_files.is_withdrawn
        and cycle_schools.school_id is not null
        and (latest_files.role = 'signed_form' or indicators.indicator_id is not null)
            as is_in_force,

        -- timestamps
        records.received_at

    from latest_files
    inner join records on latest_files.record_id = records.record_id
    left join cycle_schools
        on
            latest_files.cycle_id = cycle_schools.cycle_id
            and latest_files.school_id = cycle_schools.school_id
    left join indicators
        on
            cycle_schools.edition = indicators.edition
            and latest_files.indicator_id = indicators.indicator_id

)

select * from judged
