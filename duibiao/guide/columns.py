"""What a guide is made of: its tables with their columns, the one description of both.

Reading, checks, the workbook with its drop-downs, help and greyed cells follow from it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from duibiao.words.text import PLACES, SHARE_PLACES

ColumnType = Literal["text", "whole", "decimal", "date", "switch"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a guide table.

    `needed`: a row must fill it. `places`: how many decimal places a decimal may have.
    `least`, `most`: the bounds of a number, included; `above`: a bound that it must exceed.
    `choices`: the only texts allowed. `identifier`: the text is a code that other tables name.
    `of`: where its codes come from: a table (the one whose own code it is, where that is its own
    table), `list:` and a code list, ATTRIBUTES, VALUES (of the attribute in the same row), LISTS
    (the names of code lists) or BOUNDS (a number or a grade, by the bound in the same row).
    `when`: the column of the same row and the choices of it for which this one is looked at.
    `percent`: it may be written as a percentage. `usual`: what a blank cell of a sheet stands for.
    """

    name: str
    type: ColumnType = "text"
    needed: bool = True
    places: int = PLACES
    least: int | None = None
    most: int | None = None
    above: int | None = None
    choices: tuple[str, ...] = ()
    identifier: bool = False
    of: str = ""
    when: tuple[str, tuple[str, ...]] | None = None
    percent: bool = False
    usual: str = ""


ATTRIBUTES, VALUES, LISTS, BOUNDS = "attributes", "values", "lists", "bounds"
OF_LIST = "list:"
ROW_NUMBER = "row"
"""As what is usual: the place of the row in its sheet."""


def _code(
    name: str,
    of: str,
    *,
    needed: bool = True,
    when: tuple[str, tuple[str, ...]] | None = None,
) -> Column:
    return Column(name, needed=needed, identifier=True, of=of, when=when)


def _optional(name: str) -> Column:
    return Column(name, needed=False)


def _share(name: str) -> Column:
    return Column(name, "decimal", places=SHARE_PLACES, least=0, most=1, percent=True)


def _percent_of_schools() -> tuple[Column, Column]:
    """So many of a hundred schools, and whether those who tie at the end are among them."""
    return (
        Column("percent", "decimal", above=0, most=100),
        Column("ties", choices=TIES, usual="in"),
    )


def _by_method(*methods: str) -> tuple[str, tuple[str, ...]]:
    return "method", methods


EDITION = _code("edition", "editions")
INDICATOR = _code("indicator", "indicators")
FACT = _code("fact", "facts")
PART = Column("part", "whole", least=1, usual="1")
SORT = Column("sort", "whole", usual=ROW_NUMBER)

KINDS = ("count", "number", "flag", "date", "grade")
METHODS = (
    "ratio",
    "count",
    "steps",
    "checklist",
    "grade",
    "late",
    "deduct",
    "bands",
    "relative",
    "given",
)
MEANS = ("mean", "trimmed")
WHOLE_SCORE_EFFECTS = ("zero_score", "take_off", "rating_down")
"""What a red line does to the score or the rating itself, beside what it does to one indicator."""
EFFECTS = ("zero_indicator", "cap_rating", "no_tier", *WHOLE_SCORE_EFFECTS)
ENDS = ("first", "last")
TIES = ("in", "out")

