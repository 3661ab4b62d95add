"""Asking the marts: the editor, the run in a child process, the chart and the rows of a result.

The query stands in the address and nowhere else: not in a log, not in a file of ours.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import streamlit as st

from dashboards.app_pages.data import charts, files, html, queries
from dashboards.app_pages.data.queries import Mart
from dashboards.app_pages.data.shared_query import packed, unpacked
from dashboards.parts import address, choices, frame, permitted
from duibiao.panics import panics_as_errors
from duibiao.people.policy import ask
from duibiao.records.model import Refused
from duibiao.records.settings import Settings
from duibiao.warehouse.confined_query import OF_FILE, OF_PAGE, query
from duibiao.warehouse.query_result import QueryResult
from duibiao.words import Words

KEPT_SECONDS = 600
KEPT_RESULTS = 12
PAGE_SIZE = 100
EDITOR_HEIGHT = 260
LONGEST_NAME = 80
# What belongs to one result and not to the next.
OF_RESULT = ("page", "kind", "x", "y", "colour")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a query: its result and how long it took, or why there is none."""

    result: QueryResult | None
    seconds: float
    code: str = ""
    parameters: Mapping[str, str] | None = None


def link(sql: str, name: str) -> str:
    """The address of a query."""
    return frame.link("data", view="query", sql=packed(sql), name=name)


def offer_ready(say: Words) -> None:
    """The questions to start from."""
    entries = [
        (say(f"data-ready-{name}"), link(queries.ready(name), say(f"data-ready-{name}")))
        for name in queries.READY
    ]
    frame.show(html.links_line(entries, say("data-ready")))


def edit(say: Words, marts: Mapping[str, Mart]) -> str:
    """The editor; returns the query that the address holds, which is the one to be run."""
    said = address.get("sql")
    sql = unpacked(said) if said else ""
    if sql is None:
        frame.show_message(say, "data-address-broken", "error")
        sql = ""
    st.session_state["sql"] = sql
    st.session_state["query-name"] = address.get("name") or ""
    left, right = st.columns([3, 1], gap="small")
    with left, st.form("query", border=False):
        st.text_area(
            say("data-sql"),
            key="sql",
            height=EDITOR_HEIGHT,
            placeholder=say.attr("data-sql", "placeholder"),
        )
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.form_submit_button(say("data-run"), type="primary", on_click=_run)
            st.text_input(
                say("data-name"),
                key="query-name",
                max_chars=LONGEST_NAME,
                placeholder=say.attr("data-name", "placeholder"),
                width=320,
            )
    with right:
        frame.show(html.dictionary(say, marts, lambda **of: frame.link("data", **of)))
    return sql.strip()


@panics_as_errors()
def _run() -> None:
    """Write what the editor holds into the address; running it follows from there."""
    sql, name = st.session_state["sql"].strip(), st.session_state["query-name"].strip()
    kept = {parameter: address.get(parameter) for parameter in st.query_params}
    if unpacked(address.get("sql") or "") != sql:
        # Its old name would say of another question what it is.
        name = "" if name == address.get("name") else name
        kept |= dict.fromkeys(OF_RESULT)
    kept |= {"sql": packed(sql), "name": name, address.FROM: None}
    # In one go, so that the back button goes back to the question before.
    st.query_params.from_dict({key: value for key, value in kept.items() if value})
    # Pressed again it is asked again: what took too long may not do so now.
    _ask.clear(str(frame.snapshot_path()), sql)


@st.cache_data(ttl=KEPT_SECONDS, max_entries=KEPT_RESULTS, show_spinner=False)
def _ask(snapshot: str, sql: str) -> Outcome:
    """Run a query on a snapshot, or give what it gave before."""
    begun = time.monotonic()
    try:
        result = query(Settings.resolve().of_build(Path(snapshot).stem), sql)
    except Refused as refused:
        if refused.code == "query-busy":
            raise  # only what is not raised is kept
        return Outcome(None, time.monotonic() - begun, refused.code, refused.parameters)
    return Outcome(result, time.monotonic() - begun)


