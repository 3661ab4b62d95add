with schools as (

    select * from {{ ref('stg_landing__schools') }}

),

records as (

    select * from {{ ref('stg_landing__records') }}

),

settled as (

    select schools.*
    from schools
    inner join records on schools.record_id = records.record_id
    where not records.is_refused
    qualify row_number() over (
        partition by schools.school_id, schools.valid_from
        order by schools.record_id desc, schools.line desc
    ) = 1

)

select * from settled
