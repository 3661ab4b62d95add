"""学校: one school, its score and why, what would raise it most, and everything it handed in."""

import streamlit as st

from dashboards import address, charts, choices, design, frame, queries
from dashboards.panels import school as panel

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
frame.show_unknown(say)
if school is None or school_id is None:
    frame.stop_empty(*frame.message(say, "empty-choose-school"))

ratings = panel.ratings_by_code(queries.ratings(snapshot, cycle["edition"]).to_dicts())
score = queries.school_score(snapshot, key, basis, school_id)
findings = queries.findings(snapshot, key, school_id).to_dicts()
submissions = queries.school_submissions(snapshot, key, school_id).to_dicts()

frame.heading(school["name_zh"], panel.description(say, school, labels))
frame.show_reporting(view, school)
if score is not None:
    dimensions = queries.school_dimensions(snapshot, key, basis, school_id)
    indicators = queries.school_indicators(snapshot, key, basis, school_id).to_dicts()
    lacking = [row for row in indicators if row["gap_score"]]
    lacking.sort(key=lambda row: (-row["gap_score"], row["place"]))
    grounds = panel.grounds(
        queries.school_answers(snapshot, key, basis, school_id).to_dicts(),
        queries.school_parts(snapshot, key, basis, school_id).to_dicts(),
        queries.red_lines(snapshot, cycle["edition"]).to_dicts(),
    )
    frame.show(panel.key_figures(say, score, ratings, labels))
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
        frame.show(panel.dimensions_table(say, dimensions.to_dicts(), labels))
    with right:
        frame.heading(say("section-worth-most"), say.attr("section-worth-most", "note"))
        if lacking:
            frame.show(panel.worth_most_table(say, lacking[:WORTH_MOST], labels))
        else:
            frame.show_message(say, "nothing-lacking", "info")
    frame.heading(say("section-indicators"))
    seen = address.switch(
        "show",
        say("choose-show"),
        list(panel.VIEWS),
        lambda name: say(f"show-{name}", count=sum(map(panel.VIEWS[name], indicators))),
        default="all",
    )
    chosen = [row for row in indicators if panel.VIEWS[seen](row)]
    frame.show(panel.indicators_by_dimension(say, dimensions.to_dicts(), chosen, grounds, labels))
    frame.heading(say("section-history"))
    frame.chart(
        charts.score_history(queries.school_history(snapshot, basis, school_id), charts.said(say)),
        key="school-history",
        description=say("section-history"),
    )
frame.heading(say("section-submissions"))
if submissions:
    frame.show(panel.submissions_table(say, submissions))
else:
    frame.show_message(say, "empty-no-submission", "empty")
problems = queries.school_problems(snapshot, key, school_id).to_dicts()
if problems:
    frame.heading(say("section-problems"))
    frame.show(frame.stored_problems(say, problems))
