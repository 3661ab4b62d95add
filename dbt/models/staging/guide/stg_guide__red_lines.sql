with source as (

    select * from {{ ref('red_lines') }}

),

renamed as (

    select
        -- ids
        edition,
        red_line,
        indicator as indicator_id,
        effect,

        -- texts
        label_zh,
        value

    from source

)

select * from renamed
