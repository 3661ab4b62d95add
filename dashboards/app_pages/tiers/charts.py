"""创建推荐 in a picture: where the schools stand to the tiers' lines, and how surely."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go
import polars as pl

from dashboards.parts.design import ACCENT, INK, MUTED, PALE
from dashboards.parts.drawing import framed
from dashboards.parts.scores import verified_share

ROW = 62
SPREAD = 0.17
# The names of the lines stand one above the other: on a telephone they would overlap.
LINE = 14
# Neighbours in rank stand above one another, so that names and dots do not cover each other.
LEVELS = (0, 1, -1, 2, -2)


def around_lines(
    frame: pl.DataFrame, tiers: Sequence[Mapping[str, Any]], words: Mapping[str, str]
) -> go.Figure:
    """Scores of schools by the tier reached; a hollow mark is unsure, a line is a tier's score.

    `frame` is `queries.around_the_lines`; `tiers` highest first, each with `tier`,
    `name` and `min_score`; `words` are `html.strip_words`.
    """
    places = {row["tier"]: len(tiers) - number for number, row in enumerate(tiers)}
    figure = go.Figure()
    rows = frame.to_dicts()
    for unsure, name, symbol, colour in (
        (False, words["sure"], "circle", ACCENT),
        (True, words["unsure"], "circle-open", "#b45f06"),
    ):
        marked = [(number, row) for number, row in enumerate(rows) if bool(row["unsure"]) is unsure]
        figure.add_scatter(
            x=[float(row["score"]) for _, row in marked],
            y=[
                places.get(row["tier_reached"], 0) + SPREAD * LEVELS[number % len(LEVELS)]
                for number, row in marked
            ],
            mode="markers",
            name=name,
            cliponaxis=False,
            marker={
                "symbol": symbol,
                "size": 9,
                "color": colour,
                "line": {"width": 2, "color": colour},
            },
            text=[row["name_zh"] for _, row in marked],
            customdata=[[verified_share(row)] for _, row in marked],
            hovertemplate="%{text}<br>"
            + words["score"]
            + " %{x:.2f}<br>"
            + words["verified"]
            + " %{customdata[0]}<extra></extra>",
        )
    for level, row in enumerate(tiers):
        score = float(row["min_score"])
        figure.add_vline(x=score, line={"color": MUTED, "width": 1, "dash": "dot"})
        figure.add_annotation(
            x=score, y=1, yref="paper", text=f"{row['name']} ≥ {score:g}", showarrow=False,
            xanchor="left", yanchor="bottom", xshift=2, yshift=LINE * level,
            font={"size": 11, "color": INK},
        )  # fmt: skip
    figure = framed(
        figure,
        70 + LINE * len(tiers) + ROW * (len(tiers) + 1),
        xaxis={"gridcolor": PALE, "zeroline": False, "fixedrange": True, "ticks": "outside"},
        yaxis={
            "tickvals": [*places.values(), 0],
            "ticktext": [*(row["name"] for row in tiers), words["none"]],
            "range": [-0.6, len(tiers) + 0.6],
            "gridcolor": PALE,
            "zeroline": False,
            "fixedrange": True,
            "automargin": True,
        },
    )
    figure.update_layout(
        margin={"t": 24 + LINE * len(tiers), "b": 60}, legend={"y": -0.14, "yanchor": "top", "x": 0}
    )
    return figure
