"""What separates a school from another: the next above, or whichever is chosen."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup

from dashboards.app_pages.ranking import html, queries
from dashboards.parts import address, frame, marts
from dashboards.parts.frame import View
from dashboards.parts.tables import Row

OTHER = "with"
MOST_DOTS = 120


def show_separation(
    view: View, chosen: queries.Chosen, school_id: str, dimensions: Sequence[Row], links: html.Links
) -> None:
    """By how much two places differ, by dimension and indicator; the address holds both."""
    say, snapshot = view.words, view.snapshot
    ranked = queries.places(snapshot, chosen)
    places = {row["school_id"]: row for row in ranked.iter_rows(named=True)}
    is_ranked = places.pop(school_id, None) is not None
    frame.heading(say("section-separation"), say.attr("section-separation", "note"))
    other = None
    if is_ranked:
        # The words are asked for once: of 10,000 schools each would be said anew.
        pattern = say("ranking-place", rank="\0", school="\1")
        other = address.choose(
            OTHER,
            say("ranking-choose-with"),
            list(places),
            lambda key: pattern.replace("\0", str(places[key]["rank_county"])).replace(
                "\1", places[key]["name_zh"]
            ),
            placeholder=say.attr("ranking-choose-with", "all"),
            width=340,
        )
    pair = queries.pair(snapshot, chosen, school_id, other)
    found = queries.separation(snapshot, chosen, pair)
    close = address.here(up=None, **{OTHER: None})
    frame.show(html.separation_words(say, pair, found, links, close))
    left, right = st.columns([4, 7], gap="medium")
    with left:
        frame.show(html.separation_by_dimension(say, found, dimensions, view.labels))
    with right:
        frame.show(html.separation_by_indicator(say, found, pair, view.labels, links.school))


def show_strip(view: View, chosen: queries.Chosen, edition: str, links: html.Links) -> None:
    """All the chosen schools by score in a picture, with the lines of tiers and ratings."""
    say, snapshot = view.words, view.snapshot
    rows = queries.places(snapshot, chosen)
    note = ""
    if rows.height > MOST_DOTS:
        note = say("shown-first", total=rows.height, shown=MOST_DOTS)
    close = Markup('<a class="plain" href="{}">{}</a>').format(
        address.here(view=None), say("ranking-close")
    )
    frame.heading(say("section-strip"), Markup("{} {}").format(note, close))
    tiers = queries.tiers(snapshot, edition)
    ratings = marts.ratings(snapshot, edition).to_dicts()
    shown = rows.head(MOST_DOTS).to_dicts()
    frame.show(html.strip(say, shown, tiers, ratings, view.labels, links.school))
