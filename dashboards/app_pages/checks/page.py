"""实地核查: what to check and why, sheets to print, reviewers' workbooks, what was found."""

from dashboards.app_pages.checks import html, queries, views
from dashboards.parts import address, choices, frame, marts, permitted

frame.title(frame.speak()("page-checks"))
view = frame.open_view()
say, snapshot = view.words, view.snapshot
if not permitted.sees_all("page_checks"):
    views.show_tasks(view)
    raise frame.NothingMore
is_print = address.get("view") == "print"
with choices.filters():
    cycle = choices.choose_cycle(view)
    key = cycle["cycle_id"]
    schools = marts.schools(snapshot, key)
    township = choices.choose_township(view, schools)
    school_id = choices.choose_school(view, schools)
    take = int(
        address.choose(
            "take",
            say("checks-take"),
            html.TAKES,
            lambda count: say("checks-take-count", count=count),
            default=html.TAKES[1],
            width=130,
        )
        or html.TAKES[1]
    )

if is_print:
    frame.show_unknown(say)
    views.show_sheets(view, cycle, take=take, township=township, school_id=school_id)
    raise frame.NothingMore
frame.lead(say("checks-lead"), view, cycle)
if not marts.is_anyone_scored(snapshot, key):
    frame.stop_empty(*frame.message(say, "empty-nobody-scored"))
is_given = address.get("part") == html.PARTS[-1] or queries.are_points_given(snapshot, key)
part = address.switch(
    "part",
    say("checks-part"),
    html.PARTS if is_given else html.PARTS[:-1],
    lambda name: say(f"checks-part-{name}"),
    default=html.PARTS[0],
)
if part == "book":
    views.offer_workbooks(view, cycle, school_id)
elif part == "given":
    views.show_given(view, key, township=township)
elif school_id is not None:
    views.show_school(view, key, school_id, take=take)
elif part == "found":
    views.show_found(view, key)
else:
    views.show_plan(view, key, take=take, township=township)
