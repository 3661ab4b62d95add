with answers as (

    select * from {{ ref('fct_answers') }}

),

cycles as (

    select * from {{ ref('int_cycles_settled') }}

),

indicators as (

    select * from {{ ref('int_indicators_scored') }}

),

schools as (

    select * from {{ ref('int_schools_totalled') }}

),

gaps as (

    select * from {{ ref('fct_self_assessment_gaps') }}

),

problems as (

    select * from {{ ref('stg_landing__problems') }}

),

reaches as (

    select * from {{ ref('fct_tier_reach') }}

),

-- How often answers were corrected, in all cycles so far.
by_indicator as (

    select
        indicator_id,
        sum(verified_fact_count) as verified_count,
        sum(corrected_fact_count) as corrected_count
    from gaps
    group by all

),

in_all as (

    select
        coalesce(sum(verified_fact_count), 0) as verified_count,
        coalesce(sum(corrected_fact_count), 0) as corrected_count
    from gaps

),

warned as (

    select distinct
        submission_id,
        fact_id
    from problems
    where
        severity = 'warning'
        and fact_id is not null

),

borderline_schools as (

    select distinct
        cycle_id,
        school_id
    from reaches
    where
        basis = 'verified'
        and is_borderline

),

unchecked as (

    select
        answers.cycle_id,
        answers.school_id,
        answers.fact_id,
        answers.indicator_id,
        warned.fact_id is not null as has_warning,
        borderline_schools.school_id is not null as is_borderline,
        {{ wide('indicators.point_millionths - coalesce(indicators.least_point_millionths, 0)') }}
            as point_millionths,
        indicators.is_bonus,
        {{ wide('schools.applicable_millionths') }} as applicable_millionths,
        {{ wide('coalesce(by_indicator.verified_count, 0)') }} as verified_count,
        {{ wide('coalesce(by_indicator.corrected_count, 0)') }} as corrected_count,
        {{ wide('in_all.verified_count') }} as all_verified_count,
        {{ wide('in_all.corrected_count') }} as all_corrected_count,
        md5(concat(
            '{{ var("sample_seed") }}', ' ', answers.cycle_id, ' ', answers.school_id, ' ',
            answers.fact_id
        )) as lot
    from answers
    inner join cycles on answers.cycle_id = cycles.cycle_id
    inner join indicators
        on
            answers.cycle_id = indicators.cycle_id
            and answers.school_id = indicators.school_id
            and answers.basis = indicators.basis
            and answers.indicator_id = indicators.indicator_id
    inner join schools
        on
            answers.cycle_id = schools.cycle_id
            and answers.school_id = schools.school_id
            and answers.basis = schools.basis
    cross join in_all
    left join by_indicator on answers.indicator_id = by_indicator.indicator_id
    left join warned
        on
            answers.submission_id = warned.submission_id
            and answers.fact_id = warned.fact_id
    left join borderline_schools
        on
            answers.cycle_id = borderline_schools.cycle_id
            and answers.school_id = borderline_schools.school_id
    where
        answers.basis = 'verified'
        and answers.answered_by = 'school'
        and answers.state = 'answered'
        and not answers.is_verified
        and not cycles.is_closed
        and indicators.status = 'scored'
        and schools.applicable_millionths > 0

),

-- The rate is drawn towards the county's by so many answers, that few cases do not mislead.
weighed as (

    select
        *,
        case
            when is_bonus then {{ from_millionths('point_millionths') }}
            else {{ rounded_millionths('100 * point_millionths', 'applicable_millionths') }}
        end as stake_score,
        case
            when all_verified_count > 0
                then {{ rounded_millionths(
                    'corrected_count * all_verified_count + '
                    ~ var('correction_prior') ~ ' * all_corrected_count',
                    '(verified_count + ' ~ var('correction_prior') ~ ') * all_verified_count'
                ) }}
        end as correction_rate
    from unchecked

),

ordered as (

    select
        *,
        cast(stake_score * correction_rate as decimal(18, 6)) as expected_loss,
        row_number() over (
            partition by cycle_id
            order by
                stake_score * correction_rate desc nulls last,
                stake_score desc,
                is_borderline desc,
                has_warning desc,
                school_id asc nulls last,
                fact_id asc nulls last
        ) as priority_rank,
        row_number() over (
            partition by cycle_id
            order by lot asc nulls last, school_id asc nulls last, fact_id asc nulls last
        ) as sample_rank
    from weighed

),

final as (

    select
        -- ids
        cycle_id,
        school_id,
        fact_id,
        indicator_id,

        -- numerics
        cast(priority_rank as integer) as priority_rank,
        cast(
            case when sample_rank <= {{ var('sample_size') }} then sample_rank end as integer
        ) as sample_rank,
        stake_score,
        correction_rate,
        expected_loss,
        cast(verified_count as integer) as verified_fact_count,
        cast(corrected_count as integer) as corrected_fact_count,

        -- booleans
        is_borderline,
        has_warning

    from ordered
    where
        priority_rank <= {{ var('site_checks_listed') }}
        or sample_rank <= {{ var('sample_size') }}

)

select * from final
