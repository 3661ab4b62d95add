{#- Where the two bases cannot differ, what comes before the marts has one row for both of them. -#}

{#- The bases whose rows a school has, by whether its bases may differ. -#}
{% macro bases_by_difference() -%}
    select
        'both' as basis,
        false as bases_may_differ

    union all

    select
        'self' as basis,
        true as bases_may_differ

    union all

    select
        'verified' as basis,
        true as bases_may_differ
{%- endmacro %}


{#- The bases that rows of a basis stand for. -#}
{% macro bases_stood_for() -%}
    select
        'both' as row_basis,
        'self' as basis

    union all

    select
        'both' as row_basis,
        'verified' as basis

    union all

    select
        'self' as row_basis,
        'self' as basis

    union all

    select
        'verified' as row_basis,
        'verified' as basis
{%- endmacro %}
