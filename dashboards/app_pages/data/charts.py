"""A chart of any result: which kinds fit its columns, what to begin with, and the figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go
import polars as pl

from dashboards.parts.design import PALE, category_colours
from dashboards.parts.drawing import framed

KINDS = ("bar", "line", "scatter", "histogram")
NONE = "none"
HEIGHT = 420
MOST_BARS = 200
MOST_GROUPS = 8
# Colour is never the only signal: each group has its own mark, dash and hatching too.
SYMBOLS = ("circle", "diamond", "square", "triangle-up", "cross", "star", "x", "hexagon")
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot", "solid", "dash")
HATCHES = ("", "/", "x", ".", "\\", "-", "+", "|")


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn of a result; `kind` none: nothing."""

    kind: str
    x: str | None
    y: str | None
    colour: str | None = None


def numbers(rows: pl.DataFrame) -> list[str]:
    """The columns that can be measured along an axis."""
    return [name for name, kind in rows.schema.items() if kind.is_numeric()]


def drawable(rows: pl.DataFrame) -> list[str]:
    """The columns that can stand on an axis at all: no lists, no maps, no bytes."""
    return [
        name
        for name, kind in rows.schema.items()
        if not kind.is_nested() and kind not in (pl.Binary, pl.Duration)
    ]


def groupings(rows: pl.DataFrame) -> list[str]:
    """The columns whose few values can be told apart by colour."""
    return [name for name in drawable(rows) if 1 < rows[name].n_unique() <= MOST_GROUPS]


def fitting(rows: pl.DataFrame) -> Chart:
    """What a result is best shown as when nobody has said: nothing where it has no two numbers."""
    measured, named = numbers(rows), drawable(rows)
    if rows.height < 2 or not measured:
        return Chart(NONE, None, None)
    moments = [name for name in named if rows.schema[name].is_temporal()]
    texts = [name for name in named if rows.schema[name] == pl.String]
    # What has decimals was measured; whole numbers are as often ranks and counts.
    exact = [name for name in measured if not rows.schema[name].is_integer()]
    value = (exact or measured)[0]
    if moments:
        return Chart("line", moments[0], value)
    if texts:
        tells_apart = [name for name in texts if rows[name].n_unique() == rows.height]
        if not tells_apart and len(texts) > 1:
            # Two together may: the one of fewer values by colour.
            few, many = sorted(texts[:2], key=lambda name: rows[name].n_unique())
            paired = Chart("bar", many, value, few)
            if few in groupings(rows) and not is_stacked(rows, paired):
                return paired
        return Chart("bar", (tells_apart or texts)[0], value)
    if len(measured) > 1:
        other = next(name for name in measured if name != value)
        return Chart("scatter", other, value)
    return Chart("histogram", value, None)


def is_stacked(rows: pl.DataFrame, chart: Chart) -> bool:
    """Whether several rows fall on the same bar."""
    if chart.kind != "bar" or chart.x is None:
        return False
    by = {chart.x, chart.colour or chart.x}
    return bool(rows.select(by).is_duplicated().any())


def figure(rows: pl.DataFrame, chart: Chart, titles: dict[str, str]) -> go.Figure:
    """The drawing of a result; `titles` are what its columns are called.

    Of bars the first `MOST_BARS` rows are drawn. Raises KeyError for a column it has not.
    """
    assert chart.x is not None
    drawn = rows.head(MOST_BARS) if chart.kind == "bar" else rows
    groups = _groups(drawn, chart.colour)
    shown = go.Figure()
    for at, ((name, part), colour) in enumerate(
        zip(groups, category_colours(len(groups)), strict=True)
    ):
        x = _values(part[chart.x])
        y = None if chart.y is None else _values(part[chart.y])
        if chart.kind == "bar":
            pattern = {
                "shape": HATCHES[at % MOST_GROUPS],
                "fillmode": "overlay",
                "fgcolor": "#ffffff",
                "fgopacity": 0.6,
                "size": 7,
            }
            shown.add_bar(x=x, y=y, name=name, marker={"color": colour, "pattern": pattern})
        elif chart.kind == "histogram":
            shown.add_histogram(x=x, name=name, marker={"color": colour}, opacity=0.75)
        else:
            shown.add_scatter(
                x=x,
                y=y,
                name=name,
                mode="markers" if chart.kind == "scatter" else "lines+markers",
                line={"color": colour, "dash": DASHES[at % MOST_GROUPS], "width": 2},
                marker={"color": colour, "size": 7, "symbol": SYMBOLS[at % MOST_GROUPS]},
            )
    is_measured = rows.schema[chart.x].is_numeric() or rows.schema[chart.x].is_temporal()
    by_category = chart.kind == "bar" or not is_measured
    barmode = "relative" if is_stacked(rows, chart) else "group"
    axis = {"gridcolor": PALE, "automargin": True, "fixedrange": True, "zeroline": False}
    framed(
        shown,
        HEIGHT,
        barmode="overlay" if chart.kind == "histogram" else barmode,
        showlegend=chart.colour is not None,
        xaxis={
            **axis,
            "title": titles[chart.x],
            **({"type": "category"} if by_category else {}),
        },
        yaxis={**axis, "title": "" if chart.y is None else titles[chart.y]},
    )
    return shown.update_layout(margin={"l": 8, "r": 12, "t": 8, "b": 8})


def _groups(rows: pl.DataFrame, colour: str | None) -> list[tuple[str, pl.DataFrame]]:
    if colour is None:
        return [("", rows)]
    parts = rows.partition_by(colour, maintain_order=True)
    return [(str(part[colour][0]), part) for part in parts]


def _values(column: pl.Series) -> Sequence[Any]:
    """A column as Plotly takes it: a DECIMAL would become a text."""
    return (column.cast(pl.Float64) if column.dtype.is_decimal() else column).to_list()
