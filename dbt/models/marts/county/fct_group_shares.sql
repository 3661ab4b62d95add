{% set counts = [
    'applicable_count', 'missing_count', 'not_applicable_count', 'zero_count', 'full_count',
    'weak_count',
] -%}
{% set points = ['points', 'max_points', 'lost_points', 'lost_score_sum'] -%}
{% set figures = counts + points -%}

with cells as (

    select * from {{ ref('fct_indicator_scores') }}

),

schools as (

    select * from {{ ref('int_schools_totalled') }}

),

guide as (

    select * from {{ ref('stg_guide__indicators') }}

),

cycles as (

    select * from {{ ref('int_cycles_settled') }}

),

-- Each figure of a cell once, before it is added up five times.
figures as (

    select
        cells.cycle_id,
        cells.basis,
        cells.edition,
        cells.indicator_id,
        schools.township,
        schools.school_type,
        schools.area,
        case when cells.is_bonus then 1 else 0 end as bonus_mark,
        case when cells.status = 'not_applicable' then 0 else 1 end as applicable_count,
        case when cells.status = 'missing' then 1 else 0 end as missing_count,
        case when cells.status = 'not_applicable' then 1 else 0 end as not_applicable_count,
        case when cells.status = 'scored' and cells.points = 0 then 1 else 0 end as zero_count,
        case when cells.points = cells.max_points then 1 else 0 end as full_count,
        case when cells.share < {{ var('weak_share') }} then 1 else 0 end as weak_count,
        coalesce(cells.points, 0) as points,
        case when cells.status = 'not_applicable' then 0 else cells.max_points end as max_points,
        coalesce(cells.gap_points, 0) as lost_points,
        coalesce(cells.gap_score, 0) as lost_score_sum,
        case when schools.score is null then 0 else 1 end as scored_school_count
    from cells
    inner join schools
        on
            cells.cycle_id = schools.cycle_id
            and cells.school_id = schools.school_id
            and cells.basis = schools.basis

),

by_indicator as (

    select
        cycle_id,
        basis,
        edition,
        indicator_id,
        {{ group_kind() }} as group_kind,
        {{ group_code() }} as group_code,
        max(bonus_mark) as bonus_mark,
        {% for figure in counts %}
        cast(sum({{ figure }}) as integer) as {{ figure }},
        {% endfor %}
        {% for figure in points %}
        cast(sum({{ figure }}) as decimal(18, 6)) as {{ figure }},
        {% endfor %}
        cast(sum(scored_school_count) as integer) as scored_school_count
    from figures
    group by {{ every_group('cycle_id, basis, edition, indicator_id') }} --noqa

),

-- A bonus indicator is told by itself, and is no part of what is summed up.
told as (

    select
        by_indicator.cycle_id,
        by_indicator.basis,
        by_indicator.edition,
        by_indicator.group_kind,
        by_indicator.group_code,
        guide.dimension_id,
        guide.nature,
        guide.character,
        1 - by_indicator.bonus_mark as indicator_count,
        {% for figure in figures %}
        case when by_indicator.bonus_mark = 1 then 0 else by_indicator.{{ figure }} end
            as {{ figure }},
        {% endfor %}
        by_indicator.scored_school_count
    from by_indicator
    inner join guide
        on
            by_indicator.edition = guide.edition
            and by_indicator.indicator_id = guide.indicator_id

),

-- The finest measure first, of which the others are sums: by far fewer rows.
by_dimension_kind as (

    select
        cycle_id,
        basis,
        edition,
        group_kind,
        group_code,
        dimension_id,
        nature,
        character,
        sum(indicator_count) as indicator_count,
        {% for figure in figures %}
        sum({{ figure }}) as {{ figure }},
        {% endfor %}
        max(scored_school_count) as scored_school_count
    from told
    group by all

),

