"""Taking a hand-in back, by the number of its receipt, until the county has looked at it."""

from __future__ import annotations

import streamlit as st

from dashboards import design, frame
from dashboards.upload import RECEIVED_BY
from ingest import facade
from words import Words


def offer_taking_back(say: Words) -> None:
    """The receipt's number and a reason; what was taken back stays on record."""
    with st.form("take-back", border=False):
        receipt = st.text_input(say("take-back-receipt"), max_chars=80).strip()
        reason = st.text_input(say("take-back-reason"), max_chars=200).strip()
        if not st.form_submit_button(say("take-back")):
            return
    if not (receipt and reason):
        frame.show_message(say, "take-back-incomplete", "warning")
        return
    facade.take_back(receipt, reason, RECEIVED_BY)
    frame.show(
        design.notice(say("taken-back", receipt=receipt), "info", say.attr("taken-back", "mend"))
    )
