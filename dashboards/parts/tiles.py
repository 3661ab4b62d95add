"""Tiles of townships: where each stands in the county's figures, at a glance."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from dashboards.parts.design import STEPS, ink_on
from dashboards.parts.tables import Link, Row
from duibiao.words import Words
from duibiao.words.figures import rounded


def tiles(say: Words, rows: Sequence[Row], link: Link) -> Markup:
    """A tile a township with its average score, darker where it is higher; best first.

    Each leads to the township's page.

    `rows`: township, average_score (or None), scored_school_count, school_count.
    """
    scores = [float(row["average_score"]) for row in rows if row["average_score"] is not None]
    low, high = min(scores, default=0.0), max(scores, default=1.0)

    def look(row: Row) -> tuple[str, str, str]:
        if row["average_score"] is None:
            return "nothing", "", "—"
        height = (float(row["average_score"]) - low) / ((high - low) or 1)
        colour = STEPS[min(int((1 - height) * len(STEPS)), len(STEPS) - 1)]
        style = f"background:{colour};color:{ink_on(colour)}"
        return "", style, rounded(row["average_score"])

    parts = Markup("")
    for row in rows:
        kind, style, text = look(row)
        parts += Markup(
            '<a class="{}" href="{}" style="{}">{}<b>{}</b><small>{}</small></a>'
        ).format(
            kind, link("township", township=row["township"]), style, row["township"], text,
            say("tile-schools", scored=row["scored_school_count"], count=row["school_count"]),
        )  # fmt: skip
    label = say("section-township-scores")
    return Markup('<nav class="tiles" aria-label="{}">{}</nav>').format(label, parts)
