with lacking as (

    select * from {{ ref('int_sizes_lacking') }}

),

indicators as (

    select distinct
        cycle_id,
        school_id,
        attribute,
        edition,
        indicator_id
    from lacking

),

final as (

    select
        -- ids
        cycle_id,
        school_id,
        attribute,
        edition,

        -- texts
        {{ joined_text('indicator_id') }} as indicator_ids,

        -- numerics
        cast(count(*) as integer) as indicator_count

    from indicators
    group by all

)

select * from final
