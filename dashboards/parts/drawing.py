"""Figures: a frame in, a Plotly figure out, in the one look of the pages."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from dashboards.parts.design import FONT, INK, LINE, PALE
from duibiao.words import Words

NAME_WIDTH = 22
LEGEND_HEIGHT = 110
CONFIGURATION = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False}


# What the charts say beside names and numbers: the words `chart-<name>`.
NAMES = ("school", "peers", "peer-median", "county-median")


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


def share_axis(**more: Any) -> dict[str, Any]:
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


def height_of(lines: Sequence[str]) -> int:
    """Room for a row of each name, and for a legend that takes several lines on a telephone."""
    tallest = max((line.count("<br>") for line in lines), default=0) + 1
    return LEGEND_HEIGHT + (22 + 16 * tallest) * len(lines)


def name_axis(**more: Any) -> dict[str, Any]:
    small = {"tickfont": {"size": 11}, "showgrid": False, "dtick": 1}
    return {"fixedrange": True, "automargin": True, **small, **more}


def number(value: Any) -> float:
    return 0.0 if value is None else float(value)
