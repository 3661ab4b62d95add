with editions as (

    select * from {{ ref('editions') }}

),

final as (

    select
        -- ids
        edition,

        -- texts
        title_zh,
        status,
        note_zh,

        -- numerics
        dimension_count,
        indicator_count,
        total_points,

        -- dates
        valid_from

    from editions

)

select * from final