TABLES: dict[str, tuple[Column, ...]] = {
    "editions": (
        EDITION,
        Column("title_zh"),
        Column("status", choices=("official", "working")),
        Column("valid_from", "date"),
        Column("dimension_count", "whole", least=1),
        Column("indicator_count", "whole", least=1),
        Column("total_points", "decimal", above=0),
        _optional("note_zh"),
    ),
    "dimensions": (
        EDITION,
        _code("dimension", "dimensions"),
        SORT,
        Column("name_zh"),
        _optional("name_en"),
    ),
    "indicators": (
        EDITION,
        INDICATOR,
        _code("dimension", "dimensions"),
        SORT,
        Column("name_zh"),
        _optional("name_en"),
        _optional("requirement_zh"),
        _optional("rule_zh"),
        Column("max_points", "decimal", above=0),
        _code("nature", f"{OF_LIST}nature", needed=False),
        _code("character", f"{OF_LIST}character", needed=False),
        _optional("period_zh"),
        _optional("evidence_zh"),
        _optional("basis_zh"),
    ),
    "facts": (
        EDITION,
        INDICATOR,
        FACT,
        SORT,
        Column("label_zh"),
        Column("kind", choices=KINDS),
        _optional("unit_zh"),
        Column("answered_by", choices=("school", "county"), usual="school"),
        Column("required", "switch", usual="1"),
    ),
    "rules": (
        EDITION,
        INDICATOR,
        PART,
        Column("share", "decimal", above=0, most=1, percent=True, usual="1"),
        Column("method", choices=METHODS),
        _code(
            "fact",
            "facts",
            needed=False,
            when=_by_method(
                "ratio", "count", "steps", "grade", "late", "bands", "relative", "given"
            ),
        ),
        _code(
            "base_fact",
            "facts",
            needed=False,
            when=_by_method("ratio", "late", "bands", "relative"),
        ),
        Column(
            "base_value",
            "decimal",
            needed=False,
            above=0,
            when=_by_method("ratio", "bands", "relative"),
        ),
        Column("target", "decimal", needed=False, percent=True, when=_by_method("ratio", "count")),
        Column("floor", "decimal", needed=False, percent=True, when=_by_method("ratio")),
        Column(
            "when_base_zero",
            needed=False,
            choices=("not_applicable", "skip_part", "zero"),
            when=_by_method("ratio", "bands", "relative"),
        ),
        Column("may_exceed", "switch", needed=False, when=_by_method("ratio", "bands", "relative")),
    ),
    "rule_bands": (
        EDITION,
        INDICATOR,
        PART,
        Column("bound", choices=("at_least", "at_most", "days_late_at_most", "grade")),
        _code("key", BOUNDS, needed=False),
        # Below 0 only in bands of an indicator that may go below 0.
        replace(_share("share"), least=-100),
    ),
    "rule_items": (
        EDITION,
        INDICATOR,
        PART,
        FACT,
        Column("kind", choices=("item", "each", "shortfall")),
        Column("points", "decimal", needed=False, least=0, when=("kind", ("each", "shortfall"))),
        Column("needed", "decimal", needed=False, least=0, when=("kind", ("shortfall",))),
    ),
    "rule_targets": (
        EDITION,
        INDICATOR,
        PART,
        _code("attribute", ATTRIBUTES),
        _code("value", VALUES),
        Column("target", "decimal", above=0),
    ),
    "part_points": (EDITION, INDICATOR, PART, Column("points", "decimal", above=0, most=10**6)),
    "indicator_floors": (
        EDITION,
        INDICATOR,
        Column("least_points", "decimal", least=-(10**6)),
    ),
    "bonus_indicators": (EDITION, INDICATOR),
    "bonus_caps": (EDITION, Column("most", "decimal", above=0, most=1000)),
    "relative_rules": (
        EDITION,
        INDICATOR,
        PART,
        Column("compare", choices=("place", "percent", "to_best", "to_mean")),
        Column("among", choices=("county", "school_type")),
        Column("better", choices=("more", "less")),
        Column(
            "rest",
            needed=False,
            choices=("zero", "to_best"),
            when=("compare", ("place", "percent")),
        ),
    ),
    "given_rules": (
        EDITION,
        INDICATOR,
        PART,
        Column("least", "decimal", needed=False),
        Column("most", "decimal", needed=False),
        Column("mean", needed=False, choices=MEANS),
    ),
    "rule_caps": (EDITION, INDICATOR, FACT, Column("when_equal", "decimal"), _share("max_share")),
    "not_applicable": (
        EDITION,
        INDICATOR,
        _code("fact", "facts", needed=False),
        _code("attribute", ATTRIBUTES),
        _code("value", VALUES),
    ),
    "red_lines": (
        EDITION,
        _code("red_line", "red_lines"),
        _code("indicator", "indicators", needed=False),
        Column("label_zh"),
        Column("effect", choices=EFFECTS),
        _code(
            "value",
            "ratings",
            needed=False,
            when=("effect", ("cap_rating", "take_off", "rating_down")),
        ),
    ),
    "ratings": (
        EDITION,
        _code("rating", "ratings"),
        SORT,
        Column("name_zh"),
        Column("min_score", "decimal", least=0, most=100),
    ),
    "tiers": (
        EDITION,
        _code("tier", "tiers"),
        SORT,
        Column("name_zh"),
        Column("min_score", "decimal", least=0, most=100),
        Column("min_dimension_share", "decimal", least=0, most=1, percent=True),
        Column("quota", "whole", needed=False, least=0),
    ),
    "tier_shares": (EDITION, _code("tier", "tiers"), *_percent_of_schools()),
    "rating_shares": (
        EDITION,
        _code("rating", "ratings"),
        Column("end", choices=ENDS, usual="first"),
        *_percent_of_schools(),
    ),
    "code_lists": (
        _code("list", LISTS),
        _code("code", "code_lists"),
        Column("name_zh"),
        _optional("name_en"),
    ),
    "indicator_efforts": (EDITION, INDICATOR, Column("effort", "decimal", places=2, above=0)),
    "fixed_facts": (EDITION, FACT, Column("reason_zh")),
    "crosswalk": (
        _code("from_edition", "editions"),
        _code("from_indicator", "indicators"),
        _code("to_edition", "editions"),
        _code("to_indicator", "indicators"),
    ),
}

UNSCORED_TABLES = ("indicator_efforts", "fixed_facts", "crosswalk")
"""Tables that may change after a cycle was closed by their edition.

No score depends on them: they say what a change costs, what cannot be changed, and which
indicators of two editions may be compared.
"""

OPTIONAL_TABLES = (
    "part_points",
    "relative_rules",
    "given_rules",
    "indicator_floors",
    "bonus_indicators",
    "bonus_caps",
    "tier_shares",
    "rating_shares",
    *UNSCORED_TABLES,
)
"""Tables that a guide may leave out, which is the same as having them without a row."""

EDITION_TABLES = tuple(name for name, columns in TABLES.items() if EDITION in columns)
"""Tables whose every row belongs to one edition."""


def own_code(table: str) -> Column | None:
    """The column in which a table defines its codes, None where it defines none."""
    return next((column for column in TABLES[table] if column.of == table), None)
