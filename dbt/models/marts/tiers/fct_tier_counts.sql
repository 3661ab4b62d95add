with cycles as (

    select * from {{ ref('int_cycles_settled') }}

),

tiers as (

    select * from {{ ref('stg_guide__tiers') }}

),

bases as (

    select 'self' as basis

    union all

    select 'verified' as basis

),

cycle_schools as (

    select * from {{ ref('int_cycle_schools_matched') }}

),

scores as (

    select * from {{ ref('fct_school_scores') }}

),

reaches as (

    select * from {{ ref('fct_tier_reach') }}

),

held as (

    select
        cycle_id,
        tier_held as tier,
        count(*) as held_count
    from cycle_schools
    group by all

),

highest as (

    select
        cycle_id,
        basis,
        tier_reached as tier,
        count(*) as highest_count
    from scores
    group by all

),

reached as (

    select
        cycle_id,
        basis,
        tier,
        count(*) filter (where is_reached) as reached_count,
        count(*) filter (where is_reached and is_borderline) as unsure_inside_count,
        count(*) filter (where is_borderline and not is_reached) as unsure_outside_count
    from reaches
    group by all

),

final as (

    select
        -- ids
        cycles.cycle_id,
        bases.basis,
        tiers.tier,
        cycles.edition,

        -- numerics
        cast(coalesce(held.held_count, 0) as integer) as held_count,
        cast(coalesce(reached.reached_count, 0) as integer) as reached_count,
        cast(coalesce(highest.highest_count, 0) as integer) as highest_count,
        cast(coalesce(reached.unsure_inside_count, 0) as integer) as unsure_inside_count,
        cast(coalesce(reached.unsure_outside_count, 0) as integer) as unsure_outside_count

    from cycles
    cross join bases
    inner join tiers on cycles.edition = tiers.edition
    left join held
        on
            cycles.cycle_id = held.cycle_id
            and tiers.tier = held.tier
    left join highest
        on
            cycles.cycle_id = highest.cycle_id
            and bases.basis = highest.basis
            and tiers.tier = highest.tier
    left join reached
        on
            cycles.cycle_id = reached.cycle_id
            and bases.basis = reached.basis
            and tiers.tier = reached.tier

)

select * from final
