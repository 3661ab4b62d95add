with rule_bands as (

    select * from {{ ref('stg_guide__rule_bands') }}

),

final as (

    select
        -- ids
        edition,
        indicator_id,
        part,
        cast(
            row_number() over (
                partition by edition, indicator_id, part
                order by share desc, key asc nulls last
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
