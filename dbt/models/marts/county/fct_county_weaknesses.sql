with shares as (

    select * from {{ ref('fct_group_shares') }}

),

indicators as (

    select * from {{ ref('stg_guide__indicators') }}

),

dimensions as (

    select * from {{ ref('stg_guide__dimensions') }}

),

bonus_indicators as (

    select * from {{ ref('stg_guide__bonus_indicators') }}

),

-- What a bonus indicator could add was not asked for.
lost as (

    select
        shares.cycle_id,
        shares.basis,
        indicators.indicator_id,
        shares.edition,
        indicators.dimension_id,
        dimensions.sort as dimension_sort,
        indicators.sort as indicator_sort,
        shares.lost_points,
        shares.max_points,
        1 - shares.share as lost_share
    from shares
    inner join indicators
        on
            shares.edition = indicators.edition
            and shares.measure_code = indicators.indicator_id
    inner join dimensions
        on
            indicators.edition = dimensions.edition
            and indicators.dimension_id = dimensions.dimension_id
    left join bonus_indicators
        on
            indicators.edition = bonus_indicators.edition
            and indicators.indicator_id = bonus_indicators.indicator_id
    where
        bonus_indicators.indicator_id is null
        and shares.group_kind = 'county'
        and shares.measure = 'indicator'
        and shares.share is not null

),

final as (

    select
        -- ids
        cycle_id,
        basis,
        indicator_id,
        edition,
        dimension_id,

        -- numerics
        cast(row_number() over (
            partition by cycle_id, basis
            order by
                lost_share desc, lost_points desc, dimension_sort asc nulls last,
                indicator_sort asc nulls last, indicator_id asc nulls last
        ) as integer) as place,
        lost_points,
        max_points,
        cast(lost_share as decimal(18, 9)) as lost_share

    from lost

)

select * from final
