with not_applicable as (

    select * from {{ ref('stg_guide__not_applicable') }}

),

final as (

    select
        -- ids
        edition,
        indicator_id,
        cast(
            row_number() over (
                partition by edition, indicator_id
                order by fact_id asc nulls last, attribute asc nulls last, value asc nulls last
            ) as integer
        ) as case_number,
        fact_id,

        -- texts
        attribute,
        value

    from not_applicable

)

select * from final