def outcome_of(say: Words, sql: str) -> Outcome:
    """What became of a query, with a word to the waiting."""
    with st.spinner(say("data-running", seconds=f"{OF_PAGE.seconds:g}")):
        try:
            ask(permitted.looking(), "query", about=sql)
            return _ask(str(frame.snapshot_path()), sql)
        except Refused as refused:
            return Outcome(None, 0.0, refused.code, refused.parameters)


def show_result(say: Words, sql: str) -> None:
    """The result of a query: how much it is, as files, as a chart, and row by row."""
    outcome = outcome_of(say, sql)
    result = outcome.result
    if result is None:
        frame.show(html.fault(say, outcome.code, outcome.parameters or {}))
        return
    name = address.get("name")
    rows = result.rows
    many = "data-result-cut" if result.is_cut else "data-result-rows"
    said = say(many, rows=f"{rows.height:,}", columns=len(rows.columns))
    frame.heading(name or say("data-result"), f"{said} · {outcome.seconds:.2f} s")
    if rows.is_empty():
        frame.show_message(say, "data-result-empty", "empty")
        return
    build = frame.settings_of_run().build
    links = [
        (say(f"data-file-{form}"), files.link(form, sql, name, build)) for form in files.MEDIA_TYPES
    ]
    frame.show(html.links_line(links, say("data-files", most=f"{OF_FILE.rows:,}")))
    _show_chart(say, result)
    page, pages = choices.page_of(rows.height, PAGE_SIZE)
    first = (page - 1) * PAGE_SIZE
    shown = rows.slice(first, PAGE_SIZE)
    span = {"first": f"{first + 1:,}", "last": f"{first + shown.height:,}"}
    text = say("data-shown", **span, total=f"{rows.height:,}")
    if len(rows.columns) > html.MOST_COLUMNS:
        text += say("data-shown-columns", count=html.MOST_COLUMNS)
    frame.pager(say, page, pages, text)
    frame.show(html.rows_table(say, shown, label=say("data-result"), key="result"))


def _show_chart(say: Words, result: QueryResult) -> None:
    """The choices of a chart and the chart; a sensible one stands there from the beginning."""
    rows = result.rows
    columns, measured = charts.drawable(rows), charts.numbers(rows)
    if not measured:
        return
    fitting = charts.fitting(rows)
    titles = {name: html.column_title(say, name) for name in rows.columns}
    with st.container(key="chart-choices", horizontal=True, vertical_alignment="bottom"):
        kind = address.choose(
            "kind",
            say("data-chart"),
            [*charts.KINDS, charts.NONE],
            lambda key: say(f"data-chart-{key}"),
            default=fitting.kind,
            width=140,
        )
        chart = replace(fitting, kind=kind or fitting.kind)
        if chart.kind == charts.NONE:
            return
        across = measured if chart.kind == "histogram" else columns
        x = fitting.x if fitting.x in across else across[0]
        chart = replace(chart, x=_choose_column(say, "x", across, x, titles), y=None)
        if chart.kind != "histogram":
            others = [name for name in measured if name != chart.x] or measured
            y = fitting.y if fitting.y in others else others[0]
            chart = replace(chart, y=_choose_column(say, "y", others, y, titles))
        groups = charts.groupings(rows)
        if groups:
            colour = address.choose(
                "colour",
                say("data-colour"),
                [charts.NONE, *groups],
                lambda name: titles.get(name, say("data-colour-none")),
                default=fitting.colour or charts.NONE,
            )
            chart = replace(chart, colour=None if colour == charts.NONE else colour)
    frame.show_unknown(say)
    description = say(
        "data-chart-alt",
        kind=say(f"data-chart-{chart.kind}"),
        x=titles[chart.x or ""],
        y=titles.get(chart.y or "", say("data-rows")),
    )
    frame.chart(charts.figure(rows, chart, titles), key="result-chart", description=description)
    notes = [
        say("data-chart-stacked") if charts.is_stacked(rows, chart) else "",
        say("data-chart-cut", count=charts.MOST_BARS)
        if chart.kind == "bar" and rows.height > charts.MOST_BARS
        else "",
    ]
    if any(notes):
        frame.show(html.links_line([], " ".join(notes)))


def _choose_column(
    say: Words, axis: str, columns: list[str], default: str, titles: Mapping[str, str]
) -> str:
    return (
        address.choose(
            axis, say(f"data-{axis}"), columns, lambda name: titles[name], default=default
        )
        or default
    )
