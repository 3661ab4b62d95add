{#-
  What:  a column is, key by key, the sum of the same column over the rows of a finer model.
  When:  for every level of points: school from dimensions, dimensions from indicators. `counted`: which
         rows of the finer model are added up.
  Mend:  a key returned with a `whole` of null has no row here, with a `sum_of_parts` of null no parts;
         else look at what the sum leaves out.
-#}
{% test sums_of(model, parts, key, column, counted='true') %}

with parts as (

    select
        {{ key | join(',\n        ') }},
        coalesce(sum(case when {{ counted }} then {{ column }} end), 0) as sum_of_parts
    from {{ parts }}
    group by {{ key | join(', ') }}

)

select
    {% for key_column in key %}
    coalesce(whole.{{ key_column }}, parts.{{ key_column }}) as {{ key_column }},
    {% endfor %}
    whole.{{ column }} as whole,
    parts.sum_of_parts
from {{ model }} as whole
full outer join parts
    on
        {% for key_column in key %}
        {{ 'and ' if not loop.first }}whole.{{ key_column }} = parts.{{ key_column }}
        {% endfor %}
where
    whole.{{ column }} is null
    or parts.sum_of_parts is null
    or whole.{{ column }} <> parts.sum_of_parts

{% endtest %}
