"""The ranking: ranks with their ties, scores, and each school's points by dimension as one bar."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from analysis.figures import percentage, rounded, signed
from analysis.labels import Labels
from dashboards.design import legend, stacked_bar
from dashboards.tables import Column, Row, table
from words import Words

Points = Mapping[tuple[str, str], Row]
SchoolLink = Callable[..., str]
"""The address of a school, or of one of its dimensions."""


def rank(say: Words, place: int | None, ties: int, size: int | None = None) -> Markup:
    """A rank; one that several schools share says so."""
    if place is None:
        return Markup('<span class="quiet">—</span>')
    text = Markup("{}").format(place)
    if size is not None:
        text += Markup('<span class="quiet"> / {}</span>').format(size)
    return text + Markup(' <span class="tag">{}</span>').format(say("tied")) if ties > 1 else text


def change(say: Words, value: Any, *, places: int = 2) -> Markup:
    """A change with its direction as sign, arrow and colour; nothing to compare with is a dash."""
    if value is None:
        return Markup('<span class="quiet">—</span>')
    direction = "up" if value > 0 else "down" if value < 0 else ""
    return Markup('<span class="{}">{}</span>').format(direction, signed(value, places))


def change_of(say: Words, row: Row) -> Markup:
    """The change of score; across editions that of the share of what both ask, and a word on it."""
    if row["comparison"] != "across_editions":
        return change(say, row["score_change"])
    tag = Markup('<span class="tag" title="{}">{}</span>').format(
        say.attr("across-editions", "note"), say("across-editions-tag")
    )
    if row["common_share_change"] is None:
        return tag
    points = say("percentage-points", change=signed(100 * row["common_share_change"], 1))
    return Markup("{} {}").format(points, tag)


def dimension_legend(
    dimensions: Sequence[Row], colours: Mapping[str, str], labels: Labels, say: Words
) -> Markup:
    """Which colour is which dimension, with its full points."""
    return legend(
        (
            say("legend-dimension", name=labels.name(row), points=rounded(row["max_points"], 0)),
            colours[row["dimension_id"]],
        )
        for row in dimensions
    )


def dimension_bar(
    row: Row,
    points: Points,
    dimensions: Sequence[Row],
    colours: Mapping[str, str],
    labels: Labels,
    link: SchoolLink,
) -> Markup:
    """A school's points by dimension on the scale of its score, so that bars compare.

    Each segment leads to the school's indicators of that dimension.
    """
    parts, links = [], {}
    for dimension in dimensions:
        cell = points.get((row["school_id"], dimension["dimension_id"]))
        if cell is not None:
            name = labels.name(dimension)
            parts.append((name, cell["points"], colours[dimension["dimension_id"]]))
            links[name] = link(row["school_id"], dimension=dimension["dimension_id"])
    return stacked_bar(parts, row["applicable_points"] or 1, links=links)


def ranking_table(
    say: Words,
    rows: Sequence[Row],
    columns_of_groups: Sequence[str],
    dimension: Row | None,
    bar_of: Callable[[Row], Markup],
    labels: Labels,
    link: SchoolLink,
    *,
    verified: bool,
) -> Markup:
    """The table of the ranking; `columns_of_groups` names the groups that have a rank column."""
    columns = []
    if dimension is not None:
        columns.append(
            Column(
                say("column-rank-dimension"),
                lambda row: rank(say, row["dimension_rank"], row["dimension_ties"]),
                number=True,
            )
        )
    for group in columns_of_groups:
        columns.append(
            _rank_column(say, group, wide=group == "county" and len(columns_of_groups) > 1)
        )
    columns += [
        Column(
            say("column-school"),
            lambda row: Markup('<a href="{}">{}</a>').format(
                link(row["school_id"]), row["name_zh"]
            ),
            style="name",
        ),
        Column(say("column-township"), lambda row: row["township"], wide=True, style="short"),
        Column(
            say("column-school-type"),
            lambda row: labels.code("school_type", row["school_type"]),
            wide=True,
            style="short",
        ),
    ]
    if dimension is not None:
        columns.append(
            Column(
                say("column-dimension-points"),
                lambda row: (
                    Markup("<a href='{}'>{}</a> <span class='quiet'>/ {} · {}</span>").format(
                        link(row["school_id"], dimension=dimension["dimension_id"]),
                        rounded(row["dimension_points"]),
                        rounded(row["dimension_max_points"], 0),
                        percentage(row["dimension_share"]),
                    )
                    if row["dimension_share"] is not None
                    else Markup('<span class="not-applicable">{}</span>').format(
                        say("not-applicable")
                    )
                ),
                number=True,
            )
        )
    columns += [
        Column(say("column-score"), lambda row: _score(say, row), number=True),
        Column(say("column-by-dimension"), bar_of, style="bars", wide=dimension is not None),
        Column(
            say("column-change"),
            lambda row: change_of(say, row),
            number=True,
            wide=True,
        ),
        Column(
            say("column-tier-reached"),
            lambda row: (
                labels.code("tier", row["tier_reached"])
                if row["tier_reached"] not in (None, "none")
                else Markup('<span class="quiet">—</span>')
            ),
            style="short",
            wide=True,
        ),
    ]
    if verified:
        columns.append(
            Column(
                say("column-verified"),
                lambda row: (
                    percentage(row["verified_fact_count"] / row["asked_fact_count"], 0)
                    if row["asked_fact_count"]
                    else "—"
                ),
                number=True,
                wide=True,
            )
        )
    return table(rows, columns, label=say("page-ranking"), key="ranking")


def _rank_column(say: Words, group: str, *, wide: bool) -> Column:
    return Column(
        say(f"column-rank-{group}"),
        lambda row: rank(
            say,
            row[f"rank_{group}"],
            row[f"{group}_ties"],
            None if group == "county" else row[f"{group}_size"],
        ),
        number=True,
        wide=wide,
    )


def _score(say: Words, row: Row) -> Markup:
    if row["score"] is None:
        return Markup('<span class="not-applicable">{}</span>').format(say("not-applicable"))
    marks = Markup("")
    if row["finding_count"]:
        marks += Markup(' <span class="tag bad">{}</span>').format(say("mark-red-line"))
    if row["is_late"]:
        marks += Markup(' <span class="tag">{}</span>').format(say("mark-late"))
    return marks + Markup(" <b>{}</b>").format(rounded(row["score"]))
