with settled_values as (

    select * from {{ ref('int_given_values_settled') }}

),

final as (

    select
        -- ids
        cycle_id,
        school_id,
        fact_id,
        edition,
        indicator_id,
        part,

        -- texts
        mean_kind,

        -- numerics
        cast(rater_count as integer) as rater_count,
        cast(counted_count as integer) as counted_count,
        {{ from_millionths('lowest_millionths') }} as lowest,
        {{ from_millionths('highest_millionths') }} as highest,
        {{ from_millionths('highest_millionths - lowest_millionths') }} as spread,
        {{ from_millionths('used_millionths') }} as used_value,

        -- booleans
        is_of_office

    from settled_values

)

select * from final
