"""学校: one school, its score and why, down to the cells of its answers; what it handed in."""

from functools import partial

import streamlit as st

from dashboards import address, charts, choices, design, evidence_files, frame, queries
from dashboards.panels import school as panel
from dashboards.panels import walk as way_down

WORTH_MOST = 8

frame.title(frame.speak()("page-school"))
view = frame.open_view()
say, snapshot, labels = view.words, view.snapshot, view.labels
with choices.filters():
    cycle = choices.choose_cycle(view)
    basis = choices.choose_basis(view)
    key = cycle["cycle_id"]
    school_id = choices.choose_school(view, queries.schools(snapshot, key))
school = queries.school(snapshot, key, school_id) if school_id else None
walk = queries.walk(snapshot, key, basis, school_id) if school_id else None
dimension, indicator = choices.opened(walk)
frame.show_unknown(say)
if school is None or school_id is None:
    frame.stop_empty(*frame.message(say, "empty-choose-school"))

frame.heading(school["name_zh"], panel.description(say, school, labels))
frame.show_reporting(view, school)
if walk is not None and dimension is not None:
    here = (walk, dimension, indicator)
    frame.show(way_down.way(say, *here, labels, address.here, frame.link("ranking")))
    if indicator is None:
        frame.show(way_down.dimension_view(say, walk, dimension, labels, address.here))
    else:
        frame.show(way_down.indicator_view(say, walk, indicator, labels, address.here))
    raise frame.NothingMore

score = queries.school_score(snapshot, key, basis, school_id)
if score is not None and walk is not None:
    ratings = panel.ratings_by_code(queries.ratings(snapshot, cycle["edition"]).to_dicts())
    findings = queries.findings(snapshot, key, school_id).to_dicts()
    dimensions = queries.school_dimensions(snapshot, key, basis, school_id)
    frame.show(panel.key_figures(say, score, ratings, labels))
    frame.show(panel.reasons(say, walk, labels))
    if findings:
        lines = panel.findings_notice(say, findings, ratings)
        frame.show(design.notice(say("findings-at-school"), "warning", lines))
    left, right = st.columns([1, 1], gap="medium")
    with left:
        frame.heading(
            say("section-dimensions"),
            labels.peer_group(score["peer_group"], score["peer_group_kind"]),
        )
        names = [labels.name(row) for row in dimensions.iter_rows(named=True)]
        frame.chart(
            charts.dimensions_against_peers(dimensions, names, charts.said(say)),
            key="school-dimensions",
            description=say("section-dimensions"),
        )
        frame.show(panel.dimensions_table(say, dimensions.to_dicts(), labels, address.here))
    with right:
        frame.heading(say("section-worth-most"), say.attr("section-worth-most", "note"))
        if any(row.gap_score for row in walk.indicators):
            frame.show(panel.worth_most_table(say, walk, WORTH_MOST, labels, address.here))
        else:
            frame.show_message(say, "nothing-lacking", "info")
    frame.heading(say("section-indicators"), say.attr("section-indicators", "note"))
    seen = choices.choose_indicators(view, walk, panel.VIEWS)
    frame.show(panel.indicators_by_dimension(say, walk, seen, labels, address.here))
    frame.heading(say("section-history"))
    frame.chart(
        charts.score_history(queries.school_history(snapshot, basis, school_id), charts.said(say)),
        key="school-history",
        description=say("section-history"),
    )
frame.heading(say("section-submissions"))
if submissions := queries.school_submissions(snapshot, key, school_id).to_dicts():
    frame.show(panel.submissions_table(say, submissions))
else:
    frame.show_message(say, "empty-no-submission", "empty")
if files := queries.school_evidence(snapshot, key, school_id).to_dicts():
    frame.heading(say("section-evidence"), say("count-files", count=len(files)))
    link = partial(evidence_files.link, key, school_id)
    frame.show(panel.evidence_table(say, files, labels, link))
if problems := queries.school_problems(snapshot, key, school_id).to_dicts():
    frame.heading(say("section-problems"))
    frame.show(frame.stored_problems(say, problems))
