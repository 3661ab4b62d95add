"""One township: its figures over the years, beside another and the county, and its schools."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import streamlit as st
from markupsafe import Markup

from dashboards.app_pages.township import html, queries
from dashboards.parts import address, choices, frame, marts
from dashboards.parts.frame import View
from dashboards.parts.tables import Row
from duibiao.analysis import county as figures
from duibiao.analysis.county import COUNTY, Group

YEARS = 6
PAGE_SIZE = 120


def choose(view: View, name: str, townships: Sequence[str]) -> str | None:
    """A township, or none; the words are `township-choose-<name>`."""
    message = f"township-choose-{name}"
    found = choices.listed(view, name, pl.DataFrame({"township": list(townships)}))
    return address.choose(
        name,
        view.words(message),
        found["township"].to_list(),
        lambda township: township,
        placeholder=view.words.attr(message, "all"),
    )


def show_township(
    view: View,
    cycle: Mapping[str, Any],
    basis: str,
    rows: Mapping[str, Row],
    township: str,
    other: str | None,
) -> None:
    """`rows`: those of `county.township_scores` by name; `other`: whom it is set against."""
    say, snapshot, key = view.words, view.snapshot, cycle["cycle_id"]
    frame.heading(township, _neighbours(view, list(rows), township))
    frame.show(html.key_figures(say, rows[township], figures.scores(snapshot, key, basis)))
    groups = {township: Group.of(township)}
    if other is not None:
        groups[other] = Group.of(other)
    groups[say("peer-group-county")] = COUNTY
    years = marts.cycles_until(snapshot, key, YEARS)
    left, right = st.columns([1, 1], gap="medium")
    with left:
        frame.heading(say("township-years"), say.attr("township-years", "note"))
        scores = {
            name: queries.averages(snapshot, years, basis, group) for name, group in groups.items()
        }
        frame.show(html.over_years(say, years, scores))
        frame.show(html.years_table(say, years, scores))
    with right:
        frame.heading(say("township-dimensions"), say.attr("township-dimensions", "note"))
        dimensions = marts.dimensions(snapshot, cycle["edition"]).to_dicts()
        shares = {
            name: marts.shares_over_cycles(snapshot, [key], basis, "dimension", group)
            for name, group in groups.items()
        }
        frame.show(
            html.dimensions_table(say, dimensions, key, township, shares, view.labels, frame.link)
        )
    schools = queries.schools(snapshot, key, basis, township).to_dicts()
    frame.heading(say("township-schools"), say("count-schools", count=len(schools)))
    frame.show(html.schools_table(say, schools, view.labels, frame.link))


def _neighbours(view: View, names: Sequence[str], township: str) -> Markup:
    """The ways to all townships, to the one with the next higher average, and the next lower."""
    place = names.index(township)
    ways: list[tuple[str, str | None]] = [(view.words("gaps-all-townships"), None)]
    ways += [(f"‹ {name}", name) for name in names[max(place - 1, 0) : place]]
    ways += [(f"{name} ›", name) for name in names[place + 1 : place + 2]]
    return Markup(" ").join(
        Markup('<a class="plain" href="{}">{}</a>').format(
            address.here(township=name, **{"with": None}), word
        )
        for word, name in ways
    )
