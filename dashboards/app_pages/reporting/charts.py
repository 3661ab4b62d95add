"""How handing in went, day by day, against the deadline and the cycle before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import plotly.graph_objects as go
import polars as pl

from dashboards.parts.design import ACCENT, INK, MUTED, PALE
from dashboards.parts.drawing import framed

NAMES = ("this", "before", "deadline", "today")
"""What the chart says beside numbers: the words `progress-<name>`."""
HEIGHT = 300
# How far beyond the deadline and the last hand-in the drawing goes on.
ROOM_DAYS = 2
DAYS_OF_A_YEAR = 365


def progress(
    rows: pl.DataFrame, cycle_id: str, deadline: dt.date, day: dt.date, words: Mapping[str, str]
) -> go.Figure:
    """The share of the schools that had handed in on each day, as steps.

    `rows` is `queries.progress`; the cycle before is moved so that both deadlines stand
    on one day. `day` is today: the cycle's line ends there, or where the drawing does.
    """
    figure = go.Figure()
    offsets = [*rows["days_after"].to_list(), 0]
    first, last = min(offsets) - 1, max(offsets) + ROOM_DAYS
    today = (day - deadline).days
    written = "%m-%d" if last - first < DAYS_OF_A_YEAR else "%Y-%m-%d"
    for name, group, line in (
        ("before", rows.filter(pl.col("cycle_id") != cycle_id), {"color": MUTED, "dash": "dot"}),
        ("this", rows.filter(pl.col("cycle_id") == cycle_id), {"color": ACCENT, "width": 2.6}),
    ):
        if group.is_empty():
            continue
        steps = group.to_dicts()
        end = min(last, today) if name == "this" else last
        steps = [_blank(steps[0], first), *steps]
        if steps[-1]["days_after"] < end:
            steps.append({**steps[-1], "newly": 0, "days_after": end})
        figure.add_scatter(
            x=[deadline + dt.timedelta(days=step["days_after"]) for step in steps],
            y=[step["handed_in"] / step["expected"] for step in steps],
            mode="lines",
            name=words[name],
            line={"shape": "hv", **line},
            customdata=[[step["handed_in"], step["expected"]] for step in steps],
            hovertemplate=f"%{{x|{written}}}<br>"
            "%{customdata[0]} / %{customdata[1]} (%{y:.0%})<extra>" + words[name] + "</extra>",
        )
    marks = [(deadline, words["deadline"], INK)]
    if first <= today <= last and today != 0:
        marks.append((day, words["today"], ACCENT))
    for at, text, colour in marks:
        figure.add_shape(
            type="line", x0=at, x1=at, y0=0, y1=1,
            line={"color": colour, "width": 1, "dash": "dash"},
        )  # fmt: skip
        figure.add_annotation(
            x=at, y=0, text=text, showarrow=False, xanchor="right", yanchor="bottom", xshift=-3,
            font={"color": colour},
        )  # fmt: skip
    figure = framed(
        figure,
        HEIGHT,
        xaxis={
            "tickformat": written,
            "range": [deadline + dt.timedelta(days=first), deadline + dt.timedelta(days=last)],
            "gridcolor": PALE,
            "fixedrange": True,
            "nticks": 8,
        },
        yaxis={
            "range": [0, 1.03],
            "tickformat": ".0%",
            "gridcolor": PALE,
            "zeroline": False,
            "fixedrange": True,
            "automargin": True,
        },
    )
    return figure.update_layout(legend={"traceorder": "reversed"})


def _blank(step: dict[str, Any], offset: int) -> dict[str, Any]:
    """Nobody yet, on a day before the first hand-in."""
    return {**step, "days_after": offset, "newly": 0, "handed_in": 0}
