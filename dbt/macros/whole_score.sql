{#- What stands above the indicators: bonus, red lines on the whole score, places among schools. -#}

{#-
  The score in millionths: that of the points, the bonus added, what red lines take off taken off,
  held at 0. `schools` is int_schools_totalled.
-#}
{% macro whole_score(point_score, bonus, schools) -%}
    case
            when {{ schools }}.is_zeroed then 0
            when
                {{ point_score }} + coalesce({{ bonus }}, 0)
                < coalesce({{ schools }}.taken_off_millionths, 0)
                then 0
            else
                {{ point_score }} + coalesce({{ bonus }}, 0)
                - coalesce({{ schools }}.taken_off_millionths, 0)
        end
{%- endmacro %}


{#- What bonus indicators add: their points, or the most that the guide lets them add. -#}
{% macro held_bonus(bonus, schools) -%}
    case
            when {{ bonus }} > {{ schools }}.bonus_cap_millionths
                then {{ schools }}.bonus_cap_millionths
            else {{ bonus }}
        end
{%- endmacro %}


{#- How many of the schools with a score are so many percent of them: ⌊N × percent ÷ 100⌋. -#}
{% macro places_of(size, percent) -%}
    {{ whole_division(wide(size) ~ ' * ' ~ as_millionths(percent), '100000000') }}
{%- endmacro %}


{#-
  Whether a school is among them, with so many schools ahead of it and so many of its score, itself
  included. Where not one school is so few percent, nobody is.
-#}
{% macro is_among_places(shares, places, ahead) -%}
    case
            when {{ shares }}.ties = 'in'
                then
                    {{ places }}.{{ ahead }}
                    < {{ places_of(places ~ '.school_count', shares ~ '.percent') }}
            else
                {{ places }}.{{ ahead }} + {{ places }}.equal_count
                <= {{ places_of(places ~ '.school_count', shares ~ '.percent') }}
        end
{%- endmacro %}


{#- What stands for a share where an indicator does not apply, in the lists of draws. -#}
{% macro not_applicable_share() %}{{ return('-1000000000000000000') }}{% endmacro %}
