with parts as (

    {{ parts_of_method('steps') }}

),

rule_bands as (

    select * from {{ ref('rule_bands') }}

),

bands as (

    select
        *,
        try_cast(key as decimal(24, 6)) as at_least
    from rule_bands
    where bound = 'at_least'

),

reached_bands as (

    select
        parts.cycle_id,
        parts.school_id,
        parts.basis,
        parts.indicator_id,
        parts.part,
        max_by(bands.key, bands.at_least) as band_key,
        max_by(bands.share, bands.at_least) as band_share
    from parts
    inner join bands
        on
            parts.edition = bands.edition
            and parts.indicator_id = bands.indicator
            and parts.part = bands.part
            and parts.fact_value >= bands.at_least
    group by all

),

results as (

    select
        parts.*,
        reached_bands.band_key as reached_key,
        case when parts.is_asked then 'counted' else 'skipped' end as outcome,
        -- Below the lowest band there is nothing.
        coalesce({{ as_whole('reached_bands.band_share', 9) }}, 0) as result_units
    from parts
    left join reached_bands
        on
            parts.cycle_id = reached_bands.cycle_id
            and parts.school_id = reached_bands.school_id
            and parts.basis = reached_bands.basis
            and parts.indicator_id = reached_bands.indicator_id
            and parts.part = reached_bands.part

),

final as (

    select
        {{ part_columns({'band_key': 'reached_key'}) }}
    from results

)

select * from final
