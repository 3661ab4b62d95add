{#- Lists and records inside a row: what a function takes that sees one whole ranking at a time. -#}

{#- A record of named values, from a mapping of names to expressions. -#}
{% macro record_of(fields) -%}
    {{ adapter.dispatch('record_of', 'duibiao')(fields) }}
{%- endmacro %}

{% macro duckdb__record_of(fields) -%}
    struct_pack(
            {% for name, expression in fields.items() %}
            {{ name }} := {{ expression }}{{ ',' if not loop.last }}
            {% endfor %}
        )
{%- endmacro %}

{% macro spark__record_of(fields) -%}
    named_struct(
            {% for name, expression in fields.items() %}
            '{{ name }}', {{ expression }}{{ ',' if not loop.last }}
            {% endfor %}
        )
{%- endmacro %}


{#- An aggregate: the values as a list, in ascending order of `order_by`, nulls last. -#}
{% macro ordered_list(expression, order_by) -%}
    {{ adapter.dispatch('ordered_list', 'duibiao')(expression, order_by) }}
{%- endmacro %}

{% macro duckdb__ordered_list(expression, order_by) -%}
    list({{ expression }} order by {{ order_by | join(' nulls last, ') }} nulls last)
{%- endmacro %}

{% macro spark__ordered_list(expression, order_by) -%}
    transform(
        array_sort(collect_list(named_struct(
            {% for by in order_by %}
            'is_null{{ loop.index }}', {{ by }} is null, 'by{{ loop.index }}', {{ by }},
            {% endfor %}
            'listed', {{ expression }}
        ))),
        entry -> entry.listed
    )
{%- endmacro %}


{#- An aggregate: the values as a list, in no order. -#}
{% macro list_in_any_order(expression) -%}
    {{ adapter.dispatch('list_in_any_order', 'duibiao')(expression) }}
{%- endmacro %}

{% macro duckdb__list_in_any_order(expression) -%}
    list({{ expression }})
{%- endmacro %}

{% macro spark__list_in_any_order(expression) -%}
    collect_list({{ expression }})
{%- endmacro %}


{#- A list of the given expressions. -#}
{% macro list_of(expressions) -%}
    {{ adapter.dispatch('list_of', 'duibiao')(expressions) }}
{%- endmacro %}

{% macro duckdb__list_of(expressions) -%}
    list_value({{ expressions | join(', ') }})
{%- endmacro %}

{% macro spark__list_of(expressions) -%}
    array({{ expressions | join(', ') }})
{%- endmacro %}


{#-
  One row per record of the list `column` of `relation`, beside the key of the row it stood in.
  `with_place`: and with its `place` in the list, from 1 on.
-#}
{% macro rows_of_list(relation, key, column, fields, with_place=false) -%}
    select
        {% for name in key %}
        {{ name }},
        {% endfor %}
        {% if with_place %}
        place + 1 as place,
        {% endif %}
        {% for name in fields %}
        listed.{{ name }}{{ ',' if not loop.last }}
        {% endfor %}
    from (
        select
            {% for name in key %}
            {{ name }},
            {% endfor %}
            {{ adapter.dispatch('each_of', 'duibiao')(column, with_place) }}
        from {{ relation }}
    )
{%- endmacro %}

{#- As `listed`, and where it is wanted with its `place`, from 0 on. -#}
{% macro duckdb__each_of(column, with_place) -%}
    unnest({{ column }}) as listed{{ ', unnest(range(len(' ~ column ~ '))) as place' if with_place }}
{%- endmacro %}

{% macro spark__each_of(column, with_place) -%}
    {{ 'posexplode(' ~ column ~ ') as (place, listed)' if with_place else 'explode(' ~ column ~ ') as listed' }}
{%- endmacro %}


{#- An aggregate: the so many least of the values, in ascending order. -#}
{% macro least_of(expression, count) -%}
    {{ adapter.dispatch('least_of', 'duibiao')(expression, count) }}
{%- endmacro %}

{% macro duckdb__least_of(expression, count) -%}
    min({{ expression }}, {{ count }})
{%- endmacro %}

{% macro spark__least_of(expression, count) -%}
    slice(array_sort(collect_list({{ expression }})), 1, {{ count }})
{%- endmacro %}


{#-
  The so many least, in ascending order, of what an expression is of the entries of a list for which
  a condition holds; in both, `entry` names the entry, and columns of the row may stand.
-#}
{% macro least_in_list(list, entry, condition, expression, count) -%}
    {{ adapter.dispatch('least_in_list', 'duibiao')(list, entry, condition, expression, count) }}
{%- endmacro %}

{% macro duckdb__least_in_list(list, entry, condition, expression, count) -%}
    list_sort(list_transform(
            list_filter({{ list }}, lambda {{ entry }}: {{ condition }}),
            lambda {{ entry }}: {{ expression }}
        ))[1:{{ count }}]
{%- endmacro %}

{% macro spark__least_in_list(list, entry, condition, expression, count) -%}
    slice(array_sort(transform(
            filter({{ list }}, {{ entry }} -> {{ condition }}),
            {{ entry }} -> {{ expression }}
        )), 1, {{ count }})
{%- endmacro %}


{#-
  Behind a `select` of few rows of which each is much work: that rows of different keys may be worked
  on at the same time, by different machines.
-#}
{% macro each_by_itself(key) -%}
    {{ adapter.dispatch('each_by_itself', 'duibiao')(key) }}
{%- endmacro %}

{% macro default__each_by_itself(key) -%}
{%- endmacro %}

{#- With a number of tasks, or so few rows would be put back into one. -#}
{% macro spark__each_by_itself(key) %} /*+ repartition(64, {{ key | join(', ') }}) */{% endmacro %}
