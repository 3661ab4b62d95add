with schools as (

    select * from {{ ref('int_schools_totalled') }}

),

places as (

    select * from {{ ref('int_schools_placed') }}

),

-- The best first; a step down is the next in this order.
ratings as (

    select
        edition,
        rating,
        min_score,
        row_number() over (
            partition by edition
            order by min_score desc nulls last, sort asc nulls last
        ) as step,
        count(*) over (partition by edition) as lowest_step
    from {{ ref('stg_guide__ratings') }}

),

rating_shares as (

    select * from {{ ref('stg_guide__rating_shares') }}

),

red_lines as (

    select * from {{ ref('int_red_lines_found') }}

),

-- The best rating whose score is met; one for the first schools only asks for the place too.
reached as (

    select
        schools.cycle_id,
        schools.school_id,
        schools.basis,
        ratings.edition,
        ratings.step,
        ratings.lowest_step
    from schools
    inner join ratings
        on
            schools.edition = ratings.edition
            and schools.score >= ratings.min_score
    left join rating_shares
        on
            ratings.edition = rating_shares.edition
            and ratings.rating = rating_shares.rating
            and rating_shares.shares_end = 'first'
    left join places
        on
            schools.cycle_id = places.cycle_id
            and schools.school_id = places.school_id
            and schools.basis = places.basis
    where
        rating_shares.rating is null
        or {{ is_among_places('rating_shares', 'places', 'better_count') }}
    qualify row_number() over (
        partition by schools.cycle_id, schools.school_id, schools.basis
        order by ratings.step asc nulls last
    ) = 1

),

-- The last schools have at most the rating of their end.
at_the_end as (

    select
        places.cycle_id,
        places.school_id,
        places.basis,
        max(ratings.step) as step
    from places
    inner join schools
        on
            places.cycle_id = schools.cycle_id
            and places.school_id = schools.school_id
            and places.basis = schools.basis
    inner join rating_shares
        on
            schools.edition = rating_shares.edition
            and rating_shares.shares_end = 'last'
    inner join ratings
        on
            rating_shares.edition = ratings.edition
            and rating_shares.rating = ratings.rating
    where {{ is_among_places('rating_shares', 'places', 'worse_count') }}
    group by all

),

lowering as (

    select
        cycle_id,
        school_id,
        sum(try_cast(value as integer)) as steps
    from red_lines
    where effect = 'rating_down'
    group by all

),

-- Of several caps the worst holds.
capping as (

    select
        red_lines.cycle_id,
        red_lines.school_id,
        max(ratings.step) as step
    from red_lines
    inner join ratings
        on
            red_lines.edition = ratings.edition
            and red_lines.value = ratings.rating
    where red_lines.effect = 'cap_rating'
    group by all

),

by_score as (

    select
        reached.*,
        case when at_the_end.step > reached.step then at_the_end.step else reached.step end
            as step_before_red_lines
    from reached
    left join at_the_end
        on
            reached.cycle_id = at_the_end.cycle_id
            and reached.school_id = at_the_end.school_id
            and reached.basis = at_the_end.basis

),

lowered as (

    select
        by_score.*,
        case
            when by_score.step_before_red_lines + coalesce(lowering.steps, 0) > by_score.lowest_step
                then by_score.lowest_step
            else by_score.step_before_red_lines + coalesce(lowering.steps, 0)
        end as lowered_step
    from by_score
    left join lowering
        on
            by_score.cycle_id = lowering.cycle_id
            and by_score.school_id = lowering.school_id

),

capped as (

    select
        lowered.*,
        case
            when capping.step > lowered.lowered_step then capping.step
            else lowered.lowered_step
        end as last_step
    from lowered
    left join capping
        on
            lowered.cycle_id = capping.cycle_id
            and lowered.school_id = capping.school_id

),

given as (

    select
        capped.cycle_id,
        capped.school_id,
        capped.basis,
        before_red_lines.rating as rating_before_red_lines,
        ratings.rating
    from capped
    inner join ratings as before_red_lines
        on
            capped.edition = before_red_lines.edition
            and capped.step_before_red_lines = before_red_lines.step
    inner join ratings
        on
            capped.edition = ratings.edition
            and capped.last_step = ratings.step

)

select * from given
