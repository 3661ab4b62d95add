"""Figures: a frame in, a Plotly figure out, in the one look of the pages."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go
import polars as pl

from dashboards.parts.design import ACCENT, FONT, INK, LINE, MUTED, PALE
from duibiao.words import Words

NAME_WIDTH = 22
LEGEND_HEIGHT = 110
CONFIGURATION = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False}


# What the charts say beside names and numbers: the words `chart-<name>`.
NAMES = (
    "all", "middle", "average", "before", "school", "peers", "peer-median", "county-median",
)  # fmt: skip


def said(words: Words) -> dict[str, str]:
    """The words of all charts in one language, by name."""
    return {name: words(f"chart-{name}") for name in NAMES}


def framed(figure: go.Figure, height: int, **layout: Any) -> go.Figure:
    figure.update_layout(
        height=height,
        margin={"l": 8, "r": 12, "t": 8, "b": 26},
        font={"family": FONT, "size": 12.5, "color": INK},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        hoverlabel={"font": {"family": FONT}, "bgcolor": "#ffffff", "bordercolor": LINE},
        legend={"orientation": "h", "y": 1.02, "x": 0, "yanchor": "bottom", "title": None},
        dragmode=False,
        **layout,
    )
    return figure


def _share_axis(**more: Any) -> dict[str, Any]:
    return {
        "range": [0, 1.02],
        "tickformat": ".0%",
        "tickvals": [0, 0.25, 0.5, 0.75, 1],
        "tickangle": 0,
        "gridcolor": PALE,
        "zeroline": False,
        "fixedrange": True,
        **more,
    }


def wrapped(names: Sequence[str]) -> list[str]:
    """Names on several lines where they are long, so that they leave room for the drawing."""
    return ["<br>".join(textwrap.wrap(name, NAME_WIDTH)) for name in names]


def _height(lines: Sequence[str]) -> int:
    """Room for a row of each name, and for a legend that takes several lines on a telephone."""
    tallest = max((line.count("<br>") for line in lines), default=0) + 1
    return LEGEND_HEIGHT + (22 + 16 * tallest) * len(lines)


def name_axis(**more: Any) -> dict[str, Any]:
    small = {"tickfont": {"size": 11}, "showgrid": False, "dtick": 1}
    return {"fixedrange": True, "automargin": True, **small, **more}


def dimension_spread(
    frame: pl.DataFrame, names: Sequence[str], words: Mapping[str, str]
) -> go.Figure:
    """How the county does per dimension: all schools, the middle half, the average, and before.

    `frame` is `queries.county_dimensions`; `names` the dimensions' names in its order; `words`
    are those of `said`.
    """
    rows, lines = frame.to_dicts(), wrapped(names)
    figure = go.Figure()
    for name, low, high, colour, width in (
        ("all", "lowest_share", "highest_share", "#d7e3ec", 7),
        ("middle", "lower_quartile", "upper_quartile", "#8fb4cf", 13),
    ):
        figure.add_bar(
            y=lines,
            x=[_number(row[high]) - _number(row[low]) for row in rows],
            base=[_number(row[low]) for row in rows],
            width=width / 40,
            orientation="h",
            name=words[name],
            marker={"color": colour},
            customdata=[[_number(row[low]), _number(row[high])] for row in rows],
            hovertemplate="%{y}<br>%{customdata[0]:.1%} – %{customdata[1]:.1%}<extra></extra>",
        )
    for name, column, symbol, colour in (
        ("before", "previous_average_share", "line-ns-open", MUTED),
        ("average", "average_share", "circle", ACCENT),
    ):
        if any(row[column] is not None for row in rows):
            figure.add_scatter(
                y=lines,
                x=[row[column] for row in rows],
                mode="markers",
                name=words[name],
                cliponaxis=False,
                marker={
                    "symbol": symbol,
                    "size": 11 if symbol == "circle" else 15,
                    "color": colour,
                    "line": {"width": 2, "color": colour if symbol != "circle" else "#ffffff"},
                },
                hovertemplate="%{y}<br>%{x:.1%}<extra>" + words[name] + "</extra>",
            )
    for name, row in zip(lines, rows, strict=True):
        if row["average_share"] is not None:
            figure.add_annotation(
                x=1, y=name, xref="paper", yref="y", text=f"<b>{row['average_share']:.1%}</b>",
                showarrow=False, xanchor="left", xshift=6,
            )  # fmt: skip
    figure = framed(
        figure,
        _height(lines),
        barmode="overlay",
        xaxis=_share_axis(),
        yaxis={"autorange": "reversed", "fixedrange": True, "automargin": True},
    )
    return figure.update_layout(margin={"r": 56})


def dimensions_against_peers(
    frame: pl.DataFrame, names: Sequence[str], words: Mapping[str, str]
) -> go.Figure:
    """One school's share per dimension on its peers' middle half, with both medians.

    `frame` is `queries.school_dimensions`; `words` are those of `said`.
    """
    rows, lines = frame.to_dicts(), wrapped(names)
    figure = go.Figure()
    figure.add_bar(
        y=lines,
        x=[
            _number(row["peer_upper_quartile"]) - _number(row["peer_lower_quartile"])
            for row in rows
        ],
        base=[_number(row["peer_lower_quartile"]) for row in rows],
        width=0.42,
        orientation="h",
        name=words["peers"],
        marker={"color": "#d3dde5"},
        customdata=[
            [_number(row["peer_lower_quartile"]), _number(row["peer_upper_quartile"])]
            for row in rows
        ],
        hovertemplate="%{y}<br>%{customdata[0]:.1%} – %{customdata[1]:.1%}<extra>"
        + words["peers"]
        + "</extra>",
    )
    for name, column, symbol, size, colour in (
        ("county-median", "county_median", "line-ns-open", 16, "#b07500"),
        ("peer-median", "peer_median", "diamond-open", 10, MUTED),
        ("school", "share", "circle", 13, ACCENT),
    ):
        figure.add_scatter(
            y=lines,
            x=[row[column] for row in rows],
            mode="markers",
            name=words[name],
            cliponaxis=False,
            marker={"symbol": symbol, "size": size, "color": colour, "line": {"width": 2}},
            hovertemplate="%{y}<br>%{x:.1%}<extra>" + words[name] + "</extra>",
        )
    return framed(
        figure,
        _height(lines),
        xaxis=_share_axis(),
        yaxis={"autorange": "reversed", "fixedrange": True, "automargin": True},
    )


def score_history(frame: pl.DataFrame, words: Mapping[str, str]) -> go.Figure:
    """A school's score cycle by cycle beside the county's median (`queries.school_history`)."""
    figure = go.Figure()
    scores = [float(value) for value in (*frame["score"], *frame["county_median"]) if value]
    lowest, highest = min(scores, default=0.0), max(scores, default=100.0)
    reach = max(highest - lowest, 10.0)
    for name, column, dash, colour in (
        ("county-median", "county_median", "dot", MUTED),
        ("school", "score", "solid", ACCENT),
    ):
        values = [None if value is None else float(value) for value in frame[column].to_list()]
        figure.add_scatter(
            x=frame["cycle_id"].to_list(),
            y=values,
            mode="lines+markers+text" if name == "school" else "lines+markers",
            text=[None if value is None else f"{value:.2f}" for value in values],
            textposition="top center",
            name=words[name],
            line={"color": colour, "dash": dash, "width": 2.4 if name == "school" else 1.6},
            marker={"size": 8 if name == "school" else 5},
            hovertemplate="%{x}<br>%{y:.2f}<extra>" + words[name] + "</extra>",
        )
    return framed(
        figure,
        260,
        xaxis={"type": "category", "fixedrange": True, "range": [-0.4, frame.height - 0.6]},
        yaxis={
            "gridcolor": PALE,
            "fixedrange": True,
            "automargin": True,
            "range": [lowest - reach * 0.1, highest + reach * 0.2],
        },
    )


def _number(value: Any) -> float:
    return 0.0 if value is None else float(value)
