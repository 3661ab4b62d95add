{#-
  Tables and views, made once. A build always writes into databases that were empty when it began
  (one in memory, one new file), and what goes wrong is thrown away whole: dbt's own ways, which put
  a new relation in the place of an old one step by step, would look for what cannot be there, at a
  third of the time of a small county's build.
-#}
{% materialization table, adapter='duckdb' %}
    {%- set made = this.incorporate(type='table') -%}
    {% call statement('main') -%}
        {{ create_table_as(False, made, compiled_code) }}
    {%- endcall %}
    {% do persist_docs(made, model) %}
    {{ adapter.commit() }}
    {{ return({'relations': [made]}) }}
{% endmaterialization %}

{% materialization view, adapter='duckdb' %}
    {%- set made = this.incorporate(type='view') -%}
    {% call statement('main') -%}
        {{ get_create_view_as_sql(made, compiled_code) }}
    {%- endcall %}
    {% do persist_docs(made, model) %}
    {{ adapter.commit() }}
    {{ return({'relations': [made]}) }}
{% endmaterialization %}

{#- Every column of a contracted table is there: dbt would ask the database for them first. -#}
{% macro duckdb__persist_docs(relation, model, for_relation, for_columns) -%}
    {%- if not config.get('contract').enforced -%}
        {{ return(default__persist_docs(relation, model, for_relation, for_columns)) }}
    {%- endif -%}
    {%- set comments = [] -%}
    {%- if config.persist_relation_docs() and model.description -%}
        {%- do comments.append(alter_relation_comment(relation, model.description)) -%}
    {%- endif -%}
    {%- if config.persist_column_docs() -%}
        {%- for name, column in model.columns.items() -%}
            {%- do comments.append(
                'comment on column ' ~ relation ~ '.'
                ~ (adapter.quote(name) if column['quote'] else name)
                ~ ' is ' ~ duckdb_escape_comment(column['description']) ~ ';'
            ) -%}
        {%- endfor -%}
    {%- endif -%}
    {%- if comments -%}
        {%- do run_query(comments | join('\n')) -%}
    {%- endif -%}
{% endmacro %}
