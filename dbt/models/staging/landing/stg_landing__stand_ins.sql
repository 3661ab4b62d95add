with source as (

    select * from {{ source('landing', 'stand_ins') }}

),

renamed as (

    select
        -- ids
        school_id,
        stands_for_school_id

    from source

)

select * from renamed
