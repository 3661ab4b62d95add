"""创建推荐: tiers against quotas, candidates with sureness and what they lack, the short-list."""

from dashboards.app_pages.tiers import html, queries, views
from dashboards.parts import address, choices, frame, marts, permitted
from ingest.desk import short_list

PAGE_SIZE = 40
# The picture shows the schools down to so many points below the lowest line, and no more of them.
BELOW, MOST_DOTS = 5, 60

say = frame.speak()
frame.title(say("page-tiers"), say("tiers-lead"))
view = frame.open_view()
snapshot, labels = view.snapshot, view.labels
with choices.filters():
    cycle = choices.choose_cycle(view)
    basis = choices.choose_basis(view)
    key = cycle["cycle_id"]
    school_id = choices.choose_school(view, marts.schools(snapshot, key))

tiers = queries.board(snapshot, key, basis).to_dicts()
entries = short_list.nominations(permitted.looking(), key)
listed = views.on_the_list(entries)
frame.lead("", view, cycle)
if address.get("view") == "print":
    views.show_paper(view, cycle, entries, tiers)
    raise frame.NothingMore
if school_id is not None:
    views.show_school(view, cycle, basis, school_id)
    raise frame.NothingMore
if not tiers:
    frame.stop_empty(*frame.message(say, "tiers-no-tiers"))
if not marts.is_anyone_scored(snapshot, key):
    frame.stop_empty(*frame.message(say, "empty-nobody-scored"))

frame.heading(say("section-tiers-board"), say.attr("section-tiers-board", "note"))
nominated = {row["tier"]: list(listed.values()).count(row["tier"]) for row in tiers}
frame.show(html.board_table(say, tiers, nominated, labels, address.here))
dots = queries.around_the_lines(snapshot, key, basis, below=BELOW, most=MOST_DOTS).to_dicts()
if dots:
    note = say.attr("section-tiers-strip", "note")
    if dots[0]["schools"] > len(dots):
        note = say("shown-first", total=dots[0]["schools"], shown=len(dots))
    frame.heading(say("section-tiers-strip"), note)
    frame.show(html.around_lines(say, dots, tiers, labels, address.here))

frame.heading(say("section-tiers-candidates"), say.attr("section-tiers-candidates", "note"))
with views.choices_of_candidates():
    codes = [row["tier"] for row in tiers]
    tier = address.switch(
        "tier", say("column-tier"), codes, lambda code: labels.code("tier", code), default=codes[0]
    )
    counts = queries.place_counts(snapshot, key, basis, tier)
    sizes = {name: sum(counts.get(one, 0) for one in of) for name, of in html.VIEWS.items()}
    shown = address.switch(
        "show",
        say("tiers-choose-show"),
        list(sizes),
        lambda name: say(f"tiers-show-{name}", count=sizes[name]),
        default="within",
    )
page, pages = choices.page_of(sizes[shown], PAGE_SIZE)
first = (page - 1) * PAGE_SIZE
rows = queries.candidates(
    snapshot, key, basis, tier, html.VIEWS[shown], first=first, count=PAGE_SIZE
).to_dicts()
if rows:
    ids = [row["school_id"] for row in rows]
    span = {"first": first + 1, "last": first + len(rows), "total": sizes[shown]}
    frame.pager(say, page, pages, say("shown-schools", **span))
    lacking = html.by_school(queries.shortfalls(snapshot, key, basis, ids, tier).to_dicts())
    red_lines = html.by_school(queries.red_lines_at(snapshot, key, ids).to_dicts())
    frame.show(
        html.candidates_table(
            say, rows, lacking, red_lines, listed, labels, address.here, frame.to_school
        )
    )
else:
    frame.show_message(say, "tiers-no-candidates", "empty")
views.offer_list(view, key, entries, tiers)
