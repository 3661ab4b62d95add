with records as (

    select * from {{ ref('stg_landing__records') }}

),

withdrawals as (

    select * from {{ ref('stg_landing__withdrawals') }}

),

withdrawn_records as (

    {{ withdrawn_rows('records', ['record_id'], []) }}

),

final as (

    select
        -- ids
        records.record_id,

        -- texts
        records.kind,
        records.received_by,
        records.channel,
        records.file_name,
        records.original_sha256,
        records.outcome,
        withdrawn_records.withdrawal_reason,

        -- booleans
        withdrawn_records.record_id is not null as is_withdrawn,

        -- timestamps
        records.received_at

    from records
    left join withdrawn_records on records.record_id = withdrawn_records.record_id

)

select * from final
