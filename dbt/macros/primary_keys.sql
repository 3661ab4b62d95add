{#-
  dbt's own way to write the columns and constraints of a contracted table, less the primary key of
  models with the meta `key_is: tested`: DuckDB keeps a key as an index, which for the long marts
  took seven times the room of the rows. Their contracts say the key all the same, and a data test
  (unique_key) holds it.
-#}
{% macro duckdb__get_table_columns_and_constraints() -%}
    {%- set constraints = adapter.render_raw_columns_constraints(raw_columns=model['columns']) -%}
    {%- if model['config']['meta'].get('key_is') != 'tested' -%}
        {%- set constraints = constraints
            + adapter.render_raw_model_constraints(raw_constraints=model['constraints']) -%}
    {%- endif -%}
    ({{ constraints | join(', ') }})
{%- endmacro %}
