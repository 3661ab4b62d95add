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

-- Added up by indicator first, so that all that follows is of few rows however many the schools.
by_indicator as (

    select
        cells.cycle_id,
        cells.basis,
        cells.edition,
        cells.indicator_id,
        {{ group_kind() }} as group_kind,
        {{ group_code() }} as group_code,
        max(case when cells.is_bonus then 1 else 0 end) as bonus_mark,
        count(*) filter (where cells.status <> 'not_applicable') as applicable_count,
        count(*) filter (where cells.status = 'missing') as missing_count,
        count(*) filter (where cells.status = 'not_applicable') as not_applicable_count,
        count(*) filter (where cells.status = 'scored' and cells.points = 0) as zero_count,
        count(*) filter (where cells.points = cells.max_points) as full_count,
        count(*) filter (where cells.share < {{ var('weak_share') }}) as weak_count,
        sum(cells.points) as points,
        sum(cells.max_points) filter (where cells.status <> 'not_applicable') as max_points,
        sum(cells.gap_points) as lost_points,
        sum(cells.gap_score) as lost_score_sum,
        count(schools.score) as scored_school_count
    from cells
    inner join schools
        on
            cells.cycle_id = schools.cycle_id
            and cells.school_id = schools.school_id
            and cells.basis = schools.basis
    group by {{ every_group('cells.cycle_id, cells.basis, cells.edition, indicator_id') }} --noqa

),

measured as (

    select
        by_indicator.cycle_id,
        by_indicator.basis,
        by_indicator.edition,
        by_indicator.group_kind,
        by_indicator.group_code,
        case
            when grouping(by_indicator.indicator_id) = 0 then 'indicator'
            when grouping(guide.dimension_id) = 0 and grouping(guide.nature) = 0
                then 'dimension_kind'
            when grouping(guide.dimension_id) = 0 then 'dimension'
            when grouping(guide.nature) = 0 then 'kind'
            else 'total'
        end as measure,
        case
            when grouping(by_indicator.indicator_id) = 0 then by_indicator.indicator_id
            when grouping(guide.dimension_id) = 0 and grouping(guide.nature) = 0
                then concat(
                    guide.dimension_id, '/',
                    coalesce(guide.nature, ''), '/', coalesce(guide.character, '')
                )
            when grouping(guide.dimension_id) = 0 then guide.dimension_id
            when grouping(guide.nature) = 0
                then concat(coalesce(guide.nature, ''), '/', coalesce(guide.character, ''))
            else 'total'
        end as measure_code,
        -- A bonus indicator is told by itself, and is no part of what is summed up.
        case
            when grouping(by_indicator.indicator_id) = 0 then count(*)
            else count(*) filter (where by_indicator.bonus_mark = 0)
        end as indicator_count,
        coalesce(
            case
                when grouping(by_indicator.indicator_id) = 0
                    then max(by_indicator.bonus_mark) = 1
            end,
            false
        ) as is_bonus,
        {% for figure in [
            'applicable_count', 'missing_count', 'not_applicable_count', 'zero_count',
            'full_count', 'weak_count', 'points', 'max_points', 'lost_points', 'lost_score_sum',
        ] %}
        coalesce(
            case
                when grouping(by_indicator.indicator_id) = 0 then sum(by_indicator.{{ figure }})
                else sum(by_indicator.{{ figure }}) filter (where by_indicator.bonus_mark = 0)
            end,
            0
        ) as {{ figure }},
        {% endfor %}
        max(by_indicator.scored_school_count) as scored_school_count
    from by_indicator
    inner join guide
        on
            by_indicator.edition = guide.edition
            and by_indicator.indicator_id = guide.indicator_id
    group by grouping sets ( --noqa:PRS,RF02
        (
            by_indicator.cycle_id, by_indicator.basis, by_indicator.edition,
            by_indicator.group_kind, by_indicator.group_code, by_indicator.indicator_id
        ),
        (
            by_indicator.cycle_id, by_indicator.basis, by_indicator.edition,
            by_indicator.group_kind, by_indicator.group_code, guide.dimension_id
        ),
        (
            by_indicator.cycle_id, by_indicator.basis, by_indicator.edition,
            by_indicator.group_kind, by_indicator.group_code, guide.nature, guide.character
        ),
        (
            by_indicator.cycle_id, by_indicator.basis, by_indicator.edition,
            by_indicator.group_kind, by_indicator.group_code, guide.dimension_id,
            guide.nature, guide.character
        ),
        (
            by_indicator.cycle_id, by_indicator.basis, by_indicator.edition,
            by_indicator.group_kind, by_indicator.group_code
        )
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
    left join shared as previous
        on
            cycles.previous_cycle_id = previous.cycle_id
            and shared.edition = previous.edition
            and shared.basis = previous.basis
            and shared.group_kind = previous.group_kind
            and shared.group_code = previous.group_code
            and shared.measure = previous.measure
            and shared.measure_code = previous.measure_code

)

select * from final
