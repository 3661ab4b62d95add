{% set figures = [
    'loss_below_zero', 'stake_below_zero', 'is_far_from_lines', 'is_without_warning',
] -%}
{% set keys = ['school_id', 'fact_id', 'indicator_id'] -%}
{% set told = figures + keys -%}

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

guide as (

    select * from {{ ref('stg_guide__indicators') }}

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

counted as (

    select distinct
        guide.indicator_id,
        {{ wide('coalesce(by_indicator.verified_count, 0)') }} as verified_count,
        {{ wide('coalesce(by_indicator.corrected_count, 0)') }} as corrected_count,
        {{ wide('in_all.verified_count') }} as all_verified_count,
        {{ wide('in_all.corrected_count') }} as all_corrected_count
    from guide
    cross join in_all
    left join by_indicator on guide.indicator_id = by_indicator.indicator_id

),

-- The rate is drawn towards the county's by so many answers, that few cases do not mislead.
rates as (

    select
        indicator_id,
        verified_count,
        corrected_count,
        case
            when all_verified_count > 0
                then {{ rounded_millionths(
                    'corrected_count * all_verified_count + '
                    ~ var('correction_prior') ~ ' * all_corrected_count',
                    '(verified_count + ' ~ var('correction_prior') ~ ') * all_verified_count'
                ) }}
        end as correction_rate
    from counted

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

stakes as (

    select
        indicators.cycle_id,
        indicators.school_id,
        indicators.indicator_id,
        case
            when indicators.is_bonus
                then {{ from_millionths(
                    'indicators.point_millionths - coalesce(indicators.least_point_millionths, 0)'
                ) }}
            else {{ rounded_millionths(
                wide(
                    '100 * (indicators.point_millionths'
                    ~ ' - coalesce(indicators.least_point_millionths, 0))'
                ),
                wide('schools.applicable_millionths')
            ) }}
        end as stake_score
    from indicators
    inner join schools
        on
            indicators.cycle_id = schools.cycle_id
            and indicators.school_id = schools.school_id
            and indicators.basis = schools.basis
    inner join cycles on indicators.cycle_id = cycles.cycle_id
    where
        indicators.basis = 'verified'
        and indicators.status = 'scored'
        and schools.applicable_millionths > 0
        and not cycles.is_closed

),

-- In the order of these columns, all of them ascending.
unchecked as (

    select
        answers.cycle_id,
        -coalesce(stakes.stake_score * rates.correction_rate, 0) as loss_below_zero,
        -stakes.stake_score as stake_below_zero,
        borderline_schools.school_id is null as is_far_from_lines,
        warned.fact_id is null as is_without_warning,
        answers.school_id,
        answers.fact_id,
        answers.indicator_id
    from answers
    inner join stakes
        on
            answers.cycle_id = stakes.cycle_id
            and answers.school_id = stakes.school_id
            and answers.indicator_id = stakes.indicator_id
    inner join rates on answers.indicator_id = rates.indicator_id
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

),

-- A county has many answers and looks at few: what is first, and what is drawn, is found without
-- putting all in order.
first_lists as (

    select
        cycle_id,
        {{ least_of(
            record_of(dict(zip(told, told))),
            var('site_checks_listed')
        ) }} as listed
    from unchecked
    group by all

),

firsts as (

    {{ rows_of_list('first_lists', ['cycle_id'], 'listed', told, with_place=true) }}

),

lot_lists as (

    select
        cycle_id,
        {{ least_of(
            record_of(dict(
                {'lot': "md5(concat('" ~ var('sample_seed') ~ "', ' ', cycle_id, ' ', school_id, ' ', fact_id))"},
                **dict(zip(keys + figures, keys + figures))
            )),
            [var('sample_size'), 1] | max
        ) }} as listed
    from unchecked
    group by all

),

lots as (

    {{ rows_of_list('lot_lists', ['cycle_id'], 'listed', told, with_place=true) }}

),

-- How many go before them by their figures alone.
tallies as (

    select
        cycle_id,
        {% for figure in figures %}
        {{ figure }},
        {% endfor %}
        count(*) as answer_count
    from unchecked
    group by all

),

places as (

    select
        cycle_id,
        {% for figure in figures %}
        {{ figure }},
        {% endfor %}
        sum(answer_count) over (
            partition by cycle_id
            order by {{ figures | join(' asc nulls last, ') }} asc nulls last
        ) - answer_count as ahead_count
    from tallies

),

drawn as (

    select
        {% for column in told %}
        lots.{{ column }},
        {% endfor %}
        lots.cycle_id,
        lots.place as sample_rank,
        max(places.ahead_count) + count(*) as priority_rank
    from lots
    inner join places
        on
            lots.cycle_id = places.cycle_id
            {% for figure in figures %}
            and lots.{{ figure }} = places.{{ figure }}
            {% endfor %}
    inner join unchecked
        on
            lots.cycle_id = unchecked.cycle_id
            {% for figure in figures %}
            and lots.{{ figure }} = unchecked.{{ figure }}
            {% endfor %}
    where
        lots.place <= {{ var('sample_size') }}
        and (
            unchecked.school_id < lots.school_id
            or (unchecked.school_id = lots.school_id and unchecked.fact_id <= lots.fact_id)
        )
    group by all

),

listed as (

    select
        {% for column in told %}
        firsts.{{ column }},
        {% endfor %}
        firsts.cycle_id,
        firsts.place as priority_rank,
        drawn.sample_rank
    from firsts
    left join drawn
        on
            firsts.cycle_id = drawn.cycle_id
            and firsts.school_id = drawn.school_id
            and firsts.fact_id = drawn.fact_id

    union all

    select
        {% for column in told %}
        {{ column }},
        {% endfor %}
        cycle_id,
        priority_rank,
        sample_rank
    from drawn
    where priority_rank > {{ var('site_checks_listed') }}

),

final as (

    select
        -- ids
        listed.cycle_id,
        listed.school_id,
        listed.fact_id,
        listed.indicator_id,

        -- numerics
        cast(listed.priority_rank as integer) as priority_rank,
        cast(listed.sample_rank as integer) as sample_rank,
        -listed.stake_below_zero as stake_score,
        rates.correction_rate,
        cast(-listed.stake_below_zero * rates.correction_rate as decimal(18, 6)) as expected_loss,
        cast(rates.verified_count as integer) as verified_fact_count,
        cast(rates.corrected_count as integer) as corrected_fact_count,

        -- booleans
        not listed.is_far_from_lines as is_borderline,
        not listed.is_without_warning as has_warning

    from listed
    inner join rates on listed.indicator_id = rates.indicator_id

)

select * from final
