{#-
  Groups of schools: the whole county, and those of one township, school type, both, or type and
  area, which is also how peer groups are made. Every mart about groups names them alike.
-#}

{#- The parts of GROUP BY that make a row of every group; the columns `others` stand in each. -#}
{% macro every_group(others) -%}
    grouping sets (
        ({{ others }}),
        ({{ others }}, township),
        ({{ others }}, school_type),
        ({{ others }}, township, school_type),
        ({{ others }}, school_type, area)
    )
{%- endmacro %}


{#- What kind of group a row of `every_group` is of. -#}
{% macro group_kind() -%}
    case
            when grouping(area) = 0 then 'school_type_area'
            when grouping(township) = 0 and grouping(school_type) = 0 then 'township_school_type'
            when grouping(township) = 0 then 'township'
            when grouping(school_type) = 0 then 'school_type'
            else 'county'
        end
{%- endmacro %}


{#- The group itself: `county`, a township, a type, or two of them with a stroke between. -#}
{% macro group_code() -%}
    case
            when grouping(area) = 0
                then concat(coalesce(school_type, ''), '/', coalesce(area, ''))
            when grouping(township) = 0 and grouping(school_type) = 0
                then concat(coalesce(township, ''), '/', coalesce(school_type, ''))
            when grouping(township) = 0 then coalesce(township, '')
            when grouping(school_type) = 0 then coalesce(school_type, '')
            else 'county'
        end
{%- endmacro %}


{#- A mean of decimals of 6 places, half up (a negative one by its magnitude); null of nothing. -#}
{% macro mean_of(total, count) -%}
    case
            when {{ count }} > 0
                then case when {{ total }} < 0 then -1 else 1 end
                    * {{ from_millionths(round_half_up(
                        wide('abs(' ~ as_millionths(total) ~ ')'), wide(count), 0
                    )) }}
        end
{%- endmacro %}


{#-
  An aggregate: the three quartiles of decimals of so many places, as a list; between two of them the
  part of the way from the lower one that can be said in these places; null of nothing.
-#}
{% macro quartiles(expression, places) -%}
    {{ adapter.dispatch('quartiles', 'duibiao')(expression, places) }}
{%- endmacro %}

{% macro duckdb__quartiles(expression, places) -%}
    percentile_cont([0.25, 0.5, 0.75]) within group (order by {{ expression }} asc nulls last)
{%- endmacro %}

{#- Its own percentile_cont computes with DOUBLE and is rounded afterwards. -#}
{% macro spark__quartiles(expression, places) -%}
    {%- set way = 'quarter * (size(sorted) - 1)' -%}
    {%- set below = 'sorted[cast(floor(' ~ way ~ ' / 4) as int)]' -%}
    {%- set above = 'sorted[cast(ceil(' ~ way ~ ' / 4) as int)]' -%}
    transform(
            array(array_sort(collect_list(
                cast({{ expression }} * {{ 10 ** places }} as bigint)
            ))),
            sorted -> case
                when size(sorted) > 0
                    then transform(array(1, 2, 3), quarter -> cast(
                        {{ below }} + ({{ above }} - {{ below }}) * (({{ way }}) % 4) div 4
                        as decimal(18, 0)
                    ) * cast(1e-{{ places }} as decimal(18, {{ places }})))
            end
        )[0]
{%- endmacro %}


{#- One of them: `quarter` is 1, 2 (the median) or 3. -#}
{% macro quartile(quartiles, quarter) -%}
    {{ adapter.dispatch('quartile', 'duibiao')(quartiles, quarter) }}
{%- endmacro %}

{% macro duckdb__quartile(quartiles, quarter) -%}{{ quartiles }}[{{ quarter }}]{%- endmacro %}

{% macro spark__quartile(quartiles, quarter) -%}{{ quartiles }}[{{ quarter - 1 }}]{%- endmacro %}
