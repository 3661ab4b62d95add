with rules as (

    select
        *,
        {{ as_billionths('share') }} as share_billionths
    from {{ ref('stg_guide__rules') }}

),

part_points as (

    select
        *,
        {{ as_millionths('points') }} as part_point_millionths
    from {{ ref('stg_guide__part_points') }}

),

given_rules as (

    select
        *,
        {{ as_millionths('least') }} as least_millionths,
        {{ as_millionths('most') }} as most_millionths
    from {{ ref('stg_guide__given_rules') }}

),

indicators as (

    select
        *,
        {{ as_millionths('max_points') }} as max_point_millionths
    from {{ ref('stg_guide__indicators') }}

),

-- Of the parts of one indicator all have points, or none.
weighed as (

    select
        rules.edition,
        rules.indicator_id,
        rules.part,
        rules.method,
        rules.fact_id,
        coalesce(part_points.part_point_millionths, rules.share_billionths) as part_weight
    from rules
    left join part_points
        on
            rules.edition = part_points.edition
            and rules.indicator_id = part_points.indicator_id
            and rules.part = part_points.part

),

summed as (

    select
        *,
        sum(part_weight) over (partition by edition, indicator_id) as weight_sum
    from weighed

),

-- The points of the part, of all parts: the indicator's by the part's weight. As many of them as a
-- number may say are the most where the guide names none.
listed as (

    select
        -- ids
        summed.edition,
        summed.indicator_id,
        summed.part,
        summed.fact_id,

        -- texts
        coalesce(given_rules.mean_kind, 'mean') as mean_kind,

        -- numerics
        coalesce(given_rules.least_millionths, 0) as least_millionths,
        coalesce(
            given_rules.most_millionths,
            cast({{ whole_division(
                wide('indicators.max_point_millionths') ~ ' * summed.part_weight',
                wide('summed.weight_sum')
            ) }} as bigint)
        ) as most_millionths,
        summed.part_weight,
        cast(summed.weight_sum as bigint) as weight_sum

    from summed
    inner join indicators
        on
            summed.edition = indicators.edition
            and summed.indicator_id = indicators.indicator_id
    left join given_rules
        on
            summed.edition = given_rules.edition
            and summed.indicator_id = given_rules.indicator_id
            and summed.part = given_rules.part
    where summed.method = 'given'

)

select * from listed
