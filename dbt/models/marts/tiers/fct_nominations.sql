with nominations as (

    select * from {{ ref('stg_landing__nominations') }}

),

records as (

    select * from {{ ref('stg_landing__records') }}

),

withdrawals as (

    select * from {{ ref('stg_landing__withdrawals') }}

),

withdrawn_nominations as (

    {{ withdrawn_rows('nominations', ['record_id'], ['cycle_id', 'school_id']) }}

),

-- The newest speaks for the school: taken back, what it replaced does not come back.
newest as (

    select
        cycle_id,
        school_id,
        max(record_id) as record_id
    from nominations
    group by all

),

final as (

    select
        -- ids
        nominations.record_id,
        nominations.cycle_id,
        nominations.school_id,
        nominations.tier,
        nominations.build_id,

        -- texts
        nominations.basis,
        nominations.reason,
        records.received_by,
        withdrawn_nominations.withdrawal_reason,

        -- numerics
        nominations.score as decided_score,
        nominations.rank_county as decided_rank_county,

        -- booleans
        nominations.is_tier_reached as was_tier_reached,
        withdrawn_nominations.record_id is not null as is_withdrawn,
        newest.record_id is not null
        and withdrawn_nominations.record_id is null as is_in_force,

        -- timestamps
        records.received_at

    from nominations
    inner join records on nominations.record_id = records.record_id
    left join newest on nominations.record_id = newest.record_id
    left join withdrawn_nominations
        on nominations.record_id = withdrawn_nominations.record_id

)

select * from final
