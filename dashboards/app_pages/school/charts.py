"""Pictures of a school over the cycles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go
import polars as pl
from plotly.subplots import make_subplots

from dashboards.parts.design import ACCENT, FONT, INK, MUTED, PALE

PANEL_HEIGHT = 150


def dimension_history(frame: pl.DataFrame, names: Mapping[str, str]) -> go.Figure:
    """A small line for each dimension on one scale: its share cycle by cycle.

    `frame` is `queries.school.dimension_history`; `names` are the dimensions' by code, in order.
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
            text=["" if value is None else f"{value:.0%}" for value in shares],
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
    figure.update_yaxes(
        range=[0, 1.15],
        tickvals=[0, 0.5, 1],
        tickformat=".0%",
        gridcolor=PALE,
        fixedrange=True,
        zeroline=False,
    )
    return figure
