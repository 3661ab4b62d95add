with indicators as (

    select * from {{ ref('int_indicators_gated') }}

),

parts as (

    select * from {{ ref('int_parts_scored') }}

),

caps as (

    select * from {{ ref('int_caps_met') }}

),

red_lines as (

    select * from {{ ref('int_red_lines_found') }}

),

bases as (

    {{ bases_stood_for() }}

),

part_sums as (

    select
        cycle_id,
        school_id,
        basis,
        indicator_id,
        count(*) filter (where outcome = 'counted') as counted_parts,
        count(*) filter (where outcome = 'makes_not_applicable') as excusing_parts,
        sum(
            case
                when outcome = 'counted'
                    then {{ wide('part_weight') }} * coalesce(result_billionths, 0)
            end
        ) as weighted_sum,
        sum(case when outcome = 'counted' then part_weight end) as weight_sum
    from parts
    where outcome <> 'not_reached'
    group by all

),

zeroing_red_lines as (

    select
        cycle_id,
        school_id,
        indicator_id,
        min(red_line) as red_line
    from red_lines
    where effect = 'zero_indicator'
    group by all

),

-- Precedence, once for all: excused by the guide; zeroed by a red line; missing; excused by a base
-- of 0; nothing left to count; scored.
decided as (

    select
        indicators.*,
        zeroing_red_lines.red_line as found_red_line,
        caps.fact_id as cap_fact_id,
        caps.max_share as cap_max_share,
        case
            when indicators.gate = 'not_applicable' then 'not_applicable'
            when zeroing_red_lines.red_line is not null then 'scored'
            when indicators.gate = 'missing' then 'missing'
            when part_sums.excusing_parts > 0 then 'not_applicable'
            when part_sums.counted_parts > 0 then 'scored'
            else 'not_applicable'
        end as status,
        case
            when
                indicators.gate = 'reached'
                and part_sums.excusing_parts = 0
                and part_sums.weight_sum > 0
                then {{ round_half_up('part_sums.weighted_sum', 'part_sums.weight_sum', 0) }}
        end as weighed_billionths,
        {{ round_half_up(
            wide('indicators.least_point_millionths'), wide('indicators.max_point_millionths'), 9
        ) }} as least_billionths,
        {{ as_billionths('caps.max_share') }} as cap_billionths
    from indicators
    left join part_sums
        on
            indicators.cycle_id = part_sums.cycle_id
            and indicators.school_id = part_sums.school_id
            and indicators.basis = part_sums.basis
            and indicators.indicator_id = part_sums.indicator_id
    left join caps
        on
            indicators.cycle_id = caps.cycle_id
            and indicators.school_id = caps.school_id
            and indicators.basis = caps.basis
            and indicators.indicator_id = caps.indicator_id
    left join zeroing_red_lines
        on
            indicators.cycle_id = zeroing_red_lines.cycle_id
            and indicators.school_id = zeroing_red_lines.school_id
            and indicators.indicator_id = zeroing_red_lines.indicator_id

),

-- Not below the fewest points that the guide lets the indicator have.
floored as (

    select
        *,
        case
            when weighed_billionths < least_billionths then least_billionths
            else weighed_billionths
        end as computed_billionths
    from decided

),

capped as (

    select
        *,
        computed_billionths is not null and cap_billionths < computed_billionths as is_capped,
        case
            when gate = 'missing' then coalesce(least_billionths, 0)
            when cap_billionths < computed_billionths then cap_billionths
            else computed_billionths
        end as given_billionths
    from floored

),

-- A red line's 0 does not raise what lies below it.
shared as (

    select
        *,
        case
            when status = 'not_applicable' then null
            when found_red_line is not null and not coalesce(given_billionths < 0, false) then 0
            else given_billionths
        end as share_billionths
    from capped

),

pointed as (

    select
        *,
        case
            when share_billionths = least_billionths then least_point_millionths
            else {{ round_half_up(
                wide('max_point_millionths') ~ ' * share_billionths', '1000000000', 0
            ) }}
        end as point_millionths
    from shared

),

scored as (

    select
        -- ids
        pointed.cycle_id,
        pointed.school_id,
        bases.basis,
        pointed.edition,
        pointed.dimension_id,
        pointed.indicator_id,

        -- texts
        pointed.status,
        case when pointed.is_capped then pointed.cap_fact_id end as capped_by_fact_id,
        case when pointed.status = 'scored' then pointed.found_red_line end as zeroed_by_red_line,
        pointed.missing_fact_ids,
        pointed.missing_attributes,

        -- numerics
        {{ from_billionths('pointed.share_billionths') }} as share,
        {{ from_billionths('pointed.computed_billionths') }} as share_before_caps,
        case when pointed.is_capped then pointed.cap_max_share end as cap_max_share,
        pointed.max_points,
        pointed.max_point_millionths,
        {{ from_millionths('pointed.point_millionths') }} as points,
        cast(pointed.point_millionths as bigint) as point_millionths,
        pointed.least_point_millionths,
        pointed.missing_fact_count,

        -- booleans
        coalesce(pointed.is_bonus, false) as is_bonus

    from pointed
    inner join bases on pointed.basis = bases.row_basis

)

select * from scored
