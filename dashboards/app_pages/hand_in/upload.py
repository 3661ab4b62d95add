"""Checking a file and handing it in: one check each, what is confirmed, receipt and marks."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st
from markupsafe import Markup

from dashboards.app_pages.hand_in import html
from dashboards.parts import (
    design,
    downloads,
    frame,
    guide,
    handed_in,
    marts,
    permitted,
    sending,
    uploads,
)
from duibiao.analysis.explanation import told_of_others
from duibiao.spreadsheets.grids import SpreadsheetFault
from duibiao.warehouse.scoring import SchoolScore
from duibiao.warehouse.snapshot import open_snapshot
from duibiao.words import Words
from duibiao.words.labels import Labels
from ingest.desk import forms, handing_in
from ingest.desk.handing_in import (
    CheckOutcome,
    confirm,
    difference_texts,
    marked_file,
    marked_name,
    problem_texts,
)

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile


# A workbook; what the server takes at most is for evidence (.streamlit/config.toml).
LARGEST_MEGABYTES = 20
OUTCOME, MARKED = "hand-in-outcome", "marked-file"
# In place of one warning: all that are left.
ALL = -1


def choose_file(say: Words) -> UploadedFile | None:
    """The file that is to be checked."""
    return uploads.choose(  # type: ignore[no-any-return]
        say("choose-file"),
        kept=(OUTCOME, MARKED),
        type=sending.SUFFIXES,
        max_upload_size=LARGEST_MEGABYTES,
        key="file",
        label_visibility="collapsed",
    )


def outcome_of(say: Words, sent: UploadedFile) -> CheckOutcome:
    """What is to be said of a file: checked when it was chosen, and not again until it changes."""
    kept = st.session_state.get(OUTCOME)
    if kept is None or kept[0] != sent.file_id:
        with st.spinner(say("checking")):
            kept = (
                sent.file_id,
                handing_in.check_file(permitted.looking(), sent.getvalue(), sent.name),
            )
        st.session_state[OUTCOME] = kept
    outcome: CheckOutcome = kept[1]
    return outcome


def message_of(outcome: CheckOutcome) -> str:
    """The message that tells what became of a file, or will."""
    fate = outcome.checked.fate
    if outcome.receipt is not None:
        return "fate-registered" if fate == "refused" else "fate-received"
    is_asked = outcome.checked.questions and fate != "already_here"
    return "fate-unconfirmed" if is_asked else f"fate-{fate}"


def mood_of(outcome: CheckOutcome) -> str:
    """How grave that looks: what was received is well, whatever it was reminded of before."""
    fate = outcome.checked.fate
    is_received = outcome.receipt is not None and fate != "refused"
    return "info" if is_received else sending.MOOD[fate]


def is_final(outcome: CheckOutcome) -> bool:
    """Whether nothing more can be done with this file here."""
    fate = outcome.checked.fate
    return fate == "already_here" or (outcome.receipt is not None and fate != "refused")


def register_refused(say: Words, sent: UploadedFile, outcome: CheckOutcome) -> None:
    """Keep a file that has errors, so that the county sees what its school struggles with.

    Once, as soon as it is known who acts; where nothing may be changed it is not kept.
    """
    reading = outcome.checked.workbook
    is_of_school = reading is not None and reading.school_id and reading.cycle_id
    if (
        outcome.checked.fate != "refused"
        or outcome.receipt is not None
        or not is_of_school
        or permitted.may_change("hand_in") is not None
    ):
        return
    permitted.ask_person(say, "hand_in")
    if not permitted.is_known():
        frame.show_message(say, "register-refused", "info")
        return
    with st.spinner(say("handing-in")):
        done = handing_in.hand_in_file(permitted.acting(), outcome)
    st.session_state[OUTCOME] = sent.file_id, done
    st.rerun()


def ask_questions(say: Words, sent: UploadedFile, outcome: CheckOutcome) -> bool:
    """What a file that replaces another is asked back; whether all of it was confirmed."""
    questions = handing_in.question_texts(outcome, say)
    if not questions:
        return True
    frame.show(design.notice(design.listed(questions), "warning", say("question-why")))
    return st.checkbox(say("question-confirmed"), key=f"confirmed-{sent.file_id}")


def offer_hand_in(
    say: Words, sent: UploadedFile, outcome: CheckOutcome, *, is_confirmed: bool
) -> None:
    """The button that hands a checked file in, once what it is asked back is confirmed."""
    if st.button(say("hand-in"), type="primary", key="hand-in", disabled=not is_confirmed):
        with st.spinner(say("handing-in")):
            done = handing_in.hand_in_file(permitted.acting(), outcome, confirmed=is_confirmed)
        st.session_state[OUTCOME] = sent.file_id, done
        st.rerun()


def show_receipt(say: Words, sent: UploadedFile, outcome: CheckOutcome) -> None:
    """The receipt of what was taken, that it was late where it was, and the way to its score."""
    receipt, reading = outcome.receipt, outcome.checked.workbook
    if receipt is None or reading is None or reading.school_id is None:
        return
    late = handing_in.late_said(outcome, say)
    more = [] if late is None else [(say("mark-late"), late)]
    cycle = {} if reading.cycle_id is None else {"cycle": reading.cycle_id, "basis": "self"}
    score = Markup('<a class="plain" href="{}">{}</a>').format(
        frame.to_school(reading.school_id, **cycle), say("receipt-score")
    )
    frame.show(
        handed_in.receipt_panel(say, receipt, sent.name, [*more, (say("column-score"), score)])
    )


def offer_signing_form(say: Words, outcome: CheckOutcome) -> None:
    """What was handed in, to be printed, signed and sealed."""
    receipt = outcome.receipt
    if receipt is not None and outcome.checked.fate != "refused":
        downloads.offer(
            say("download-signing-form"),
            partial(forms.signing_form, permitted.looking(), receipt.record_id),
            file_name=say("signing-form-name", receipt=receipt.record_id),
            media_type=sending.WORKBOOK,
            key="signing-form",
        )


def offer_marked_file(say: Words, sent: UploadedFile, outcome: CheckOutcome) -> None:
    """The sender's own file, with every cell coloured of which something is said."""
    try:
        marked = _marked(outcome, say)
    except SpreadsheetFault:
        frame.show_message(say, "marking-not-possible", "info")
        return
    downloads.offer(
        say("download-marked"),
        lambda: marked,
        file_name=marked_name(sent.name, marked, say),
        media_type=sending.WORKBOOK,
        key="marked",
        title=say.attr("download-marked", "help"),
    )


