"""学校: one school, its score and why, down to the cells of its answers; what it handed in."""

import streamlit as st

from dashboards.app_pages.school import html, views, walk_html
from dashboards.parts import address, choices, frame, marts, permitted

frame.title(frame.speak()("page-school"))
view = frame.open_view()
say, snapshot, labels = view.words, view.snapshot, view.labels
with choices.filters():
    cycle = choices.choose_cycle(view)
    basis = choices.choose_basis(view)
    key = cycle["cycle_id"]
    schools = permitted.own_schools("page_school", marts.schools(snapshot, key))
    school_id = choices.choose_school(view, schools)
school = marts.school(snapshot, key, school_id) if school_id else None
walk = marts.walk(snapshot, key, basis, school_id) if school_id else None
dimension, indicator = choices.opened(walk)
if school is None or school_id is None:
    frame.show_unknown(say)
    frame.stop_empty(*frame.message(say, "empty-choose-school"))

permitted.view_answers(snapshot, key, school_id)
frame.show_older(view, cycle)
frame.heading(school["name_zh"], html.description(say, school, labels))
frame.show_reporting(view, school)
if walk is not None and dimension is not None:
    frame.show_unknown(say)
    here = (walk, dimension, indicator)
    # Her own school's ranks stand with its score, where there is no list of all for her.
    own = address.here(dimension=None, indicator=None)
    ranking = own if permitted.may("page_ranking") else frame.link("ranking")
    frame.show(walk_html.way(say, *here, labels, address.here, ranking))
    if indicator is None:
        frame.show(walk_html.dimension_view(say, walk, dimension, labels, address.here))
    else:
        frame.show(walk_html.indicator_view(say, walk, indicator, labels, address.here))
    raise frame.NothingMore

shown = views.choose(view, walk)
frame.show_unknown(say)
with st.container(key=f"school-view-{shown}"):
    if walk is not None and shown == "score":
        views.show_score(view, cycle, walk)
    elif walk is not None and shown == "learn":
        views.show_learning(view, walk)
    elif shown == "history":
        views.show_history(view, key, basis, school_id)
    else:
        views.show_files(view, key, school_id)
