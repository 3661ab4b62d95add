"""Checking on site, on the page: the plan, the sheets, the reviewers' workbooks, what was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboards.app_pages.checks import charts, html, queries
from dashboards.parts import (
    address,
    choices,
    downloads,
    frame,
    handed_in,
    marts,
    permitted,
    sending,
    uploads,
)
from dashboards.parts.frame import View
from dashboards.parts.tables import Row
from duibiao.words import Words
from ingest.desk import forms, reviewing
from ingest.desk.handing_in import CheckOutcome, problem_texts
from ingest.desk.reviewing import review_counts

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

PLAN_SCHOOLS, ANSWERS, BANDS, DRAWN = 60, 30, 12, 20
# More sheets than this are printed township by township.
MOST_SHEETS = 80
OUTCOME = "review-outcome"


def show_plan(view: View, cycle_id: str, *, take: int, township: str | None) -> None:
    """How much is verified, where to go, and the answers to check first."""
    say, snapshot, labels = view.words, view.snapshot, view.labels
    totals = queries.totals(snapshot, cycle_id, take=take, township=township)
    frame.show(html.key_figures(say, totals))
    _show_rest(view, cycle_id)
    if not totals["picked_count"]:
        frame.stop_empty(*frame.message(say, "checks-nothing"))
    size = PLAN_SCHOOLS
    page, pages = choices.page_of(totals["school_count"], size)
    first = (page - 1) * size
    rows = queries.plan(
        snapshot, cycle_id, take=take, township=township, first=first, count=size
    ).to_dicts()
    frame.heading(say("section-checks-plan"), say.attr("section-checks-plan", "note"))
    span = {"first": first + 1, "last": first + len(rows), "total": totals["school_count"]}
    frame.pager(say, page, pages, say("shown-schools", **span))
    frame.show(html.plan_table(say, rows, labels, address.here))
    answers = queries.answers(
        snapshot, cycle_id, take=take, township=township, first=0, count=ANSWERS
    ).to_dicts()
    frame.heading(say("section-checks-answers"), say("checks-answers-note", count=len(answers)))
    frame.show(
        html.answers_table(say, answers, labels, address.here, frame.to_school, key="check-answers")
    )


def _show_rest(view: View, cycle_id: str) -> None:
    """How much of the ranking rests on verified answers, by rank."""
    say = view.words
    bands = queries.verified_by_rank(view.snapshot, cycle_id, BANDS)
    if bands.is_empty():
        return
    frame.heading(say("section-checks-rest"), say.attr("section-checks-rest", "note"))
    frame.chart(
        charts.verified_by_rank(bands, html.chart_words(say)),
        key="verified-by-rank",
        description=say("section-checks-rest"),
    )
    with st.expander(say("checks-as-table")):
        frame.show(html.bands_table(say, bands.to_dicts()))


def show_school(view: View, cycle_id: str, school_id: str, *, take: int) -> None:
    """One school: what to check in it and why, and what was found so far."""
    say, snapshot, labels = view.words, view.snapshot, view.labels
    school = marts.school(snapshot, cycle_id, school_id)
    frame.show(html.back(say, address.here(school=None)))
    assert school is not None
    permitted.view_answers(snapshot, cycle_id, school_id)
    answers = queries.answers(
        snapshot, cycle_id, take=take, school_id=school_id, first=0, count=1000
    ).to_dicts()
    frame.heading(
        school["name_zh"], say("checks-school-note", place=school["township"], count=len(answers))
    )
    sheet = address.here(view="print")
    frame.show(html.school_actions(say, sheet, frame.to_school(school_id)))
    if answers:
        frame.show(
            html.answers_table(
                say, answers, labels, address.here, frame.to_school, key="check-answers"
            )
        )
    else:
        frame.show_message(say, "checks-school-nothing", "empty")
    found = queries.corrections(snapshot, cycle_id, school_id).to_dicts()
    frame.heading(say("section-checks-school-found"), say("indicators-count", count=len(found)))
    if found:
        frame.show(html.corrections_table(say, found, labels, frame.to_school))
    else:
        frame.show_message(say, "checks-school-unverified", "empty")


def show_sheets(
    view: View,
    cycle: Mapping[str, Any],
    *,
    take: int,
    township: str | None,
    school_id: str | None,
) -> None:
    """The sheets to print, one school a sheet; nothing else on the page."""
    say = view.words
    every = address.named("answers", ["all"]) == "all"
    rows = queries.sheets(
        view.snapshot,
        cycle["cycle_id"],
        take=take,
        township=township,
        school_id=school_id,
        every=every,
    ).to_dicts()
    schools = len({row["school_id"] for row in rows})
    other = address.here(answers=None if every else "all")
    back = address.here(view=None, answers=None)
    frame.show(html.sheet_bar(say, back, other, every=every, schools=schools, shown=len(rows)))
    if not rows:
        frame.stop_empty(*frame.message(say, "checks-no-sheets"))
    if schools > MOST_SHEETS:
        frame.stop_empty(*frame.message(say, "checks-too-many-sheets"))
    standing = frame.standing(say, cycle["edition_status"])
    frame.show(html.sheets(say, rows, cycle["cycle_id"], view.labels, standing))


def show_found(view: View, cycle_id: str) -> None:
    """Self beside verified: by school, dimension, indicator or reviewer."""
    say, labels = view.words, view.labels
    summed_by = address.switch(
        "by",
        say("checks-by"),
        html.SUMMED_BY,
        lambda name: say(f"checks-by-{name}"),
        default=html.SUMMED_BY[0],
    )
    rows = queries.summaries(view.snapshot, cycle_id, summed_by).to_dicts()
    frame.heading(say("section-checks-found"), say.attr("section-checks-found", "note"))
    if not rows:
        frame.stop_empty(*frame.message(say, "checks-nothing-verified"))
    drawn = rows[:DRAWN]
    frame.chart(
        charts.self_and_verified(drawn, [labels.name(row) for row in drawn], html.chart_words(say)),
        key="self-and-verified",
        description=say("section-checks-found"),
    )
    shown = _of_page(view, rows)
    frame.show(html.summaries_table(say, shown, summed_by, labels, address.here))


def show_given(view: View, cycle_id: str, *, township: str | None) -> None:
    """The points that raters gave, those furthest apart first."""
    say, labels = view.words, view.labels
    rows = queries.given(view.snapshot, cycle_id, township).to_dicts()
    frame.heading(say("section-checks-given"), say.attr("section-checks-given", "note"))
    if not rows:
        frame.stop_empty(*frame.message(say, "checks-nothing-given"))
    frame.show(html.given_table(say, _of_page(view, rows), labels, frame.to_school))


def _of_page(view: View, rows: Sequence[Row]) -> Sequence[Row]:
    """The rows that the address asks for, below how many there are and links to the others."""
    say, size = view.words, PLAN_SCHOOLS
    page, pages = choices.page_of(len(rows), size)
    first = (page - 1) * size
    shown = rows[first : first + size]
    span = {"first": first + 1, "last": first + len(shown), "total": len(rows)}
    frame.pager(say, page, pages, say("checks-shown-groups", **span))
    return shown


# ---------------------------------------------------------------- the reviewers' workbook


def show_tasks(view: View) -> None:
    """What a reviewer has: the workbooks of the schools that were assigned to her."""
    with choices.filters():
        cycle = choices.choose_cycle(view)
        schools = marts.schools(view.snapshot, cycle["cycle_id"])
        own = permitted.own_schools("page_checks", schools, cycle)
        school_id = choices.choose_school(view, own)
    frame.lead(view.words("checks-own-lead"), view, cycle)
    offer_workbooks(view, cycle, school_id)


def offer_workbooks(view: View, cycle: Mapping[str, Any], school_id: str | None) -> None:
    """The reviewers' workbook of a school to download, and the filled one to bring back."""
    say = view.words
    frame.heading(say("section-checks-book-out"), say.attr("section-checks-book-out", "note"))
    if school_id is None:
        frame.show_message(say, "checks-book-choose", "empty")
    else:
        key = cycle["cycle_id"]
        rater = _rater(say, key)
        downloads.offer(
            say("checks-book-download"),
            partial(
                forms.review_workbook, permitted.looking(), key, school_id, say.language, rater
            ),
            file_name=say("checks-book-name", cycle=key, school=school_id),
            media_type=sending.WORKBOOK,
            key="review-workbook",
        )
    frame.heading(say("section-checks-book-in"), say.attr("section-checks-book-in", "note"))
    if not permitted.ask_person(say, "review"):
        return
    with sending.told_in_words(say):
        sent = uploads.choose(
            say("checks-book-choose-file"),
            kept=(OUTCOME,),
            type=sending.SUFFIXES,
            key="review-file",
            label_visibility="collapsed",
        )
        if sent is not None:
            _show_review(view, sent)


