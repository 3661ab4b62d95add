{#-
  What:  no two rows of a model or seed share a key; a null counts as a value.
  When:  for what has no primary key constraint (seeds, staging, intermediate).
  Mend:  find the rows that this returns; a join that multiplies rows, or a source that says a thing
         twice, is the usual cause.
-#}
{% test unique_key(model, columns) %}

select
    {{ columns | join(',\n    ') }},
    count(*) as row_count
from {{ model }}
group by all
having count(*) > 1

{% endtest %}
