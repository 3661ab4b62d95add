"""The slope chart of the comparison: two points in time, a line a school."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import plotly.graph_objects as go

from dashboards.parts.design import PALE, category_colours
from dashboards.parts.drawing import framed

HEIGHT = 380
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "x", "star", "triangle-down")
DASHES = ("solid", "dash", "dot", "dashdot")
LABEL_GAP = 17
NAME_WIDTH = 8


def slopes(
    moments: tuple[str, str],
    lines: Sequence[tuple[str, float | None, float | None]],
    *,
    places: int = 2,
) -> go.Figure:
    """Each line (name, before, after) from the left moment to the right one, labelled at its ends.

    Lines differ in colour, dash and mark. A line without one of its ends is a single mark.
    """
    figure = go.Figure()
    values = [value for _, *ends in lines for value in ends if value is not None]
    lowest, highest = min(values, default=0.0), max(values, default=1.0)
    reach = max(highest - lowest, 1.0)
    span = (lowest - 0.08 * reach, highest + 0.08 * reach)
    for number, ((name, *ends), colour) in enumerate(
        zip(lines, category_colours(len(lines)), strict=True)
    ):
        figure.add_scatter(
            x=[0, 1],
            y=ends,
            mode="lines+markers",
            name=name,
            line={"color": colour, "width": 2.4, "dash": DASHES[number % len(DASHES)]},
            marker={"size": 10, "symbol": SYMBOLS[number % len(SYMBOLS)]},
            hovertemplate=f"{name}<br>%{{y:.{places}f}}<extra></extra>",
            showlegend=False,
        )
    for side, anchor, shift in ((0, "right", -12), (1, "left", 12)):
        named = [
            (value, "<br>".join(textwrap.wrap(name, NAME_WIDTH)))
            for name, *ends in lines
            if (value := ends[side]) is not None
        ]
        for value, name, moved in _apart(named, span, gap=LABEL_GAP + (LABEL_GAP - 4) * side):
            figure.add_annotation(
                x=side, y=value, xanchor=anchor, xshift=shift, yshift=moved, showarrow=False,
                align=anchor,
                text=f"{value:.{places}f}" if side == 0 else f"<b>{value:.{places}f}</b> {name}",
            )  # fmt: skip
    figure = framed(
        figure,
        HEIGHT,
        xaxis={
            "tickvals": [0, 1], "ticktext": list(moments), "range": [-0.35, 2.2],
            "fixedrange": True, "showgrid": False, "side": "top", "zeroline": False,
        },
        yaxis={"visible": False, "range": list(span), "fixedrange": True},
    )  # fmt: skip
    for side in (0, 1):
        figure.add_vline(x=side, line={"color": PALE, "width": 2}, layer="below")
    return figure.update_layout(margin={"t": 34, "b": 8})


def _apart(
    labels: Sequence[tuple[float, str]], span: tuple[float, float], *, gap: int
) -> list[tuple[float, str, float]]:
    """Labels (value, name) with the pixels by which each moves up so that none covers another."""
    pixels = (HEIGHT - 42) / (span[1] - span[0])
    placed: list[tuple[float, str, float]] = []
    free = float("-inf")
    for value, name in sorted(labels):
        at = (value - span[0]) * pixels
        stands = max(at, free)
        placed.append((value, name, stands - at))
        free = stands + gap
    return placed
