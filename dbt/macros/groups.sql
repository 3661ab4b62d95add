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
                then sign({{ total }}) * {{ from_millionths(round_half_up(
                    wide('abs(' ~ as_millionths(total) ~ ')'), wide(count), 0
                )) }}
        end
{%- endmacro %}
