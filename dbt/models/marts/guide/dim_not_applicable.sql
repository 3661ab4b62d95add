with not_applicable as (

    select * from {{ ref('not_applicable') }}

),

final as (

    select
        -- ids
        edition,
        indicator as indicator_id,
        cast(
            row_number() over (
                partition by edition, indicator
                order by fact, attribute, value
            ) as integer
        ) as case_number,
        fact as fact_id,

        -- texts
        attribute,
        value

    from not_applicable

)

select * from final
