"""乡镇: the townships beside each other; one of them with its schools, years and dimensions."""

from dashboards.app_pages.township import html, views
from dashboards.parts import choices, frame
from dashboards.parts.tiles import tiles, tiles_note
from duibiao.analysis import county as figures

frame.title(frame.speak()("page-township"))
view = frame.open_view()
say, snapshot = view.words, view.snapshot
with choices.filters():
    cycle = choices.choose_cycle(view)
    basis = choices.choose_basis(view)
    rows = figures.township_scores(snapshot, cycle["cycle_id"], basis)
    names = sorted(row["township"] for row in rows)
    township = views.choose(view, "township", names)
    others = [name for name in names if name != township]
    other = views.choose(view, "with", others) if township is not None else None

frame.lead(say("township-lead"), view, cycle)
if not rows:
    frame.stop_empty(*frame.message(say, "empty-no-schools"))
if township is None:
    frame.heading(say("section-township-scores"), tiles_note(say, rows))
    page, pages = choices.page_of(len(rows), views.PAGE_SIZE)
    first = (page - 1) * views.PAGE_SIZE
    shown = rows[first : first + views.PAGE_SIZE]
    if pages > 1:
        span = {"first": first + 1, "last": first + len(shown), "total": len(rows)}
        frame.pager(say, page, pages, say("shown-townships", **span))
    frame.show(tiles(say, shown, frame.link))
    frame.show(html.townships_table(say, shown, frame.link))
else:
    by_name = {row["township"]: row for row in rows}
    views.show_township(view, cycle, basis, by_name, township, other)
