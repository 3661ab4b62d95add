with answers as (

    select * from {{ ref('int_answers_settled') }}

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

ranks as (

    select * from {{ ref('int_schools_ranked') }}

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
        and answers.is_asked

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

-- By doubt, the points of the indicators that use the answer: as they are, at worst and at best. A
-- corrected answer is known: the indicator as it is verified, which holds its other corrections too.
-- A red line's 0 stands whatever the answer is.
bounds as (

    select
        doubts.cycle_id,
        doubts.school_id,
        doubts.basis,
        doubts.fact_id,
        doubts.doubt,
        sum(coalesce(indicators.point_millionths, 0)) as own_points,
        sum(case when indicators.status <> 'not_applicable' then indicators.max_point_millionths else 0 end)
            as own_applicable,
        sum(coalesce(verified.point_millionths, 0)) as known_points,
        sum(case when verified.status <> 'not_applicable' then verified.max_point_millionths else 0 end)
            as known_applicable,
        sum(
            case
                when indicators.status = 'not_applicable' then 0
                when indicators.zeroed_by_red_line is not null then 0
                else indicators.max_point_millionths
            end
        ) as full_points
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

cases as (

    select
        bounds.cycle_id,
        bounds.school_id,
        bounds.basis,
        bounds.fact_id,
        'known' as bound,
        schools.point_millionths - bounds.own_points + bounds.known_points as point_millionths,
        schools.applicable_millionths - bounds.own_applicable + bounds.known_applicable
            as applicable_millionths,
        schools.score as official_score
    from bounds
    inner join schools
        on
            bounds.cycle_id = schools.cycle_id
            and bounds.school_id = schools.school_id
            and bounds.basis = schools.basis
    where bounds.doubt = 'corrected'

    union all

    select
        bounds.cycle_id,
        bounds.school_id,
        bounds.basis,
        bounds.fact_id,
        ends.bound,
        schools.point_millionths
        - bounds.own_points
        + case when ends.bound = 'best' then bounds.full_points else 0 end as point_millionths,
        schools.applicable_millionths,
        schools.score as official_score
    from bounds
    cross join (
        select 'worst' as bound

        union all

        select 'best' as bound
    ) as ends
    inner join schools
        on
            bounds.cycle_id = schools.cycle_id
            and bounds.school_id = schools.school_id
            and bounds.basis = schools.basis
    where bounds.doubt = 'warning'

),

scored_cases as (

    select
        cycle_id,
        school_id,
        basis,
        fact_id,
        bound,
        official_score,
        case
            when applicable_millionths > 0
                then {{ rounded_millionths(
                    '100 * ' ~ wide('point_millionths'), wide('applicable_millionths')
                ) }}
        end as score
    from cases

),

-- The published scores and the supposed ones in one line, so that each supposed one finds its place.
lined_up as (

    select
        cycle_id,
        school_id,
        basis,
        fact_id,
        bound,
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
        cast(null as string) as bound,
        score as official_score,
        score,
        1 as published
    from schools

),

placed as (

    select
        *,
        sum(published) over (
            partition by cycle_id, basis
            order by score desc
        )
        - sum(published) over (partition by cycle_id, basis, score)
        - case when official_score > score then 1 else 0 end
        + 1 as rank_supposed
    from lined_up

),

supposed as (

    select
        cycle_id,
        school_id,
        basis,
        fact_id,
        min(score) as lowest_score,
        max(score) as highest_score,
        min(rank_supposed) as best_rank,
        max(rank_supposed) as worst_rank,
        max(case when bound = 'known' then score end) as score_verified,
        max(case when bound = 'known' then rank_supposed end) as rank_verified
    from placed
    where published = 0
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
        schools.score,
        case when supposed.lowest_score < schools.score then supposed.lowest_score else schools.score end
            as score_worst,
        case when supposed.highest_score > schools.score then supposed.highest_score else schools.score end
            as score_best,
        supposed.score_verified,
        cast(ranks.rank_county as integer) as rank_county,
        cast(
            case when supposed.best_rank < ranks.rank_county then supposed.best_rank else ranks.rank_county end
            as integer
        ) as rank_best,
        cast(
            case when supposed.worst_rank > ranks.rank_county then supposed.worst_rank else ranks.rank_county end
            as integer
        ) as rank_worst,
        cast(supposed.rank_verified as integer) as rank_verified

    from bounds
    inner join schools
        on
            bounds.cycle_id = schools.cycle_id
            and bounds.school_id = schools.school_id
            and bounds.basis = schools.basis
    inner join ranks
        on
            bounds.cycle_id = ranks.cycle_id
            and bounds.school_id = ranks.school_id
            and bounds.basis = ranks.basis
    left join supposed
        on
            bounds.cycle_id = supposed.cycle_id
            and bounds.school_id = supposed.school_id
            and bounds.basis = supposed.basis
            and bounds.fact_id = supposed.fact_id

)

select * from final
