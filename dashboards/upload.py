"""What handing in on a page needs: choosing a file, checking it once, the receipt, the template."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import streamlit as st

from analysis.labels import Labels
from dashboards import address, choices, design, frame, queries
from dashboards.panels import hand_in as panel
from dashboards.panels.school import ratings_by_code
from ingest import facade
from words import Words

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
}
SUFFIXES = ["xlsx", "xls", "ods", "csv", "et", "xlsm"]
OUTCOME = "hand-in-outcome"
# There are no accounts yet: who sent a file is known only to be somebody at this page.
RECEIVED_BY = "dashboard"
# The register is every record that was ever written: not read again for each click.
REGISTER_SECONDS = 20
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@contextmanager
def told_in_words(say: Words) -> Iterator[None]:
    """What a sender can meet besides a faulty file: a guide that is wrong, a disk that is full."""
    try:
        yield
    except facade.GuideFaults:
        log.exception("the guide is faulty")
        frame.show_message(say, "hand-in-guide-faulty", "error")
    except OSError:
        log.exception("a file could not be kept")
        frame.show_message(say, "hand-in-not-kept", "error")


def choose_file(say: Words) -> UploadedFile | None:
    """The file that is to be checked."""
    return st.file_uploader(
        say("choose-file"), type=SUFFIXES, key="file", label_visibility="collapsed"
    )


def outcome_of(say: Words, sent: UploadedFile) -> facade.CheckOutcome:
    """What is to be said of a file: checked when it was chosen, and not again until it changes."""
    kept = st.session_state.get(OUTCOME)
    if kept is None or kept[0] != sent.file_id:
        with st.spinner(say("checking")):
            kept = sent.file_id, facade.check_file(sent.getvalue(), sent.name)
        st.session_state[OUTCOME] = kept
    outcome: facade.CheckOutcome = kept[1]
    return outcome


def message_of(outcome: facade.CheckOutcome) -> str:
    """The message that tells what became of a file, or will."""
    return f"fate-{outcome.checked.fate}" if outcome.receipt is None else "fate-received"


def offer_hand_in(say: Words, sent: UploadedFile, outcome: facade.CheckOutcome) -> None:
    """The button that hands a checked file in, where there is nothing to stop it."""
    stopped = outcome.checked.fate in ("refused", "already_here") or outcome.receipt is not None
    if not stopped and st.button(say("hand-in"), type="primary", key="hand-in"):
        with st.spinner(say("handing-in")):
            done = facade.hand_in_file(sent.getvalue(), sent.name, RECEIVED_BY)
        st.session_state[OUTCOME] = sent.file_id, done
        st.rerun()


def problems_of(say: Words, outcome: facade.CheckOutcome) -> list[facade.ProblemText]:
    """The problems of a file in the language of the page."""
    return facade.problem_texts(outcome, say)


def score_figures(say: Words, score: facade.SchoolScore) -> Markup:
    """The score of a file, with the names that the snapshot has for its codes."""
    path = facade.snapshot_path()
    if path is None:
        return design.notice(say("empty-no-snapshot"))
    snapshot = queries.open_snapshot(path)
    row = panel.own_row(score)
    ratings = queries.ratings(snapshot, row["edition"]).to_dicts() if row else []
    labels = Labels(say, queries.codes(snapshot).iter_rows(named=True))
    return panel.score_figures(say, score, ratings_by_code(ratings), labels)


@st.cache_data(ttl=REGISTER_SECONDS, show_spinner=False)
def _open_cycles(home: str) -> list[str]:
    """The cycles that can be handed in for, newest first; `home` keeps homes apart."""
    return [cycle.cycle_id for cycle in facade.cycles() if not cycle.is_closed]


@st.cache_data(ttl=REGISTER_SECONDS, show_spinner=False)
def _school_names(home: str, cycle_id: str) -> dict[str, str]:
    """The names of the schools that are to hand in for a cycle, by identifier."""
    return {school.school_id: school.name_zh for school in facade.schools(cycle_id)}


def offer_template(say: Words) -> None:
    """A school's own workbook for a cycle that is open, to download."""
    home = str(facade.settings().home)
    cycles = _open_cycles(home)
    if not cycles:
        frame.show_message(say, "empty-no-cycle", "empty")
        return
    with choices.filters():
        cycle_id = address.choose(
            "cycle", say("choose-cycle"), cycles, lambda key: key, default=cycles[0]
        )
        assert cycle_id is not None
        names = _school_names(home, cycle_id)
        school_id = address.choose(
            "school",
            say("choose-school"),
            list(names),
            lambda key: say("school-with-code", name=names[key], code=key),
            placeholder=say.attr("choose-school", "all"),
            width=340,
        )
        st.download_button(
            say("download-template"),
            data=lambda: facade.template_bytes(cycle_id, school_id or ""),
            file_name=f"{cycle_id}-{school_id}-{names.get(school_id or '', '')}.xlsx",
            mime=WORKBOOK,
            disabled=school_id is None,
            on_click="ignore",
            key="template",
        )
    frame.show_unknown(say)
