"""How ranks, changes, points and shares are written on every page."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from dashboards.parts.design import points
from dashboards.parts.tables import Row
from duibiao.analysis.walk import Indicator
from duibiao.words import Words
from duibiao.words.figures import interval, percent_of, plain, signed

DASH = Markup('<span class="quiet">—</span>')
"""Nothing to show."""


def unit(value: str, name: str) -> Markup:
    """A figure with its unit in small."""
    return Markup("{}<small>{}</small>").format(value, name)


def rank(say: Words, place: int | None, ties: int, size: int | None = None) -> Markup:
    """A rank; one that several schools share says so."""
    if place is None:
        return DASH
    text = Markup("{}").format(place)
    if size is not None:
        text += Markup('<span class="quiet"> / {}</span>').format(size)
    return text + Markup(' <span class="tag">{}</span>').format(say("tied")) if ties > 1 else text


def change(say: Words, value: Any, *, places: int = 2) -> Markup:
    """A change with its direction as sign, arrow and colour; nothing to compare with is a dash."""
    if value is None:
        return DASH
    direction = "up" if value > 0 else "down" if value < 0 else ""
    return Markup('<span class="{}">{}</span>').format(direction, signed(value, places))


def ends(row: Row) -> str:
    """A rank interval of a row with its ends as `low` and `high`."""
    return interval(row["low"], row["high"])


def verified_share(row: Row) -> str:
    """How much of a school's asked answers the county has verified."""
    asked = row["asked_fact_count"]
    return percent_of(row["verified_fact_count"], asked) if asked else "—"


def points_of(say: Words, indicator: Indicator) -> Markup:
    """Points beside the full points, in the look of the indicator's status."""
    return Markup("{} <span class='quiet'>/ {}</span>").format(
        points(indicator.points, say, indicator.status), plain(indicator.max_points)
    )
