"""报送进度: who has handed in, who has not, who must correct, whom to call, how the days went."""

import streamlit as st

from dashboards.app_pages.reporting import charts, html, queries
from dashboards.parts import address, choices, days, design, downloads, frame, marts
from duibiao.warehouse.export import csv_bytes
from ingest.desk.handing_in import stored_problem_text

PAGE_SIZE = 50
STATUSES = [queries.OWING, *queries.STATUSES]
NOTES = list(queries.NOTES)

frame.title(frame.speak()("page-reporting"))
view = frame.open_view()
say, snapshot, labels = view.words, view.snapshot, view.labels
with choices.filters():
    cycle = choices.choose_cycle(view, of_reporting=True)
    key, day = cycle["cycle_id"], days.today()
    schools = marts.schools(snapshot, key)
    narrowed = queries.Narrowed(
        choices.choose_township(view, schools),
        choices.choose_school_type(view, schools),
        choices.choose_optional(view, "status", STATUSES, lambda name: say(f"status-{name}")),
        choices.choose_optional(view, "note", NOTES, lambda name: say(f"note-{name}")),
    )
totals = queries.summary(snapshot, key, narrowed)
frame.lead(say("reporting-lead"), view, cycle)
if not totals["school_count"]:
    frame.stop_empty(
        *frame.message(say, "empty-no-match" if schools.height else "empty-no-schools")
    )
progress = queries.progress(snapshot, key, narrowed)
before = html.had_handed_in(progress, key, days.days_after(cycle["deadline"], day))
frame.show(html.key_figures(say, totals, cycle, day, before, address.here))

left, right = st.columns([3, 2], gap="medium")
with left:
    frame.heading(say("section-progress"), say.attr("section-progress", "note"))
    if progress.is_empty():
        frame.show_message(say, "progress-none", "empty")
    else:
        words = {name: say(f"progress-{name}") for name in charts.NAMES}
        figure = charts.progress(progress, key, cycle["deadline"], day, words)
        sentence = html.told(say, totals, before)
        frame.chart(figure, key="progress", description=sentence)
        frame.show(html.days_table(say, progress, sentence))
with right:
    to_call = queries.schools_to_call(snapshot, key, narrowed, queries.MOST_CALLED).to_dicts()
    count = to_call[0]["schools"] if to_call else 0
    cut = "shown-first" if count > len(to_call) else "count-schools"
    frame.heading(say("section-call"), say(cut, count=count, total=count, shown=len(to_call)))
    if to_call:
        text = html.call_list(say, to_call, cycle, day)
        # As long as it is: what scrolls in itself cannot be reached by the keyboard.
        st.code(text, None, wrap_lines=True, height="content")
    else:
        frame.show(design.notice(say("owing-none")))

gaps = queries.register_gaps(snapshot, key, narrowed).to_dicts()
if gaps:
    frame.heading(say("section-register"), say.attr("section-register", "note"))
    frame.show(html.register_table(say, gaps, frame.link))

frame.heading(say("section-schools"), say("count-schools", count=totals["listed"]))
if not totals["listed"]:
    frame.stop_empty(*frame.message(say, "empty-no-match"))
page, pages = choices.page_of(totals["listed"], PAGE_SIZE)
offset = (page - 1) * PAGE_SIZE
rows = queries.listed_schools(snapshot, key, narrowed, limit=PAGE_SIZE, offset=offset)
texts = html.by_hand_in(
    (row["submission_id"], stored_problem_text(row, say), row["alike"])
    for row in queries.problems_in_short(snapshot, html.hand_ins(rows)).iter_rows(named=True)
)
first = {"first": offset + 1, "last": offset + rows.height, "total": totals["listed"]}
downloads.offer(
    say("download-list"),
    lambda: csv_bytes(html.as_file(say, queries.listed_schools(snapshot, key, narrowed), labels)),
    file_name=f"{say('page-reporting')}-{key}-{day}.csv",
    media_type="text/csv",
    key="list",
)
frame.pager(say, page, pages, say("shown-schools", **first))
frame.show(
    html.schools_table(
        say, rows.to_dicts(), texts, labels, frame.link, claims=totals["claiming_school_count"] > 0
    )
)
if pages > 1:
    frame.pager(say, page, pages, say("shown-schools", **first))
