"""排名: the schools in order, narrowed as one likes, ties shown as ties, points by dimension."""

from markupsafe import Markup

from dashboards import choices, design, frame, queries
from dashboards.panels import ranking as panel
from dashboards.tables import Row

PAGE_SIZE = 100

frame.title(frame.speak()("page-ranking"))
view = frame.open_view()
say, snapshot, labels = view.words, view.snapshot, view.labels
with choices.filters():
    cycle = choices.choose_cycle(view)
    basis = choices.choose_basis(view)
    key = cycle["cycle_id"]
    schools = queries.schools(snapshot, key)
    township = choices.choose_township(view, schools)
    school_type = choices.choose_school_type(view, schools)
    peer_group = choices.choose_peer_group(view, queries.peer_groups(snapshot, key, basis))
    dimensions = queries.dimensions(snapshot, cycle["edition"]).to_dicts()
    dimension = choices.choose_dimension(view, dimensions)

rows = queries.ranking(
    snapshot,
    key,
    basis,
    township=township,
    school_type=school_type,
    peer_group=peer_group,
    dimension_id=dimension["dimension_id"] if dimension else None,
).to_dicts()
points = {
    (row["school_id"], row["dimension_id"]): row
    for row in queries.dimension_points(snapshot, key, basis).iter_rows(named=True)
}
palette = design.category_colours(len(dimensions))
colours = {row["dimension_id"]: colour for row, colour in zip(dimensions, palette, strict=True)}
chosen = {"township": township, "school_type": school_type, "peer_group": peer_group}
groups = ["county", *(name for name, value in chosen.items() if value is not None)]


def link_of(school_id: str, **of: str) -> str:
    """The address of a school, or of one of its dimensions."""
    return frame.link("school", school=school_id, **of)


def bar_of(row: Row) -> Markup:
    """A school's bar in the ranking."""
    return panel.dimension_bar(row, points, dimensions, colours, labels, link_of)


frame.lead(say(f"ranking-lead-{basis}"), view, cycle)
if not rows:
    frame.stop_no_match(view, scored=bool(points))
page, pages = choices.page_of(len(rows), PAGE_SIZE)
shown = rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
first = (page - 1) * PAGE_SIZE + 1
span = {"first": first, "last": first + len(shown) - 1, "total": len(rows)}
frame.pager(say, page, pages, say("shown-schools", **span))
frame.show(panel.dimension_legend(dimensions, colours, labels, say))
frame.show(
    panel.ranking_table(
        say,
        shown,
        groups,
        dimension,
        bar_of,
        labels,
        link_of,
        verified=basis == "verified",
    )
)
if pages > 1:
    frame.pager(say, page, pages, say("shown-schools", **span))
