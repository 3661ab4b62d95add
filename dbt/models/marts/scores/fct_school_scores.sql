with schools as (

    select * from {{ ref('int_schools_totalled') }}

),

ratings as (

    select * from {{ ref('int_ratings_given') }}

),

tiers as (

    select * from {{ ref('int_tiers_reached') }}

),

ranks as (

    select * from {{ ref('int_schools_ranked') }}

),

cycles as (

    select * from {{ ref('int_cycles_settled') }}

),

answers as (

    select * from {{ ref('fct_answers') }}

),

red_lines as (

    select * from {{ ref('int_red_lines_found') }}

),

across_editions as (

    select * from {{ ref('int_schools_compared') }}

),

-- How much of what the school was asked has been verified; the same for both bases.
verified_facts as (

    select
        cycle_id,
        school_id,
        count(*) as asked_fact_count,
        count(*) filter (where is_verified) as verified_fact_count
    from answers
    where
        basis = 'verified'
        and answered_by = 'school'
        and state <> 'not_asked'
    group by all

),

findings as (

    select
        cycle_id,
        school_id,
        count(distinct red_line) as finding_count
    from red_lines
    group by all

),

current_scores as (

    select
        schools.*,
        cycles.previous_cycle_id,
        ratings.rating,
        ratings.rating_before_red_lines,
        coalesce(tiers.tier_reached, 'none') as tier_reached,
        ranks.rank_county,
        ranks.rank_township,
        ranks.rank_school_type,
        ranks.rank_peer_group,
        ranks.county_size,
        ranks.township_size,
        ranks.school_type_size,
        ranks.peer_group_size,
        ranks.peer_group_kind,
        ranks.peer_group,
        coalesce(verified_facts.asked_fact_count, 0) as asked_fact_count,
        coalesce(verified_facts.verified_fact_count, 0) as verified_fact_count,
        coalesce(findings.finding_count, 0) as finding_count
    from schools
    inner join cycles on schools.cycle_id = cycles.cycle_id
    inner join ranks
        on
            schools.cycle_id = ranks.cycle_id
            and schools.school_id = ranks.school_id
            and schools.basis = ranks.basis
    left join ratings
        on
            schools.cycle_id = ratings.cycle_id
            and schools.school_id = ratings.school_id
            and schools.basis = ratings.basis
    left join tiers
        on
            schools.cycle_id = tiers.cycle_id
            and schools.school_id = tiers.school_id
            and schools.basis = tiers.basis
    left join verified_facts
        on
            schools.cycle_id = verified_facts.cycle_id
            and schools.school_id = verified_facts.school_id
    left join findings
        on
            schools.cycle_id = findings.cycle_id
            and schools.school_id = findings.school_id

),

final as (

    select
        -- ids
        current_scores.cycle_id,
        current_scores.school_id,
        current_scores.basis,
        current_scores.edition,
        current_scores.submission_id,
        current_scores.previous_cycle_id,
        previous_scores.edition as previous_edition,

        -- texts
        current_scores.rating,
        current_scores.rating_before_red_lines,
        current_scores.tier_reached,
        current_scores.peer_group_kind,
        current_scores.peer_group,
        case
            when current_scores.edition = previous_scores.edition then 'same_edition'
            when previous_scores.edition is not null then 'across_editions'
        end as comparison,

        -- numerics
        current_scores.points,
        current_scores.applicable_points,
        current_scores.score,
        current_scores.score_before_red_lines,
        current_scores.bonus_points,
        current_scores.taken_off,
        previous_scores.score as previous_score,
        -- Another edition is another scale: a difference of scores would say nothing.
        case
            when current_scores.edition = previous_scores.edition
                then current_scores.score - previous_scores.score
        end as score_change,
        across_editions.common_points,
        across_editions.previous_common_points,
        across_editions.common_share,
        across_editions.previous_common_share,
        across_editions.common_share - across_editions.previous_common_share
            as common_share_change,
        cast(current_scores.rank_county as integer) as rank_county,
        cast(current_scores.rank_township as integer) as rank_township,
        cast(current_scores.rank_school_type as integer) as rank_school_type,
        cast(current_scores.rank_peer_group as integer) as rank_peer_group,
        cast(current_scores.county_size as integer) as county_size,
        cast(current_scores.township_size as integer) as township_size,
        cast(current_scores.school_type_size as integer) as school_type_size,
        cast(current_scores.peer_group_size as integer) as peer_group_size,
        cast(previous_scores.rank_county as integer) as previous_rank_county,
        cast(previous_scores.rank_county - current_scores.rank_county as integer)
            as rank_county_change,
        cast(current_scores.asked_fact_count as integer) as asked_fact_count,
        cast(current_scores.verified_fact_count as integer) as verified_fact_count,
        cast(current_scores.missing_indicator_count as integer) as missing_indicator_count,
        cast(current_scores.finding_count as integer) as finding_count,

        -- booleans
        current_scores.is_late

    from current_scores
    left join current_scores as previous_scores
        on
            current_scores.previous_cycle_id = previous_scores.cycle_id
            and current_scores.school_id = previous_scores.school_id
            and current_scores.basis = previous_scores.basis
    left join across_editions
        on
            current_scores.cycle_id = across_editions.cycle_id
            and current_scores.school_id = across_editions.school_id
            and current_scores.basis = across_editions.basis

)

select * from final
