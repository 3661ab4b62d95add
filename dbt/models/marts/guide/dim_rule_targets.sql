select * from {{ ref('stg_guide__rule_targets') }}
