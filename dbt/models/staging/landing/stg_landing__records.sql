with source as (

    select * from {{ source('landing', 'records') }}

),

renamed as (

    select
        -- ids
        record_id,

        -- texts
        kind,
        received_by,
        channel,
        file_name,
        original_sha256,
        outcome,

        -- booleans
        coalesce(outcome, 'accepted') = 'refused' as is_refused,

        -- timestamps
        received_at

    from source

)

select * from renamed
