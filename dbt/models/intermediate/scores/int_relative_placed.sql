with measured as (

    select * from {{ ref('int_relative_measured') }}

),

stand_ins as (

    select * from {{ ref('stg_landing__stand_ins') }}

),

compared_values as (

    select * from {{ ref('stg_landing__compared_values') }}

),

-- In proportions a value below 0 counts as 0.
own as (

    select
        measured.*,
        stand_ins.stands_for_school_id,
        case when measured.value_billionths < 0 then 0 else measured.value_billionths end
            as held_billionths
    from measured
    left join stand_ins on measured.school_id = stand_ins.school_id

),

-- A build has all schools before it.
placed_among_all as (

    select
        {{ part_key('own') }},
        rank() over (
            partition by
                own.cycle_id,
                own.basis,
                own.indicator_id,
                own.part,
                own.compared_among
            order by
                case
                    when own.better = 'more' then -own.value_billionths
                    else own.value_billionths
                end asc nulls last
        ) as place,
        count(*) over of_group as group_size,
        sum(own.held_billionths) over of_group as sum_billionths,
        case
            when own.better = 'more' then max(own.held_billionths) over of_group
            else min(own.held_billionths) over of_group
        end as best_billionths
    from own
    where own.stands_for_school_id is null
    window of_group as (
        partition by
            own.cycle_id,
            own.basis,
            own.indicator_id,
            own.part,
            own.compared_among
    )

),

-- What scores one school alone has the others as they were published.
others as (

    select
        {{ part_key('own') }},
        compared_values.value_billionths,
        case
            when compared_values.value_billionths < 0 then 0
            else compared_values.value_billionths
        end as held_billionths,
        case
            when own.better = 'more' then compared_values.value_billionths > own.value_billionths
            else compared_values.value_billionths < own.value_billionths
        end as is_better
    from own
    inner join compared_values
        on
            own.cycle_id = compared_values.cycle_id
            and own.basis = compared_values.basis
            and own.indicator_id = compared_values.indicator_id
            and own.part = compared_values.part
            and own.stands_for_school_id <> compared_values.school_id
    where
        own.among = 'county'
        or own.compared_among = coalesce(compared_values.school_type, '')

),

other_sums as (

    select
        cycle_id,
        school_id,
        basis,
        indicator_id,
        part,
        count(*) as other_count,
        count(*) filter (where is_better) as better_count,
        sum(held_billionths) as sum_billionths,
        min(held_billionths) as least_billionths,
        max(held_billionths) as most_billionths
    from others
    group by all

),

placed_alone as (

    select
        {{ part_key('own') }},
        1 + coalesce(other_sums.better_count, 0) as place,
        1 + coalesce(other_sums.other_count, 0) as group_size,
        own.held_billionths + coalesce(other_sums.sum_billionths, 0) as sum_billionths,
        case
            when own.better = 'more' and other_sums.most_billionths > own.held_billionths
                then other_sums.most_billionths
            when own.better = 'less' and other_sums.least_billionths < own.held_billionths
                then other_sums.least_billionths
            else own.held_billionths
        end as best_billionths
    from own
    left join other_sums on {{ is_same_part('own', 'other_sums') }}
    where own.stands_for_school_id is not null

),

placed as (

    select * from placed_among_all

    union all

    select * from placed_alone

),

final as (

    select
        -- ids
        {{ part_key('own') }},

        -- texts
        own.compare,
        own.better,
        own.rest,

        -- numerics
        own.value_billionths,
        own.held_billionths,
        cast(placed.place as integer) as place,
        cast(placed.group_size as integer) as group_size,
        {{ wide('placed.sum_billionths') }} as sum_billionths,
        {{ wide('placed.best_billionths') }} as best_billionths

    from own
    inner join placed on {{ is_same_part('own', 'placed') }}

)

select * from final
