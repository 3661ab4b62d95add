with schools as (

    select * from {{ ref('int_schools_totalled') }}

),

-- Schools without a score are in no group: they are not counted and get no rank.
grouped as (

    select
        cycle_id,
        school_id,
        basis,
        school_type,
        area,
        score,
        count(score) over (partition by cycle_id, basis) as county_size,
        count(score) over (partition by cycle_id, basis, township) as township_size,
        count(score) over (partition by cycle_id, basis, school_type) as school_type_size,
        count(score) over (partition by cycle_id, basis, school_type, area) as type_area_size,
        rank() over (
            partition by cycle_id, basis
            order by score desc nulls last
        ) as rank_county,
        rank() over (
            partition by cycle_id, basis, township
            order by score desc nulls last
        ) as rank_township,
        rank() over (
            partition by cycle_id, basis, school_type
            order by score desc nulls last
        ) as rank_school_type,
        rank() over (
            partition by cycle_id, basis, school_type, area
            order by score desc nulls last
        ) as rank_type_area
    from schools

),

placed as (

    select
        *,
        case
            when type_area_size >= {{ var('smallest_peer_group') }} then 'school_type_area'
            when school_type_size >= {{ var('smallest_peer_group') }} then 'school_type'
            else 'county'
        end as peer_group_kind
    from grouped

),

ranked as (

    select
        -- ids
        cycle_id,
        school_id,
        basis,

        -- texts
        peer_group_kind,
        case peer_group_kind
            when 'school_type_area' then concat(coalesce(school_type, ''), '/', coalesce(area, ''))
            when 'school_type' then school_type
            else 'county'
        end as peer_group,

        -- numerics
        case when score is not null then rank_county end as rank_county,
        case when score is not null then rank_township end as rank_township,
        case when score is not null then rank_school_type end as rank_school_type,
        case
            when score is null then null
            when peer_group_kind = 'school_type_area' then rank_type_area
            when peer_group_kind = 'school_type' then rank_school_type
            else rank_county
        end as rank_peer_group,
        county_size,
        township_size,
        school_type_size,
        case peer_group_kind
            when 'school_type_area' then type_area_size
            when 'school_type' then school_type_size
            else county_size
        end as peer_group_size

    from placed

)

select * from ranked