def _rater(say: Words, cycle_id: str) -> str | None:
    """Whose points the workbook takes, where the guide lets raters give some; None: the office."""
    if not forms.asks_for_raters(permitted.looking(), cycle_id):
        return None
    named = address.search("rater", say("checks-book-rater"), say("checks-book-rater-example"))
    with sending.told_in_words(say):
        return forms.rater_named(permitted.looking(), named or None)
    raise frame.NothingMore


def _show_review(view: View, sent: UploadedFile) -> None:
    """What a filled workbook holds, its problems by cell, and loading it."""
    say = view.words
    kept = st.session_state.get(OUTCOME)
    if kept is None or kept[0] != sent.file_id:
        with st.spinner(say("checking")):
            kept = (
                sent.file_id,
                reviewing.check_review(permitted.looking(), sent.getvalue(), sent.name),
            )
        st.session_state[OUTCOME] = kept
    outcome: CheckOutcome = kept[1]
    fate = outcome.checked.fate
    is_kept = outcome.receipt is not None
    frame.heading(say("section-outcome"), sent.name)
    frame.show_message(say, f"checks-fate-{'received' if is_kept else fate}", sending.MOOD[fate])
    school, counted = review_counts(outcome)
    if school is not None:
        frame.show_message(
            say,
            "checks-book-holds",
            "info",
            detail=html.loaded_line(say, school, counted),
        )
    if outcome.receipt is not None:
        frame.show(handed_in.receipt_panel(say, outcome.receipt, sent.name))
    elif fate in ("taken", "taken_with_warnings") and st.button(
        say("checks-book-load"), type="primary", key="load-review"
    ):
        with st.spinner(say("handing-in")):
            st.session_state[OUTCOME] = (
                sent.file_id,
                reviewing.load_review(permitted.acting(), outcome),
            )
        st.rerun()
    if outcome.checked.problems:
        frame.heading(say("section-problems"))
        frame.show(handed_in.problems_table(say, problem_texts(outcome, say)))
