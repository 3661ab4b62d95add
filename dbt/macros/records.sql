{#- What a withdrawal takes back, and what a guide row says of a school. -#}

{#-
  The rows of the CTE `rows` that a withdrawal takes back, one row per `key`, with its reason.
  A withdrawal that narrows by none of cycle, school, fact, red line and file takes the whole record back;
  one that narrows takes back only rows that have all the named `parts`. A part that such rows do not
  have at all (a hand-in has no red line) is meant for other rows of the record.
  The calling model has a CTE `withdrawals`.
-#}
{% macro withdrawn_rows(rows, key, parts) -%}
    select
        {% for column in key %}
        {{ rows }}.{{ column }},
        {% endfor %}
        max_by(withdrawals.reason, withdrawals.record_id) as withdrawal_reason
    from {{ rows }}
    inner join withdrawals on {{ rows }}.record_id = withdrawals.withdrawn_record_id
    where
        true
        {% for part in ['cycle_id', 'school_id', 'fact_id', 'red_line', 'original_sha256'] %}
        {% if part in parts %}
        and ({{ rows }}.{{ part }} = withdrawals.{{ part }} or withdrawals.{{ part }} is null)
        {% else %}
        and withdrawals.{{ part }} is null
        {% endif %}
        {% endfor %}
    group by all
{%- endmacro %}


{#- The school's value of the attribute that a guide row names in `attribute`. -#}
{% macro school_attribute(attribute, school) -%}
    case {{ attribute }}
        {% for name in [
            'school_type', 'area', 'organisation', 'leadership', 'tier_held', 'township',
            'education_group',
        ] %}
        when '{{ name }}' then {{ school }}.{{ name }}
        {% endfor %}
    end
{%- endmacro %}


{#- The numbers of a school that guide rows may name, with a bound as their value. -#}
{% macro sizes() -%}
    ('students', 'teachers', 'members')
{%- endmacro %}


{#- The school's number that a guide row names in `attribute`; null where it is not told. -#}
{% macro school_size(attribute, school) -%}
    case {{ attribute }}
        when 'students' then {{ school }}.students
        when 'teachers' then {{ school }}.teachers
        when 'members' then {{ school }}.members
    end
{%- endmacro %}


{#- The number of a bound: 24 of `at_least 24` and of `below 24`. -#}
{% macro size_number(cases) -%}
    case
            when {{ cases }}.attribute in {{ sizes() }}
                then try_cast(
                    replace(replace({{ cases }}.value, 'at_least ', ''), 'below ', '') as bigint
                )
        end
{%- endmacro %}


{#-
  Whether a row of guide table that names an attribute and a value is about a school. A number that
  the register does not tell is within no bound.
-#}
{% macro is_about(cases, school) -%}
    case
            when {{ cases }}.attribute not in {{ sizes() }}
                then {{ school_attribute(cases ~ '.attribute', school) }} = {{ cases }}.value
            when {{ cases }}.value like 'below %'
                then {{ school_size(cases ~ '.attribute', school) }} < {{ size_number(cases) }}
            else {{ school_size(cases ~ '.attribute', school) }} >= {{ size_number(cases) }}
        end
{%- endmacro %}
