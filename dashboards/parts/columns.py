"""The columns that tables of several pages have: each is one thing, headed and shown alike."""

from __future__ import annotations

from collections.abc import Callable, Collection

from markupsafe import Markup

from dashboards.parts.tables import Column, Row, coded, linked
from duibiao.words import Words
from duibiao.words.figures import brief_percentage, plain
from duibiao.words.labels import Labels

Target = Callable[[Row], str]
"""Where a row leads."""


def school_column(say: Words, target: Target, name: str = "name_zh") -> Column:
    """The school, which leads somewhere; `name` is the column of the rows that names it."""
    return Column(say("column-school"), lambda row: linked(target(row), row[name]), style="name")


def township_column(say: Words) -> Column:
    """The township of a school."""
    return Column(say("column-township"), lambda row: row["township"], wide=True, style="short")


def type_column(say: Words, labels: Labels) -> Column:
    """What kind of school it is."""
    return Column(
        say("column-school-type"),
        lambda row: labels.code("school_type", row["school_type"]),
        wide=True,
        style="short",
    )


def status_column(say: Words, bad: Collection[str]) -> Column:
    """Where a school stands with handing in; a status of `bad` stands out."""
    return Column(
        say("column-status"),
        lambda row: Markup('<span class="tag{}">{}</span>').format(
            " bad" if row["status"] in bad else "", say(f"status-{row['status']}")
        ),
        style="short",
    )


def indicator_column(say: Words, labels: Labels, target: Target | None = None) -> Column:
    """The indicator by code and name; the name leads somewhere where a target is given."""

    def cell(row: Row) -> Markup:
        name = labels.name(row)
        return coded(row["indicator_id"], name if target is None else linked(target(row), name))

    return Column(say("column-indicator"), cell, style="name")


def tier_column(say: Words, labels: Labels) -> Column:
    """The tier by its name."""
    return Column(say("column-tier"), lambda row: labels.code("tier", row["tier"]), style="short")


def quota_column(say: Words) -> Column:
    """How many schools a tier has room for."""
    return Column(
        say("column-quota"),
        lambda row: "—" if row["quota"] is None else str(row["quota"]),
        number=True,
    )


def thresholds_column(say: Words) -> Column:
    """What a tier asks of the score and of each dimension."""
    return Column(
        say("column-thresholds"),
        lambda row: say(
            "tier-thresholds",
            score=plain(row["min_score"]),
            share=brief_percentage(row["min_dimension_share"]),
        ),
        wide=True,
        style="limits",
    )


def count_column(heading: str, name: str, *, wide: bool = False) -> Column:
    """A whole number of the rows."""
    return Column(heading, lambda row: f"{row[name]:,}", number=True, wide=wide)
