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

-- Part shares and results have nine places each: the sums have eighteen and nine.
part_sums as (

    select
        cycle_id,
        school_id,
        basis,
        indicator_id,
        count(*) filter (where outcome = 'counted') as counted_parts,
        count(*) filter (where outcome = 'makes_not_applicable') as excusing_parts,
        sum({{ as_whole('part_share', 9) }} * coalesce(result_units, 0))
            filter (where outcome = 'counted') as weighted_units,
        sum({{ as_whole('part_share', 9) }}) filter (where outcome = 'counted') as weight_units
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
                and part_sums.weight_units > 0
                then {{ round_half_up('part_sums.weighted_units', 'part_sums.weight_units', 0) }}
        end as computed_units,
        {{ as_whole('caps.max_share', 9) }} as cap_units
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

shared as (

    select
        *,
        computed_units is not null and cap_units < computed_units as is_capped,
        case
            when status = 'not_applicable' then null
            when status = 'missing' or found_red_line is not null then 0
            when cap_units < computed_units then cap_units
            else computed_units
        end as share_units,
        {{ as_whole('max_points') }} as max_point_units
    from decided

),

pointed as (

    select
        *,
        {{ round_half_up('(max_point_units * share_units)', '1000000000', 0) }} as point_units
    from shared

),

scored as (

    select
        -- ids
        cycle_id,
        school_id,
        basis,
        edition,
        dimension_id,
        indicator_id,

        -- texts
        status,
        case when is_capped then cap_fact_id end as capped_by_fact_id,
        case when status = 'scored' then found_red_line end as zeroed_by_red_line,
        missing_fact_ids,

        -- numerics
        {{ as_decimal('share_units', 9) }} as share,
        {{ as_decimal('computed_units', 9) }} as share_before_caps,
        case when is_capped then cap_max_share end as cap_max_share,
        max_points,
        {{ as_decimal('point_units') }} as points,
        max_points - {{ as_decimal('point_units') }} as gap_points,
        missing_fact_count

    from pointed

)

select * from scored
