with schools as (

    select * from {{ ref('int_schools_totalled') }}

),

dimensions as (

    select * from {{ ref('int_dimensions_scored') }}

),

indicators as (

    select * from {{ ref('int_indicators_scored') }}

),

figures as (

    select
        cycle_id,
        school_id,
        basis,
        'score' as measure,
        'score' as measure_code,
        cast(score as decimal(18, 9)) as figure
    from schools
    where score is not null

    union all

    select
        cycle_id,
        school_id,
        basis,
        'dimension' as measure,
        dimension_id as measure_code,
        share as figure
    from dimensions
    where share is not null

    union all

    select
        cycle_id,
        school_id,
        basis,
        'indicator' as measure,
        indicator_id as measure_code,
        share as figure
    from indicators
    where share is not null

),

-- A school once for each group that it is in.
memberships as (

    select
        cycle_id,
        school_id,
        basis,
        {{ group_kind() }} as group_kind,
        {{ group_code() }} as group_code
    from schools
    group by {{ every_group('cycle_id, school_id, basis') }} --noqa

),

-- Of fewer schools a quartile would tell what a single school has: most groups of a large county
-- go here, before anything is computed of them. A number stands for the four texts of a group.
large_groups as (

    select
        cycle_id,
        basis,
        group_kind,
        group_code,
        row_number() over (
            order by
                cycle_id asc nulls last,
                basis asc nulls last,
                group_kind asc nulls last,
                group_code asc nulls last
        ) as group_number
    from memberships
    group by cycle_id, basis, group_kind, group_code
    having count(*) >= {{ var('smallest_peer_group') }}

),

members as (

    select
        memberships.cycle_id,
        memberships.school_id,
        memberships.basis,
        large_groups.group_number
    from memberships
    inner join large_groups
        on
            memberships.cycle_id = large_groups.cycle_id
            and memberships.basis = large_groups.basis
            and memberships.group_kind = large_groups.group_kind
            and memberships.group_code = large_groups.group_code

),

distributed as (

    select
        members.group_number,
        figures.measure,
        figures.measure_code,
        count(*) as school_count,
        {{ quartiles('figures.figure', 9) }} as quartiles
    from figures
    inner join members
        on
            figures.cycle_id = members.cycle_id
            and figures.school_id = members.school_id
            and figures.basis = members.basis
    group by members.group_number, figures.measure, figures.measure_code
    having count(*) >= {{ var('smallest_peer_group') }}

),

final as (

    select
        -- ids
        large_groups.cycle_id,
        large_groups.basis,
        large_groups.group_kind,
        large_groups.group_code,
        distributed.measure,
        distributed.measure_code,

        -- numerics
        cast(distributed.school_count as integer) as school_count,
        cast({{ quartile('distributed.quartiles', 1) }} as decimal(18, 9)) as lower_quartile,
        cast({{ quartile('distributed.quartiles', 2) }} as decimal(18, 9)) as median,
        cast({{ quartile('distributed.quartiles', 3) }} as decimal(18, 9)) as upper_quartile

    from distributed
    inner join large_groups on distributed.group_number = large_groups.group_number

)

select * from final
