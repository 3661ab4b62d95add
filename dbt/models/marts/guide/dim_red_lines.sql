with red_lines as (

    select * from {{ ref('red_lines') }}

),

final as (

    select
        -- ids
        edition,
        red_line,
        cast(
            row_number() over (
                partition by edition, red_line
                order by effect asc, indicator asc, value asc
            ) as integer
        ) as effect_number,
        indicator as indicator_id,
        effect,

        -- texts
        label_zh,
        value

    from red_lines

)

select * from final
