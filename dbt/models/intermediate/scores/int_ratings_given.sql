with schools as (

    select * from {{ ref('int_schools_totalled') }}

),

ratings as (

    select * from {{ ref('stg_guide__ratings') }}

),

red_lines as (

    select * from {{ ref('int_red_lines_found') }}

),

reached as (

    select
        schools.cycle_id,
        schools.school_id,
        schools.basis,
        ratings.rating,
        ratings.min_score
    from schools
    inner join ratings
        on
            schools.edition = ratings.edition
            and schools.score >= ratings.min_score
    qualify row_number() over (
        partition by schools.cycle_id, schools.school_id, schools.basis
        order by ratings.min_score desc, ratings.sort asc nulls last
    ) = 1

),

-- Of several caps the worst holds.
capping as (

    select
        red_lines.cycle_id,
        red_lines.school_id,
        ratings.rating,
        ratings.min_score
    from red_lines
    inner join ratings
        on
            red_lines.edition = ratings.edition
            and red_lines.value = ratings.rating
    where red_lines.effect = 'cap_rating'
    qualify row_number() over (
        partition by red_lines.cycle_id, red_lines.school_id
        order by ratings.min_score asc nulls last, ratings.sort desc
    ) = 1

),

given as (

    select
        reached.cycle_id,
        reached.school_id,
        reached.basis,
        reached.rating as rating_before_red_lines,
        case
            when capping.min_score < reached.min_score then capping.rating
            else reached.rating
        end as rating
    from reached
    left join capping
        on
            reached.cycle_id = capping.cycle_id
            and reached.school_id = capping.school_id

)

select * from given
