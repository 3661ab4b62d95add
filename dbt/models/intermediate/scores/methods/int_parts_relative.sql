with parts as (

    {{ parts_of_method('relative') }}

),

placed as (

    select * from {{ ref('int_relative_placed') }}

),

bands as (

    select
        *,
        {{ as_millionths('try_cast(key as decimal(24, 6))') }} as key_millionths,
        {{ as_billionths('share') }} as share_billionths
    from {{ ref('stg_guide__rule_bands') }}
    where bound = 'at_most'

),

-- What a base of 0 does goes first; fewer than three schools are not compared.
judged as (

    select
        parts.*,
        placed.compare,
        placed.better,
        placed.rest,
        placed.value_billionths,
        placed.held_billionths,
        placed.place as own_place,
        placed.group_size as own_group_size,
        placed.best_billionths,
        placed.sum_billionths,
        case
            when not parts.is_asked then 'skipped'
            when parts.base_millionths = 0 and parts.when_base_zero = 'not_applicable'
                then 'makes_not_applicable'
            when parts.base_millionths = 0 and parts.when_base_zero = 'skip_part' then 'skipped'
            when parts.base_millionths = 0 then 'counted'
            when placed.group_size < 3 then 'skipped'
            else 'counted'
        end as outcome
    from parts
    left join placed on {{ is_same_part('parts', 'placed') }}

),

-- A place is held against a key, or as a share of all against key × all, in whole numbers.
reached_bands as (

    select
        {{ part_key('judged') }},
        bands.key as band_key,
        bands.share_billionths
    from judged
    inner join bands
        on
            judged.edition = bands.edition
            and judged.indicator_id = bands.indicator_id
            and judged.part = bands.part
    where
        (
            judged.compare = 'place'
            and {{ wide('judged.own_place') }} * 1000000 <= bands.key_millionths
        )
        or (
            judged.compare = 'percent'
            and {{ wide('judged.own_place') }} * 1000000
            <= bands.key_millionths * judged.own_group_size
        )
    qualify row_number() over (
        partition by {{ part_key('judged') }}
        order by
            -- By the next line alone DuckDB 1.5 takes a wrong band where one of them is null.
            case when bands.key_millionths is null then 1 else 0 end asc nulls last,
            bands.key_millionths asc nulls last
    ) = 1

),

-- The best, or the mean as a fraction: its numerator, and how many times the own value is held
-- against it.
referred as (

    select
        judged.*,
        reached_bands.band_key as reached_key,
        reached_bands.share_billionths,
        case
            when judged.compare = 'to_mean' then judged.sum_billionths
            when judged.compare = 'to_best' then judged.best_billionths
            when judged.rest = 'to_best' and reached_bands.share_billionths is null
                then judged.best_billionths
        end as reference_sum,
        case
            when judged.compare = 'to_mean' then {{ wide('judged.own_group_size') }}
            else {{ wide('1') }}
        end as reference_count
    from judged
    left join reached_bands on {{ is_same_part('judged', 'reached_bands') }}

),

fractions as (

    select
        *,
        case
            when better = 'more' then held_billionths * reference_count
            else reference_sum
        end as numerator,
        case
            when better = 'more' then reference_sum
            else held_billionths * reference_count
        end as denominator
    from referred

),

results as (

    select
        *,
        case
            when value_billionths is null then 0
            when share_billionths is not null then share_billionths
            when reference_sum is null then 0
            when numerator >= denominator then 1000000000
            else {{ held_share('numerator', 'denominator') }}
        end as result_billionths,
        case
            when outcome = 'counted' and reference_sum is not null
                then {{ round_half_up('reference_sum', 'reference_count', 0) }}
        end as own_reference
    from fractions

),

final as (

    select
        {{ part_columns({
            'band_key': "case when outcome = 'counted' then reached_key end",
            'compared_billionths': 'value_billionths',
            'place': 'own_place',
            'group_size': 'own_group_size',
            'reference_billionths': 'own_reference',
        }) }}
    from results

)

select * from final
