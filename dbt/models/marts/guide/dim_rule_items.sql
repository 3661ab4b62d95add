select * from {{ ref('stg_guide__rule_items') }}
