"""Reporting: who has handed in, what is open at whom, whom to call, and how the days went."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

import polars as pl
from markupsafe import Markup, escape

from dashboards.parts.columns import (
    count_column,
    school_column,
    status_column,
    township_column,
    type_column,
)
from dashboards.parts.days import distance
from dashboards.parts.design import figures
from dashboards.parts.scores import unit
from dashboards.parts.tables import Column, Link, Row, quiet, table
from duibiao.words import Words
from duibiao.words.figures import moment, percentage, plain, rounded
from duibiao.words.labels import Labels

if TYPE_CHECKING:
    from ingest.desk.handing_in import ProblemText

BAD = ("must_correct", "not_handed_in")
NOTHING = Markup('<span class="quiet nothing">—</span>')
SHORT = 3
"""So many kinds of problems of a school are told; its own page has them all."""


def key_figures(
    say: Words,
    totals: Mapping[str, int],
    cycle: Row,
    day: dt.date,
    before: int | None,
    here: Callable[..., str],
) -> Markup:
    """Schools in, late, to be corrected and owing, the deadline, and what is still open.

    `before`: how many per cent of the schools had handed in at this point of the cycle before;
    `here` gives the address of this view with some parameters changed: a figure narrows the list.
    """

    def name(message: str, **where: str) -> Markup:
        target = here(**{"status": None, "note": None, "page": None} | where)
        return Markup('<a class="plain" href="{}">{}</a>').format(target, say(message))

    schools = say("unit-schools")
    counted = totals["handed_in_count"] / totals["school_count"] if totals["school_count"] else 0
    entries: list[tuple[str | Markup, str | Markup, str | Markup]] = [
        (
            name("figure-handed-in"),
            unit(
                rounded(totals["handed_in_count"], 0),
                say("of-schools", count=totals["school_count"]),
            ),
            percentage(counted)
            if before is None
            else say("figure-before-then", share=percentage(counted), before=f"{before}%"),
        ),
        (
            name("status-must_correct", status="must_correct"),
            unit(rounded(totals["must_correct_count"], 0), schools),
            say("figure-corrections", count=totals["correction_refused_count"])
            if totals["correction_refused_count"]
            else "",
        ),
        (
            name("status-not_handed_in", status="not_handed_in"),
            unit(rounded(totals["not_handed_in_count"], 0), schools),
            "",
        ),
        (
            say("figure-deadline"),
            str(cycle["deadline"]),
            distance(say, cycle, day),
        ),
        (
            name("status-handed_in_late", status="handed_in_late"),
            unit(rounded(totals["handed_in_late_count"], 0), schools),
            "",
        ),
        (
            name("figure-warnings", note="warnings"),
            unit(rounded(totals["with_warnings_count"], 0), schools),
            say("figure-confirmed", count=totals["with_confirmed_count"]),
        ),
        (
            name("figure-signed", note="unsigned"),
            unit(
                rounded(totals["signed_count"], 0),
                say("of-schools", count=totals["handed_in_count"]),
            ),
            "",
        ),
        (
            name("figure-evidence", note="evidence"),
            unit(rounded(totals["evidence_missing_count"], 0), say("unit-items")),
            say(
                "figure-evidence-note",
                expected=int(totals["evidence_expected_count"]),
                files=int(totals["evidence_with_file_count"]),
            ),
        ),
    ]
    return figures(entries)


def had_handed_in(rows: pl.DataFrame, cycle_id: str, after: int) -> int | None:
    """How many per cent of the schools had handed in so many days after the other deadline.

    `rows` is `queries.progress`; None where there is no cycle before.
    """
    other = rows.filter(pl.col("cycle_id") != cycle_id)
    if other.is_empty():
        return None
    by_then = int(other.filter(pl.col("days_after") <= after)["newly"].sum())
    expected = int(other["expected"][0])
    return (200 * by_then + expected) // (2 * expected)


def told(say: Words, totals: Mapping[str, int], before: int | None) -> str:
    """What the chart of the days shows, in words: where this cycle and the one before stand."""
    handed_in, expected = totals["handed_in_count"], totals["school_count"]
    share = percentage(handed_in / expected)
    sentence = say("progress-told", now=handed_in, expected=expected, share=share)
    if before is None:
        return sentence
    return f"{sentence} {say('progress-told-before', before=f'{before}%')}"


def call_list(say: Words, rows: Sequence[Row], cycle: Row, day: dt.date) -> str:
    """The schools to call, by township, as plain text: names of schools and nobody else's.

    `rows`: the first of them, each with how many there are (`schools`).
    """
    when = distance(say, cycle, day)
    title = say("call-title", cycle=cycle["cycle_id"], deadline=str(cycle["deadline"]), when=when)
    return "\n".join([title, say("call-count", count=rows[0]["schools"]), *_by_township(say, rows)])


def _by_township(say: Words, rows: Sequence[Row]) -> Iterator[str]:
    for township, group in groupby(rows, lambda row: row["township"]):
        schools = list(group)
        yield ""
        yield say("call-township", township=township, count=len(schools))
        for row in schools:
            yield say(f"call-{row['status']}", name=row["name_zh"])


def days_table(say: Words, rows: pl.DataFrame, sentence: str) -> Markup:
    """What the chart says in a sentence, and its figures day by day, the newest first."""
    ordered = rows.sort(["cycle_id", "day"], descending=True).to_dicts()
    days = table(
        ordered,
        [
            Column(say("choose-cycle"), lambda row: row["cycle_id"], style="short"),
            Column(say("column-day"), lambda row: str(row["day"]), style="short"),
            Column(
                say("column-to-deadline"),
                lambda row: str(row["days_after"]).replace("-", "−"),
                number=True,
            ),
            count_column(say("column-newly"), "newly"),
            Column(
                say("figure-handed-in"),
                lambda row: f"{row['handed_in']} / {row['expected']}",
                number=True,
            ),
            Column(
                say("column-share-handed-in"),
                lambda row: percentage(row["handed_in"] / row["expected"]),
                number=True,
            ),
        ],
        label=say("section-progress"),
        key="days",
    )
    return Markup("<p class='quiet'>{}</p><details><summary>{}</summary>{}</details>").format(
        sentence, say("progress-table"), days
    )


def hand_ins(rows: pl.DataFrame) -> list[str]:
    """The hand-ins of schools of which problems are told: refused ones and those with warnings."""
    refused = rows.filter(pl.col("submission_id").is_null() | pl.col("is_correction_refused"))
    warned = rows.filter(pl.col("warning_count") > 0)
    return [
        *refused["last_refused_submission_id"].drop_nulls().to_list(),
        *warned["submission_id"].to_list(),
    ]


def by_hand_in(
    problems: Iterable[tuple[str, ProblemText, int]],
) -> dict[str, list[tuple[ProblemText, int]]]:
    """Problems (hand-in, words, how many alike) by hand-in."""
    found: dict[str, list[tuple[ProblemText, int]]] = {}
    for submission_id, problem, alike in problems:
        found.setdefault(submission_id, []).append((problem, alike))
    return found


def schools_table(
    say: Words,
    rows: Sequence[Row],
    problems: Mapping[str, Sequence[tuple[ProblemText, int]]],
    labels: Labels,
    link: Link,
    *,
    claims: bool,
) -> Markup:
    """The schools with their status and what is open; `problems` by hand-in, with how many alike.

    `claims`: whether anybody claims points, so that the column says something.
    """
    columns = [
        school_column(say, lambda row: link("school", school=row["school_id"])),
        township_column(say),
        type_column(say, labels),
        status_column(say, BAD),
        Column(say("column-received"), lambda row: _received(say, row), style="short labelled"),
        Column(say("column-open"), lambda row: _open(say, row, problems), style="text labelled"),
        Column(say("column-evidence"), lambda row: _evidence(say, row), style="short labelled"),
        Column(say("column-signed"), lambda row: _signed(say, row), style="short labelled"),
    ]
    if claims:
        columns.append(Column(say("column-claimed"), lambda row: _claimed(say, row), number=True))
    return Markup('<div class="cards reporting">{}</div>').format(
        table(rows, columns, label=say("page-reporting"), key="reporting")
    )


def _received(say: Words, row: Row) -> str | Markup:
    at = row["received_at"] or row["refused_at"]
    return moment(at) if at else NOTHING


def _open(
    say: Words, row: Row, problems: Mapping[str, Sequence[tuple[ProblemText, int]]]
) -> Markup:
    """A refused file with its problems, then the warnings in force with their reasons."""
    parts = []
    if row["submission_id"] is None and row["has_more_time"]:
        parts.append(escape(say("extended-until", deadline=str(row["deadline"]))))
    if row["submission_id"] is None and row["last_refused_submission_id"] is not None:
        parts.append(
            _told(
                say("open-refused", count=int(row["error_count"])),
                say,
                problems.get(row["last_refused_submission_id"], ()),
                "error",
            )
        )
    elif row["is_correction_refused"]:
        told = say("open-correction", at=moment(row["refused_at"]), count=int(row["error_count"]))
        parts.append(_told(told, say, problems.get(row["last_refused_submission_id"], ()), "error"))
    if row["warning_count"]:
        told = say(
            "open-warnings", count=row["warning_count"], confirmed=row["confirmed_warning_count"]
        )
        parts.append(_told(told, say, problems.get(row["submission_id"], ()), "warning"))
    if row["unmatched_scan_count"]:
        parts.append(escape(say("open-scans", count=row["unmatched_scan_count"])))
    return Markup("<br>").join(parts) if parts else NOTHING


def _told(
    opening: str, say: Words, problems: Sequence[tuple[ProblemText, int]], severity: str
) -> Markup:
    """What is wrong in short: kinds of problems with how many, and the reasons that were given."""
    own = [entry for entry in problems if entry[0].severity == severity]
    kinds = [
        say("open-alike", what=problem.what, count=count) if count > 1 else problem.what
        for problem, count in own[:SHORT]
    ]
    if len(own) > SHORT:
        kinds.append(say("open-more", count=sum(count for _, count in own[SHORT:])))
    reasons = [problem.confirmation for problem, _ in own if problem.confirmation]
    text = Markup('{}<span class="quiet"> {}</span>').format(
        opening, say("separator-clauses").join(kinds)
    )
    for reason in reasons:
        text += Markup('<br><span class="reason">{}</span>').format(
            say("confirmed-because", reason=reason)
        )
    return text


def _evidence(say: Words, row: Row) -> Markup:
    if not row["evidence_expected_count"]:
        return NOTHING
    covered = row["evidence_expected_count"] - row["evidence_missing_count"]
    text = Markup("{} / {}").format(covered, row["evidence_expected_count"])
    if row["evidence_missing_count"]:
        text = Markup('<span class="missing">{}</span>').format(text)
    if row["evidence_with_file_count"]:
        files = say("evidence-files", count=row["evidence_with_file_count"])
        text += Markup('<br><span class="quiet">{}</span>').format(files)
    return text


def _signed(say: Words, row: Row) -> Markup:
    if row["submission_id"] is None:
        return NOTHING
    if row["is_signed"]:
        return Markup('<span class="tag good">{}</span>').format(say("signed-yes"))
    return quiet(say("signed-no"))


def _claimed(say: Words, row: Row) -> str | Markup:
    if row["claimed_points"] is None:
        return NOTHING
    return say(
        "claimed-of", points=plain(row["claimed_points"]), count=int(row["claimed_indicators"])
    )


def register_table(say: Words, rows: Sequence[Row], link: Link) -> Markup:
    """The schools with the numbers that the register lacks, and for which indicators."""
    columns = [
        school_column(say, lambda row: link("school", school=row["school_id"])),
        township_column(say),
        Column(say("column-lacking"), lambda row: say(f"explain-attribute-{row['attribute']}")),
        Column(
            say("column-lacking-for"),
            lambda row: say("separator-items").join(row["indicator_ids"].split(",")),
            style="text",
        ),
    ]
    return table(rows, columns, label=say("section-register"), key="register")


def as_file(say: Words, rows: pl.DataFrame, labels: Labels) -> pl.DataFrame:
    """The list as a table to save, its headings and codes in words."""

    def line(row: dict[str, Any]) -> dict[str, Any]:
        at = {name: row[name] and moment(row[name]) for name in ("received_at", "refused_at")}
        signed = "signed-yes" if row["is_signed"] else "signed-no"
        return {
            say("file-school-code"): row["school_id"],
            say("column-school"): row["name_zh"],
            say("column-township"): row["township"],
            say("column-school-type"): labels.code("school_type", row["school_type"]),
            say("column-status"): say(f"status-{row['status']}"),
            say("column-received"): at["received_at"],
            say("file-refused"): at["refused_at"],
            say("column-errors"): row["error_count"],
            say("column-warnings"): row["warning_count"],
            say("severity-confirmed"): row["confirmed_warning_count"],
            say("file-evidence-expected"): row["evidence_expected_count"],
            say("file-evidence-missing"): row["evidence_missing_count"],
            say("column-signed"): say(signed) if row["submission_id"] else None,
            say("file-claimed"): row["claimed_points"],
        }

    return pl.DataFrame([line(row) for row in rows.iter_rows(named=True)], infer_schema_length=None)
