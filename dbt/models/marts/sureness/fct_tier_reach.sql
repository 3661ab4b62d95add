with schools as (

    select * from {{ ref('int_schools_totalled') }}

),

tiers as (

    select * from {{ ref('stg_guide__tiers') }}

),

rankings as (

    select * from {{ ref('int_rankings_varied') }}

),

reaches as (

    {{ rows_of_list(
        'rankings',
        ['cycle_id', 'basis', 'draws'],
        'reaches',
        ['school_id', 'tier', 'is_reached', 'draws_reached']
    ) }}

),

final as (

    select
        -- ids
        schools.cycle_id,
        schools.school_id,
        schools.basis,
        tiers.tier,

        -- numerics
        reaches.draws_reached,
        reaches.draws,
        {{ rounded_millionths(wide('reaches.draws_reached'), wide('reaches.draws')) }}
            as share_of_draws,

        -- booleans
        coalesce(reaches.is_reached, false) as is_reached,
        coalesce(
            case
                when reaches.is_reached
                    then 100 * reaches.draws_reached < {{ var('certain_percent') }} * reaches.draws
                else
                    100 * (reaches.draws - reaches.draws_reached)
                    < {{ var('certain_percent') }} * reaches.draws
            end,
            false
        ) as is_borderline

    from schools
    inner join tiers on schools.edition = tiers.edition
    left join reaches
        on
            schools.cycle_id = reaches.cycle_id
            and schools.school_id = reaches.school_id
            and schools.basis = reaches.basis
            and tiers.tier = reaches.tier

)

select * from final
