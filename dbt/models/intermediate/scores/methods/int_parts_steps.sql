with parts as (

    {{ parts_of_method('steps') }}

),

rule_bands as (

    select * from {{ ref('stg_guide__rule_bands') }}

),

bands as (

    select
        *,
        {{ as_millionths('try_cast(key as decimal(24, 6))') }} as at_least_millionths,
        {{ as_billionths('share') }} as share_billionths
    from rule_bands
    where bound = 'at_least'

),

reached_bands as (

    select
        {{ part_key('parts') }},
        max_by(bands.key, bands.at_least_millionths) as band_key,
        max_by(bands.share_billionths, bands.at_least_millionths) as band_share_billionths
    from parts
    inner join bands
        on
            parts.edition = bands.edition
            and parts.indicator_id = bands.indicator_id
            and parts.part = bands.part
            and parts.fact_millionths >= bands.at_least_millionths
    group by all

),

results as (

    select
        parts.*,
        reached_bands.band_key as reached_key,
        case when parts.is_asked then 'counted' else 'skipped' end as outcome,
        -- Below the lowest band there is nothing.
        coalesce(reached_bands.band_share_billionths, 0) as result_billionths
    from parts
    left join reached_bands on {{ is_same_part('parts', 'reached_bands') }}

),

final as (

    select
        {{ part_columns({'band_key': 'reached_key'}) }}
    from results

)

select * from final
