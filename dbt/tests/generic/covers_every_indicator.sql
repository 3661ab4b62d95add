{#-
  What:  the long table has exactly the scored schools × both bases × the indicators of the edition
         of the cycle: as many rows as that, and none that is not among them.
  When:  for fct_indicator_scores.
  Mend:  `expected` rows without `found` ones were lost on the way to the scores, the other way round
         they were made up: follow the school through int_indicators_gated.
-#}
{% test covers_every_indicator(model) %}

with expected as (

    select
        submissions.cycle_id,
        submissions.school_id,
        2 * count(*) as row_count
    from {{ ref('int_submissions_judged') }} as submissions
    inner join {{ ref('int_cycles_settled') }} as cycles on submissions.cycle_id = cycles.cycle_id
    inner join {{ ref('stg_guide__indicators') }} as indicators on cycles.edition = indicators.edition
    where submissions.is_in_force
    group by all

),

found as (

    select
        scores.cycle_id,
        scores.school_id,
        count(*) as row_count,
        count(indicators.indicator_id) as known_row_count
    from {{ model }} as scores
    left join {{ ref('stg_guide__indicators') }} as indicators
        on
            scores.edition = indicators.edition
            and scores.indicator_id = indicators.indicator_id
    group by all

)

select
    coalesce(expected.cycle_id, found.cycle_id) as cycle_id,
    coalesce(expected.school_id, found.school_id) as school_id,
    expected.row_count as expected_rows,
    found.row_count as found_rows,
    found.known_row_count as known_rows
from expected
full outer join found
    on
        expected.cycle_id = found.cycle_id
        and expected.school_id = found.school_id
where
    coalesce(expected.row_count, 0) <> coalesce(found.row_count, 0)
    or coalesce(expected.row_count, 0) <> coalesce(found.known_row_count, 0)

{% endtest %}
