with dimensions as (

    select * from {{ ref('int_dimensions_scored') }}

),

final as (

    select
        -- ids
        cycle_id,
        school_id,
        basis,
        dimension_id,
        edition,

        -- numerics
        points,
        max_points,
        share,
        cast(indicator_count as integer) as indicator_count,
        cast(missing_count as integer) as missing_count,
        cast(not_applicable_count as integer) as not_applicable_count

    from dimensions

)

select * from final
