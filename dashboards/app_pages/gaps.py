"""差距: which indicators the county is weakest at, of what kind, and where, school by school."""

import streamlit as st

from dashboards import charts, choices, frame, queries
from dashboards.panels import gaps as panel

COLUMNS = 60
WEAKEST = 12

frame.title(frame.speak()("page-gaps"))
view = frame.open_view()
say, snapshot, labels = view.words, view.snapshot, view.labels
with choices.filters():
    cycle = choices.choose_cycle(view)
    basis = choices.choose_basis(view)
    key = cycle["cycle_id"]
    schools = queries.schools(snapshot, key)
    township = choices.choose_township(view, schools)
    school_type = choices.choose_school_type(view, schools)

narrowed = {"township": township, "school_type": school_type}
gaps = queries.indicator_gaps(snapshot, key, basis, **narrowed).to_dicts()
kinds = queries.quadrants(snapshot, key, basis, **narrowed).to_dicts()
ranked = queries.ranking(snapshot, key, basis, **narrowed)

frame.lead(say("gaps-lead"), view, cycle)
if not gaps:
    frame.stop_no_match(view, scored=queries.is_anyone_scored(snapshot, key))
left, right = st.columns([9, 4], gap="small")
with left:
    frame.heading(say("section-weakest"), say.attr("section-weakest", "note"))
    frame.show(panel.weakest_table(say, gaps[:WEAKEST], labels))
    if len(gaps) > WEAKEST:
        with st.expander(say("all-indicators", count=len(gaps))):
            frame.show(panel.weakest_table(say, gaps[WEAKEST:], labels, key="weakest-rest"))
with right:
    frame.heading(say("section-kinds"), say.attr("section-kinds", "note"))
    frame.show(panel.quadrant_panels(say, kinds, labels))

page, pages = choices.page_of(ranked.height, COLUMNS)
shown = ranked.slice((page - 1) * COLUMNS, COLUMNS)
cells = queries.indicator_cells(snapshot, key, basis, shown["school_id"].to_list())
in_order = sorted(gaps, key=lambda row: int(row["place"]))
first = (page - 1) * COLUMNS + 1
frame.heading(say("section-heatmap"), say.attr("section-heatmap", "note"))
frame.pager(
    say,
    page,
    pages,
    say("shown-schools", first=first, last=first + shown.height - 1, total=ranked.height),
)
frame.show(panel.heatmap_legend(say))
with st.container(key="heatmap"):
    frame.chart(
        charts.gap_heatmap(
            cells,
            [
                (row["indicator_id"], f"{row['indicator_id']} {labels.name(row)}")
                for row in in_order
            ],
            list(zip(shown["school_id"].to_list(), shown["name_zh"].to_list(), strict=True)),
            charts.said(say),
        ),
        key="gap-heatmap",
        description=say("section-heatmap"),
    )
