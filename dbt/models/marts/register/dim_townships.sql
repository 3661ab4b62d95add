with schools as (

    select * from {{ ref('int_schools_settled') }}

),

townships as (

    select * from {{ ref('stg_landing__townships') }}

),

records as (

    select * from {{ ref('stg_landing__records') }}

),

standing_places as (

    select townships.*
    from townships
    inner join records on townships.record_id = records.record_id
    where not records.is_refused
    qualify townships.record_id = max(townships.record_id) over ()

),

named_townships as (

    select township from schools
    union
    select township from standing_places

),

final as (

    select
        -- ids
        named_townships.township,

        -- numerics
        standing_places.tile_row,
        standing_places.tile_column

    from named_townships
    left join standing_places on named_townships.township = standing_places.township

)

select * from final
