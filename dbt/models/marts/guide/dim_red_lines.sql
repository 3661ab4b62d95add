with red_lines as (

    select * from {{ ref('stg_guide__red_lines') }}

),

final as (

    select
        -- ids
        edition,
        red_line,
        cast(
            row_number() over (
                partition by edition, red_line
                order by effect asc nulls last, indicator_id asc nulls last, value asc nulls last
            ) as integer
        ) as effect_number,
        indicator_id,
        effect,

        -- texts
        label_zh,
        value

    from red_lines

)

select * from final
