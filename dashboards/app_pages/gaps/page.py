"""差距: what the county lacks, by indicator, school and kind; what changed; where help pays."""

from dashboards.app_pages.gaps import html as panel
from dashboards.app_pages.gaps import queries as fetch
from dashboards.app_pages.gaps import views as gap_views
from dashboards.parts import address, choices, frame, queries

VIEWS = {
    "map": ("gaps-view-map", gap_views.show_map),
    "weak": ("gaps-view-weak", gap_views.show_weak),
    "kinds": ("gaps-view-kinds", gap_views.show_kinds),
    "change": ("gaps-view-change", gap_views.show_change),
    "help": ("gaps-view-help", gap_views.show_help),
}

frame.title(frame.speak()("page-gaps"))
view = frame.open_view()
say, snapshot, labels = view.words, view.snapshot, view.labels
with choices.filters():
    cycle = choices.choose_cycle(view)
    basis = choices.choose_basis(view)
    key = cycle["cycle_id"]
    groups = fetch.groups(snapshot, key)
    township = choices.choose_township(view, groups)
    school_type = choices.choose_school_type(view, groups)
    dimensions = queries.dimensions(snapshot, cycle["edition"]).to_dicts()
    dimension = choices.choose_dimension(view, dimensions)
    narrowed = {"township": township, "school_type": school_type}
    rows = fetch.weaknesses(snapshot, key, basis, **narrowed).to_dicts()
    by_id = {row["indicator_id"]: row for row in rows}
    indicator_id = address.choose(
        "indicator",
        say("gaps-choose-indicator"),
        list(by_id),
        lambda key: f"{key} {labels.name(by_id[key])}",
        placeholder=say.attr("gaps-choose-indicator", "all"),
        width=240,
    )

looked = gap_views.Looked(
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
    frame.stop_no_match(view, scored=queries.is_anyone_scored(snapshot, key))
if indicator_id is not None:
    frame.lead(say("gaps-lead"), view, cycle)
    gap_views.show_indicator(looked, by_id[indicator_id])
    raise frame.NothingMore
seen = address.switch(
    "view", say("gaps-view"), list(VIEWS), lambda name: say(VIEWS[name][0]), default="map"
)
frame.lead(say("gaps-lead"), view, cycle)
if township is not None:
    gap_views.show_township(looked, groups["township"].unique().sort().to_list())
to_view = {name: address.here(view=name, page=None, sort=None) for name in ("weak", "change")}
frame.show(panel.key_figures(say, looked.shown, labels, gap_views.indicator_link, to_view))
VIEWS[seen][1](looked)
