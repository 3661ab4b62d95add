"""Tiles of townships: where each stands in the county's figures, at a glance.

Where the county said so (dim_townships) they lie as the townships do, as a map without borders.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from dashboards.parts.design import STEPS, ink_on
from dashboards.parts.tables import Link, Row
from duibiao.words import Words
from duibiao.words.figures import rounded


def is_placed(row: Row) -> bool:
    """Whether a township has a place in the county's picture."""
    return row["tile_row"] is not None


def tiles_note(say: Words, rows: Sequence[Row]) -> str:
    """In which order the tiles of these rows stand, and what their colour says."""
    return say.attr("section-township-scores", "placed" if any(map(is_placed, rows)) else "note")


def tiles(say: Words, rows: Sequence[Row], link: Link) -> Markup:
    """A tile a township with its average score, darker where it is higher.

    Where the county has said where its townships lie, each has its place and those without one
    stand below; else they stand in the order of `rows`. Each leads to the township's page.

    `rows`: township, average_score (or None), scored_school_count, school_count, tile_row and
    tile_column (or None).
    """
    scores = [float(row["average_score"]) for row in rows if row["average_score"] is not None]
    low, high = min(scores, default=0.0), max(scores, default=1.0)

    def tile(row: Row, place: str = "") -> Markup:
        if row["average_score"] is None:
            kind, style, text = "nothing", "", "—"
        else:
            height = (float(row["average_score"]) - low) / ((high - low) or 1)
            colour = STEPS[min(int((1 - height) * len(STEPS)), len(STEPS) - 1)]
            kind, style = "", f"background:{colour};color:{ink_on(colour)};"
            text = rounded(row["average_score"])
        return Markup(
            '<a class="{}" href="{}" style="{}">{}<b>{}</b><small>{}</small></a>'
        ).format(
            kind, link("township", township=row["township"]), style + place, row["township"], text,
            say("tile-schools", scored=row["scored_school_count"], count=row["school_count"]),
        )  # fmt: skip

    placed = sorted(filter(is_placed, rows), key=lambda row: (row["tile_row"], row["tile_column"]))
    others = Markup("").join(tile(row) for row in rows if not is_placed(row))
    shown = Markup("")
    if placed:
        top = placed[0]["tile_row"] - 1
        columns = [row["tile_column"] for row in placed]
        left = min(columns) - 1
        places = (
            tile(row, f"grid-area:{row['tile_row'] - top}/{row['tile_column'] - left}")
            for row in placed
        )
        shown = Markup('<div class="placed" style="--columns:{}">{}</div>').format(
            max(columns) - left, Markup("").join(places)
        )
    if others:
        shown += Markup("<div>{}</div>").format(others)
    label = say("section-township-scores")
    return Markup('<nav class="township-tiles" aria-label="{}">{}</nav>').format(label, shown)
