"""All schools' reports on the page: a process of its own makes them, the page shows how far."""

from __future__ import annotations

from typing import cast

import streamlit as st

from dashboards.app_pages.reports import files, html
from dashboards.parts import address, frame
from duibiao.records.model import Refused
from duibiao.reports import fonts
from duibiao.reports.in_bulk import Bulk, forget, in_bulk
from duibiao.reports.making import Basis, Form
from duibiao.words import Words

LOOK_AGAIN_SECONDS = 0.7


def stop_without_fonts(say: Words, form: str) -> None:
    """Say what to install where a printed page would be boxes, and draw no more of the page."""
    if form == "pdf":
        try:
            fonts.choose()
        except Refused as refused:
            text = say(refused.code, **refused.parameters)
            frame.show_message(say, "reports-no-fonts", "error", detail=text)
            raise frame.NothingMore from refused


def show(say: Words, cycle_id: str, basis: str, form: str) -> None:
    """How far the making is that the address asks for; the way to the zip once it is ready."""
    settings = frame.settings_of_run()
    bulk = in_bulk(settings, cycle_id, cast(Basis, basis), cast(Form, form), say.language)
    if bulk.state == "making":
        _watch(say, bulk)
    elif bulk.state == "ready":
        text = say("reports-fetch-all", count=bulk.total)
        frame.show(
            html.link_to_fetch(text, files.link_of_all(cycle_id, basis, form, settings.build))
        )
    else:
        forget(bulk)
        frame.show_message(say, "reports-failed", "error", detail=bulk.reason or None)
        frame.show(html.link_to_make(say("reports-again"), address.here()))


@st.fragment(run_every=LOOK_AGAIN_SECONDS)
def _watch(say: Words, bulk: Bulk) -> None:
    """The bar, drawn again and again by itself; the rest of the page stays as it is."""
    if bulk.state != "making":
        st.rerun()
    if bulk.total:
        text = say(f"reports-making-{bulk.phase}", done=bulk.done, total=bulk.total)
    else:
        text = say("reports-preparing")
    st.progress(bulk.share, text=text)
