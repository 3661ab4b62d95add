with ranks as (

    select * from {{ ref('int_schools_ranked') }}

),

rankings as (

    select * from {{ ref('int_rankings_varied') }}

),

intervals as (

    {{ rows_of_list(
        'rankings',
        ['cycle_id', 'basis', 'draws', 'certain_percent'],
        'schools',
        [
            'school_id', 'rank_county_low', 'rank_county_median', 'rank_county_high',
            'rank_peer_group_low', 'rank_peer_group_median', 'rank_peer_group_high',
        ]
    ) }}

),

final as (

    select
        -- ids
        ranks.cycle_id,
        ranks.school_id,
        ranks.basis,

        -- texts
        ranks.peer_group,

        -- numerics
        cast(ranks.rank_county as integer) as rank_county,
        intervals.rank_county_low,
        intervals.rank_county_median,
        intervals.rank_county_high,
        cast(ranks.rank_peer_group as integer) as rank_peer_group,
        intervals.rank_peer_group_low,
        intervals.rank_peer_group_median,
        intervals.rank_peer_group_high,
        intervals.draws,
        intervals.certain_percent

    from ranks
    left join intervals
        on
            ranks.cycle_id = intervals.cycle_id
            and ranks.school_id = intervals.school_id
            and ranks.basis = intervals.basis

)

select * from final
