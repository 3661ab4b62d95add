"""总览: what needs the county today, what changed, and how it stands by dimension and tier."""

import streamlit as st

from dashboards.app_pages.overview import html, queries, views
from dashboards.parts import (
    choices,
    condition,
    days,
    frame,
    guide,
    marts,
    permitted,
)
from duibiao.analysis import county as figures
from ingest.desk import listing

NAMED = 3

frame.title(frame.speak()("page-overview"))
view = frame.open_view()
say, snapshot, labels = view.words, view.snapshot, view.labels
with choices.filters():
    cycle = choices.choose_cycle(view, of_reporting=True)
    basis = choices.choose_basis(view)
key, day = cycle["cycle_id"], days.today()

reporting = figures.reporting(snapshot, key)
county = figures.scores(snapshot, key, basis)
owing = queries.schools_owing(snapshot, key, views.SHOWN).to_dicts()
findings = marts.findings(snapshot, key).to_dicts()
ratings = queries.rating_counts(snapshot, key, basis).to_dicts()
tasks = html.tasks(
    say,
    cycle,
    day,
    queries.matters(snapshot, key, basis, named=NAMED).to_dicts(),
    queries.tied_at_tiers(snapshot, key, basis).to_dicts(),
    queries.site_checks(snapshot, key, named=NAMED).to_dicts(),
    listing.waiting_records(permitted.looking()),
    labels,
    frame.link,
)

condition.show_to_officials(say)
distance = days.distance(say, cycle, day)
frame.lead(say("overview-lead", deadline=str(cycle["deadline"]), distance=distance), view, cycle)
if not reporting["school_count"]:
    frame.stop_empty(*frame.message(say, "empty-no-schools"))
frame.show(html.key_figures(say, reporting, county, frame.link))
left, right = st.columns([11, 9], gap="medium")
with left:
    frame.heading(say("section-tasks"), say("tasks-day", day=str(day)))
    frame.show(html.tasks_list(say, cycle, tasks))
with right:
    before = cycle["previous_cycle_id"]
    frame.heading(say("section-changes"), say("changes-before", cycle=before) if before else "")
    if before and county["scored_school_count"]:
        moves = queries.tier_moves(snapshot, key, basis, named=NAMED).to_dicts()
        scores = queries.score_moves(snapshot, key, basis)
        frame.show(html.changes(say, county, scores, moves, labels, frame.link))
    else:
        frame.show_message(say, "changes-none" if not before else "empty-nobody-scored", "empty")
    frame.heading(say("section-ratings"))
    frame.show(html.ratings_bar(say, ratings))
left, right = st.columns([1, 1], gap="medium")
if county["scored_school_count"]:
    tiers = figures.tier_counts(snapshot, key, basis)
    reaching = queries.schools_reaching_tiers(snapshot, key, basis).to_dicts()
    with left:
        frame.heading(say("section-tiers"), say.attr("section-tiers", "note"))
        frame.show(html.tiers_table(say, tiers, reaching, labels, frame.link))
        views.show_weaknesses(view, key, basis)
    with right:
        views.show_dimensions(view, key, basis)
        views.show_townships(view, key, basis)
views.show_who_hands_in(view, key, owing)
if findings:
    frame.heading(say("section-red-lines"))
    frame.show(html.findings_table(say, findings, guide.ratings_by_code(ratings), frame.link))
