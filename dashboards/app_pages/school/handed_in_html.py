"""The files that a school handed in: receipts, what became of them, and the files themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from markupsafe import Markup

from dashboards.parts.tables import Column, Row, cards, linked, quiet, table
from duibiao.words import Words
from duibiao.words.figures import moment
from ingest.desk.handing_in import receipt_number

FileLink = Callable[[str, str], str]
"""The address of a hand-in's file by receipt and kind."""
MARKS = ("is_in_force", "is_late", "is_withdrawn")


def submissions_table(
    say: Words, rows: Sequence[Row], file: FileLink, problems: Callable[[str], str]
) -> Markup:
    """Every file that a school handed in: its receipt, when, what became of it, and its files.

    `problems`: the address of this page that lists the problems of one.
    """

    def fate(row: Row) -> Markup:
        mark = "bad" if row["outcome"] == "refused" else "good" if row["is_in_force"] else ""
        text = Markup('<span class="tag {}">{}</span>').format(
            mark, say(f"outcome-{row['outcome']}")
        )
        for column in MARKS:
            if row[column]:
                text += Markup(' <span class="tag">{}</span>').format(say(f"mark-{column}"))
        if row["withdrawal_reason"]:
            text += Markup('<p class="quiet">{}</p>').format(row["withdrawal_reason"])
        return text

    def count(row: Row) -> Markup:
        if not row["error_count"] + row["warning_count"]:
            return quiet(say("no-problems"))
        text = say(
            "count-problems-by-severity",
            errors=row["error_count"],
            warnings=row["warning_count"],
        )
        return linked(problems(row["submission_id"]), text)

    def files(row: Row) -> Markup:
        if row["source"] != "workbook":
            return quiet(say("entered-by-county"))
        kinds = ["original"]
        if row["error_count"] + row["warning_count"]:
            kinds.append("marked")
        if row["is_in_force"]:
            kinds.append("signing-form")
        return Markup("<br>").join(
            Markup('<a href="{}" download>{}</a>').format(
                file(row["submission_id"], kind), say(f"file-{kind}")
            )
            for kind in kinds
        )

    def received(row: Row) -> Markup:
        return Markup('{}<p class="record anywhere">{}<br>{}</p>').format(
            moment(row["received_at"]), say("column-receipt"), receipt_number(row["submission_id"])
        )

    columns = [
        Column(say("column-received"), received, style="short source"),
        Column(
            say("column-file"), lambda row: row["file_name"] or "—", style="anywhere text labelled"
        ),
        Column(say("column-outcome"), fate, style="labelled"),
        Column(say("section-problems"), count, style="labelled"),
        Column(say("column-download"), files, style="labelled"),
    ]
    return cards(table(rows, columns, label=say("section-submissions"), key="submissions"))
