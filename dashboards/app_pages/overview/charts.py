"""The county's dimensions as a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go
import polars as pl

from dashboards.parts import drawing
from dashboards.parts.design import ACCENT, MUTED
from duibiao.words.figures import percentage


def dimension_spread(
    frame: pl.DataFrame, names: Sequence[str], words: Mapping[str, str]
) -> go.Figure:
    """How the county does per dimension: all schools, the middle half, the average, and before.

    `frame` is `queries.county_dimensions`; `names` the dimensions' names in its order; `words`
    are those of `said`.
    """
    rows, lines = frame.to_dicts(), drawing.wrapped(names)
    figure = go.Figure()
    for name, low, high, colour, width in (
        ("all", "lowest_share", "highest_share", "#d7e3ec", 7),
        ("middle", "lower_quartile", "upper_quartile", "#8fb4cf", 13),
    ):
        figure.add_bar(
            y=lines,
            x=[drawing.number(row[high]) - drawing.number(row[low]) for row in rows],
            base=[drawing.number(row[low]) for row in rows],
            width=width / 40,
            orientation="h",
            name=words[name],
            marker={"color": colour},
            customdata=[[drawing.number(row[low]), drawing.number(row[high])] for row in rows],
            hovertemplate="%{y}<br>%{customdata[0]:.1%} – %{customdata[1]:.1%}<extra></extra>",
        )
    for name, column, symbol, colour in (
        ("before", "previous_share", "line-ns-open", MUTED),
        ("average", "share", "circle", ACCENT),
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
        if row["share"] is not None:
            figure.add_annotation(
                x=1, y=name, xref="paper", yref="y", text=f"<b>{percentage(row['share'])}</b>",
                showarrow=False, xanchor="left", xshift=6,
            )  # fmt: skip
    figure = drawing.framed(
        figure,
        drawing.height_of(lines),
        barmode="overlay",
        xaxis=drawing.share_axis(),
        yaxis={"autorange": "reversed", "fixedrange": True, "automargin": True},
    )
    return figure.update_layout(margin={"r": 56})
