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

    select * from {{ ref('int_answers_settled') }}

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
        schools.students,
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

weak as (

    select *
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
candidates as (

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

paired as (

    select
        weak.cycle_id,
        weak.school_id,
        weak.basis,
        weak.indicator_id,
        weak.peer_group,
        weak.share,
        candidates.school_id as peer_school_id,
        candidates.share as peer_share,
        candidates.previous_share as peer_previous_share,
        candidates.is_high,
        candidates.is_raised,
        case
            when weak.students > 0 and candidates.students > 0
                then {{ rounded_millionths(
                    wide('greatest(weak.students, candidates.students)'),
                    wide('least(weak.students, candidates.students)')
                ) }}
        end as size_ratio
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

nearest as (

    select
        *,
        row_number() over (
            partition by cycle_id, school_id, basis, indicator_id
            order by
                is_high desc,
                size_ratio asc nulls last,
                peer_share desc,
                peer_school_id asc nulls last
        ) as place
    from paired
    qualify place <= {{ var('examples_shown') }}

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
        nearest.cycle_id,
        nearest.school_id,
        nearest.basis,
        nearest.indicator_id,
        nearest.peer_school_id,

        -- texts
        nearest.peer_group,
        case
            when nearest.is_high and nearest.is_raised then 'both'
            when nearest.is_high then 'high'
            else 'raised'
        end as reason,
        evidence.evidence,

        -- numerics
        cast(nearest.place as integer) as place,
        nearest.share,
        nearest.peer_share,
        nearest.peer_previous_share,
        nearest.size_ratio

    from nearest
    left join evidence
        on
            nearest.cycle_id = evidence.cycle_id
            and nearest.peer_school_id = evidence.school_id
            and nearest.basis = evidence.basis
            and nearest.indicator_id = evidence.indicator_id

)

select * from final
