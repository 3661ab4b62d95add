with schools as (

    select * from {{ ref('int_schools_totalled') }}

),

ranks as (

    select * from {{ ref('int_schools_ranked') }}

),

tiers_reached as (

    select * from {{ ref('int_tiers_reached') }}

),

red_lines as (

    select * from {{ ref('int_red_lines_found') }}

),

scores as (

    select * from {{ ref('int_indicators_scored') }}

),

tiers as (

    select * from {{ ref('stg_guide__tiers') }}

),

floors as (

    select * from {{ ref('stg_guide__indicator_floors') }}

),

bonus_indicators as (

    select * from {{ ref('stg_guide__bonus_indicators') }}

),

tier_shares as (

    select * from {{ ref('stg_guide__tier_shares') }}

),

-- Weights are drawn in this order; what a bonus indicator adds has no weight.
indicators as (

    select
        guide.edition,
        guide.indicator_id,
        guide.dimension_id,
        {{ as_millionths('guide.max_points') }} as max_point_millionths,
        coalesce(
            {{ round_half_up(
                wide(as_millionths('floors.least_points')), wide(as_millionths('guide.max_points')), 9
            ) }},
            0
        ) as least_share_billionths,
        row_number() over (
            partition by guide.edition
            order by guide.indicator_id asc nulls last
        ) as place
    from {{ ref('stg_guide__indicators') }} as guide
    left join floors
        on
            guide.edition = floors.edition
            and guide.indicator_id = floors.indicator_id
    left join bonus_indicators
        on
            guide.edition = bonus_indicators.edition
            and guide.indicator_id = bonus_indicators.indicator_id
    where bonus_indicators.indicator_id is null

),

indicator_lists as (

    select
        edition,
        {{ ordered_list(
            record_of({
                'indicator_id': 'indicator_id',
                'dimension_id': 'dimension_id',
                'max_point_millionths': 'max_point_millionths',
                'least_share_billionths': 'cast(least_share_billionths as bigint)',
            }),
            ['place']
        ) }} as indicators
    from indicators
    group by all

),

-- The highest first, as int_tiers_reached has it.
tier_lists as (

    select
        tiers.edition,
        {{ ordered_list(
            record_of({
                'tier': 'tiers.tier',
                'min_score_millionths': as_millionths('tiers.min_score'),
                'min_dimension_millionths': as_millionths('tiers.min_dimension_share'),
                'quota': 'cast(tiers.quota as integer)',
                'percent_millionths': as_millionths('tier_shares.percent'),
                'are_ties_in': "coalesce(tier_shares.ties = 'in', true)",
            }),
            ['-tiers.min_score', 'tiers.sort']
        ) }} as tiers
    from tiers
    left join tier_shares
        on
            tiers.edition = tier_shares.edition
            and tiers.tier = tier_shares.tier
    group by all

),

barred_schools as (

    select distinct
        cycle_id,
        school_id
    from red_lines
    where effect = 'no_tier'

),

-- An indicator that the edition does not have keeps its row, without a place.
positioned as (

    select
        scores.cycle_id,
        scores.school_id,
        scores.basis,
        indicators.place,
        case
            when scores.status = 'not_applicable' then {{ not_applicable_share() }}
            else {{ as_billionths('scores.share') }}
        end as share_billionths
    from scores
    left join indicators
        on
            scores.edition = indicators.edition
            and scores.indicator_id = indicators.indicator_id
    where scores.is_bonus is not true

),

-- In no order, which would cost more than all the rest; each figure says its place.
figure_lists as (

    select
        cycle_id,
        school_id,
        basis,
        {{ list_in_any_order(
            record_of({
                'place': 'cast(place as integer)',
                'share_billionths': 'share_billionths',
            })
        ) }} as figures
    from positioned
    group by all

),

-- A school without a score has no rank to be sure of. One without figures keeps its row, and the
-- function refuses it.
school_records as (

    select
        schools.cycle_id,
        schools.basis,
        schools.edition,
        schools.school_id,
        {{ record_of({
            'school_id': 'schools.school_id',
            'is_barred': 'barred_schools.school_id is not null',
            'rank_county': 'cast(ranks.rank_county as bigint)',
            'tier_reached': "coalesce(tiers_reached.tier_reached, 'none')",
            'peer_group': 'ranks.peer_group',
            'added_millionths':
                'coalesce(schools.bonus_added_millionths, 0)'
                ~ ' - coalesce(schools.taken_off_millionths, 0)',
            'is_zeroed': 'coalesce(schools.is_zeroed, false)',
            'memberships': list_of([
                "concat(coalesce(schools.school_type, ''), '/', coalesce(schools.area, ''))",
                'schools.school_type',
                "'county'",
            ]),
            'figures': 'figure_lists.figures',
        }) }} as school
    from schools
    left join ranks
        on
            schools.cycle_id = ranks.cycle_id
            and schools.school_id = ranks.school_id
            and schools.basis = ranks.basis
    left join tiers_reached
        on
            schools.cycle_id = tiers_reached.cycle_id
            and schools.school_id = tiers_reached.school_id
            and schools.basis = tiers_reached.basis
    left join barred_schools
        on
            schools.cycle_id = barred_schools.cycle_id
            and schools.school_id = barred_schools.school_id
    left join figure_lists
        on
            schools.cycle_id = figure_lists.cycle_id
            and schools.school_id = figure_lists.school_id
            and schools.basis = figure_lists.basis
    where schools.score is not null

),

rankings as (

    select
        cycle_id,
        basis,
        edition,
        {{ ordered_list('school', ['school_id']) }} as schools
    from school_records
    group by all

),

prepared as (

    select
        -- ids
        rankings.cycle_id,
        rankings.basis,
        rankings.edition,

        -- lists
        indicator_lists.indicators,
        coalesce(tier_lists.tiers, {{ list_of([]) }}) as tiers,
        rankings.schools

    from rankings
    left join indicator_lists on rankings.edition = indicator_lists.edition
    left join tier_lists on rankings.edition = tier_lists.edition

)

select * from prepared
