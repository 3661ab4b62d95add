{#-
  What:  an expression over the columns of one row holds, where it is not null.
  When:  for arithmetic that must hold row by row.
  Mend:  the rows returned contradict themselves: look where their columns are computed.
-#}
{% test adds_up(model, expression) %}

select *
from {{ model }}
where not ({{ expression }})

{% endtest %}
