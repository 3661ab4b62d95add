"""The short-list on the page: putting a school forward, taking it back, the list to print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import streamlit as st

from dashboards.app_pages.tiers import html, queries
from dashboards.parts import (
    address,
    days,
    design,
    downloads,
    frame,
    marts,
    permitted,
    sending,
    ways,
)
from dashboards.parts.frame import View
from duibiao.warehouse.export import csv_bytes
from duibiao.words.figures import moment
from ingest.desk import short_list
from ingest.desk.short_list import Nomination

DONE = "nomination-done"
LONGEST_REASON = 500


def choices_of_candidates() -> Any:
    """The row that the choices over the list of candidates stand in."""
    return st.container(key="candidate-filters", horizontal=True, vertical_alignment="bottom")


def on_the_list(entries: Sequence[Nomination]) -> dict[str, str]:
    """The schools on the list, by identifier, with the tier of each."""
    return {entry.school_id: entry.tier for entry in entries if entry.is_in_force}


def in_order(entries: Sequence[Nomination], tiers: Sequence[Mapping[str, Any]]) -> list[Nomination]:
    """The entries by tier, highest first, and within it by the rank that they were decided on."""
    places = {row["tier"]: number for number, row in enumerate(tiers)}
    last = len(places)
    return sorted(
        entries,
        key=lambda entry: (
            places.get(entry.tier, last),
            entry.rank_county is None,
            entry.rank_county,
            entry.record_id,
        ),
    )


def show_way(view: View, cycle: Mapping[str, Any], basis: str, school_id: str) -> None:
    """The way to the next tier of the school that is opened, proven by scoring it again."""
    say, snapshot = view.words, view.snapshot
    frame.heading(say("section-tiers-way"), say.attr("section-tiers-way", "note"))
    with sending.told_in_words(say), st.spinner(say("tiers-way-seeking")):
        way = ways.way(snapshot, cycle["cycle_id"], basis, school_id)
        rows = queries.guide_names(snapshot, cycle["edition"]).iter_rows(named=True)
        names = {row["code"]: view.labels.name(row) for row in rows}
        wanted = [*way.changes, *way.unanswered]
        questions = queries.facts(snapshot, cycle["edition"], wanted)
        frame.show(html.way_panel(say, way, names, questions, view.labels, frame.to_school))


def offer_nomination(
    view: View, cycle_id: str, basis: Any, school_id: str, conditions: Sequence[Mapping[str, Any]]
) -> None:
    """Putting the school forward for a tier with a reason; a tier not reached is said in red."""
    say, labels = view.words, view.labels
    frame.heading(say("section-tiers-nominate"), say.attr("section-tiers-nominate", "note"))
    show_done(view)
    if not permitted.ask_person(say, "nominate"):
        return
    reached = [row["tier"] for row in conditions if row["is_met"]]
    lacking = [row["tier"] for row in conditions if not row["is_met"]]
    if lacking:
        names = say("separator-items").join(labels.code("tier", tier) for tier in lacking)
        frame.show(html.red_notice(say, names))
    doubts = {
        row["tier"]: short_list.doubts(
            permitted.looking(), cycle_id, school_id, row["tier"], basis=basis
        )
        for row in conditions
    }
    frame.show(html.doubts_list(say, doubts, labels))
    with st.form("nominate", border=False), sending.told_in_words(say):
        tier = st.selectbox(
            say("column-tier"),
            [*reached, *reversed(lacking)],
            format_func=lambda code: say(
                "tiers-option-reached" if code in reached else "tiers-option-not-reached",
                tier=labels.code("tier", code),
            ),
            width=320,
        )
        reason = st.text_input(
            say("tiers-reason"),
            max_chars=LONGEST_REASON,
            placeholder=say.attr("tiers-reason", "placeholder"),
        ).strip()
        is_confirmed = any(doubts.values()) and st.checkbox(say("tiers-confirm-doubts"))
        if not st.form_submit_button(say("tiers-nominate"), type="primary"):
            return
        if tier is not None and doubts[tier] and not is_confirmed:
            frame.show_message(say, "tiers-unconfirmed", "warning")
            return
        if not reason or tier is None:
            frame.show_message(say, "tiers-no-reason", "warning")
            return
        done = short_list.nominate(
            permitted.acting(), cycle_id, school_id, tier, reason, basis=basis
        )
        name = "tiers-nominated" if done.is_tier_reached else "tiers-nominated-not-reached"
        st.session_state[DONE] = name, labels.code("tier", tier), done.record_id
        st.rerun()


def show_done(view: View) -> None:
    """That a nomination was kept or taken back, said once."""
    if DONE in st.session_state:
        name, tier, record = st.session_state.pop(DONE)
        detail = view.words("tiers-receipt", record=record)
        frame.show(design.notice(view.words(name, tier=tier), "info", detail))


def offer_list(
    view: View, cycle_id: str, entries: Sequence[Nomination], tiers: Sequence[Any]
) -> None:
    """The list as it stands with printing, CSV, and taking a school off; its history below."""
    say, labels = view.words, view.labels
    standing = in_order([entry for entry in entries if entry.is_in_force], tiers)
    past = [entry for entry in reversed(entries) if not entry.is_in_force]
    schools = queries.listed(view.snapshot, cycle_id, [entry.school_id for entry in entries])
    frame.heading(say("section-tiers-list"), say("count-schools", count=len(standing)))
    show_done(view)
    if not standing:
        frame.show_message(say, "tiers-list-empty", "empty")
    else:
        frame.show(html.cards(html.list_table(say, standing, schools, labels, address.here)))
        with st.container(key="tier-list-actions", horizontal=True):
            paper = html.print_link(say, address.here(view="print", school=None))
            st.html(str(paper), width="content")
            downloads.offer(
                say("tiers-csv"),
                lambda: csv_bytes(html.list_rows(say, standing, schools, labels, cycle_id)),
                file_name=say("tiers-csv-name", cycle=cycle_id, day=str(days.today())),
                media_type="text/csv",
                key="nominations-csv",
            )
        if permitted.may_change("nominate") is None:
            _offer_withdrawal(view, standing, schools)
    if past:
        with st.expander(say("tiers-past", count=len(past))):
            table = html.list_table(
                say, past, schools, labels, address.here, key="nominations-past"
            )
            frame.show(html.cards(table))


def _offer_withdrawal(
    view: View, standing: Sequence[Nomination], schools: Mapping[str, Mapping[str, Any]]
) -> None:
    say, labels = view.words, view.labels
    names = {
        entry.record_id: say(
            "tiers-entry",
            school=schools.get(entry.school_id, {}).get("name_zh", entry.school_id),
            tier=labels.code("tier", entry.tier),
        )
        for entry in standing
    }
    with st.expander(say("tiers-withdraw")):
        permitted.ask_person(say, "nominate")
        _withdrawal_form(view, names)


def _withdrawal_form(view: View, names: Mapping[str, str]) -> None:
    say, labels = view.words, view.labels
    with st.form("withdraw-nomination", border=False), sending.told_in_words(say):
        record = st.selectbox(
            say("tiers-withdraw-which"),
            list(names),
            index=None,
            format_func=lambda key: names[key],
            placeholder=say.attr("tiers-withdraw-which", "placeholder"),
        )
        reason = st.text_input(say("tiers-reason"), max_chars=LONGEST_REASON).strip()
        if not st.form_submit_button(say("tiers-withdraw")):
            return
        if record is None or not reason:
            frame.show_message(say, "tiers-withdraw-incomplete", "warning")
            return
        gone = short_list.withdraw_nomination(permitted.acting(), record, reason)
        st.session_state[DONE] = "tiers-withdrawn", labels.code("tier", gone.tier), gone.record_id
        st.rerun()


def show_paper(
    view: View,
    cycle: Mapping[str, Any],
    entries: Sequence[Nomination],
    tiers: Sequence[Any],
) -> None:
    """The list as it is printed: nothing else on the page."""
    say = view.words
    standing = in_order([entry for entry in entries if entry.is_in_force], tiers)
    schools = queries.listed(view.snapshot, cycle["cycle_id"], [one.school_id for one in standing])
    frame.show(html.back_and_print(say, address.here(view=None)))
    mark = frame.standing(say, cycle["edition_status"])
    at = moment(datetime.now(UTC))
    frame.show(html.paper_head(say, cycle["cycle_id"], cycle["edition_title_zh"] or "", mark, at))
    if standing:
        frame.show(html.list_table(say, standing, schools, view.labels, address.here))
        frame.show(html.paper_foot(say))
    else:
        frame.show_message(say, "tiers-list-empty", "empty")


def show_school(view: View, cycle: Mapping[str, Any], basis: str, school_id: str) -> None:
    """One school: what it meets of every tier, how surely, its way up, and putting it forward."""
    say, snapshot, labels = view.words, view.snapshot, view.labels
    key = cycle["cycle_id"]
    school = marts.school(snapshot, key, school_id)
    score = marts.school_score(snapshot, key, basis, school_id)
    frame.show(html.back(say, address.here(school=None)))
    if school is None or score is None:
        frame.stop_empty(*frame.message(say, "tiers-school-without-score"))
    frame.heading(school["name_zh"], html.school_line(say, school, score, labels))
    standing = queries.standing_of(snapshot, key, basis, school_id)
    if standing is not None:
        frame.show(html.sentences_panel(say, standing, labels))
    conditions = queries.conditions(snapshot, key, basis, school_id).to_dicts()
    lacking = queries.shortfalls(snapshot, key, basis, [school_id]).to_dicts()
    red_lines = queries.red_lines_at(snapshot, key, [school_id]).to_dicts()
    frame.heading(say("section-tiers-conditions"))
    table = html.conditions_table(
        say, school_id, conditions, score, lacking, red_lines, labels, frame.to_school
    )
    frame.show(html.cards(table))
    show_way(view, cycle, basis, school_id)
    offer_nomination(view, key, basis, school_id, conditions)
