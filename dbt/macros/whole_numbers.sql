{#- Exact arithmetic: decimals as scaled whole numbers, divided as whole numbers. -#}

{#- The widest whole number type, about 38 digits. -#}
{% macro whole_number() %}{{ return(adapter.dispatch('whole_number', 'duibiao')()) }}{% endmacro %}

{% macro default__whole_number() %}{{ return('decimal(38, 0)') }}{% endmacro %}

{% macro duckdb__whole_number() %}{{ return('hugeint') }}{% endmacro %}


{#- Division of whole numbers that drops the remainder, towards 0. -#}
{% macro whole_division(numerator, denominator) -%}
    {{ adapter.dispatch('whole_division', 'duibiao')(numerator, denominator) }}
{%- endmacro %}

{% macro duckdb__whole_division(numerator, denominator) -%}
    ({{ numerator }}) // ({{ denominator }})
{%- endmacro %}

{#- Not by `div`, whose result is a BIGINT: of a larger quotient it keeps the last 64 bits. -#}
{% macro spark__whole_division(numerator, denominator) -%}
    cast(
        ({{ wide(numerator) }} - {{ wide(numerator) }} % {{ wide(denominator) }})
        / {{ wide(denominator) }}
        as {{ whole_number() }}
    )
{%- endmacro %}


{#-
  A decimal of at most 6 places in millionths, or one of at most 9 in billionths. Decimals turn into
  whole numbers slowly, sixty times as slowly as by way of a DOUBLE, which cannot be wrong where it
  is taken: below 10^15 units its error is under a quarter of a unit, and it is rounded to the
  nearest. What is larger goes the slow way.
-#}
{% macro as_millionths(expression) -%}
    {{ as_units(expression, 6, 24) }}
{%- endmacro %}

{% macro as_billionths(expression) -%}
    {{ as_units(expression, 9, 27) }}
{%- endmacro %}

{% macro as_units(expression, places, digits) -%}
    case
        when abs({{ expression }}) < {{ 10 ** (15 - places) }}
            then cast(round(cast({{ expression }} as double) * 1e{{ places }}) as bigint)
        else cast(cast({{ expression }} as decimal({{ digits }}, {{ places }})) * {{ 10 ** places }} as bigint)
    end
{%- endmacro %}


{#- The decimals that whole numbers of millionths and billionths stand for; no DOUBLE on the way. -#}
{% macro from_millionths(expression) -%}
    cast(cast({{ expression }} as decimal(18, 0)) * 0.000001 as decimal(18, 6))
{%- endmacro %}

{% macro from_billionths(expression) -%}
    cast(cast({{ expression }} as decimal(18, 0)) * 0.000000001 as decimal(18, 9))
{%- endmacro %}


{#- The same of numbers up to 10^18. -#}
{% macro from_many_billionths(expression) -%}
    cast(cast({{ expression }} as decimal(28, 0)) * 0.000000001 as decimal(38, 9))
{%- endmacro %}


{#- So that a product of whole numbers has room. -#}
{% macro wide(expression) -%}
    cast({{ expression }} as {{ whole_number() }})
{%- endmacro %}


{#-
  numerator ÷ denominator, rounded half up to `places` decimals, as a whole number of units of the
  last place. Both are whole numbers, denominator > 0; a numerator below 0 is rounded by its
  magnitude, half away from 0.

  The one definition is the exact one: (2 · numerator · 10^places + denominator) // (2 · denominator).
  Whole numbers of this width are slow to divide, so a DOUBLE quotient decides where it cannot be
  wrong: below 10^10 units its error is under 10^-5, so only what lies within 10^-4 of a tie, or is
  larger, is divided exactly. The exact way goes in two steps (5 places, then the rest), which leaves
  room for denominators up to 10^33. Both divisions drop the remainder towards 0.
-#}
{% macro round_half_up(numerator, denominator, places) -%}
    {%- set quotient = '(cast(' ~ numerator ~ ' as double) / cast(' ~ denominator ~ ' as double) * 1e' ~ places ~ ')' -%}
    {%- set first_places = [places, 5] | min -%}
    {%- set first = '(' ~ numerator ~ ') * ' ~ 10 ** first_places -%}
    {%- set last_factor = 10 ** (places - first_places) -%}
    case
        when
            abs({{ quotient }}) < 1e10
            and abs({{ quotient }} - floor({{ quotient }}) - 0.5) > 1e-4
            then cast(floor({{ quotient }} + 0.5) as {{ whole_number() }})
        else
            {{ whole_division(first, denominator) }} * {{ last_factor }}
            + {{ whole_division(
                '2 * ((' ~ first ~ ') % (' ~ denominator ~ ')) * ' ~ last_factor
                ~ ' + case when ' ~ numerator ~ ' < 0 then -1 else 1 end * (' ~ denominator ~ ')',
                '2 * (' ~ denominator ~ ')'
            ) }}
    end
{%- endmacro %}


{#- The same as a decimal: of 6 places, or a share of 9. -#}
{% macro rounded_millionths(numerator, denominator) -%}
    {{ from_millionths(round_half_up(numerator, denominator, 6)) }}
{%- endmacro %}

{% macro rounded_billionths(numerator, denominator) -%}
    {{ from_billionths(round_half_up(numerator, denominator, 9)) }}
{%- endmacro %}
