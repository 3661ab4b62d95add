with indicators as (

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

standings as (

    select
        indicators.cycle_id,
        indicators.school_id,
        indicators.basis,
        indicators.indicator_id,
        ranks.peer_group,
        schools.school_type,
        schools.area,
        cast(schools.students as bigint) as students,
        indicators.share,
        changes.previous_share,
        changes.share_change
    from indicators
    inner join ranks
        on
            indicators.cycle_id = ranks.cycle_id
            and indicators.school_id = ranks.school_id
            and indicators.basis = ranks.basis
    inner join schools
        on
            indicators.cycle_id = schools.cycle_id
            and indicators.school_id = schools.school_id
    left join changes
        on
            indicators.cycle_id = changes.cycle_id
            and indicators.school_id = changes.school_id
            and indicators.basis = changes.basis
            and indicators.indicator_id = changes.indicator_id
    where indicators.status <> 'not_applicable'

),

-- What is paired below is many times as long: from here on a number stands for four texts.
weak as (

    select
        *,
        row_number() over (
            order by
                cycle_id asc nulls last,
                school_id asc nulls last,
                basis asc nulls last,
                indicator_id asc nulls last
        ) as weak_number
    from standings
    where share < {{ var('weak_share') }}

),

good as (

    select
        *,
        share >= {{ var('high_share') }} as is_high,
        coalesce(share_change >= {{ var('raised_share') }}, false) as is_raised
    from standings
    where
        share >= {{ var('high_share') }}
        or share_change >= {{ var('raised_share') }}

),

peer_groups as (

    select distinct
        cycle_id,
        basis,
        peer_group
    from ranks

),

-- A school is an example to every group that it belongs to, not only to its own peer group.
placed as (

    select
        *,
        concat(coalesce(school_type, ''), '/', coalesce(area, '')) as example_group
    from good
    union all
    select
        *,
        school_type as example_group
    from good
    union all
    select
        *,
        'county' as example_group
    from good

),

-- So many and no more are compared with each weak school: the work stays in proportion.
compared as (

    select placed.*
    from placed
    inner join peer_groups
        on
            placed.cycle_id = peer_groups.cycle_id
            and placed.basis = peer_groups.basis
            and placed.example_group = peer_groups.peer_group
    qualify row_number() over (
        partition by placed.cycle_id, placed.basis, placed.example_group, placed.indicator_id
        order by placed.share desc, placed.is_raised desc, placed.school_id asc nulls last
    ) <= {{ var('example_candidates') }}

),

-- Of two in a group that nothing else tells apart, the one that goes first has the lower number.
candidates as (

    select
        *,
        row_number() over (order by share desc, school_id asc nulls last) as candidate_number
    from compared

),

-- Head counts are below 2^31, so twice a million of them are a BIGINT.
paired as (

    select
        weak.weak_number,
        candidates.candidate_number,
        not candidates.is_high as is_low,
        case
            when weak.students > 0 and candidates.students > 0
                then {{ whole_division(
                    '2000000 * greatest(weak.students, candidates.students)'
                    ~ ' + least(weak.students, candidates.students)',
                    '2 * least(weak.students, candidates.students)'
                ) }}
        end as size_ratio_millionths
    from weak
    inner join candidates
        on
            weak.cycle_id = candidates.cycle_id
            and weak.basis = candidates.basis
            and weak.peer_group = candidates.example_group
            and weak.indicator_id = candidates.indicator_id
            and weak.school_id <> candidates.school_id
            and weak.share < candidates.share

),

nearest_lists as (

    select
        weak_number,
        {{ least_of(
            record_of({
                'is_low': 'is_low',
                'is_of_unknown_size': 'size_ratio_millionths is null',
                'size_ratio_millionths': 'size_ratio_millionths',
                'candidate_number': 'candidate_number',
            }),
            var('examples_shown')
        ) }} as nearest
    from paired
    group by all

),

nearest as (

    {{ placed_rows_of_list(
        'nearest_lists', ['weak_number'], 'nearest', ['size_ratio_millionths', 'candidate_number']
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
    inner join candidates
        on
            answers.cycle_id = candidates.cycle_id
            and answers.school_id = candidates.school_id
            and answers.basis = candidates.basis
            and answers.indicator_id = candidates.indicator_id
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

final as (

    select
        -- ids
        weak.cycle_id,
        weak.school_id,
        weak.basis,
        weak.indicator_id,
        candidates.school_id as peer_school_id,

        -- texts
        weak.peer_group,
        case
            when candidates.is_high and candidates.is_raised then 'both'
            when candidates.is_high then 'high'
            else 'raised'
        end as reason,
        evidence.evidence,

        -- numerics
        cast(nearest.place as integer) as place,
        weak.share,
        candidates.share as peer_share,
        candidates.previous_share as peer_previous_share,
        {{ from_millionths('nearest.size_ratio_millionths') }} as size_ratio

    from nearest
    inner join weak on nearest.weak_number = weak.weak_number
    inner join candidates on nearest.candidate_number = candidates.candidate_number
    left join evidence
        on
            candidates.cycle_id = evidence.cycle_id
            and candidates.school_id = evidence.school_id
            and candidates.basis = evidence.basis
            and candidates.indicator_id = evidence.indicator_id

)

select * from final
