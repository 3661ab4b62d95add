with parts as (

    {{ parts_of_method('bands') }}

),

rule_bands as (

    select * from {{ ref('stg_guide__rule_bands') }}

),

bands as (

    select
        *,
        {{ as_millionths('try_cast(key as decimal(24, 6))') }} as key_millionths,
        {{ as_billionths('share') }} as share_billionths
    from rule_bands
    where bound in ('at_least', 'at_most')

),

-- fact ÷ base is held against a key as fact against key × base, both in whole numbers; over a base
-- below 0 both change their sign.
judged as (

    select
        *,
        {{ wide('fact_millionths') }} * 1000000
        * case when base_millionths < 0 then -1 else 1 end as compared,
        {{ wide('abs(base_millionths)') }} as compared_base,
        {{ outcome_over_base() }} as outcome
    from parts

),

-- Of lower bounds the highest reached, of upper bounds the lowest kept; a band without a key is
-- the rest.
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
        judged.base_millionths <> 0
        and (
            bands.key_millionths is null
            or (
                bands.bound = 'at_least'
                and judged.compared >= bands.key_millionths * judged.compared_base
            )
            or (
                bands.bound = 'at_most'
                and judged.compared <= bands.key_millionths * judged.compared_base
            )
        )
    qualify row_number() over (
        partition by {{ part_key('judged') }}
        order by
            -- By the next line alone DuckDB 1.5 takes a wrong band where one of them is null.
            case when bands.key_millionths is null then 1 else 0 end asc nulls last,
            case
                when bands.bound = 'at_least' then -bands.key_millionths
                else bands.key_millionths
            end asc nulls last
    ) = 1

),

results as (

    select
        judged.*,
        reached_bands.band_key as reached_key,
        coalesce(reached_bands.share_billionths, 0) as result_billionths
    from judged
    left join reached_bands on {{ is_same_part('judged', 'reached_bands') }}

),

final as (

    select
        {{ part_columns({'band_key': 'reached_key'}) }}
    from results

)

select * from final
