with claims as (

    select * from {{ ref('stg_landing__claims') }}

),

submissions as (

    select * from {{ ref('int_submissions_judged') }}

),

records as (

    select * from {{ ref('stg_landing__records') }}

),

withdrawals as (

    select * from {{ ref('stg_landing__withdrawals') }}

),

cycle_schools as (

    select * from {{ ref('int_cycle_schools_matched') }}

),

indicators as (

    select * from {{ ref('stg_guide__indicators') }}

),

hand_in_claims as (

    select
        claims.*,
        submissions.submission_source as claim_source
    from claims
    inner join submissions on claims.submission_id = submissions.submission_id
    where
        submissions.is_in_force
        and claims.claimed_points is not null

),

claiming_schools as (

    select distinct
        cycle_id,
        school_id
    from hand_in_claims

),

old_forms as (

    select distinct
        record_id,
        cycle_id,
        school_id
    from claims
    where submission_id is null

),

withdrawn_old_forms as (

    {{ withdrawn_rows('old_forms', ['record_id'], ['cycle_id', 'school_id']) }}

),

-- The latest form of a school replaces the one before, whole.
old_forms_in_force as (

    select old_forms.record_id
    from old_forms
    inner join records on old_forms.record_id = records.record_id
    left join withdrawn_old_forms on old_forms.record_id = withdrawn_old_forms.record_id
    left join claiming_schools
        on
            old_forms.cycle_id = claiming_schools.cycle_id
            and old_forms.school_id = claiming_schools.school_id
    where
        not records.is_refused
        and withdrawn_old_forms.record_id is null
        and claiming_schools.school_id is null
    qualify row_number() over (
        partition by old_forms.cycle_id, old_forms.school_id
        order by old_forms.record_id desc
    ) = 1

),

claims_in_force as (

    select * from hand_in_claims

    union all

    select
        claims.*,
        'old_form' as claim_source
    from claims
    inner join old_forms_in_force on claims.record_id = old_forms_in_force.record_id

),

settled as (

    select
        -- ids
        claims_in_force.cycle_id,
        claims_in_force.school_id,
        claims_in_force.indicator_id,
        cycle_schools.edition,
        indicators.dimension_id,
        claims_in_force.submission_id,
        claims_in_force.record_id,

        -- texts
        claims_in_force.claim_source,
        claims_in_force.sheet,
        claims_in_force.cell,
        claims_in_force.evidence,

        -- numerics
        claims_in_force.claimed_points,
        claims_in_force.old_points,
        claims_in_force.old_full_points,
        indicators.max_points

    from claims_in_force
    inner join cycle_schools
        on
            claims_in_force.cycle_id = cycle_schools.cycle_id
            and claims_in_force.school_id = cycle_schools.school_id
    inner join indicators
        on
            cycle_schools.edition = indicators.edition
            and claims_in_force.indicator_id = indicators.indicator_id

)

select * from settled
