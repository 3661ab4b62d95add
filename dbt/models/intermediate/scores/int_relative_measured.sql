with parts as (

    {{ parts_of_method('relative') }}

),

relative_rules as (

    select * from {{ ref('stg_guide__relative_rules') }}

),

scored_schools as (

    select * from {{ ref('int_cycle_schools_scored') }}

),

-- Fact ÷ base half up to nine places, a negative one by its magnitude; the fact alone where the
-- rule has no base. Over a base of 0 there is nothing to be compared.
measured as (

    select
        -- ids
        {{ part_key('parts') }},

        -- texts
        relative_rules.compare,
        relative_rules.better,
        relative_rules.rest,
        relative_rules.among,
        case
            when relative_rules.among = 'school_type' then coalesce(scored_schools.school_type, '')
            else 'county'
        end as compared_among,

        -- numerics
        case
            when parts.base_millionths is null
                then {{ wide('parts.fact_millionths') }} * 1000
            else
                {{ round_half_up(
                    wide('abs(parts.fact_millionths)'), wide('abs(parts.base_millionths)'), 9
                ) }}
                * case
                    when (parts.fact_millionths < 0) <> (parts.base_millionths < 0) then -1
                    else 1
                end
        end as value_billionths

    from parts
    inner join relative_rules
        on
            parts.edition = relative_rules.edition
            and parts.indicator_id = relative_rules.indicator_id
            and parts.part = relative_rules.part
    inner join scored_schools
        on
            parts.cycle_id = scored_schools.cycle_id
            and parts.school_id = scored_schools.school_id
    where
        parts.is_asked
        and (parts.base_millionths is null or parts.base_millionths <> 0)

)

select * from measured
