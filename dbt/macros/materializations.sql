{#-
  Tables and views, made at once. A build writes into databases that were empty when it began (one in
  memory, one new file), and what goes wrong is thrown away whole: dbt's own way, which puts a new
  relation in the place of an old one step by step, takes an eighth more of a small county's build.
  Where dbt is run by hand onto a snapshot that is there, what stands is dropped first.
-#}
{% materialization table, adapter='duckdb' %}
    {%- set made = this.incorporate(type='table') -%}
    {%- set standing = adapter.get_relation(this.database, this.schema, this.identifier) -%}
    {%- if standing -%}{%- do adapter.drop_relation(standing) -%}{%- endif -%}
    {%- if pre_hooks -%}{{ run_hooks(pre_hooks) }}{%- endif -%}
    {% call statement('main') -%}
        {{ create_table_as(False, made, compiled_code) }}
    {%- endcall %}
    {% do persist_docs(made, model) %}
    {%- if post_hooks -%}{{ run_hooks(post_hooks) }}{%- endif -%}
    {{ adapter.commit() }}
    {{ return({'relations': [made]}) }}
{% endmaterialization %}

{% materialization view, adapter='duckdb' %}
    {%- set made = this.incorporate(type='view') -%}
    {%- set standing = adapter.get_relation(this.database, this.schema, this.identifier) -%}
    {%- if standing -%}{%- do adapter.drop_relation(standing) -%}{%- endif -%}
    {%- if pre_hooks -%}{{ run_hooks(pre_hooks) }}{%- endif -%}
    {% call statement('main') -%}
        {{ get_create_view_as_sql(made, compiled_code) }}
    {%- endcall %}
    {% do persist_docs(made, model) %}
    {%- if post_hooks -%}{{ run_hooks(post_hooks) }}{%- endif -%}
    {{ adapter.commit() }}
    {{ return({'relations': [made]}) }}
{% endmaterialization %}
