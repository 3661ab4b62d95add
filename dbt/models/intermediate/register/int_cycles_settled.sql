with cycles as (

    select * from {{ ref('stg_landing__cycles') }}

),

cycle_decisions as (

    select * from {{ ref('stg_landing__cycle_decisions') }}

),

records as (

    select * from {{ ref('stg_landing__records') }}

),

standing_cycles as (

    select cycles.*
    from cycles
    inner join records on cycles.record_id = records.record_id
    where not records.is_refused
    qualify row_number() over (
        partition by cycles.cycle_id
        order by cycles.record_id desc, cycles.line desc
    ) = 1

),

standing_decisions as (

    select
        cycle_decisions.cycle_id,
        max_by(cycle_decisions.decision, cycle_decisions.record_id) as decision
    from cycle_decisions
    inner join records on cycle_decisions.record_id = records.record_id
    where not records.is_refused
    group by all

),

previous_cycles as (

    select
        standing_cycles.cycle_id,
        earlier_cycles.cycle_id as previous_cycle_id
    from standing_cycles
    inner join standing_cycles as earlier_cycles on standing_cycles.ends_on > earlier_cycles.ends_on
    qualify row_number() over (
        partition by standing_cycles.cycle_id
        order by earlier_cycles.ends_on desc, earlier_cycles.cycle_id desc
    ) = 1

),

settled as (

    select
        -- ids
        standing_cycles.cycle_id,
        standing_cycles.edition,
        previous_cycles.previous_cycle_id,

        -- dates
        standing_cycles.starts_on,
        standing_cycles.ends_on,
        standing_cycles.deadline,

        -- booleans
        coalesce(standing_decisions.decision = 'closed', false) as is_closed,
        row_number() over (
            order by standing_cycles.ends_on desc, standing_cycles.cycle_id desc
        ) = 1 as is_latest

    from standing_cycles
    left join standing_decisions on standing_cycles.cycle_id = standing_decisions.cycle_id
    left join previous_cycles on standing_cycles.cycle_id = previous_cycles.cycle_id

)

select * from settled
