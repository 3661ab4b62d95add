select * from {{ ref('stg_guide__code_lists') }}
