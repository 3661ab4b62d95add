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
