with parts as (

    {{ parts_of_method('grade') }}

),

rule_bands as (

    select * from {{ ref('stg_guide__rule_bands') }}

),

bands as (

    select
        *,
        {{ as_billionths('share') }} as share_billionths
    from rule_bands
    where bound = 'grade'

),

results as (

    select
        parts.*,
        bands.key as reached_key,
        case when parts.is_asked then 'counted' else 'skipped' end as outcome,
        coalesce(bands.share_billionths, 0) as result_billionths
    from parts
    left join bands
        on
            parts.edition = bands.edition
            and parts.indicator_id = bands.indicator_id
            and parts.part = bands.part
            and parts.fact_grade = bands.key

),

final as (

    select
        {{ part_columns({'band_key': 'reached_key'}) }}
    from results

)

select * from final
