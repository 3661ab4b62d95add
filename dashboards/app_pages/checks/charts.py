"""实地核查 in pictures: how much of the ranking is verified, and self beside verified."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go
import polars as pl

from dashboards.parts.design import ACCENT, MUTED, PALE
from dashboards.parts.drawing import framed, name_axis, wrapped


def verified_by_rank(frame: pl.DataFrame, words: Mapping[str, str]) -> go.Figure:
    """A bar per band of the ranking: the share of its answers that the county has verified.

    `frame` is `queries.verified_by_rank`; `words` are `html.chart_words`.
    """
    rows = frame.to_dicts()
    names = [
        f"{row['first_rank']}–{row['last_rank']}"
        if row["first_rank"] != row["last_rank"]
        else str(row["first_rank"])
        for row in rows
    ]
    shares = [
        row["verified_facts"] / row["asked_facts"] if row["asked_facts"] else 0.0 for row in rows
    ]
    figure = go.Figure()
    figure.add_bar(
        x=names,
        y=shares,
        marker={"color": ACCENT},
        text=[f"{share:.0%}" for share in shares],
        textposition="outside",
        cliponaxis=False,
        customdata=[[row["schools_verified"], row["schools"]] for row in rows],
        hovertemplate=words["ranks"] + " %{x}<br>%{y:.1%} · %{customdata[0]}/%{customdata[1]}"
        "<extra></extra>",
    )
    figure = framed(
        figure,
        230,
        showlegend=False,
        bargap=0.25,
        xaxis={
            "type": "category",
            "fixedrange": True,
            # Where the ranks stand upright for want of room, their title makes way.
            "title": {"text": words["ranks"], "standoff": 8},
            "automargin": True,
        },
        yaxis={
            "tickformat": ".0%",
            "gridcolor": PALE,
            "zeroline": True,
            "zerolinecolor": MUTED,
            "fixedrange": True,
            "rangemode": "tozero",
            "range": [0, max([*shares, 0.1]) * 1.25],
            "nticks": 4,
            "automargin": True,
        },
    )
    figure.update_layout(margin={"b": 48, "t": 18})
    return figure


def self_and_verified(
    rows: Sequence[Mapping[str, Any]], names: Sequence[str], words: Mapping[str, str]
) -> go.Figure:
    """A dumbbell per group: points on the schools' own answers and on the verified ones.

    Points of groups differ in size, so both are shown as shares of the group's self points: 100%
    is what the schools gave themselves.
    """
    lines = wrapped(names)
    ratios = [
        float(row["verified_points"] / row["self_points"]) if row["self_points"] else 1.0
        for row in rows
    ]
    figure = go.Figure()
    for line, ratio in zip(lines, ratios, strict=True):
        figure.add_scatter(
            x=[1.0, ratio],
            y=[line, line],
            mode="lines",
            line={"color": "#c8d0d8", "width": 4},
            showlegend=False,
            hoverinfo="skip",
        )
    for name, values, symbol, colour, points in (
        ("self", [1.0] * len(lines), "circle-open", MUTED, "self_points"),
        ("verified", ratios, "circle", ACCENT, "verified_points"),
    ):
        figure.add_scatter(
            x=values,
            y=lines,
            mode="markers",
            name=words[name],
            cliponaxis=False,
            marker={"symbol": symbol, "size": 11, "color": colour, "line": {"width": 2}},
            customdata=[float(row[points] or 0) for row in rows],
            hovertemplate="%{y}<br>%{x:.1%} · %{customdata:.2f}<extra>" + words[name] + "</extra>",
        )
    low = min([*ratios, 0.95])
    figure = framed(
        figure,
        80 + 26 * len(lines),
        xaxis={
            "tickformat": ".0%",
            "gridcolor": PALE,
            "zeroline": False,
            "fixedrange": True,
            "range": [low - 0.01, max([*ratios, 1.0]) + 0.01],
        },
        yaxis=name_axis(autorange="reversed"),
    )
    figure.update_layout(margin={"t": 34})
    return figure
