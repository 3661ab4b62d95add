"""Parts of the overview that are drawn as they are fetched."""

from __future__ import annotations

from typing import Any

import streamlit as st
from markupsafe import Markup

from dashboards.app_pages.overview import html, queries
from dashboards.parts import design, frame, marts
from dashboards.parts.frame import View
from dashboards.parts.tiles import tiles, tiles_note
from duibiao.analysis import county

SHOWN = 15
TILES = 120
YEARS = 5


def show_weaknesses(view: View, cycle_id: str, basis: str) -> None:
    """The county's first weaknesses, with the way to all indicators."""
    say = view.words
    weak = county.weaknesses(view.snapshot, cycle_id, basis, county.WEAKEST_NAMED)
    link = Markup('<a class="plain" href="{}">{}</a>').format(
        frame.link("gaps", view="weak"), say.attr("section-weaknesses", "note")
    )
    frame.heading(say("section-weaknesses"), link)
    frame.show(html.weaknesses_table(say, weak, view.labels, frame.link))


def show_who_hands_in(view: View, cycle_id: str, owing: list[dict[str, Any]]) -> None:
    """How far each township is, the slowest first, beside the schools that owe their workbook.

    `owing`: the first of them, each with how many there are.
    """
    say, total = view.words, owing[0]["schools"] if owing else 0
    left, right = st.columns([1, 1], gap="medium")
    with left:
        townships = county.township_reporting(view.snapshot, cycle_id)
        frame.heading(say("section-townships"), html.slowest(say, townships, SHOWN))
        frame.show(html.townships_table(say, townships[:SHOWN], frame.link))
    with right:
        cut = "shown-first" if total > len(owing) else "count-schools"
        frame.heading(say("section-owing"), say(cut, count=total, total=total, shown=len(owing)))
        table = html.owing_table(say, owing, view.labels, frame.link)
        frame.show(table if owing else design.notice(say("owing-none")))
        frame.show(html.all_reporting(say, frame.link))


def show_dimensions(view: View, cycle_id: str, basis: str) -> None:
    """The county's dimensions over the years, as a picture and in figures."""
    say, snapshot, labels = view.words, view.snapshot, view.labels
    name = "section-county-dimensions"
    frame.heading(say(name), say.attr(name, "note"))
    rows = queries.county_dimensions(snapshot, cycle_id, basis).to_dicts()
    years = marts.cycles_until(snapshot, cycle_id, YEARS)
    shares = marts.shares_over_cycles(snapshot, years, basis, "dimension", county.COUNTY)
    frame.show(html.dimensions_over_years(say, rows, years, shares, labels))
    frame.show(html.dimensions_table(say, rows, years, shares, labels, frame.link))


def show_townships(view: View, cycle_id: str, basis: str) -> None:
    """The townships' average scores as tiles."""
    say = view.words
    rows = county.township_scores(view.snapshot, cycle_id, basis)
    note: str | Markup = tiles_note(say, rows)
    if len(rows) > TILES:
        span = {"first": 1, "last": TILES, "total": len(rows)}
        note = Markup('{} <a class="plain" href="{}">{}</a>').format(
            say("shown-townships", **span), frame.link("township"), say("page-township")
        )
    frame.heading(say("section-township-scores"), note)
    frame.show(tiles(say, rows[:TILES], frame.link))
