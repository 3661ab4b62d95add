{#-
  What:  no two rows share a key, and no column of the key is null but those named in `nullable`
         (where a null counts as a value).
  When:  for what has no primary key constraint: staging, intermediate, and the longest marts.
  Mend:  find the rows that this returns; a join that multiplies rows, or a source that says a thing
         twice, is the usual cause.
-#}
{% test unique_key(model, columns, nullable=[]) %}

select
    {{ columns | join(',\n    ') }},
    count(*) as row_count
from {{ model }}
group by all
having
    count(*) > 1
    {% for column in columns if column not in nullable %}
    or {{ column }} is null
    {% endfor %}

{% endtest %}
