with rankings as (

    select * from {{ ref('int_rankings_varied') }}

),

tiers as (

    select * from {{ ref('stg_guide__tiers') }}

),

ties as (

    select * from {{ ref('fct_tier_ties') }}

),

lines as (

    {{ rows_of_list(
        'rankings',
        ['cycle_id', 'basis', 'edition'],
        'lines',
        [
            'tier', 'line_kind', 'candidate_count', 'last_inside_school_id',
            'first_outside_school_id',
        ]
    ) }}

),

tie_counts as (

    select
        cycle_id,
        basis,
        tier,
        count(*) filter (where side = 'inside') as tied_inside_count,
        count(*) filter (where side = 'outside') as tied_outside_count,
        count(*) filter (where side = 'even') as even_count
    from ties
    group by all

),

final as (

    select
        -- ids
        lines.cycle_id,
        lines.basis,
        lines.tier,
        lines.last_inside_school_id,
        lines.first_outside_school_id,

        -- texts
        lines.line_kind,

        -- numerics
        cast(tiers.quota as integer) as quota,
        lines.candidate_count,
        cast(coalesce(tie_counts.tied_inside_count, 0) as integer) as tied_inside_count,
        cast(coalesce(tie_counts.tied_outside_count, 0) as integer) as tied_outside_count,
        cast(coalesce(tie_counts.even_count, 0) as integer) as even_count

    from lines
    inner join tiers
        on
            lines.edition = tiers.edition
            and lines.tier = tiers.tier
    left join tie_counts
        on
            lines.cycle_id = tie_counts.cycle_id
            and lines.basis = tie_counts.basis
            and lines.tier = tie_counts.tier

)

select * from final
