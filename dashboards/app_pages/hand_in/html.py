"""Handing in: every problem of a file by its cell, or the score that it will have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from dashboards.app_pages.overview.html import unit
from dashboards.parts.design import figures
from dashboards.parts.tables import Column, Row, table
from duibiao.words import Words
from duibiao.words.figures import moment, plain, rounded
from duibiao.words.labels import Labels

if TYPE_CHECKING:
    from ingest.desk import DifferenceText, ProblemText, Receipt, SchoolScore, UnderstoodText

STEPS = ("hand-in", "template", "evidence", "take-back")
"""What one can come to do on the page of handing in; the first is what it opens with."""


def problems_table(say: Words, problems: Sequence[ProblemText]) -> Markup:
    """Where, what was found, what was expected, and how to mend it, in the order of the sheet."""
    rows = [
        {
            "severity": problem.severity,
            "where": problem.where,
            "what": problem.what,
            "found": problem.found,
            "expected": problem.expected,
            "mend": problem.mend,
            "confirmation": problem.confirmation,
        }
        for problem in problems
    ]
    return Markup('<div class="cards">{}</div>').format(
        table(
            rows,
            [
                Column(
                    say("column-where"),
                    lambda row: Markup("<b>{}</b><br>{}").format(row["where"], _severity(say, row)),
                    style="short",
                ),
                Column(say("column-what"), lambda row: row["what"], style="text"),
                Column(
                    say("column-found"), lambda row: _found(say, row["found"]), style="labelled"
                ),
                Column(say("column-expected"), lambda row: row["expected"], style="text labelled"),
                Column(say("column-mend"), lambda row: _mend(say, row), style="text labelled"),
            ],
            label=say("section-problems"),
            key="problems",
        )
    )


def receipt_panel(say: Words, receipt: Receipt, file_name: str) -> Markup:
    """The receipt: number, time, file and the hash of its bytes."""
    lines = [
        (say("column-receipt"), receipt.record_id),
        (say("column-received"), moment(receipt.received_at)),
        (say("column-file"), file_name),
        ("SHA-256", receipt.sha256),
    ]
    rows = Markup("").join(
        Markup('<tr><th scope="row">{}</th><td class="anywhere">{}</td></tr>').format(name, value)
        for name, value in lines
    )
    return Markup('<div class="scroll"><table id="receipt"><tbody>{}</tbody></table></div>').format(
        rows
    )


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
                say("score-by-own-answers"),
            ),
            (
                say("figure-points"),
                unit(
                    rounded(row["points"]), say("of-points", points=plain(row["applicable_points"]))
                ),
                "",
            ),
            (say("column-rating"), ratings[row["rating"]], ""),
            (say("column-tier-reached"), labels.code("tier", row["tier_reached"]), ""),
            (
                say("figure-missing"),
                unit(str(row["missing_indicator_count"]), say("unit-items")),
                say("figure-missing-note"),
            ),
        ]
    )


def own_row(score: SchoolScore) -> Row | None:
    """The score by the school's own answers."""
    rows = score.marts["fct_school_scores"].to_dicts()
    return next((row for row in rows if row["basis"] == "self"), None)


def _severity(say: Words, row: Row) -> Markup:
    if row["confirmation"]:
        return Markup('<span class="tag good">{}</span>').format(say("severity-confirmed"))
    return severity(say, row["severity"])


def severity(say: Words, name: str) -> Markup:
    """The mark of an error or a warning."""
    look = "bad" if name == "error" else ""
    return Markup('<span class="tag {}">{}</span>').format(look, say(f"severity-{name}"))


def _mend(say: Words, row: Row) -> str | Markup:
    """How to mend it, or the word of reason by which it stands."""
    if not row["confirmation"]:
        return str(row["mend"])
    return Markup("<b>{}</b>").format(say("confirmed-because", reason=row["confirmation"]))


def differences_table(say: Words, rows: Sequence[DifferenceText]) -> Markup:
    """What a file changes against the version handed in last, answer by answer."""
    return Markup('<div class="cards">{}</div>').format(
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
    return Markup('<div class="cards">{}</div>').format(
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
                    say("column-found"), lambda row: _found(say, row["found"]), style="labelled"
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


def _found(say: Words, found: str) -> Markup:
    if not found:
        return Markup('<span class="quiet">{}</span>').format(say("found-nothing"))
    return Markup("<code>{}</code>").format(found)
