"""Taking a school's own workbook from the page, and the choice of cycle and school it needs."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial

import streamlit as st
from markupsafe import Markup

from dashboards.parts import (
    address,
    choices,
    days,
    design,
    downloads,
    frame,
    permitted,
    sending,
)
from duibiao.records.model import Cycle
from duibiao.records.settings import Settings
from duibiao.words import Words
from ingest.desk import forms, listing

FORM = Markup('<p><a class="fetch" href="{}">{}</a></p>')
# The register is every record that was ever written: not read again for each click.
REGISTER_SECONDS = 20


@st.cache_data(ttl=REGISTER_SECONDS, show_spinner=False)
def _cycles(home: str) -> list[Cycle]:
    """Every cycle, newest first, which all may see; `home` keeps homes apart."""
    return listing.cycles(permitted.looking())


def _open_cycles() -> list[str]:
    cycles = _cycles(str(Settings.resolve().home))
    return [cycle.cycle_id for cycle in cycles if not cycle.is_closed]


def show_deadlines(say: Words) -> None:
    """Until when each open cycle is handed in for, and what comes of it afterwards."""
    today = days.today()
    for cycle in _cycles(str(Settings.resolve().home)):
        if not cycle.is_closed:
            is_past = days.days_after(cycle.deadline, today) > 0
            line = say(
                "deadline-of-cycle",
                cycle=cycle.cycle_id,
                deadline=str(cycle.deadline),
                distance=days.distance(say, asdict(cycle), today),
            )
            way_out = say.attr("deadline-of-cycle", "late") if is_past else ""
            frame.show(design.notice(line, "warning" if is_past else "info", way_out))


def stop_without_open_cycle(say: Words) -> None:
    """Say that there is nothing to hand in for, and draw no more of the page.

    Raises NothingYet before the first cycle.
    """
    if not _open_cycles():
        has_cycles = bool(_cycles(str(Settings.resolve().home)))
        _cycles.clear()  # what the county loads or opens now is seen at once
        if not has_cycles:
            raise frame.NothingYet
        frame.stop_empty(*frame.message(say, "empty-no-open-cycle"))


@st.cache_data(ttl=REGISTER_SECONDS, show_spinner=False)
def _school_names(home: str, cycle_id: str, seen: str) -> dict[str, str]:
    """The names of the schools that are to hand in for a cycle, by identifier.

    `seen` keeps those apart who see different ones.
    """
    return {
        school.school_id: school.name_zh
        for school in listing.schools(permitted.looking(), cycle_id)
    }


def choose_cycle_and_school(say: Words) -> tuple[str, str | None, str]:
    """An open cycle, of which there is one, a school of it (None: not chosen yet), its name."""
    home = str(Settings.resolve().home)
    cycles = _open_cycles()
    with choices.filters():
        cycle_id = address.choose(
            "cycle", say("choose-cycle"), cycles, lambda key: key, default=cycles[0]
        )
        assert cycle_id is not None
        names = _school_names(home, cycle_id, permitted.scope_key("see_schools"))
        school_id = address.choose(
            "school",
            say("choose-school"),
            list(names),
            lambda key: say("school-with-code", name=names[key], code=key),
            default=next(iter(names)) if len(names) == 1 else None,
            placeholder=say.attr("choose-school", "all"),
            width=340,
        )
    frame.show_unknown(say)
    return cycle_id, school_id, names.get(school_id or "", "")


def offer_template(say: Words) -> None:
    """A school's own workbook for a cycle that is open, to download."""
    cycle_id, school_id, name = choose_cycle_and_school(say)
    if school_id is None:
        frame.show_message(say, "template-choose-school", "empty")
        return
    downloads.offer(
        say("download-template"),
        partial(forms.template_bytes, permitted.looking(), cycle_id, school_id),
        file_name=f"{cycle_id}-{school_id}-{name}.xlsx",
        media_type=sending.WORKBOOK,
        key="template",
    )
    if permitted.may("see_draft") is None:
        target = address.link("desk/form", cycle=cycle_id, school=school_id)
        frame.show(FORM.format(target, say("desk-fill-in-form")))
