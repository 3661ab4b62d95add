"""Pictures of a school over the cycles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go
import polars as pl
from plotly.subplots import make_subplots

from dashboards.parts import drawing
from dashboards.parts.design import ACCENT, FONT, INK, MUTED, PALE
from duibiao.words.figures import percentage

PANEL_HEIGHT = 150


def dimension_history(frame: pl.DataFrame, names: Mapping[str, str]) -> go.Figure:
    """A small line for each dimension on one scale: its share cycle by cycle.

    `frame` is `queries.dimension_history`; `names` are the dimensions' by code, in order.
    """
    titles: Sequence[str] = [names[key] for key in names]
    figure = make_subplots(
        rows=1, cols=max(len(names), 1), shared_yaxes=True, subplot_titles=titles,
        horizontal_spacing=0.02,
    )  # fmt: skip
    for column, key in enumerate(names, start=1):
        own = frame.filter(pl.col("dimension_id") == key)
        shares = [None if value is None else float(value) for value in own["share"].to_list()]
        figure.add_scatter(
            row=1,
            col=column,
            x=own["cycle_id"].to_list(),
            y=shares,
            mode="lines+markers+text",
            text=["" if value is None else percentage(value, 0) for value in shares],
            textposition="top center",
            textfont={"size": 11},
            cliponaxis=False,
            line={"color": ACCENT, "width": 2},
            marker={"size": 6},
            showlegend=False,
            hovertemplate="%{x}<br>%{y:.1%}<extra></extra>",
        )
    figure.update_layout(
        height=PANEL_HEIGHT + 40,
        margin={"l": 44, "r": 12, "t": 30, "b": 22},
        font={"family": FONT, "size": 12, "color": INK},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        dragmode=False,
    )
    figure.update_annotations(font={"size": 12, "color": MUTED})
    figure.update_xaxes(type="category", fixedrange=True, tickfont={"size": 10.5})
    lowest = min(float(value) for value in (0, *frame["share"].drop_nulls()))
    figure.update_yaxes(
        range=[lowest, 1.15],
        tickvals=[0, 0.5, 1],
        tickformat=".0%",
        gridcolor=PALE,
        fixedrange=True,
        zeroline=False,
    )
    return figure


def dimensions_against_peers(
    rows: Sequence[Mapping[str, Any]], names: Sequence[str], words: Mapping[str, str]
) -> go.Figure:
    """One school's share per dimension on its peers' middle half, with both medians.

    `rows` are `queries.school_dimensions`; `words` are those of `said`.
    """
    lines = drawing.wrapped(names)
    figure = go.Figure()
    figure.add_bar(
        y=lines,
        x=[
            drawing.number(row["peer_upper_quartile"]) - drawing.number(row["peer_lower_quartile"])
            for row in rows
        ],
        base=[drawing.number(row["peer_lower_quartile"]) for row in rows],
        width=0.42,
        orientation="h",
        name=words["peers"],
        marker={"color": "#d3dde5"},
        customdata=[
            [drawing.number(row["peer_lower_quartile"]), drawing.number(row["peer_upper_quartile"])]
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
    return drawing.framed(
        figure,
        drawing.height_of(lines),
        xaxis=drawing.share_axis(),
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
    return drawing.framed(
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
