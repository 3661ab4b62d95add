with cycles as (

    select * from {{ ref('int_cycles_settled') }}

),

final as (

    select
        -- ids
        cycle_id,
        edition,
        previous_cycle_id,

        -- dates
        starts_on,
        ends_on,
        deadline,

        -- booleans
        is_closed,
        is_latest

    from cycles

)

select * from final
