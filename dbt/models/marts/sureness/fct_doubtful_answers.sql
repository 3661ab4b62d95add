with answers as (

    select * from {{ ref('fct_answers') }}

),

problems as (

    select * from {{ ref('stg_landing__problems') }}

),

reviews as (

    select * from {{ ref('int_reviews_judged') }}

),

indicator_facts as (

    select * from {{ ref('int_indicator_facts_listed') }}

),

indicators as (

    select * from {{ ref('int_indicators_scored') }}

),

schools as (

    select
        *,
        {{ as_millionths('points') }} as point_millionths
    from {{ ref('int_schools_totalled') }}
    where score is not null

),

warned as (

    select distinct
        submission_id,
        cycle_id,
        school_id,
        fact_id
    from problems
    where
        severity = 'warning'
        and fact_id is not null

),

looked_at as (

    select
        cycle_id,
        school_id,
        fact_id
    from reviews
    where is_in_force

    union

    select
        cycle_id,
        school_id,
        fact_id
    from warned

),

-- Of all answers, the few that someone has remarked on.
remarked as (

    select
        answers.cycle_id,
        answers.school_id,
        answers.basis,
        answers.edition,
        answers.fact_id,
        answers.submission_id,
        answers.value,
        answers.is_verified
    from answers
    inner join looked_at
        on
            answers.cycle_id = looked_at.cycle_id
            and answers.school_id = looked_at.school_id
            and answers.fact_id = looked_at.fact_id
    where
        answers.answered_by = 'school'
        and answers.state <> 'not_asked'

),

compared as (

    select
        own.cycle_id,
        own.school_id,
        own.edition,
        own.fact_id,
        verified.is_verified,
        own.value <> verified.value or (own.value is null) <> (verified.value is null) as differs,
        warned.fact_id is not null as is_warned
    from remarked as own
    inner join remarked as verified
        on
            own.cycle_id = verified.cycle_id
            and own.school_id = verified.school_id
            and own.fact_id = verified.fact_id
            and verified.basis = 'verified'
    left join warned
        on
            own.submission_id = warned.submission_id
            and own.cycle_id = warned.cycle_id
            and own.school_id = warned.school_id
            and own.fact_id = warned.fact_id
    where own.basis = 'self'

),

bases as (

    select 'self' as basis

    union all

    select 'verified' as basis

),

-- What the county has verified is no longer in doubt, but for the school's own basis.
doubts as (

    select
        compared.cycle_id,
        compared.school_id,
        bases.basis,
        compared.edition,
        compared.fact_id,
        case when compared.is_verified then 'corrected' else 'warning' end as doubt
    from compared
    cross join bases
    where
        (compared.is_verified and compared.differs and bases.basis = 'self')
        or (not compared.is_verified and compared.is_warned)

),

-- By doubt, the points of the indicators that use the answer: as they are, at worst and at best.
-- A corrected answer is known: the indicator as it is verified, which holds its other corrections
-- too. A red line's 0 stands whatever the answer is.
bounds as (

    select
        doubts.cycle_id,
        doubts.school_id,
        doubts.basis,
        doubts.fact_id,
        doubts.doubt,
        {% for bonus, is_bonus in [('', 'is not true'), ('bonus_', '')] %}
        coalesce(
            sum(indicators.point_millionths) filter (where indicators.is_bonus {{ is_bonus }}), 0
        ) as own_{{ bonus }}points,
        coalesce(
            sum(verified.point_millionths) filter (where indicators.is_bonus {{ is_bonus }}), 0
        ) as known_{{ bonus }}points,
        coalesce(
            sum(
                case
                    when indicators.status = 'not_applicable' then 0
                    when indicators.zeroed_by_red_line is not null then 0
                    else indicators.max_point_millionths
                end
            ) filter (where indicators.is_bonus {{ is_bonus }}),
            0
        ) as full_{{ bonus }}points,
        coalesce(
            sum(
                case
                    when indicators.status = 'not_applicable' then 0
                    else coalesce(indicators.least_point_millionths, 0)
                end
            ) filter (where indicators.is_bonus {{ is_bonus }}),
            0
        ) as least_{{ bonus }}points,
        {% endfor %}
        sum(
            case
                when indicators.status = 'not_applicable' or indicators.is_bonus then 0
                else indicators.max_point_millionths
            end
        ) as own_applicable,
        sum(
            case
                when verified.status = 'not_applicable' or verified.is_bonus then 0
                else verified.max_point_millionths
            end
        ) as known_applicable
    from doubts
    inner join indicator_facts
        on
            doubts.edition = indicator_facts.edition
            and doubts.fact_id = indicator_facts.fact_id
    inner join indicators
        on
            doubts.cycle_id = indicators.cycle_id
            and doubts.school_id = indicators.school_id
            and doubts.basis = indicators.basis
            and indicator_facts.indicator_id = indicators.indicator_id
    left join indicators as verified
        on
            doubts.doubt = 'corrected'
            and doubts.cycle_id = verified.cycle_id
            and doubts.school_id = verified.school_id
            and verified.basis = 'verified'
            and indicator_facts.indicator_id = verified.indicator_id
    group by all

),

