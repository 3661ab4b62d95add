with priorities as (

    select * from {{ ref('fct_site_check_priorities') }}

),

doubts as (

    select * from {{ ref('fct_doubtful_answers') }}
    where
        basis = 'verified'
        and doubt = 'warning'

),

final as (

    select
        -- ids
        coalesce(priorities.cycle_id, doubts.cycle_id) as cycle_id,
        coalesce(priorities.school_id, doubts.school_id) as school_id,
        coalesce(priorities.fact_id, doubts.fact_id) as fact_id,

        -- numerics
        case
            when priorities.priority_rank <= {{ var('site_checks_listed') }}
                then priorities.priority_rank
        end as priority_rank,
        priorities.sample_rank,
        doubts.rank_best,
        doubts.rank_worst,

        -- booleans
        doubts.fact_id is not null as is_doubtful,
        doubts.fact_id is not null
        or priorities.sample_rank is not null
        or coalesce(priorities.priority_rank <= {{ var('site_checks_proposed') }}, false)
            as is_proposed

    from priorities
    full outer join doubts
        on
            priorities.cycle_id = doubts.cycle_id
            and priorities.school_id = doubts.school_id
            and priorities.fact_id = doubts.fact_id

)

select * from final
