"""Whom a school can learn from: similar schools that do well where it is weak, and their evidence.

Of other schools nothing is shown but their share of that indicator and the titles of its evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from itertools import groupby
from typing import Any

from markupsafe import Markup

from dashboards.parts.design import listed
from dashboards.parts.tables import Column, Row, cards, coded, linked, table
from duibiao.words import Words
from duibiao.words.figures import brief_percentage
from duibiao.words.labels import Labels


def examples_table(
    say: Words,
    rows: Sequence[Row],
    missing: Collection[str],
    labels: Labels,
    link: Callable[[str], str],
) -> Markup:
    """A row for each weak indicator, with the schools to learn from.

    `missing`: the indicators that the school has not answered. `link`: where the indicator of the
    school itself stands.
    """
    grouped: list[dict[str, Any]] = [
        {"first": examples[0], "examples": examples}
        for _, group in groupby(rows, lambda row: row["indicator_id"])
        for examples in [list(group)]
    ]
    grouped.sort(key=lambda row: row["first"]["share"])

    def name(row: Row) -> Markup:
        first = row["first"]
        return coded(first["indicator_id"], linked(link(first["indicator_id"]), labels.name(first)))

    def own(row: Row) -> Markup | str:
        if row["first"]["indicator_id"] in missing:
            return Markup('<span class="missing">{}</span>').format(say("missing"))
        return brief_percentage(row["first"]["share"])

    def schools(row: Row) -> Markup:
        return listed(_example(say, example) for example in row["examples"])

    return cards(
        table(
            grouped,
            [
                Column(say("column-indicator"), name, style="name"),
                Column(
                    say("column-own-share"),
                    own,
                    number=True,
                ),
                Column(say("column-learn-from"), schools, style="text"),
            ],
            label=say("section-learn"),
            key="examples",
        )
    )


def _example(say: Words, row: Row) -> Markup:
    """A school, its share, how it rose, and the titles of its evidence."""
    share = brief_percentage(row["peer_share"])
    told = say("example-share", share=share)
    if row["peer_previous_share"] is not None and row["reason"] != "high":
        before = brief_percentage(row["peer_previous_share"])
        told = say("example-raised", share=share, before=before)
    evidence = Markup("")
    if row["evidence"]:
        evidence = Markup('<br><span class="quiet">{}</span>').format(
            say("example-evidence", evidence=row["evidence"])
        )
    return Markup("<b>{}</b> {}{}").format(row["peer_name_zh"], told, evidence)
