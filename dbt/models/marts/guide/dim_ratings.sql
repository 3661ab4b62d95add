with ratings as (

    select * from {{ ref('stg_guide__ratings') }}

),

rating_shares as (

    select * from {{ ref('stg_guide__rating_shares') }}

),

final as (

    select
        ratings.*,
        firsts.percent as first_percent,
        firsts.ties as first_ties,
        lasts.percent as last_percent,
        lasts.ties as last_ties
    from ratings
    left join rating_shares as firsts
        on
            ratings.edition = firsts.edition
            and ratings.rating = firsts.rating
            and firsts.shares_end = 'first'
    left join rating_shares as lasts
        on
            ratings.edition = lasts.edition
            and ratings.rating = lasts.rating
            and lasts.shares_end = 'last'

)

select * from final
