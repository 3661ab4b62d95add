with schools as (

    select * from {{ ref('int_schools_totalled') }}

),

dimensions as (

    select * from {{ ref('int_dimensions_scored') }}

),

tiers as (

    select
        *,
        {{ as_millionths('min_dimension_share') }} as min_dimension_millionths
    from {{ ref('stg_guide__tiers') }}

),

red_lines as (

    select * from {{ ref('int_red_lines_found') }}

),

barred_schools as (

    select distinct
        cycle_id,
        school_id
    from red_lines
    where effect = 'no_tier'

),

-- A dimension with nothing applicable has 0 of 0 points and passes.
failed_tiers as (

    select distinct
        dimensions.cycle_id,
        dimensions.school_id,
        dimensions.basis,
        tiers.tier
    from dimensions
    inner join tiers on dimensions.edition = tiers.edition
    where {{ is_below_tier_minimum('dimensions', 'tiers') }}

),

reached as (

    select
        schools.cycle_id,
        schools.school_id,
        schools.basis,
        tiers.tier as tier_reached
    from schools
    inner join tiers
        on
            schools.edition = tiers.edition
            and schools.score >= tiers.min_score
    left join failed_tiers
        on
            schools.cycle_id = failed_tiers.cycle_id
            and schools.school_id = failed_tiers.school_id
            and schools.basis = failed_tiers.basis
            and tiers.tier = failed_tiers.tier
    left join barred_schools
        on
            schools.cycle_id = barred_schools.cycle_id
            and schools.school_id = barred_schools.school_id
    where
        failed_tiers.tier is null
        and barred_schools.school_id is null
    qualify row_number() over (
        partition by schools.cycle_id, schools.school_id, schools.basis
        order by tiers.min_score desc, tiers.sort asc
    ) = 1

)

select * from reached
