with not_applicable as (

    select * from {{ ref('stg_guide__not_applicable') }}

),

numbered as (

    select
        *,
        cast(
            row_number() over (
                partition by edition, indicator_id
                order by fact_id asc nulls last, attribute asc nulls last, value asc nulls last
            ) as integer
        ) as case_number
    from not_applicable

)

select * from numbered
