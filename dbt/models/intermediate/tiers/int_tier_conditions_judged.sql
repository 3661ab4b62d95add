with schools as (

    select * from {{ ref('int_schools_totalled') }}

),

dimensions as (

    select * from {{ ref('int_dimensions_scored') }}

),

tiers as (

    select
        *,
        {{ as_millionths('min_score') }} as min_score_millionths,
        {{ as_millionths('min_dimension_share') }} as min_dimension_millionths
    from {{ ref('stg_guide__tiers') }}

),

tier_shares as (

    select * from {{ ref('stg_guide__tier_shares') }}

),

places as (

    select * from {{ ref('int_schools_placed') }}

),

red_lines as (

    select * from {{ ref('int_red_lines_found') }}

),

barring_red_lines as (

    select
        cycle_id,
        school_id,
        {{ joined_text('red_line') }} as red_lines
    from red_lines
    where effect = 'no_tier'
    group by all

),

-- Compared in whole numbers; a dimension with nothing applicable has 0 of 0 points and passes.
failed_dimensions as (

    select
        dimensions.cycle_id,
        dimensions.school_id,
        dimensions.basis,
        tiers.tier,
        count(*) as failed_dimension_count,
        {{ joined_text('dimensions.dimension_id') }} as failed_dimension_ids
    from dimensions
    inner join tiers on dimensions.edition = tiers.edition
    where
        dimensions.point_millionths * 1000000
        < tiers.min_dimension_millionths * dimensions.max_point_millionths
    group by all

),

weighed as (

    select
        schools.cycle_id,
        schools.school_id,
        schools.basis,
        tiers.tier,
        schools.edition,
        tiers.sort,
        tiers.min_score,
        failed_dimensions.failed_dimension_ids,
        barring_red_lines.red_lines as barring_red_lines,
        case
            when schools.score >= tiers.min_score then 0
            else tiers.min_score_millionths - {{ as_millionths('schools.score') }}
        end as short_millionths,
        cast(coalesce(failed_dimensions.failed_dimension_count, 0) as integer)
            as failed_dimension_count,
        coalesce(schools.score >= tiers.min_score, false) as is_score_met,
        case
            when tier_shares.tier is not null
                then {{ places_of('coalesce(places.school_count, 0)', 'tier_shares.percent') }}
        end as place_limit,
        places.better_count + 1 as place,
        case
            when tier_shares.tier is not null
                then coalesce(
                    {{ is_among_places('tier_shares', 'places', 'better_count') }}, false
                )
        end as is_place_met
    from schools
    inner join tiers on schools.edition = tiers.edition
    left join tier_shares
        on
            tiers.edition = tier_shares.edition
            and tiers.tier = tier_shares.tier
    left join places
        on
            schools.cycle_id = places.cycle_id
            and schools.school_id = places.school_id
            and schools.basis = places.basis
    left join failed_dimensions
        on
            schools.cycle_id = failed_dimensions.cycle_id
            and schools.school_id = failed_dimensions.school_id
            and schools.basis = failed_dimensions.basis
            and tiers.tier = failed_dimensions.tier
    left join barring_red_lines
        on
            schools.cycle_id = barring_red_lines.cycle_id
            and schools.school_id = barring_red_lines.school_id

),

judged as (

    select
        -- ids
        cycle_id,
        school_id,
        basis,
        tier,
        edition,

        -- texts
        failed_dimension_ids,
        barring_red_lines,

        -- numerics
        sort,
        min_score,
        {{ from_millionths('short_millionths') }} as score_short,
        failed_dimension_count,
        cast(case when place_limit is not null then place end as integer) as place,
        cast(place_limit as integer) as place_limit,

        -- booleans
        is_score_met,
        is_place_met,
        is_score_met
        and coalesce(is_place_met, true)
        and failed_dimension_count = 0
        and barring_red_lines is null as is_met

    from weighed

)

select * from judged
