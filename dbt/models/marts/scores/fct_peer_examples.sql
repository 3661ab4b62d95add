with weak as (

    select * from {{ ref('int_indicators_scored') }}
    where share < {{ var('weak_share') }}

),

indicators as (

    select * from {{ ref('int_indicators_scored') }}

),

ranks as (

    select * from {{ ref('int_schools_ranked') }}

),

schools as (

    select * from {{ ref('int_cycle_schools_matched') }}

),

changes as (

    select * from {{ ref('fct_indicator_changes') }}

),

answers as (

    select * from {{ ref('fct_answers') }}

),

good as (

    select
        indicators.cycle_id,
        indicators.school_id,
        indicators.basis,
        indicators.indicator_id,
        indicators.share,
        changes.previous_share,
        indicators.share >= {{ var('high_share') }} as is_high,
        coalesce(changes.share_change >= {{ var('raised_share') }}, false) as is_raised
    from indicators
    left join changes
        on
            indicators.cycle_id = changes.cycle_id
            and indicators.school_id = changes.school_id
            and indicators.basis = changes.basis
            and indicators.indicator_id = changes.indicator_id
    where
        indicators.share >= {{ var('high_share') }}
        or changes.share_change >= {{ var('raised_share') }}

),

members as (

    select
        ranks.cycle_id,
        ranks.school_id,
        ranks.basis,
        ranks.peer_group,
        schools.school_type,
        schools.area,
        cast(schools.students as bigint) as students
    from ranks
    inner join schools
        on
            ranks.cycle_id = schools.cycle_id
            and ranks.school_id = schools.school_id

),

-- A school is an example to every group that it belongs to, not only to its own peer group.
placed as (

    select
        *,
        concat(coalesce(school_type, ''), '/', coalesce(area, '')) as example_group
    from members
    union all
    select
        *,
        school_type as example_group
    from members
    union all
    select
        *,
        'county' as example_group
    from members

),

peer_groups as (

    select distinct
        cycle_id,
        basis,
        peer_group
    from ranks

),

compared as (

    select placed.*
    from placed
    inner join peer_groups
        on
            placed.cycle_id = peer_groups.cycle_id
            and placed.basis = peer_groups.basis
            and placed.example_group = peer_groups.peer_group

),

-- So many and no more are compared with each weak school: the work stays in proportion.
best_lists as (

    select
        compared.cycle_id,
        compared.basis,
        compared.example_group,
        good.indicator_id,
        {{ least_of(
            record_of({
                'share_below_zero': '-good.share',
                'is_not_raised': 'not good.is_raised',
                'school_id': 'good.school_id',
                'is_high': 'good.is_high',
                'previous_share': 'good.previous_share',
                'students': 'compared.students',
            }),
            var('example_candidates')
        ) }} as best
    from good
    inner join compared
        on
            good.cycle_id = compared.cycle_id
            and good.school_id = compared.school_id
            and good.basis = compared.basis
    group by all

),

best as (

    {{ rows_of_list(
        'best_lists', ['cycle_id', 'basis', 'example_group', 'indicator_id'], 'best',
        ['share_below_zero', 'is_not_raised', 'school_id', 'is_high', 'previous_share', 'students']
    ) }}

),

titles as (

    select distinct
        answers.cycle_id,
        answers.school_id,
        answers.basis,
        answers.indicator_id,
        answers.evidence
    from answers
    inner join best
        on
            answers.cycle_id = best.cycle_id
            and answers.school_id = best.school_id
            and answers.basis = best.basis
            and answers.indicator_id = best.indicator_id
    where answers.evidence is not null

),

evidence as (

    select
        cycle_id,
        school_id,
        basis,
        indicator_id,
        {{ joined_text('evidence') }} as evidence
    from titles
    group by all

),

-- Of two in a group that nothing else tells apart, the one that goes first has the lower number.
examples as (

    select
        best.cycle_id,
        best.basis,
        best.example_group,
        best.indicator_id,
        best.school_id,
        row_number() over (
            order by
                best.share_below_zero asc nulls last,
                best.school_id asc nulls last,
                best.cycle_id asc nulls last,
                best.basis asc nulls last,
                best.indicator_id asc nulls last,
                best.example_group asc nulls last
        ) as example_number,
        case
            when best.is_high and not best.is_not_raised then 'both'
            when best.is_high then 'high'
            else 'raised'
        end as reason,
        evidence.evidence,
        -best.share_below_zero as share,
        best.previous_share,
        best.students
    from best
    left join evidence
        on
            best.cycle_id = evidence.cycle_id
            and best.school_id = evidence.school_id
            and best.basis = evidence.basis
            and best.indicator_id = evidence.indicator_id

),

example_lists as (

    select
        cycle_id,
        basis,
        example_group,
        indicator_id,
        {{ list_in_any_order(
            record_of({
                'example_number': 'example_number',
                'is_low': "reason = 'raised'",
                'share': 'share',
                'students': 'students',
            })
        ) }} as examples
    from examples
    group by all

),

-- Within the row of the weak school: of pairs there would be many times as many rows, all at once.
-- Left joins keep their order: examples are looked up for what is weak, not for every school first.
-- Head counts are below 2^31, so twice a million of them are a BIGINT.
nearest_lists as (

    select
        weak.cycle_id,
        weak.school_id,
        weak.basis,
        weak.indicator_id,
        members.peer_group,
        weak.share,
        {{ least_in_list(
            'example_lists.examples',
            'example',
            'weak.share < example.share',
            record_of({
                'is_low': 'example.is_low',
                'is_of_unknown_size':
                    'not coalesce(members.students > 0 and example.students > 0, false)',
                'size_ratio_millionths':
                    'case when members.students > 0 and example.students > 0 then '
                    ~ whole_division(
                        '2000000 * greatest(members.students, example.students)'
                        ~ ' + least(members.students, example.students)',
                        '2 * least(members.students, example.students)'
                    ) ~ ' end',
                'example_number': 'example.example_number',
            }),
            var('examples_shown')
        ) }} as nearest
    from weak
    inner join members
        on
            weak.cycle_id = members.cycle_id
            and weak.school_id = members.school_id
            and weak.basis = members.basis
    left join example_lists
        on
            weak.cycle_id = example_lists.cycle_id
            and weak.basis = example_lists.basis
            and weak.indicator_id = example_lists.indicator_id
            and members.peer_group = example_lists.example_group

),

nearest as (

    {{ rows_of_list(
        'nearest_lists',
        ['cycle_id', 'school_id', 'basis', 'indicator_id', 'peer_group', 'share'],
        'nearest',
        ['size_ratio_millionths', 'example_number'],
        with_place=true
    ) }}

),

final as (

    select
        -- ids
        nearest.cycle_id,
        nearest.school_id,
        nearest.basis,
        nearest.indicator_id,
        examples.school_id as peer_school_id,

        -- texts
        nearest.peer_group,
        examples.reason,
        examples.evidence,

        -- numerics
        cast(nearest.place as integer) as place,
        nearest.share,
        examples.share as peer_share,
        examples.previous_share as peer_previous_share,
        {{ from_millionths('nearest.size_ratio_millionths') }} as size_ratio

    from nearest
    inner join examples on nearest.example_number = examples.example_number

)

select * from final
