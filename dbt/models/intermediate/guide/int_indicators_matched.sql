with cycles as (

    select * from {{ ref('int_cycles_settled') }}

),

indicators as (

    select * from {{ ref('stg_guide__indicators') }}

),

crosswalk as (

    select * from {{ ref('stg_guide__crosswalk') }}

),

-- A pair holds in both directions: a county may return to an older edition.
directed as (

    select
        from_edition as previous_edition,
        from_indicator_id as previous_indicator_id,
        to_edition as edition,
        to_indicator_id as indicator_id
    from crosswalk
    union
    select
        to_edition,
        to_indicator_id,
        from_edition,
        from_indicator_id
    from crosswalk

),

followed as (

    select
        cycles.cycle_id,
        cycles.edition,
        cycles.previous_cycle_id,
        previous_cycles.edition as previous_edition
    from cycles
    inner join cycles as previous_cycles
        on cycles.previous_cycle_id = previous_cycles.cycle_id

),

matched as (

    select
        -- ids
        followed.cycle_id,
        indicators.indicator_id,
        followed.previous_cycle_id,
        followed.previous_edition,
        case
            when followed.edition = followed.previous_edition then indicators.indicator_id
            else directed.previous_indicator_id
        end as previous_indicator_id,

        -- texts
        case
            when followed.edition = followed.previous_edition then 'same_edition'
            when directed.previous_indicator_id is not null then 'crosswalk'
            else 'none'
        end as comparison

    from followed
    inner join indicators on followed.edition = indicators.edition
    left join directed
        on
            followed.edition = directed.edition
            and followed.previous_edition = directed.previous_edition
            and indicators.indicator_id = directed.indicator_id

)

select * from matched
