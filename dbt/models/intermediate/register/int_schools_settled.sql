with schools as (

    select * from {{ ref('stg_landing__schools') }}

),

records as (

    select * from {{ ref('stg_landing__records') }}

),

withdrawals as (

    select * from {{ ref('stg_landing__withdrawals') }}

),

withdrawn_schools as (

    {{ withdrawn_rows('schools', ['record_id', 'line'], ['school_id']) }}

),

settled as (

    select schools.*
    from schools
    inner join records on schools.record_id = records.record_id
    left join withdrawn_schools
        on
            schools.record_id = withdrawn_schools.record_id
            and schools.line = withdrawn_schools.line
    where
        not records.is_refused
        and withdrawn_schools.record_id is null
    qualify row_number() over (
        partition by schools.school_id, schools.valid_from
        order by schools.record_id desc, schools.line desc
    ) = 1

)

select * from settled
