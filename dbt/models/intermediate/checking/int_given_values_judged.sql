with reviews as (

    select * from {{ ref('int_reviews_judged') }}

),

cycles as (

    select * from {{ ref('int_cycles_settled') }}

),

given_rules as (

    select * from {{ ref('int_given_rules_listed') }}

),

-- An empty value takes a rater's own out. What is in force outside its range, since the guide of
-- before had another one, is held to it.
held as (

    select
        reviews.*,
        cycles.edition,
        given_rules.indicator_id,
        given_rules.part,
        given_rules.mean_kind,
        {{ as_millionths('try_cast(reviews.value as decimal(24, 6))') }} as said_millionths,
        greatest(
            given_rules.least_millionths,
            least(
                given_rules.most_millionths,
                {{ as_millionths('try_cast(reviews.value as decimal(24, 6))') }}
            )
        ) as given_millionths
    from reviews
    inner join cycles on reviews.cycle_id = cycles.cycle_id
    inner join given_rules
        on
            cycles.edition = given_rules.edition
            and reviews.fact_id = given_rules.fact_id
    where
        reviews.is_in_force
        and try_cast(reviews.value as decimal(24, 6)) is not null

),

counted as (

    select
        *,
        count(rater) over (partition by cycle_id, school_id, fact_id) as rater_count,
        count(*) over (partition by cycle_id, school_id, fact_id) as voice_count,
        row_number() over (
            partition by cycle_id, school_id, fact_id, rater is null
            order by given_millionths asc nulls last, rater asc nulls last
        ) as place
    from held

),

-- The office's value stands instead of all; of five raters or more a trimmed mean leaves out one
-- lowest and one highest.
judged as (

    select
        -- ids
        record_id,
        cycle_id,
        school_id,
        fact_id,
        edition,
        indicator_id,
        part,

        -- texts
        rater,
        mean_kind,
        case
            when rater is null then 'counted'
            when voice_count > rater_count then 'overruled'
            when mean_kind = 'trimmed' and rater_count >= 5 and place = 1 then 'lowest'
            when mean_kind = 'trimmed' and rater_count >= 5 and place = rater_count then 'highest'
            else 'counted'
        end as role,
        reason,
        raw,
        sheet,
        cell,
        evidence,
        note,
        received_by,

        -- numerics
        line,
        said_millionths,
        given_millionths,

        -- timestamps
        received_at

    from counted

)

select * from judged
