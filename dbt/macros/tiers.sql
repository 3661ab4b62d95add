{#- What keeps a school from a tier, said once for those who decide and those who explain. -#}

{#-
  Whether a dimension has less than the minimum that a tier asks of every dimension. The relation
  `tiers` gives the minimum in millionths; of a dimension with nothing applicable nothing is asked.
-#}
{% macro is_below_tier_minimum(dimensions, tiers) -%}
    {{ dimensions }}.point_millionths * 1000000
    < {{ tiers }}.min_dimension_millionths * {{ dimensions }}.max_point_millionths
{%- endmacro %}
