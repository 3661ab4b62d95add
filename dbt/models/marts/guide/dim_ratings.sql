select * from {{ ref('stg_guide__ratings') }}
