{#- What every scoring method says of a rule part, in one order, so that the methods can be united. -#}

{#- Every way to score a part; each has a model of its own, `int_parts_<method>`. -#}
{% macro scoring_methods() -%}
    {{ return([
        'ratio', 'count', 'steps', 'checklist', 'grade', 'late', 'deduct', 'bands', 'relative', 'given',
    ]) }}
{%- endmacro %}


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
        part_weight,
        part_point_millionths,
        max_point_millionths,
        case when outcome = 'counted' then cast(result_billionths as bigint) end as result_billionths,
        fact_millionths,
        base_millionths,
        target_millionths,
        floor_millionths,
        {{ figures.get('items_met', 'cast(null as integer)') }} as items_met,
        {{ figures.get('items_asked', 'cast(null as integer)') }} as items_asked,
        {{ figures.get('days_late', 'cast(null as integer)') }} as days_late,
        {{ figures.get('points_deducted', 'cast(null as decimal(18, 6))') }} as points_deducted,
        {{ figures.get('compared_billionths', wide('null')) }} as compared_billionths,
        {{ figures.get('place', 'cast(null as integer)') }} as place,
        {{ figures.get('group_size', 'cast(null as integer)') }} as group_size,
        {{ figures.get('reference_billionths', wide('null')) }} as reference_billionths,

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


{#- What becomes of a part that stands over a base. -#}
{% macro outcome_over_base() -%}
    case
            when not is_asked then 'skipped'
            when base_millionths <> 0 then 'counted'
            when when_base_zero = 'not_applicable' then 'makes_not_applicable'
            when when_base_zero = 'skip_part' then 'skipped'
            else 'counted'
        end
{%- endmacro %}


{#- The columns that tell a part of a school's score from all others. -#}
{% macro part_key(parts) -%}
    {{ parts }}.cycle_id,
        {{ parts }}.school_id,
        {{ parts }}.basis,
        {{ parts }}.indicator_id,
        {{ parts }}.part
{%- endmacro %}


{#- What an answer counts in sums and comparisons: of a flag 1 for yes and 0 for no. -#}
{% macro counted_millionths(answers) -%}
    coalesce(
            {{ answers }}.value_millionths,
            case {{ answers }}.value_flag when true then 1000000 when false then 0 end
        )
{%- endmacro %}


{#- Whether rows of two relations are about the same part of a school's score. -#}
{% macro is_same_part(parts, others) -%}
    {{ parts }}.cycle_id = {{ others }}.cycle_id
        and {{ parts }}.school_id = {{ others }}.school_id
        and {{ parts }}.basis = {{ others }}.basis
        and {{ parts }}.indicator_id = {{ others }}.indicator_id
        and {{ parts }}.part = {{ others }}.part
{%- endmacro %}


{#- A number of millionths as an answer has it: a decimal without zeros behind it. -#}
{% macro number_text(millionths) -%}
    regexp_replace(
            cast(
                cast(cast({{ millionths }} as decimal(24, 0)) * 0.000001 as decimal(24, 6))
                as string
            ),
            '[.]?0+$',
            ''
        )
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
