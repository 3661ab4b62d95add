with rule_bands as (

    select * from {{ ref('rule_bands') }}

),

final as (

    select
        -- ids
        edition,
        indicator as indicator_id,
        part,
        cast(
            row_number() over (
                partition by edition, indicator, part
                order by share desc, key asc
            ) as integer
        ) as band_number,

        -- texts
        bound,
        key,

        -- numerics
        share

    from rule_bands

)

select * from final
