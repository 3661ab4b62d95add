with red_lines as (

    select * from {{ ref('red_lines') }}

),

final as (

    select
        -- ids
        edition,
        red_line,
        indicator as indicator_id,
        effect,

        -- texts
        label_zh,
        value

    from red_lines

)

select * from final
