"""Trying other answers on the page: what the address holds, the inputs, the way to take over."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, partial
from typing import Any, Literal, cast

import streamlit as st
from markupsafe import Markup

from dashboards.app_pages.plan import html, task_list
from dashboards.parts import address, choices, days, design, downloads, frame, sending, ways
from dashboards.parts.frame import BY_BUILD, View
from duibiao.analysis import published
from duibiao.analysis.county import deadline_of
from duibiao.analysis.plan import Question, decoded, encoded, normal_value, questions, unchangeable
from duibiao.analysis.published import Cycle
from duibiao.analysis.tier_path import By, TierPath
from duibiao.analysis.walk import Indicator, School
from duibiao.analysis.what_if import WhatIf, what_if
from duibiao.panics import panics_as_errors
from duibiao.records.model import Refused
from duibiao.warehouse.snapshot import Snapshot
from duibiao.words import Words
from ingest.desk.handing_in import ProblemText, said_problems

CHANGES = "set"
SHOWN_INDICATORS = 6
EARLIEST, LATEST = dt.date(1901, 1, 1), dt.date(2100, 12, 31)
MARKDOWN = re.compile(r"([\\`*_\[\]()#+\-!:$~|<>])")
Basis = Literal["self", "verified"]


@st.cache_resource(max_entries=256, show_spinner=False, hash_funcs=BY_BUILD)
def _tried(snapshot: Snapshot, cycle_id: str, school_id: str, basis: Basis, plan: str) -> WhatIf:
    return what_if(snapshot, school_id, decoded(plan), cycle_id=cycle_id, basis=basis)


@dataclass(frozen=True)
class Desk:
    """Where a school's plan is made: its walk, what is asked of it, and what the address changes.

    `answers` are as somebody typed them: what they are taken as, the scoring says.
    """

    view: View
    walk: School
    cycle: Cycle
    asked: Mapping[str, Question]
    answers: Mapping[str, str | None]

    @property
    def say(self) -> Words:
        """The words of the page."""
        return self.view.words

    @cached_property
    def found(self) -> WhatIf:
        """What the changed answers lead to, by the published scoring."""
        walk = self.walk
        with st.spinner(self.say("plan-scoring")):
            where = walk.cycle_id, walk.school_id, cast(Basis, walk.basis)
            return _tried(self.view.snapshot, *where, encoded(self.answers))

    @cached_property
    def texts(self) -> list[ProblemText]:
        """The problems of the changed answers, in the language of the page."""
        return said_problems(self.found.problems, self.say)

    def way(self, tier: str | None, by: By) -> TierPath:
        """The cheapest way to a tier from what counts now."""
        walk = self.walk
        with st.spinner(self.say("plan-searching")):
            where = walk.cycle_id, walk.basis, walk.school_id
            return ways.way(self.view.snapshot, *where, tier=tier, by=by)


def open_desk(view: View, walk: School) -> Desk:
    """The desk of a school, with the plan that the address holds."""
    snapshot = view.snapshot
    asked = questions(snapshot, walk.cycle_id, walk.school_id, cast(Basis, walk.basis))
    cycle = published.cycle(snapshot, walk.cycle_id)
    return Desk(view, walk, cycle, asked, decoded(address.get(CHANGES) or ""))


def show_way(desk: Desk) -> None:
    """The way to the next tier, or why there is none; taken over with one click."""
    say, walk = desk.say, desk.walk
    above = html.tiers_above(walk)
    tier = choices.choose_tier(desk.view, [row.tier for row in above]) if len(above) > 1 else None
    by: By = "count"
    if all(row.effort is not None for row in desk.cycle.edition.indicators):
        ways: tuple[By, ...] = ("count", "effort")
        by = cast(
            By,
            address.switch(
                "by", say("plan-by"), ways, lambda way: say(f"plan-by-{way}"), default="count"
            ),
        )
    try:
        way = desk.way(tier, by)
    except Refused as refused:
        frame.show(design.notice(say(refused.code, **refused.parameters)))
        return
    is_taken = bool(way.changes) and {**desk.answers, **way.changes} == desk.answers
    frame.show(
        html.way(
            say,
            way,
            walk,
            desk.asked,
            desk.view.labels,
            _indicator_link(desk),
            is_taken=is_taken,
        )
    )
    if way.after is not None and way.changes and not is_taken:
        st.button(
            say("plan-take-over"),
            type="primary",
            key="plan-take-over",
            on_click=_take_over,
            args=(way.changes,),
        )


def show_plan(desk: Desk) -> None:
    """What is changed so far, and the plan to keep: a task list, a page to print, the address."""
    say, found = desk.say, desk.found
    if desk.answers:
        frame.show(
            html.changes(say, found, desk.asked, desk.walk, desk.view.labels, _without(desk))
        )
        with st.container(key="plan-keep", horizontal=True, vertical_alignment="center"):
            if found.after is not None and found.changes:
                downloads.offer(
                    say("plan-download"),
                    partial(task_list.task_list_bytes, _sheet(desk)),
                    file_name=say("plan-file", cycle=desk.walk.cycle_id, school=desk.walk.name_zh),
                    media_type=sending.WORKBOOK,
                    key="plan-download",
                    title=say.attr("plan-download", "help"),
                )
                frame.show(html.print_link(say, address.here(view="print")))
            st.button(say("plan-clear"), key="plan-clear", on_click=_write, args=({},))
        frame.show(html.keep_note(say))
    else:
        frame.show_message(say, "plan-nothing-yet", "empty")


def paper(desk: Desk) -> Markup:
    """The plan as a page to print."""
    return html.paper(desk.say, _sheet(desk), address.here(view=None))


def _sheet(desk: Desk) -> task_list.TaskSheet:
    query = html.query_of(desk.walk, desk.answers, desk.say)
    target = f"{(st.context.url or '').partition('?')[0]}?{query}"
    # Until then an answer can be changed.
    deadline = deadline_of(desk.view.snapshot, desk.walk.cycle_id, desk.walk.school_id)
    return html.task_sheet(
        desk.say, desk.found, desk.asked, desk.walk, desk.view.labels, deadline, target
    )


def show_questions(desk: Desk) -> None:
    """The facts to change, under their indicators, what would bring most first."""
    say, view, walk = desk.say, desk.view, desk.walk
    changed = {desk.asked[fact].indicator_id for fact in desk.answers if fact in desk.asked}
    opened = address.named("indicator", [row.indicator_id for row in walk.indicators])
    fixed = unchangeable(view.snapshot, walk, days.today())
    lists = html.lists(walk, changed, fixed)
    with st.container(key="plan-filters", horizontal=True, vertical_alignment="bottom"):
        shown = address.switch(
            "show",
            say("plan-show"),
            list(lists),
            lambda name: say(f"plan-show-{name}", count=len(lists[name])),
            default=html.WEAK,
        )
        rows = [
            {"dimension_id": row.dimension_id, "name_zh": row.name_zh, "name_en": row.name_en}
            for row in walk.dimensions
        ]
        dimension = choices.choose_dimension(view, rows)
    listed = [
        indicator
        for indicator in lists[shown]
        if dimension is None or indicator.dimension_id == dimension["dimension_id"]
    ]
    if opened is not None:
        listed = [row for row in walk.indicators if row.indicator_id == opened]
    page, pages = choices.page_of(len(listed), SHOWN_INDICATORS)
    first = (page - 1) * SHOWN_INDICATORS
    for indicator in listed[first : first + SHOWN_INDICATORS]:
        _show_indicator(desk, indicator, is_fixed=indicator.indicator_id in fixed)
    if opened is not None:
        frame.show(html.all_link(say, address.here(indicator=None)))
    elif listed:
        last = min(first + SHOWN_INDICATORS, len(listed))
        text = say("plan-shown", first=first + 1, last=last, total=len(listed))
        frame.pager(say, page, pages, text)
    else:
        frame.show_message(say, "empty-no-indicator", "empty")


def _show_indicator(desk: Desk, indicator: Indicator, *, is_fixed: bool) -> None:
    own = [row for row in desk.asked.values() if row.indicator_id == indicator.indicator_id]
    with st.container(border=True, key=f"plan-indicator-{indicator.indicator_id}"):
        points = {change.indicator_id: change for change in desk.found.indicators}
        frame.show(
            html.indicator(
                desk.say,
                indicator,
                points.get(indicator.indicator_id),
                desk.view.labels,
                frame.link("school", school=desk.walk.school_id, indicator=indicator.indicator_id),
                is_fixed=is_fixed,
            )
        )
        if own:
            with st.container(horizontal=True, vertical_alignment="bottom"):
                for question in own:
                    _ask(desk, question)
        below = html.faults(desk.say, desk.found, desk.texts, {row.fact_id for row in own})
        below += html.fixed_notes(desk.say, own)
        if below:
            frame.show(below)


def _ask(desk: Desk, question: Question) -> None:
    """The input of a fact, of its kind; what cannot stand in it is shown as it was typed."""
    say, fact_id = desk.say, question.fact_id
    typed = desk.answers.get(fact_id, question.present)
    value = typed and normal_value(desk.cycle.edition, fact_id, typed)
    label = _label(desk, question)
    key = f"plan-{desk.walk.cycle_id}-{desk.walk.school_id}-{fact_id}"
    if typed is not None and value is None:
        key += "-typed"
        st.session_state[key] = typed
        st.text_input(label, key=key, on_change=_changed, args=(key, question), width=230)
        return
    st.session_state[key] = _widget_value(question, value)
    common: dict[str, Any] = {"key": key, "on_change": _changed, "args": (key, question)}
    # What cannot be changed within the cycle is not offered; what an address changed can be undone.
    common["disabled"] = question.fixed_reason_zh is not None and fact_id not in desk.answers
    if question.kind == "count":
        st.number_input(label, min_value=0, step=1, placeholder=say("missing"), width=230, **common)
    elif question.kind == "number":
        st.number_input(label, format="%.12g", placeholder=say("missing"), width=230, **common)
    elif question.kind == "date":
        st.date_input(
            label,
            format="YYYY-MM-DD",
            min_value=EARLIEST,
            max_value=LATEST,
            width=230,
            **common,
        )
    else:
        options = ("yes", "no") if question.kind == "flag" else question.grades
        st.segmented_control(
            label,
            options,
            format_func=lambda option: desk.view.labels.value(question.kind, option),
            **common,
        )


def _widget_value(question: Question, value: str | None) -> Any:
    if value is None:
        return None
    match question.kind:
        case "count":
            return int(value)
        case "number":
            return float(value)
        case "date":
            return dt.date.fromisoformat(value)
    return value


def _label(desk: Desk, question: Question) -> str:
    """The question, and small: what counts now and what it may not exceed."""
    beside = html.beside_question(desk.say, question, desk.asked, desk.answers, desk.view.labels)
    name, small = (MARKDOWN.sub(r"\\\1", text) for text in (question.label_zh, beside))
    return f"{name} :small[{small}]"


@panics_as_errors()
def _changed(key: str, question: Question) -> None:
    """A clerk's change, into the address; what is as it counts now is no change."""
    value = st.session_state[key]
    if isinstance(value, float):
        text: str | None = format(Decimal(str(value)).normalize(), "f")
    else:
        text = None if value is None else str(value).strip() or None
    answers = decoded(address.get(CHANGES) or "")
    answers.pop(question.fact_id, None)
    if text != question.present:
        answers[question.fact_id] = text
    _write(answers)


@panics_as_errors()
def _take_over(changes: Mapping[str, str | None]) -> None:
    _write(decoded(address.get(CHANGES) or "") | dict(changes))


@panics_as_errors()
def _write(answers: Mapping[str, str | None]) -> None:
    if answers:
        st.query_params[CHANGES] = encoded(answers)
    else:
        st.query_params.pop(CHANGES, None)


def _without(desk: Desk) -> Mapping[str, str]:
    """By fact the address of the plan without its change."""
    return {
        fact_id: address.here(
            **{
                CHANGES: encoded(
                    {key: text for key, text in desk.answers.items() if key != fact_id}
                )
                or None
            }
        )
        for fact_id in desk.answers
    }


def _indicator_link(desk: Desk) -> Mapping[str, str]:
    """By indicator the address of this page that shows its questions alone."""
    return {
        row.indicator_id: address.here(indicator=row.indicator_id, show=None, page=None)
        for row in desk.walk.indicators
    }
