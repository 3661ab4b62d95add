"""Checking a file and handing it in: one check each, what is confirmed, receipt and marks."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import streamlit as st

from dashboards.app_pages.hand_in import html as panel
from dashboards.app_pages.school.html import ratings_by_code
from dashboards.parts import design, frame, queries
from duibiao.warehouse.snapshot import open_snapshot
from duibiao.words import Words
from duibiao.words.labels import Labels
from ingest import desk

if TYPE_CHECKING:
    from markupsafe import Markup
    from streamlit.runtime.uploaded_file_manager import UploadedFile

log = logging.getLogger("duibiao.dashboard")

# How grave each fate of a file looks.
MOOD = {
    "taken": "info",
    "taken_with_warnings": "warning",
    "refused": "error",
    "already_here": "info",
    "taken_in_part": "warning",
    "unconfirmed": "warning",
}
SUFFIXES = ["xlsx", "xls", "ods", "csv", "et", "xlsm"]
# A workbook; what the server takes at most is for evidence (.streamlit/config.toml).
LARGEST_MEGABYTES = 20
OUTCOME = "hand-in-outcome"
# In place of one warning: all that are left.
ALL = -1
# There are no accounts yet: who sent a file is known only to be somebody at this page.
RECEIVED_BY = "dashboard"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@contextmanager
def told_in_words(say: Words) -> Iterator[None]:
    """What a sender can meet besides a faulty file: a guide that is wrong, a disk that is full."""
    try:
        yield
    except desk.GuideFaults:
        log.exception("the guide is faulty")
        frame.show_message(say, "hand-in-guide-faulty", "error")
    except desk.Refused as refused:
        frame.show(design.notice(say(refused.code, **refused.parameters), "error"))
    except OSError:
        log.exception("a file could not be kept")
        frame.show_message(say, "hand-in-not-kept", "error")


def choose_file(say: Words) -> UploadedFile | None:
    """The file that is to be checked."""
    return st.file_uploader(
        say("choose-file"),
        type=SUFFIXES,
        max_upload_size=LARGEST_MEGABYTES,
        key="file",
        label_visibility="collapsed",
    )


def outcome_of(say: Words, sent: UploadedFile) -> desk.CheckOutcome:
    """What is to be said of a file: checked when it was chosen, and not again until it changes."""
    kept = st.session_state.get(OUTCOME)
    if kept is None or kept[0] != sent.file_id:
        with st.spinner(say("checking")):
            kept = sent.file_id, desk.check_file(sent.getvalue(), sent.name)
        st.session_state[OUTCOME] = kept
    outcome: desk.CheckOutcome = kept[1]
    return outcome


def message_of(outcome: desk.CheckOutcome) -> str:
    """The message that tells what became of a file, or will."""
    return f"fate-{outcome.checked.fate}" if outcome.receipt is None else "fate-received"


def is_final(outcome: desk.CheckOutcome) -> bool:
    """Whether nothing more can be done with this file here."""
    return outcome.checked.fate == "already_here" or outcome.receipt is not None


def offer_hand_in(say: Words, sent: UploadedFile, outcome: desk.CheckOutcome) -> None:
    """The button that hands a checked file in, where there is nothing to stop it."""
    stopped = outcome.checked.fate == "refused" or is_final(outcome)
    if not stopped and st.button(say("hand-in"), type="primary", key="hand-in"):
        with st.spinner(say("handing-in")):
            done = desk.hand_in_file(outcome, RECEIVED_BY)
        st.session_state[OUTCOME] = sent.file_id, done
        st.rerun()


def offer_signing_form(say: Words, outcome: desk.CheckOutcome) -> None:
    """What was handed in, to be printed, signed and sealed."""
    receipt = outcome.receipt
    if receipt is not None:
        st.download_button(
            say("download-signing-form"),
            data=lambda: desk.signing_form(receipt.record_id),
            file_name=say("signing-form-name", receipt=receipt.record_id),
            mime=WORKBOOK,
            on_click="ignore",
            key="signing-form",
        )


def offer_marked_file(say: Words, sent: UploadedFile, outcome: desk.CheckOutcome) -> None:
    """The sender's own file, with every cell coloured of which something is said."""
    try:
        marked = _marked(outcome, say)
    except desk.SpreadsheetFault:
        frame.show_message(say, "marking-not-possible", "info")
        return
    st.download_button(
        say("download-marked"),
        data=marked,
        file_name=desk.marked_name(sent.name, marked, say),
        mime=WORKBOOK,
        on_click="ignore",
        key="marked",
        help=say.attr("download-marked", "help"),
    )


