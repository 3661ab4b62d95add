with scores as (

    select * from {{ ref('fct_indicator_scores') }}

),

answers as (

    select * from {{ ref('fct_answers') }}

),

-- What the county looked at, beside what the school had said.
verified_facts as (

    select
        verified.cycle_id,
        verified.school_id,
        verified.indicator_id,
        count(*) as verified_fact_count,
        count(*) filter (
            where verified.value is distinct from own.value
        ) as corrected_fact_count
    from answers as verified
    inner join answers as own
        on
            verified.cycle_id = own.cycle_id
            and verified.school_id = own.school_id
            and verified.fact_id = own.fact_id
            and own.basis = 'self'
    where
        verified.basis = 'verified'
        and verified.is_verified
        and verified.answered_by = 'school'
        and verified.state <> 'not_asked'
    group by all

),

final as (

    select
        -- ids
        verified_facts.cycle_id,
        verified_facts.school_id,
        verified_facts.indicator_id,
        own.edition,
        own.dimension_id,

        -- texts
        own.status as self_status,
        verified.status as verified_status,

        -- numerics
        own.max_points,
        own.claimed_points,
        own.points as self_points,
        verified.points as verified_points,
        own.points - verified.points as overstated_points,
        own.share as self_share,
        verified.share as verified_share,
        own.share - verified.share as overstated_share,
        cast(verified_facts.verified_fact_count as integer) as verified_fact_count,
        cast(verified_facts.corrected_fact_count as integer) as corrected_fact_count

    from verified_facts
    inner join scores as own
        on
            verified_facts.cycle_id = own.cycle_id
            and verified_facts.school_id = own.school_id
            and verified_facts.indicator_id = own.indicator_id
            and own.basis = 'self'
    inner join scores as verified
        on
            verified_facts.cycle_id = verified.cycle_id
            and verified_facts.school_id = verified.school_id
            and verified_facts.indicator_id = verified.indicator_id
            and verified.basis = 'verified'

)

select * from final
