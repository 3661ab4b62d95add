"""改进: what other answers would bring a school, its way to the next tier, a plan to keep."""

import streamlit as st

from dashboards.app_pages.plan import html, views
from dashboards.parts import address, choices, design, frame, guide, marts, permitted
from duibiao.analysis.explanation import told_of_others

frame.title(frame.speak()("page-plan"))
view = frame.open_view()
say, snapshot, labels = view.words, view.snapshot, view.labels
with choices.filters():
    cycle = choices.choose_cycle(view)
    basis = choices.choose_basis(view)
    key = cycle["cycle_id"]
    schools = permitted.own_schools("page_plan", marts.schools(snapshot, key))
    school_id = choices.choose_school(view, schools)
school = marts.school(snapshot, key, school_id) if school_id else None
if school is None or school_id is None:
    frame.show_unknown(say)
    frame.stop_empty(*frame.message(say, "empty-choose-school"))
permitted.view_answers(snapshot, key, school_id)
walk = marts.walk(snapshot, key, basis, school_id)
if walk is None or walk.score is None:
    frame.show_unknown(say)
    frame.show_reporting(view, school)
    frame.stop_empty(*frame.message(say, "plan-no-score"))

desk = views.open_desk(view, walk)
found = desk.found
if address.get("view") == "print" and found.after is not None:
    frame.show(views.paper(desk))
    raise frame.NothingMore
ratings = guide.ratings_by_code(marts.ratings(snapshot, cycle["edition"]).to_dicts())
frame.lead(say("plan-lead"), view, cycle)
frame.show_reporting(view, school)
with st.container(key="plan-result"):
    frame.show(html.result(say, found, ratings, labels))
    for sentence in told_of_others(say, sorted(desk.cycle.edition.relative_indicators)):
        frame.show(design.notice(sentence))
if found.problems:
    frame.show(html.problems(say, found, desk.texts, desk.asked))
with st.container(key="plan-desk"):
    left, right = st.columns([5, 6], gap="large")
with left:
    frame.heading(say("plan-section-way"), say.attr("plan-section-way", "note"))
    views.show_way(desk)
    frame.heading(say("plan-section-plan"))
    views.show_plan(desk)
    if found.dimensions:
        frame.heading(say("plan-section-dimensions"), say.attr("plan-section-dimensions", "note"))
        frame.show(html.dimensions_table(say, found, walk, labels))
with right:
    frame.heading(say("plan-section-answers"), say.attr("plan-section-answers", "note"))
    views.show_questions(desk)
frame.show_unknown(say)
