select * from {{ ref('stg_landing__problems') }}