def _marked(outcome: desk.CheckOutcome, say: Words) -> bytes:
    """The marked file, made once for what was confirmed so far."""
    confirmed = tuple(problem.confirmation for problem in outcome.checked.problems)
    key = id(outcome.checked.content), say.language, confirmed
    kept = st.session_state.get("marked-file")
    if kept is None or kept[0] != key:
        with st.spinner(say("marking")):
            kept = key, desk.marked_file(outcome, say)
        st.session_state["marked-file"] = kept
    marked: bytes = kept[1]
    return marked


def offer_confirming(say: Words, sent: UploadedFile, outcome: desk.CheckOutcome) -> None:
    """Letting warnings stand with a word of reason, which is kept with the hand-in."""
    texts = desk.problem_texts(outcome, say)
    open_ones = [
        at for at, text in enumerate(texts) if text.severity == "warning" and not text.confirmation
    ]
    if not open_ones or is_final(outcome):
        return
    with (
        st.expander(
            say("confirm-warnings", count=len(open_ones)),
            expanded=any(text.confirmation for text in texts),  # she is at it
        ),
        st.form("confirm", border=False, clear_on_submit=True),
    ):
        chosen = st.selectbox(
            say("confirm-which"),
            [*open_ones, ALL] if len(open_ones) > 1 else open_ones,
            index=None if len(open_ones) > 1 else 0,
            format_func=lambda at: (
                say("confirm-all") if at == ALL else f"{texts[at].where} {texts[at].what}"
            ),
            placeholder=say.attr("confirm-which", "none"),
        )
        reason = st.text_input(say("confirm-reason"), max_chars=200).strip()
        if st.form_submit_button(say("confirm")):
            if chosen is not None and reason:
                meant = open_ones if chosen == ALL else [chosen]
                confirmed = desk.confirm(outcome, dict.fromkeys(meant, reason))
                st.session_state[OUTCOME] = sent.file_id, confirmed
                st.rerun()
            frame.show_message(say, "confirm-incomplete", "warning")


def show_differences(say: Words, outcome: desk.CheckOutcome) -> None:
    """What the file changes against the version handed in last."""
    if outcome.compared_with is None or is_final(outcome):
        return
    rows = desk.difference_texts(outcome, say)
    frame.heading(
        say("section-differences"),
        say.attr("section-differences", "note", receipt=outcome.compared_with),
    )
    if rows:
        frame.show(panel.differences_table(say, rows))
    else:
        frame.show_message(say, "differences-none", "info")


def show_understood(say: Words, outcome: desk.CheckOutcome) -> None:
    """What was taken although it was not written as asked."""
    rows = desk.understood_texts(outcome, say)
    if rows:
        frame.heading(say("section-understood"), say.attr("section-understood", "note"))
        frame.show(panel.understood_table(say, rows))


def score_figures(say: Words, score: desk.SchoolScore) -> Markup:
    """The score of a file, with the names that the snapshot has for its codes."""
    path = desk.snapshot_path()
    if path is None:
        return design.notice(say("empty-no-snapshot"))
    snapshot = open_snapshot(path)
    row = panel.own_row(score)
    ratings = queries.ratings(snapshot, row["edition"]).to_dicts() if row else []
    labels = Labels(say, queries.codes(snapshot).iter_rows(named=True))
    return panel.score_figures(say, score, ratings_by_code(ratings), labels)


def show_outcome(say: Words, sent: UploadedFile) -> None:
    """Everything that is to be said of a file, and what can be done with it."""
    outcome = outcome_of(say, sent)
    fate = outcome.checked.fate
    frame.heading(say("section-outcome"), sent.name)
    frame.show_message(say, message_of(outcome), MOOD[fate])
    if outcome.receipt is not None:
        frame.show(panel.receipt_panel(say, outcome.receipt, sent.name))
    if outcome.score is not None:
        frame.show(score_figures(say, outcome.score))
    with st.container(key="actions", horizontal=True):
        offer_hand_in(say, sent, outcome)
        offer_signing_form(say, outcome)
        if outcome.checked.problems:
            offer_marked_file(say, sent, outcome)
    if outcome.checked.problems:
        errors = sum(problem.severity == "error" for problem in outcome.checked.problems)
        frame.heading(
            say("section-problems"),
            say(
                "count-problems-by-severity",
                errors=errors,
                warnings=len(outcome.checked.problems) - errors,
            ),
        )
        offer_confirming(say, sent, outcome)
        frame.show(panel.problems_table(say, desk.problem_texts(outcome, say)))
    show_differences(say, outcome)
    show_understood(say, outcome)
