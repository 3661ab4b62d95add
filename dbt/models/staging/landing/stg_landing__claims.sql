with source as (

    select * from {{ source('landing', 'claims') }}

),

renamed as (

    select
        -- ids
        submission_id,
        record_id,
        cycle_id,
        school_id,
        indicator_id,

        -- texts
        sheet,
        cell,
        evidence,

        -- numerics
        claimed_points,
        old_points,
        old_full_points

    from source

)

select * from renamed