def _marked(outcome: CheckOutcome, say: Words) -> bytes:
    """The marked file, made once for what was confirmed so far."""
    confirmed = tuple(problem.confirmation for problem in outcome.checked.problems)
    key = id(outcome.checked.content), say.language, confirmed
    kept = st.session_state.get(MARKED)
    if kept is None or kept[0] != key:
        with st.spinner(say("marking")):
            kept = key, marked_file(outcome, say)
        st.session_state[MARKED] = kept
    marked: bytes = kept[1]
    return marked


def offer_confirming(say: Words, sent: UploadedFile, outcome: CheckOutcome) -> None:
    """Letting warnings stand with a word of reason, which is kept with the hand-in."""
    texts = problem_texts(outcome, say)
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
                confirmed = confirm(outcome, dict.fromkeys(meant, reason))
                st.session_state[OUTCOME] = sent.file_id, confirmed
                st.rerun()
            frame.show_message(say, "confirm-incomplete", "warning")


def show_differences(say: Words, outcome: CheckOutcome) -> None:
    """What the file changes against the version handed in last."""
    if outcome.compared_with is None or is_final(outcome):
        return
    rows = difference_texts(outcome, say)
    frame.heading(
        say("section-differences"),
        say.attr("section-differences", "note", receipt=outcome.compared_with),
    )
    if rows:
        frame.show(html.differences_table(say, rows))
    else:
        frame.show_message(say, "differences-none", "info")


def show_understood(say: Words, outcome: CheckOutcome) -> None:
    """What was taken although it was not written as asked."""
    rows = handing_in.understood_texts(permitted.looking(), outcome, say)
    if rows:
        frame.heading(say("section-understood"), say.attr("section-understood", "note"))
        frame.show(html.understood_table(say, rows))


def score_figures(say: Words, score: SchoolScore, path: Path | None) -> Markup:
    """The score of a file, with the names that a snapshot has for its codes."""
    if path is None:
        return Markup("")
    snapshot = open_snapshot(path)
    row = html.own_row(score)
    ratings = marts.ratings(snapshot, row["edition"]).to_dicts() if row else []
    labels = Labels(say, marts.codes(snapshot).iter_rows(named=True))
    return html.score_figures(say, score, guide.ratings_by_code(ratings), labels)


def show_outcome(say: Words, sent: UploadedFile) -> None:
    """Everything that is to be said of a file, and what can be done with it."""
    outcome = outcome_of(say, sent)
    fate = outcome.checked.fate
    frame.heading(say("section-outcome"), sent.name)
    frame.show_message(say, message_of(outcome), mood_of(outcome))
    register_refused(say, sent, outcome)
    if fate != "refused":
        show_receipt(say, sent, outcome)
    if outcome.score is not None:
        frame.show(score_figures(say, outcome.score, frame.snapshot_path()))
        compared, few = (outcome.score.compared(counted=counted) for counted in (True, False))
        for sentence in told_of_others(say, compared, few):
            frame.show(design.notice(sentence))
    stopped = fate == "refused" or is_final(outcome)
    late = None if is_final(outcome) else handing_in.late_said(outcome, say)
    if late is not None:
        frame.show(design.notice(late, "warning", say("late-means")))
    is_confirmed = not stopped and ask_questions(say, sent, outcome)
    may_hand_in = not stopped and permitted.ask_person(say, "hand_in")
    with st.container(key="actions", horizontal=True):
        if may_hand_in:
            offer_hand_in(say, sent, outcome, is_confirmed=is_confirmed)
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
        groups = handing_in.problem_groups(outcome, say)
        frame.show(handed_in.problems_table(say, [group.text for group in groups]))
    show_differences(say, outcome)
    show_understood(say, outcome)
