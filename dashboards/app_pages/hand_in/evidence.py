"""Bringing evidence: files looked at before they are kept, each with what it is taken to prove."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from dashboards.app_pages.hand_in import evidence_html, fetching
from dashboards.parts import design, file_links, frame, permitted, uploads
from duibiao.words import Words
from ingest.desk import evidence
from ingest.desk.evidence import EvidenceReading, evidence_problem_texts, unmatched_evidence

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

READINGS, ROUND = "evidence-readings", "evidence-round"
# Of the files as they came, and with what was chosen since.
MOST_READINGS = 4


def offer_evidence(say: Words) -> None:
    """Files of a school for a cycle: chosen, looked at, kept, and what is here already."""
    cycle_id, school_id, _ = fetching.choose_cycle_and_school(say)
    if school_id is None:
        frame.show_message(say, "evidence-choose-school", "empty")
        return
    names = evidence.evidence_names(permitted.looking(), cycle_id)
    if permitted.ask_person(say, "bring_evidence"):
        _take_files(say, cycle_id, school_id, names)
    kept = evidence.evidence_of(permitted.looking(), cycle_id, school_id)
    frame.heading(say("section-evidence"), say("count-files", count=len(kept)))
    if kept:
        link = partial(file_links.evidence_link, cycle_id, school_id)
        frame.show(evidence_html.kept_table(say, kept, names, link))
    else:
        frame.show_message(say, "evidence-none", "empty")


def _take_files(say: Words, cycle_id: str, school_id: str, names: dict[str, str]) -> None:
    st.session_state.setdefault(ROUND, 0)
    with st.container(key="evidence-files"):
        sent = uploads.choose(
            say("choose-evidence"),
            kept=(READINGS,),
            accept_multiple_files=True,
            key=f"evidence-{cycle_id}-{school_id}-{st.session_state[ROUND]}",
            label_visibility="collapsed",
        )
    if not sent:
        if st.session_state.pop("evidence-kept", False):
            frame.show_message(say, "evidence-kept", "info")
        return
    reading = _reading(say, cycle_id, school_id, sent, names)
    if reading.files:
        frame.show(evidence_html.matched_table(say, reading, names))
        if st.button(say("evidence-keep", count=len(reading.files)), type="primary", key="keep"):
            evidence.keep_evidence(permitted.acting(), reading)
            uploads.drop()
            st.session_state[ROUND] += 1
            st.session_state["evidence-kept"] = True
            st.rerun()
    else:
        frame.show(design.notice(say("evidence-nothing-taken"), "warning"))
    if problems := evidence_problem_texts(reading, say, [file.name for file in sent]):
        frame.show(evidence_html.problems_table(say, problems))


def _reading(
    say: Words, cycle_id: str, school_id: str, sent: list[UploadedFile], names: dict[str, str]
) -> EvidenceReading:
    """What is to be said of the files, of each by its name or by what its sender chooses."""
    uploads = [(file.getvalue(), file.name) for file in sent]
    chosen: dict[str, list[str]] = {}
    reading = _looked_at(say, cycle_id, school_id, uploads, chosen, sent)
    # What lies in a zip cannot be chosen for: its folders and names must tell.
    for name in sorted({file.name for file in sent}.intersection(unmatched_evidence(reading))):
        code = st.selectbox(
            say("evidence-proves", file=name),
            list(names),
            index=None,
            format_func=lambda code: f"{code} {names[code]}",
            placeholder=say.attr("evidence-proves", "none"),
            key=f"proves-{cycle_id}-{school_id}-{name}",
        )
        chosen[name] = [code] if code else []
    if any(chosen.values()):
        reading = _looked_at(say, cycle_id, school_id, uploads, chosen, sent)
    return reading


def _looked_at(
    say: Words,
    cycle_id: str,
    school_id: str,
    uploads: list[tuple[bytes, str]],
    chosen: dict[str, list[str]],
    sent: list[UploadedFile],
) -> EvidenceReading:
    """The files as they are judged: again only when they or what was chosen change."""
    said = tuple((name, *codes) for name, codes in sorted(chosen.items()) if codes)
    key = cycle_id, school_id, tuple(file.file_id for file in sent), said
    kept: dict[object, EvidenceReading] = st.session_state.setdefault(READINGS, {})
    if key not in kept:
        with st.spinner(say("checking")):
            reading = evidence.check_evidence(
                permitted.looking(), cycle_id, school_id, uploads, chosen
            )
        if len(kept) >= MOST_READINGS:
            kept.clear()
        kept[key] = reading
    return kept[key]
