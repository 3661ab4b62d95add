"""Taking a hand-in back, by the number of its receipt, until the county has looked at it."""

from __future__ import annotations

import streamlit as st

from dashboards.parts import design, frame, permitted
from duibiao.words import Words
from ingest.desk import taking_back


def offer_taking_back(say: Words) -> None:
    """The receipt's number and a reason; what was taken back stays on record."""
    # Whoever sees a receipt could take it back: it is no secret, SQL shows it.
    if not permitted.ask_person(say, "take_back"):
        return
    with st.form("take-back", border=False):
        receipt = st.text_input(say("take-back-receipt"), max_chars=80).strip()
        reason = st.text_input(say("take-back-reason"), max_chars=200).strip()
        if not st.form_submit_button(say("take-back")):
            return
    if not (receipt and reason):
        frame.show_message(say, "take-back-incomplete", "warning")
        return
    taking_back.take_back(permitted.acting(), receipt, reason)
    frame.show(
        design.notice(say("taken-back", receipt=receipt), "info", say.attr("taken-back", "mend"))
    )
