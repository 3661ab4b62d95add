with crosswalk as (

    select * from {{ ref('crosswalk') }}

),

final as (

    select
        -- ids
        from_edition,
        from_indicator as from_indicator_id,
        to_edition,
        to_indicator as to_indicator_id

    from crosswalk

)

select * from final
