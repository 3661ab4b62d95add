"""总览: who has handed in, how the county stands by dimension, and tiers against their quotas."""

import streamlit as st

from dashboards import charts, choices, design, frame, queries
from dashboards.panels import overview as panel
from dashboards.panels.school import ratings_by_code

SHOWN = 15

frame.title(frame.speak()("page-overview"))
view = frame.open_view()
say, snapshot, labels = view.words, view.snapshot, view.labels
with choices.filters():
    cycle = choices.choose_cycle(view)
    basis = choices.choose_basis(view)
key = cycle["cycle_id"]

reporting = queries.reporting_counts(snapshot, key)
county = queries.county_summary(snapshot, key, basis)
dimensions = queries.county_dimensions(snapshot, key, basis)
tiers = queries.tiers(snapshot, key, basis).to_dicts()
reaching = queries.schools_reaching_tiers(snapshot, key, basis).to_dicts()
ratings = queries.rating_counts(snapshot, key, basis).to_dicts()
townships = queries.reporting_by_township(snapshot, key).to_dicts()
owing = queries.schools_owing(snapshot, key).to_dicts()
findings = queries.findings(snapshot, key).to_dicts()


def to_school(school_id: str) -> str:
    """The address of a school's page."""
    return frame.link("school", school=school_id)


def to_township(township: str) -> str:
    """The address of a township's ranking."""
    return frame.link("ranking", township=township)


frame.show_build_failure(say)
frame.lead(say("overview-lead", deadline=str(cycle["deadline"])), view, cycle)
if not sum(reporting.values()):
    frame.stop_empty(*frame.message(say, "empty-no-schools"))
frame.show(panel.key_figures(say, reporting, county))
if not county["scored_schools"]:
    frame.show_message(say, "empty-nobody-scored", "empty")
else:
    left, right = st.columns([1, 1], gap="medium")
    with left:
        frame.heading(
            say("section-county-dimensions"), say.attr("section-county-dimensions", "note")
        )
        frame.chart(
            charts.dimension_spread(
                dimensions,
                [labels.name(row) for row in dimensions.iter_rows(named=True)],
                charts.said(say),
            ),
            key="county-dimensions",
            description=say("section-county-dimensions"),
        )
        frame.heading(say("section-ratings"))
        frame.show(panel.ratings_bar(say, ratings))
    with right:
        frame.heading(say("section-tiers"), say.attr("section-tiers", "note"))
        frame.show(panel.tiers_table(say, tiers, reaching, labels, to_school))
left, right = st.columns([1, 1], gap="medium")
with left:
    frame.heading(say("section-townships"))
    frame.show(panel.townships_table(say, townships, to_township))
with right:
    frame.heading(say("section-owing"), say("count-schools", count=len(owing)))
    if owing:
        frame.show(panel.owing_table(say, owing[:SHOWN], labels, to_school))
        if len(owing) > SHOWN:
            with st.expander(say("all-schools", count=len(owing) - SHOWN)):
                frame.show(
                    panel.owing_table(say, owing[SHOWN:], labels, to_school, key="owing-rest")
                )
    else:
        frame.show(design.notice(say("owing-none")))
if findings:
    frame.heading(say("section-red-lines"))
    frame.show(panel.findings_table(say, findings, ratings_by_code(ratings), to_school))
