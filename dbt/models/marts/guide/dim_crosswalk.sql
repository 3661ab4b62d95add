select * from {{ ref('stg_guide__crosswalk') }}
