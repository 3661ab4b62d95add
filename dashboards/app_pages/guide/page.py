"""指南: the guide as the system holds it, with its standing, in full."""

import streamlit as st

from dashboards.app_pages.guide import html, queries, unpublished
from dashboards.parts import address, choices, condition, frame, guide, marts

frame.title(frame.speak()("page-guide"))
view = unpublished.open_view()
say, snapshot, labels = view.words, view.snapshot, view.labels
condition.show_guide_faults(say)
with choices.filters():
    edition = choices.choose_edition(view)
    dimensions = marts.dimensions(snapshot, edition["edition"]).to_dicts()
    dimension = choices.choose_dimension(view, dimensions)
    sought = address.search("find", say("choose-find"), say.attr("choose-find", "placeholder"))

detail = marts.guide_detail(snapshot, edition["edition"])
indicators = queries.guide_indicators(
    snapshot,
    edition["edition"],
    dimension_id=dimension["dimension_id"] if dimension else None,
    sought=sought or None,
).to_dicts()
ratings = guide.ratings_by_code(detail["ratings"].to_dicts())
rules = guide.Rules(say, detail, labels)

frame.show_unknown(say)
frame.heading(edition["title_zh"], frame.standing(say, edition["status"]))
if edition["status"] != "official":
    frame.show_message(say, "standing-notice", "warning", detail=edition["note_zh"] or "")
frame.show(html.key_figures(say, edition, dimensions, labels))
if not indicators:
    frame.show_message(say, "empty-no-indicator", "empty")
for row in dimensions:
    own = [item for item in indicators if item["dimension_id"] == row["dimension_id"]]
    if own:
        frame.heading(labels.name(row), html.dimension_note(say, row))
        name = labels.name(row)
        frame.show(
            html.indicators_table(say, own, rules, labels, key=row["dimension_id"], label=name)
        )
left, right = st.columns([1, 1], gap="medium")
with left:
    frame.heading(say("section-tiers"))
    frame.show(html.tiers_table(say, detail["tiers"].to_dicts(), labels))
    frame.heading(say("section-ratings"))
    frame.show(html.ratings_table(say, detail["ratings"].to_dicts()))
with right:
    frame.heading(say("section-red-lines"))
    frame.show(html.red_lines_table(say, detail["red_lines"].to_dicts(), ratings))
