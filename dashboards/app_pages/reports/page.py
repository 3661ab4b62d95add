"""报告: the report of a school or of the county, to look at, to print and to send."""

from dashboards.app_pages.reports import files, html, jobs, queries
from dashboards.parts import address, choices, frame, permitted
from duibiao.reports.making import FORMS

frame.title(frame.speak()("page-reports"), frame.speak()("reports-lead"))
view = frame.open_view()
say = view.words
sees_all = permitted.sees_all("read_reports")
kinds = html.KINDS if sees_all else html.KINDS[:1]
with choices.filters():
    kind = address.switch(
        "kind",
        say("reports-kind"),
        kinds,
        lambda name: say(f"reports-kind-{name}"),
        default=kinds[0],
    )
    cycle = choices.choose_cycle(view)
    basis = choices.choose_basis(view)
    key = cycle["cycle_id"]
    every = queries.schools_to_report(view.snapshot, key, basis)
    schools = permitted.own_schools("read_reports", every)
    school_id = choices.choose_school(view, schools) if kind == "school" else None
    forms = FORMS["county" if kind == "county" else "school"]
    form = address.switch(
        "form",
        say("reports-form"),
        forms,
        lambda name: say(f"reports-as-{name}"),
        default=forms[0],
    )
frame.lead("", view, cycle)
jobs.stop_without_fonts(say, form)

own = schools.filter(school_id=school_id).to_dicts() if school_id else []
if kind == "school" and school_id is None:
    frame.show_message(say, "reports-choose-school", "empty")
elif own and not own[0]["is_scored"]:
    frame.show_message(say, "reporting-not_handed_in", "warning")
else:
    name = own[0]["name_zh"] if own else ""
    title = say(f"reports-title-{kind}", name=name, cycle=key)
    build = view.snapshot.build_id
    links = [files.link(key, basis, kind, school_id, each, build) for each in ("png", form)]
    frame.show(html.preview(say, kind, form, title, *links))

scored = int(schools["is_scored"].sum())
if kind == "school" and scored and sees_all:
    frame.heading(say("reports-all"), say("reports-all-note", count=scored, all=schools.height))
    # What the address has made is of these choices: with others it has to be asked for again.
    wanted = f"{key}-{basis}-{form}"
    if address.get("all") == wanted and not address.is_from_elsewhere():
        jobs.show(say, key, basis, form)
    else:
        frame.show(html.link_to_make(say("reports-make-all"), address.here(all=wanted)))
