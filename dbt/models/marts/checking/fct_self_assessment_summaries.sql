with gaps as (

    select * from {{ ref('fct_self_assessment_gaps') }}

),

reviews as (

    select * from {{ ref('int_reviews_judged') }}

),

facts as (

    select * from {{ ref('stg_guide__facts') }}

),

cycles as (

    select * from {{ ref('int_cycles_settled') }}

),

-- Who verified anything in an indicator of a school. A value that nobody signed is nobody's, and
-- stands in the sums of its school, dimension and indicator alone.
reviewed as (

    select distinct
        reviews.cycle_id,
        reviews.school_id,
        facts.indicator_id,
        reviews.received_by
    from reviews
    inner join cycles on reviews.cycle_id = cycles.cycle_id
    inner join facts
        on
            cycles.edition = facts.edition
            and reviews.fact_id = facts.fact_id
    where
        reviews.is_in_force
        and reviews.answered_by = 'school'
        and reviews.received_by is not null

),

keyed as (

    select
        gaps.*,
        'school' as summed_by,
        gaps.school_id as group_code
    from gaps
    union all
    select
        gaps.*,
        'dimension' as summed_by,
        gaps.dimension_id as group_code
    from gaps
    union all
    select
        gaps.*,
        'indicator' as summed_by,
        gaps.indicator_id as group_code
    from gaps
    union all
    select
        gaps.*,
        'reviewer' as summed_by,
        reviewed.received_by as group_code
    from gaps
    inner join reviewed
        on
            gaps.cycle_id = reviewed.cycle_id
            and gaps.school_id = reviewed.school_id
            and gaps.indicator_id = reviewed.indicator_id

),

final as (

    select
        -- ids
        cycle_id,
        summed_by,
        group_code,

        -- numerics
        cast(count(distinct school_id) as integer) as school_count,
        cast(count(*) as integer) as indicator_count,
        cast(count(*) filter (where overstated_points > 0) as integer) as overstated_count,
        cast(count(*) filter (where overstated_points < 0) as integer) as understated_count,
        cast(coalesce(sum(self_points), 0) as decimal(18, 6)) as self_points,
        cast(coalesce(sum(verified_points), 0) as decimal(18, 6)) as verified_points,
        cast(coalesce(sum(overstated_points), 0) as decimal(18, 6)) as overstated_points,
        cast(sum(verified_fact_count) as integer) as verified_fact_count,
        cast(sum(corrected_fact_count) as integer) as corrected_fact_count,
        {{ rounded_millionths(
            wide('sum(corrected_fact_count)'), wide('sum(verified_fact_count)')
        ) }} as corrected_share

    from keyed
    group by all

)

select * from final
