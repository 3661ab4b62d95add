{#- What every scoring method says of a rule part, in one order, so that the methods can be united. -#}

{#-
  The columns of a method's model. `figures` gives the expressions of those figures that this method
  has; the others are null. The method has computed `outcome` and `result_billionths`.
-#}
{% macro part_columns(figures={}) -%}
    -- ids
        cycle_id,
        school_id,
        basis,
        edition,
        indicator_id,
        part,

        -- texts
        method,
        outcome,
        {{ figures.get('band_key', 'cast(null as string)') }} as band_key,

        -- numerics
        part_share_billionths,
        case when outcome = 'counted' then cast(result_billionths as bigint) end as result_billionths,
        fact_millionths,
        base_millionths,
        target_millionths,
        floor_millionths,
        {{ figures.get('items_met', 'cast(null as integer)') }} as items_met,
        {{ figures.get('items_asked', 'cast(null as integer)') }} as items_asked,
        {{ figures.get('days_late', 'cast(null as integer)') }} as days_late,
        {{ figures.get('points_deducted', 'cast(null as decimal(18, 6))') }} as points_deducted,

        -- dates
        {{ figures.get('due_on', 'cast(null as date)') }} as due_on,
        {{ figures.get('done_on', 'cast(null as date)') }} as done_on
{%- endmacro %}


{#- The parts of one method that step 3 reaches. -#}
{% macro parts_of_method(method) -%}
    select * from {{ ref('int_rule_parts_prepared') }}
    where
        gate = 'reached'
        and method = '{{ method }}'
{%- endmacro %}


{#- The columns that tell a part of a school's score from all others. -#}
{% macro part_key(parts) -%}
    {{ parts }}.cycle_id,
        {{ parts }}.school_id,
        {{ parts }}.basis,
        {{ parts }}.indicator_id,
        {{ parts }}.part
{%- endmacro %}


{#- Whether rows of two relations are about the same part of a school's score. -#}
{% macro is_same_part(parts, others) -%}
    {{ parts }}.cycle_id = {{ others }}.cycle_id
        and {{ parts }}.school_id = {{ others }}.school_id
        and {{ parts }}.basis = {{ others }}.basis
        and {{ parts }}.indicator_id = {{ others }}.indicator_id
        and {{ parts }}.part = {{ others }}.part
{%- endmacro %}


{#-
  The exact fraction numerator ÷ denominator, held between 0 and 1, in billionths. Both are whole
  numbers of any sign; the denominator is not 0.
-#}
{% macro held_share(numerator, denominator) -%}
    case
        when {{ numerator }} = 0 or (({{ numerator }}) < 0) <> (({{ denominator }}) < 0) then 0
        when abs({{ numerator }}) >= abs({{ denominator }}) then 1000000000
        else {{ round_half_up('abs(' ~ numerator ~ ')', 'abs(' ~ denominator ~ ')', 9) }}
    end
{%- endmacro %}
