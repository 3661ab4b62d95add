"""Taking a school's own workbook from the page, and the choice of cycle and school it needs."""

from __future__ import annotations

import streamlit as st

from dashboards import address, choices, frame
from dashboards.upload import WORKBOOK
from ingest import facade
from words import Words

# The register is every record that was ever written: not read again for each click.
REGISTER_SECONDS = 20


@st.cache_data(ttl=REGISTER_SECONDS, show_spinner=False)
def _open_cycles(home: str) -> list[str]:
    """The cycles that can be handed in for, newest first; `home` keeps homes apart."""
    return [cycle.cycle_id for cycle in facade.cycles() if not cycle.is_closed]


@st.cache_data(ttl=REGISTER_SECONDS, show_spinner=False)
def _school_names(home: str, cycle_id: str) -> dict[str, str]:
    """The names of the schools that are to hand in for a cycle, by identifier."""
    return {school.school_id: school.name_zh for school in facade.schools(cycle_id)}


def choose_cycle_and_school(say: Words) -> tuple[str, str | None, str] | None:
    """An open cycle, a school of it (None: not chosen yet) and its name; None without a cycle."""
    home = str(facade.settings().home)
    cycles = _open_cycles(home)
    if not cycles:
        frame.show_message(say, "empty-no-cycle", "empty")
        return None
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
    frame.show_unknown(say)
    return cycle_id, school_id, names.get(school_id or "", "")


def offer_template(say: Words) -> None:
    """A school's own workbook for a cycle that is open, to download."""
    chosen = choose_cycle_and_school(say)
    if chosen is None:
        return
    cycle_id, school_id, name = chosen
    st.download_button(
        say("download-template"),
        data=lambda: facade.template_bytes(cycle_id, school_id or ""),
        file_name=f"{cycle_id}-{school_id}-{name}.xlsx",
        mime=WORKBOOK,
        disabled=school_id is None,
        on_click="ignore",
        key="template",
    )