measured as (

    select
        cycle_id,
        basis,
        edition,
        group_kind,
        group_code,
        'indicator' as measure,
        indicator_id as measure_code,
        1 as indicator_count,
        bonus_mark = 1 as is_bonus,
        {% for figure in figures %}
        {{ figure }},
        {% endfor %}
        scored_school_count
    from by_indicator

    union all

    select
        cycle_id,
        basis,
        edition,
        group_kind,
        group_code,
        case
            when grouping(dimension_id) = 0 and grouping(nature) = 0 then 'dimension_kind'
            when grouping(dimension_id) = 0 then 'dimension'
            when grouping(nature) = 0 then 'kind'
            else 'total'
        end as measure,
        case
            when grouping(dimension_id) = 0 and grouping(nature) = 0
                then concat(dimension_id, '/', coalesce(nature, ''), '/', coalesce(character, ''))
            when grouping(dimension_id) = 0 then dimension_id
            when grouping(nature) = 0
                then concat(coalesce(nature, ''), '/', coalesce(character, ''))
            else 'total'
        end as measure_code,
        sum(indicator_count) as indicator_count,
        false as is_bonus,
        {% for figure in figures %}
        sum({{ figure }}) as {{ figure }},
        {% endfor %}
        max(scored_school_count) as scored_school_count
    from by_dimension_kind
    group by grouping sets ( --noqa:PRS,RF02
        (cycle_id, basis, edition, group_kind, group_code, dimension_id),
        (cycle_id, basis, edition, group_kind, group_code, nature, character),
        (cycle_id, basis, edition, group_kind, group_code, dimension_id, nature, character),
        (cycle_id, basis, edition, group_kind, group_code)
    )

),

shared as (

    select
        *,
        case
            when max_points > 0
                then {{ rounded_billionths(
                    wide(as_millionths('points')), wide(as_millionths('max_points'))
                ) }}
        end as share
    from measured

),

-- What stands in the cycle before the one that it is compared with.
previous as (

    select
        cycles.cycle_id,
        shared.edition,
        shared.basis,
        shared.group_kind,
        shared.group_code,
        shared.measure,
        shared.measure_code,
        shared.share
    from shared
    inner join cycles on shared.cycle_id = cycles.previous_cycle_id

),

final as (

    select
        -- ids
        shared.cycle_id,
        shared.basis,
        shared.group_kind,
        shared.group_code,
        shared.measure,
        shared.measure_code,
        shared.edition,

        -- numerics
        cast(shared.scored_school_count as integer) as scored_school_count,
        cast(shared.indicator_count as integer) as indicator_count,
        cast(shared.applicable_count as integer) as applicable_count,
        cast(shared.missing_count as integer) as missing_count,
        cast(shared.not_applicable_count as integer) as not_applicable_count,
        cast(shared.zero_count as integer) as zero_count,
        cast(shared.full_count as integer) as full_count,
        cast(shared.weak_count as integer) as weak_count,
        case
            when shared.applicable_count > 0
                then {{ rounded_billionths(
                    wide('shared.weak_count'), wide('shared.applicable_count')
                ) }}
        end as weak_share,
        cast(shared.points as decimal(18, 6)) as points,
        cast(shared.max_points as decimal(18, 6)) as max_points,
        shared.share,
        previous.share as previous_share,
        cast(shared.lost_points as decimal(18, 6)) as lost_points,
        cast({{ mean_of('shared.lost_score_sum', 'shared.scored_school_count') }} as decimal(18, 6))
            as lost_score,

        -- booleans
        shared.is_bonus

    from shared
    inner join cycles on shared.cycle_id = cycles.cycle_id
    left join previous
        on
            shared.cycle_id = previous.cycle_id
            and shared.edition = previous.edition
            and shared.basis = previous.basis
            and shared.group_kind = previous.group_kind
            and shared.group_code = previous.group_code
            and shared.measure = previous.measure
            and shared.measure_code = previous.measure_code

)

select * from final
