with schools as (

    select * from {{ ref('int_schools_totalled') }}

),

dimensions as (

    select * from {{ ref('int_dimensions_scored') }}

),

indicators as (

    select * from {{ ref('int_indicators_scored') }}

),

figures as (

    select
        cycle_id,
        school_id,
        basis,
        'score' as measure,
        'score' as measure_code,
        cast(score as decimal(18, 9)) as figure
    from schools
    where score is not null

    union all

    select
        cycle_id,
        school_id,
        basis,
        'dimension' as measure,
        dimension_id as measure_code,
        share as figure
    from dimensions
    where share is not null

    union all

    select
        cycle_id,
        school_id,
        basis,
        'indicator' as measure,
        indicator_id as measure_code,
        share as figure
    from indicators
    where share is not null

),

grouped as (

    select
        figures.cycle_id,
        figures.basis,
        figures.measure,
        figures.measure_code,
        {{ group_kind() }} as group_kind,
        {{ group_code() }} as group_code,
        count(*) as school_count,
        {{ quartile('figures.figure', 1, 9) }} as lower_quartile,
        {{ quartile('figures.figure', 2, 9) }} as median,
        {{ quartile('figures.figure', 3, 9) }} as upper_quartile
    from figures
    inner join schools
        on
            figures.cycle_id = schools.cycle_id
            and figures.school_id = schools.school_id
            and figures.basis = schools.basis
    group by {{ every_group('figures.cycle_id, figures.basis, measure, measure_code') }} --noqa:PRS

),

-- Of fewer schools a quartile would tell what a single school has.
final as (

    select
        -- ids
        cycle_id,
        basis,
        group_kind,
        group_code,
        measure,
        measure_code,

        -- numerics
        cast(school_count as integer) as school_count,
        cast(lower_quartile as decimal(18, 9)) as lower_quartile,
        cast(median as decimal(18, 9)) as median,
        cast(upper_quartile as decimal(18, 9)) as upper_quartile

    from grouped
    where school_count >= {{ var('smallest_peer_group') }}

)

select * from final
