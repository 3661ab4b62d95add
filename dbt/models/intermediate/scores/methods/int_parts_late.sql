with parts as (

    {{ parts_of_method('late') }}

),

rule_bands as (

    select * from {{ ref('stg_guide__rule_bands') }}

),

bands as (

    select
        *,
        try_cast(key as decimal(24, 6)) as days_late_at_most,
        {{ as_billionths('share') }} as share_billionths
    from rule_bands
    where bound = 'days_late_at_most'

),

-- What is not done yet is late until the cycle's last day; what is early is not late.
dated as (

    select
        *,
        {{ days_between('base_date', 'coalesce(fact_date, ends_on)') }} as days_after_due,
        case when is_asked then 'counted' else 'skipped' end as outcome
    from parts

),

counted as (

    select
        *,
        case when days_after_due < 0 then 0 else days_after_due end as days_after_due_or_none
    from dated

),

-- The first band that takes so many days; the blank band is the rest.
reached_bands as (

    select
        {{ part_key('counted') }},
        bands.key as band_key,
        bands.share_billionths
    from counted
    inner join bands
        on
            counted.edition = bands.edition
            and counted.indicator_id = bands.indicator_id
            and counted.part = bands.part
    where
        counted.days_after_due_or_none <= bands.days_late_at_most
        or bands.days_late_at_most is null
    qualify row_number() over (
        partition by {{ part_key('counted') }}
        order by
            -- By the next line alone DuckDB 1.5 takes a wrong band where one of them is null.
            case when bands.days_late_at_most is null then 1 else 0 end asc nulls last,
            bands.days_late_at_most asc nulls last
    ) = 1

),

results as (

    select
        counted.*,
        reached_bands.band_key as reached_key,
        coalesce(reached_bands.share_billionths, 0) as result_billionths
    from counted
    left join reached_bands on {{ is_same_part('counted', 'reached_bands') }}

),

final as (

    select
        {{ part_columns({
            'band_key': 'reached_key',
            'days_late': 'cast(days_after_due_or_none as integer)',
            'due_on': 'base_date',
            'done_on': 'fact_date',
        }) }}
    from results

)

select * from final
