with rankings as (

    select{{ each_by_itself(['cycle_id', 'basis']) }} * from {{ ref('int_rankings_prepared') }}

),

-- The one function outside SQL: each engine is given it by the program.
varied as (

    select
        cycle_id,
        basis,
        edition,
        varied_ranking(
            cycle_id,
            basis,
            indicators,
            tiers,
            schools,
            {{ var('weight_draws') }},
            {{ var('weight_concentration') }},
            {{ var('weight_seed') }},
            {{ var('certain_percent') }}
        ) as found
    from rankings

),

listed as (

    select
        -- ids
        varied.cycle_id,
        varied.basis,
        varied.edition,

        -- lists
        varied.found.schools,
        varied.found.reaches,
        varied.found.lines,
        varied.found.ties,

        -- numerics
        cast({{ var('weight_draws') }} as integer) as draws,
        cast({{ var('certain_percent') }} as integer) as certain_percent

    from varied

)

select * from listed
