with codes as (

    select * from {{ ref('stg_guide__code_lists') }}

),

tiers as (

    select * from {{ ref('stg_guide__tiers') }}

),

editions as (

    select * from {{ ref('stg_guide__editions') }}

),

-- A tier is called what the newest edition that has it calls it.
tiers_named as (

    select
        tiers.tier,
        tiers.name_zh
    from tiers
    inner join editions on tiers.edition = editions.edition
    qualify
        row_number() over (
            partition by tiers.tier
            order by editions.valid_from desc nulls last, tiers.edition desc nulls last
        ) = 1

),

named as (

    select
        coalesce(codes.list, 'tier') as list,  -- noqa: RF04
        coalesce(codes.code, tiers_named.tier) as code,
        coalesce(tiers_named.name_zh, codes.name_zh) as name_zh,
        case
            when tiers_named.name_zh is null or tiers_named.name_zh = codes.name_zh
                then codes.name_en
        end as name_en
    from codes
    full outer join tiers_named on codes.list = 'tier' and codes.code = tiers_named.tier

)

select * from named
order by list nulls first, code nulls first
