with rankings as (

    select * from {{ ref('int_rankings_varied') }}

),

ties as (

    {{ rows_of_list(
        'rankings',
        ['cycle_id', 'basis', 'draws'],
        'ties',
        ['tier', 'school_id', 'side', 'compared_school_id', 'draws_ahead', 'draws_behind']
    ) }}

),

final as (

    select
        -- ids
        cycle_id,
        basis,
        tier,
        school_id,
        compared_school_id,

        -- texts
        side,

        -- numerics
        draws_ahead,
        draws_behind,
        draws,
        {{ rounded_millionths(wide('draws_ahead'), wide('draws')) }} as share_ahead,
        {{ rounded_millionths(wide('draws_behind'), wide('draws')) }} as share_behind

    from ties

)

select * from final
