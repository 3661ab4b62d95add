with cycles as (

    select * from {{ ref('stg_landing__cycles') }}

),

cycle_decisions as (

    select * from {{ ref('stg_landing__cycle_decisions') }}

),

extensions as (

    select * from {{ ref('stg_landing__deadline_extensions') }}

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

standing_extensions as (

    select
        extensions.cycle_id,
        max(extensions.record_id) as record_id,
        max_by(extensions.deadline, extensions.record_id) as deadline
    from extensions
    inner join records on extensions.record_id = records.record_id
    where
        extensions.school_id is null
        and not records.is_refused
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
        -- What was said last: by the table of cycles, or by an extension for all.
        case
            when standing_extensions.record_id > standing_cycles.record_id
                then standing_extensions.deadline
            else standing_cycles.deadline
        end as deadline,

        -- booleans
        coalesce(standing_decisions.decision = 'closed', false) as is_closed,
        row_number() over (
            order by standing_cycles.ends_on desc, standing_cycles.cycle_id desc
        ) = 1 as is_latest

    from standing_cycles
    left join standing_decisions on standing_cycles.cycle_id = standing_decisions.cycle_id
    left join standing_extensions
        on standing_cycles.cycle_id = standing_extensions.cycle_id
    left join previous_cycles on standing_cycles.cycle_id = previous_cycles.cycle_id

)

select * from settled
