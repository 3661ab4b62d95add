with cycle_schools as (

    select * from {{ ref('dim_cycle_schools') }}

),

scores as (

    select * from {{ ref('fct_school_scores') }}

),

tiers as (

    select * from {{ ref('stg_guide__tiers') }}

),

bases as (

    select 'self' as basis

    union all

    select 'verified' as basis

),

-- Also the schools without a score: a group counts them.
schools as (

    select
        cycle_schools.cycle_id,
        cycle_schools.edition,
        cycle_schools.township,
        cycle_schools.school_type,
        cycle_schools.area,
        bases.basis,
        scores.points,
        scores.applicable_points,
        scores.score,
        scores.score_change,
        scores.common_share_change,
        scores.comparison,
        scores.missing_indicator_count,
        scores.asked_fact_count,
        scores.verified_fact_count,
        tiers.tier as tier_reached
    from cycle_schools
    cross join bases
    left join scores
        on
            cycle_schools.cycle_id = scores.cycle_id
            and cycle_schools.school_id = scores.school_id
            and bases.basis = scores.basis
    left join tiers
        on
            scores.edition = tiers.edition
            and scores.tier_reached = tiers.tier

),

grouped as (

    select
        cycle_id,
        basis,
        edition,
        {{ group_kind() }} as group_kind,
        {{ group_code() }} as group_code,
        count(*) as school_count,
        count(score) as scored_school_count,
        sum(score) as score_sum,
        {{ quartile(quartiles('score', 6), 2) }} as median_score,
        min(score) as lowest_score,
        max(score) as highest_score,
        count(score_change) as compared_school_count,
        sum(score_change) as score_change_sum,
        count(*) filter (where comparison = 'across_editions') as across_editions_count,
        count(common_share_change) as share_compared_count,
        sum(common_share_change) as share_change_sum,
        sum(points) as points,
        sum(applicable_points) as max_points,
        sum(missing_indicator_count) as missing_indicator_count,
        count(*) filter (where missing_indicator_count > 0) as schools_with_missing_count,
        sum(asked_fact_count) as asked_fact_count,
        sum(verified_fact_count) as verified_fact_count,
        count(*) filter (where verified_fact_count > 0) as verified_school_count,
        count(tier_reached) as reaching_school_count
    from schools
    group by {{ every_group('cycle_id, basis, edition') }} --noqa:PRS

),

final as (

    select
        -- ids
        cycle_id,
        basis,
        group_kind,
        group_code,
        edition,

        -- numerics
        cast(school_count as integer) as school_count,
        cast(scored_school_count as integer) as scored_school_count,
        cast({{ mean_of('score_sum', 'scored_school_count') }} as decimal(18, 6)) as average_score,
        cast(median_score as decimal(18, 6)) as median_score,
        lowest_score,
        highest_score,
        cast(compared_school_count as integer) as compared_school_count,
        cast({{ mean_of('score_change_sum', 'compared_school_count') }} as decimal(18, 6))
            as average_score_change,
        cast(across_editions_count as integer) as across_editions_count,
        cast({{ mean_of('share_change_sum', 'share_compared_count') }} as decimal(18, 6))
            as average_share_change,
        cast(coalesce(points, 0) as decimal(18, 6)) as points,
        cast(coalesce(max_points, 0) as decimal(18, 6)) as max_points,
        case
            when max_points > 0
                then {{ rounded_billionths(
                    wide(as_millionths('points')), wide(as_millionths('max_points'))
                ) }}
        end as share,
        cast(coalesce(missing_indicator_count, 0) as integer) as missing_indicator_count,
        cast(schools_with_missing_count as integer) as schools_with_missing_count,
        cast(coalesce(asked_fact_count, 0) as integer) as asked_fact_count,
        cast(coalesce(verified_fact_count, 0) as integer) as verified_fact_count,
        case
            when asked_fact_count > 0
                then {{ rounded_billionths(
                    wide('verified_fact_count'), wide('asked_fact_count')
                ) }}
        end as verified_share,
        cast(verified_school_count as integer) as verified_school_count,
        cast(reaching_school_count as integer) as reaching_school_count

    from grouped

)

select * from final
