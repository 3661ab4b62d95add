"""排名: the schools in order with how sure each rank is, and what separates one from the next."""

from dashboards.app_pages.ranking import html, queries, views
from dashboards.parts import address, choices, frame, marts

PAGE_SIZE = 60

frame.title(frame.speak()("page-ranking"))
view = frame.open_view()
say, snapshot, labels = view.words, view.snapshot, view.labels
with choices.filters():
    cycle = choices.choose_cycle(view)
    basis = choices.choose_basis(view)
    key = cycle["cycle_id"]
    groups = queries.groups(snapshot, key)
    township = choices.choose_township(view, groups)
    school_type = choices.choose_school_type(view, groups)
    peer_group = choices.choose_peer_group(view, queries.peer_groups(snapshot, key, basis))
    dimensions = marts.dimensions(snapshot, cycle["edition"]).to_dicts()
    dimension = choices.choose_dimension(view, dimensions)

chosen = queries.Chosen(
    key, basis, township, school_type, peer_group, dimension["dimension_id"] if dimension else None
)
summary = queries.summary(snapshot, chosen)
page, pages = choices.page_of(summary["ranked_count"], PAGE_SIZE)
first = (page - 1) * PAGE_SIZE
rows = queries.page(snapshot, chosen, first=first, count=PAGE_SIZE).to_dicts()
ids = [row["school_id"] for row in rows]
ties = queries.ties(snapshot, key, basis).to_dicts()
shown = html.Shown(
    rows,
    queries.points(snapshot, key, basis, ids),
    queries.reaches(snapshot, key, basis, ids),
    ties,
    dimensions,
)
school, compare, here = frame.links_to("school"), frame.links_to("compare"), address.links_here()
links = html.Links(
    lambda school_id, **of: school(school=school_id, **of),
    lambda school_ids: compare(schools=",".join(school_ids)),
    lambda school_id: here(up=school_id, **{"with": None}),
    lambda school_id: compare(by="cycles", schools=school_id),
)

frame.lead(say(f"ranking-lead-{basis}"), view, cycle)
if not rows:
    frame.stop_no_match(view, scored=marts.is_anyone_scored(snapshot, key))
if up := address.get("up"):
    views.show_separation(view, chosen, up, dimensions, links)
if address.get("view") == "strip" and dimension is None:
    views.show_strip(view, chosen, cycle["edition"], links)
is_sure = dimension is None and bool(summary["draws"])
span = {"first": first + 1, "last": first + len(rows), "total": summary["ranked_count"]}
more = html.ways_on(say, here(view="strip")) if is_sure else ""
frame.pager(say, page, pages, say("shown-schools", **span), more)
frame.show(html.dimension_legend(dimensions, shown.colours, labels, say))
verified = basis == "verified"
frame.show(
    html.ranking_table(say, shown, chosen.groups, dimension, labels, links, verified=verified)
)
if pages > 1:
    frame.pager(say, page, pages, say("shown-schools", **span))
of_county, by_score = peer_group is None, dimension is None
frame.heading(say("section-how-sure"))
frame.show(html.key_figures(say, summary, basis, of_county=of_county, by_score=by_score))
if is_sure:
    frame.show(html.reading_note(say, summary, chosen.interval))
    frame.heading(say("section-lines"), say.attr("section-lines", "note"))
    lines = queries.lines(snapshot, key, basis)
    frame.show(html.lines_table(say, lines, ties, labels, links))