kinds as (

    select 'official' as supposed

    union all

    select 'known' as supposed

    union all

    select 'worst' as supposed

    union all

    select 'best' as supposed

),

cases as (

    select
        bounds.cycle_id,
        bounds.school_id,
        bounds.basis,
        bounds.fact_id,
        kinds.supposed,
        schools.score as official_score,
        schools.is_zeroed,
        schools.taken_off_millionths,
        schools.bonus_cap_millionths,
        {% for total, own, known, full, least in [
            ('point_millionths', 'own_points', 'known_points', 'full_points', 'least_points'),
            (
                'bonus_sum_millionths', 'own_bonus_points', 'known_bonus_points',
                'full_bonus_points', 'least_bonus_points',
            ),
        ] %}
        schools.{{ total }}
        - bounds.{{ own }}
        + case kinds.supposed
            when 'official' then bounds.{{ own }}
            when 'known' then bounds.{{ known }}
            when 'best' then bounds.{{ full }}
            else bounds.{{ least }}
        end as {{ total }},
        {% endfor %}
        schools.applicable_millionths
        - bounds.own_applicable
        + case
            when kinds.supposed = 'known' then bounds.known_applicable
            else bounds.own_applicable
        end as applicable_millionths
    from bounds
    cross join kinds
    inner join schools
        on
            bounds.cycle_id = schools.cycle_id
            and bounds.school_id = schools.school_id
            and bounds.basis = schools.basis
    where
        kinds.supposed = 'official'
        or (kinds.supposed = 'known') = (bounds.doubt = 'corrected')

),

point_scored_cases as (

    select
        *,
        case
            when applicable_millionths > 0
                then {{ round_half_up(
                    '100 * ' ~ wide('point_millionths'), wide('applicable_millionths'), 6
                ) }}
        end as point_score_millionths
    from cases

),

scored_cases as (

    select
        point_scored_cases.cycle_id,
        point_scored_cases.school_id,
        point_scored_cases.basis,
        point_scored_cases.fact_id,
        point_scored_cases.supposed,
        point_scored_cases.official_score,
        case
            when point_scored_cases.point_score_millionths is not null
                then {{ from_millionths(
                    whole_score(
                        'point_scored_cases.point_score_millionths',
                        held_bonus(
                            'point_scored_cases.bonus_sum_millionths', 'point_scored_cases'
                        ),
                        'point_scored_cases'
                    )
                ) }}
        end as score
    from point_scored_cases

),

-- The published scores and the supposed ones in one line, so that each of these finds its place.
lined_up as (

    select
        cycle_id,
        school_id,
        basis,
        fact_id,
        supposed,
        official_score,
        score,
        0 as published
    from scored_cases
    where score is not null

    union all

    select
        cycle_id,
        school_id,
        basis,
        cast(null as string) as fact_id,
        cast(null as string) as supposed,
        score as official_score,
        score,
        1 as published
    from schools

),

counted as (

    select
        *,
        sum(published) over (
            partition by cycle_id, basis
            order by score desc
        ) as published_from_here_up,
        sum(published) over (partition by cycle_id, basis, score) as published_here
    from lined_up

),

-- A school does not compete with its own published score.
placed as (

    select
        *,
        1
        + published_from_here_up
        - published_here
        - case when official_score > score then 1 else 0 end as rank_supposed
    from counted
    where published = 0

),

ranges as (

    select
        cycle_id,
        school_id,
        basis,
        fact_id,
        max(official_score) as score,
        min(score) as score_worst,
        max(score) as score_best,
        max(case when supposed = 'known' then score end) as score_verified,
        max(case when supposed = 'official' then rank_supposed end) as rank_county,
        min(rank_supposed) as rank_best,
        max(rank_supposed) as rank_worst,
        max(case when supposed = 'known' then rank_supposed end) as rank_verified
    from placed
    group by all

),

final as (

    select
        -- ids
        bounds.cycle_id,
        bounds.school_id,
        bounds.basis,
        bounds.fact_id,

        -- texts
        bounds.doubt,

        -- numerics
        ranges.score,
        ranges.score_worst,
        ranges.score_best,
        ranges.score_verified,
        cast(ranges.rank_county as integer) as rank_county,
        cast(ranges.rank_best as integer) as rank_best,
        cast(ranges.rank_worst as integer) as rank_worst,
        cast(ranges.rank_verified as integer) as rank_verified

    from bounds
    inner join ranges
        on
            bounds.cycle_id = ranges.cycle_id
            and bounds.school_id = ranges.school_id
            and bounds.basis = ranges.basis
            and bounds.fact_id = ranges.fact_id

)

select * from final
