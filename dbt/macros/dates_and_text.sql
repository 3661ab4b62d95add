{#- Days from one date to another; negative where the second is the earlier one. -#}
{% macro days_between(from_date, to_date) -%}
    {{ adapter.dispatch('days_between', 'duibiao')(from_date, to_date) }}
{%- endmacro %}

{% macro duckdb__days_between(from_date, to_date) -%}
    date_diff('day', {{ from_date }}, {{ to_date }})
{%- endmacro %}

{% macro spark__days_between(from_date, to_date) -%}
    datediff({{ to_date }}, {{ from_date }})
{%- endmacro %}


{#- The day in the county on which a UTC time falls. -#}
{% macro county_date(utc_time) -%}
    cast({{ utc_time }} + interval {{ var('county_utc_offset_hours') }} hours as date)
{%- endmacro %}


{#- An aggregate: the values in order, joined by commas. -#}
{% macro joined_text(expression) -%}
    {{ adapter.dispatch('joined_text', 'duibiao')(expression) }}
{%- endmacro %}

{% macro duckdb__joined_text(expression) -%}
    string_agg({{ expression }}, ',' order by {{ expression }} nulls last)
{%- endmacro %}

{% macro spark__joined_text(expression) -%}
    array_join(array_sort(collect_list({{ expression }})), ',')
{%- endmacro %}
