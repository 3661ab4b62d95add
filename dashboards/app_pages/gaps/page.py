"""差距: what the county lacks, by indicator, school and kind; what changed; where help pays."""

from dashboards.app_pages.gaps import html, own, queries, views
from dashboards.parts import address, choices, frame, marts, permitted
from dashboards.parts.guide import has_kinds

VIEWS = {
    "map": ("gaps-view-map", views.show_map),
    "weak": ("gaps-view-weak", views.show_weak),
    "kinds": ("gaps-view-kinds", views.show_kinds),
    "change": ("gaps-view-change", views.show_change),
    "help": ("gaps-view-help", views.show_help),
}

frame.title(frame.speak()("page-gaps"))
view = frame.open_view()
if not permitted.sees_all("page_gaps"):
    own.show(view)
    raise frame.NothingMore
say, snapshot, labels = view.words, view.snapshot, view.labels
with choices.filters():
    cycle = choices.choose_cycle(view)
    basis = choices.choose_basis(view)
    key = cycle["cycle_id"]
    groups = queries.groups(snapshot, key)
    township = choices.choose_township(view, groups)
    school_type = choices.choose_school_type(view, groups)
    dimensions = marts.dimensions(snapshot, cycle["edition"]).to_dicts()
    dimension = choices.choose_dimension(view, dimensions)
    narrowed = {"township": township, "school_type": school_type}
    rows = queries.weaknesses(snapshot, key, basis, **narrowed).to_dicts()
    by_id = {row["indicator_id"]: row for row in rows}
    indicator_id = address.choose(
        "indicator",
        say("gaps-choose-indicator"),
        list(by_id),
        lambda key: f"{key} {labels.name(by_id[key])}",
        placeholder=say.attr("gaps-choose-indicator", "all"),
        width=240,
    )

looked = views.Looked(
    view,
    cycle,
    basis,
    township,
    school_type,
    dimension,
    {row["dimension_id"]: labels.name(row) for row in dimensions},
    rows,
)
if not rows or not looked.shown:
    frame.lead(say("gaps-lead"), view, cycle)
    frame.stop_no_match(view, scored=marts.is_anyone_scored(snapshot, key))
if indicator_id is not None:
    frame.lead(say("gaps-lead"), view, cycle)
    views.show_indicator(looked, by_id[indicator_id])
    raise frame.NothingMore
offered = [name for name in VIEWS if name != "kinds" or has_kinds(rows)]
seen = address.switch(
    "view", say("gaps-view"), offered, lambda name: say(VIEWS[name][0]), default="map"
)
frame.lead(say("gaps-lead"), view, cycle)
if township is not None:
    views.show_township(looked, groups["township"].unique().sort().to_list())
to_view = {name: address.here(view=name, page=None, sort=None) for name in ("weak", "change")}
whole = queries.whole(
    snapshot, key, basis, **narrowed, dimension_id=dimension["dimension_id"] if dimension else None
)
frame.show(html.key_figures(say, whole, looked.shown, labels, views.indicator_link, to_view))
VIEWS[seen][1](looked)
