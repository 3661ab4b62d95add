"""Handing in: every problem of a file by its cell, or the score that it will have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from dashboards.parts.design import figures
from dashboards.parts.handed_in import found_text
from dashboards.parts.scores import unit
from dashboards.parts.tables import Column, Row, cards, table
from duibiao.analysis.beyond_points import beyond_points
from duibiao.words import Words
from duibiao.words.figures import plain, rounded
from duibiao.words.labels import Labels

if TYPE_CHECKING:
    from duibiao.warehouse.scoring import SchoolScore
from ingest.desk.handing_in import DifferenceText, UnderstoodText

STEPS = ("hand-in", "template", "evidence", "take-back")
"""What one can come to do on the page of handing in; the first is what it opens with."""


def score_figures(
    say: Words, score: SchoolScore, ratings: dict[str, str], labels: Labels
) -> Markup:
    """The score of a file with rating, tier and missing answers; ranks need the next build."""
    row = own_row(score)
    if row is None or row["score"] is None:
        return Markup("")
    return figures(
        [
            (
                say("column-score"),
                unit(rounded(row["score"]), say("unit-points")),
                say("separator-clauses").join(
                    filter(None, (say("score-by-own-answers"), beyond_points(say, row)))
                ),
            ),
            (
                say("figure-points"),
                unit(
                    rounded(row["points"]), say("of-points", points=plain(row["applicable_points"]))
                ),
                "",
            ),
            (say("column-rating"), ratings[row["rating"]], ""),
            (say("column-tier-reached"), labels.tier_reached(row["tier_reached"]), ""),
            (
                say("figure-missing"),
                unit(f"{row['missing_indicator_count']:,}", say("unit-items")),
                say("figure-missing-note"),
            ),
        ]
    )


def own_row(score: SchoolScore) -> Row | None:
    """The score by the school's own answers."""
    rows = score.marts["fct_school_scores"].to_dicts()
    return next((row for row in rows if row["basis"] == "self"), None)


def differences_table(say: Words, rows: Sequence[DifferenceText]) -> Markup:
    """What a file changes against the version handed in last, answer by answer."""
    return cards(
        table(
            [
                {"where": row.where, "label": row.label, "before": row.before, "now": row.now}
                for row in rows
            ],
            [
                Column(
                    say("difference-column-label"),
                    lambda row: Markup("<b>{}</b><br>{}").format(row["label"], row["where"]),
                    style="text",
                ),
                Column(
                    say("difference-column-before"),
                    lambda row: row["before"],
                    number=True,
                    style="labelled",
                ),
                Column(
                    say("difference-column-now"),
                    lambda row: Markup("<b>{}</b>").format(row["now"]),
                    number=True,
                    style="labelled",
                ),
            ],
            label=say("section-differences"),
            key="differences",
        )
    )


def understood_table(say: Words, rows: Sequence[UnderstoodText]) -> Markup:
    """What was taken although it was not written as asked, and as what."""
    return cards(
        table(
            [
                {"where": row.where, "found": row.found, "value": row.value, "note": row.note}
                for row in rows
            ],
            [
                Column(
                    say("column-where"),
                    lambda row: Markup("<b>{}</b>").format(row["where"]),
                    style="short",
                ),
                Column(
                    say("column-found"), lambda row: found_text(say, row["found"]), style="labelled"
                ),
                Column(
                    say("column-read-as"),
                    lambda row: Markup("<b>{}</b>").format(row["value"]),
                    number=True,
                    style="labelled",
                ),
                Column(say("column-how"), lambda row: row["note"], style="text"),
            ],
            label=say("section-understood"),
            key="understood",
        )
    )
