"""One cycle: its days, more time to hand in for all or for one school, closing and reopening."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from dashboards.parts import days, design, permitted, tables
from dashboards.parts.tables import Column
from dashboards.plain import forms, pieces
from dashboards.plain.desk.checked import headed
from dashboards.plain.office import cycles, parts, table_line
from dashboards.plain.office.table_line import Typed
from duibiao.records.model import Cycle, Refused
from duibiao.words import Words
from duibiao.words.figures import moment
from duibiao.words.labels import said_actor
from ingest.desk import deciding, listing
from ingest.desk import tables as county_tables

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

CHANGE, EXTEND, CLOSED, REOPENED = "change", "extend", "closed", "reopened"
DONE = "done"
LONGEST_REASON = 200
REASON = f'required maxlength="{LONGEST_REASON}"'


async def cycle(request: Request) -> Response:
    """The page of a cycle, or of a new one, and what becomes of what is decided there."""
    return await table_line.answered(request, _done, _page)


def _done(request: Request, say: Words, said: dict[str, str]) -> Response | Typed:
    """Do what was asked for. Raises Refused."""
    cycle_id, doing = request.path_params["cycle_id"], said.get("do", CHANGE)
    if doing == EXTEND:
        day, school = _day(said.get("deadline", "")), said.get("school") or None
        reason = said.get("reason", "")[:LONGEST_REASON]
        deciding.extend_deadline(pieces.acting(said), cycle_id, day, reason, school)
    elif doing in (CLOSED, REOPENED):
        decision: deciding.Decision = "closed" if doing == CLOSED else "reopened"
        reason = said.get("reason", "")[:LONGEST_REASON]
        deciding.decide_cycle(pieces.acting(said), cycle_id, decision, reason)
    else:
        form = county_tables.table_form(permitted.looking(), "cycles")
        cells = {name: said.get(name, "") for name in form.columns}
        if cycle_id != cycles.NEW:
            cells["cycle_id"] = cycle_id
        name = f"{say('table-kind-cycles')}-{cells['cycle_id'].strip()}"
        return table_line.check(request, say, form, cells, name)
    return forms.to(forms.link(request, request.url.path, **{DONE: doing}))


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError as error:
        raise Refused("extension-no-day", found=text[:20]) from error


def _page(
    request: Request, say: Words, said: dict[str, str], typed: Typed, told: Markup, status: int
) -> Response:
    cycle_id = request.path_params["cycle_id"]
    form = county_tables.table_form(permitted.looking(), "cycles")
    before = table_line.typed_before(request, form)
    if before and not typed.cells:
        typed = Typed(before)
    if cycle_id == cycles.NEW:
        content = [told, typed.told, _dates(request, say, form, None, typed)]
        return parts.page(request, say("cycles-new"), *content, status=status)
    known = {one.cycle_id: one for one in listing.cycles(permitted.looking())}
    if cycle_id not in known:
        unknown = Refused("cycle-unknown", cycle=cycle_id)
        return parts.page(request, say("office-cycles"), forms.refusal(say, unknown), status=404)
    one = known[cycle_id]
    if request.method == "GET" and (done := request.query_params.get(DONE)) in (
        *(EXTEND, CLOSED, REOPENED),
    ):
        told += design.notice(say(f"cycle-done-{done}", cycle=cycle_id))
    content = [told, typed.told, _figures(request, say, one)]
    if permitted.may_change("decide_cycle") is None:
        if not one.is_closed:
            content += [
                _dates(request, say, form, one, typed),
                _extending(request, say, one, said),
            ]
        content.append(_deciding(request, say, one, said))
    content.append(_history(say, one))
    title = say("cycle-title", cycle=cycle_id)
    return parts.page(request, title, *content, status=status)


def _figures(request: Request, say: Words, one: Cycle) -> Markup:
    found = cycles.reporting(one.cycle_id)
    entries: list[tuple[str | Markup, str | Markup, str | Markup]] = [
        (say("cycles-state"), cycles.state(say, one), ""),
        (
            say("table-column-deadline"),
            str(one.deadline),
            days.distance(say, asdict(one), days.today()),
        ),
        (say("cycle-days"), f"{one.starts_on} — {one.ends_on}", ""),
    ]
    if found is not None:
        name = Markup('<a href="{}">{}</a>').format(
            forms.link(request, "/reporting", cycle=one.cycle_id), say("figure-handed-in")
        )
        handed_in = f"{found['handed_in_count']:,} / {found['school_count']:,}"
        late = say("cycle-late", count=found["handed_in_late_count"])
        entries.append((name, handed_in, late))
    return design.figures(entries)


def _here(request: Request) -> str:
    return pieces.address(request, cycles.CYCLE, cycle_id=request.path_params["cycle_id"])


def _dates(
    request: Request,
    say: Words,
    form: county_tables.TableForm,
    one: Cycle | None,
    typed: Typed,
) -> Markup:
    columns = [name for name in form.columns if one is None or name != "cycle_id"]
    if not typed.cells and one is not None:
        cells = {name: str(getattr(one, name)) for name in form.columns}
        typed = Typed(cells)
    inside = Markup('<div class="columns">{}</div>').format(
        table_line.fields(say, form, typed, columns)
    )
    inside += forms.button(say("register-check"), name="do", value=CHANGE)
    title = say("cycle-change" if one is not None else "cycles-new-title")
    return pieces.doing(title, forms.form(request, _here(request), inside, kind="line"))


def _extending(request: Request, say: Words, one: Cycle, said: dict[str, str]) -> Markup:
    """More time to hand in: for every school, or for one."""
    said = said if said.get("do") == EXTEND else {}
    schools = listing.schools(permitted.looking(), one.cycle_id)
    options = [("", say("extension-all"))]
    options += [
        (each.school_id, say("school-with-code", name=each.name_zh, code=each.school_id))
        for each in schools
    ]
    inside = pieces.select("school", say("extension-whom"), options, said.get("school", ""))
    inside += forms.field(
        say("extension-until"),
        "deadline",
        kind="date",
        value=said.get("deadline", ""),
        more="required",
    )
    inside += forms.field(
        say("decision-reason"), "reason", value=said.get("reason", ""), more=REASON
    )
    inside += pieces.person_field(say)
    inside += forms.button(say("extension-give"), name="do", value=EXTEND)
    note = say("extension-note", deadline=str(one.deadline))
    return pieces.doing(say("extension"), forms.form(request, _here(request), inside), note=note)


def _deciding(request: Request, say: Words, one: Cycle, said: dict[str, str]) -> Markup:
    """Closing, or opening again."""
    doing = REOPENED if one.is_closed else CLOSED
    said = said if said.get("do") == doing else {}
    inside = forms.field(
        say("decision-reason"), "reason", value=said.get("reason", ""), more=REASON
    )
    inside += pieces.person_field(say)
    inside += forms.button(say(f"cycle-do-{doing}"), quiet=True, name="do", value=doing)
    return pieces.doing(
        say(f"cycle-do-{doing}"),
        forms.form(request, _here(request), inside),
        note=say(f"cycle-do-{doing}-note"),
    )


def _history(say: Words, one: Cycle) -> Markup:
    """What was decided on the cycle, the latest first."""
    acting = permitted.looking()
    names = {each.school_id: each.name_zh for each in listing.schools(acting, one.cycle_id)}

    def extension(each: deciding.Extension) -> str:
        until = str(each.deadline)
        if each.school_id is None:
            return say("extension-said-all", deadline=until)
        name = names.get(each.school_id, each.school_id)
        school = say("school-with-code", name=name, code=each.school_id)
        return say("extension-said", school=school, deadline=until)

    rows: list[dict[str, Any]] = [
        {"of": each, "what": extension(each)} for each in deciding.extensions(acting, one.cycle_id)
    ]
    rows += [
        {"of": each, "what": say(f"cycle-was-{each.decision}")}
        for each in deciding.decisions(acting, one.cycle_id)
    ]
    rows.sort(key=lambda row: row["of"].received_at, reverse=True)
    if not rows:
        return Markup("")

    def by(row: Mapping[str, Any]) -> Markup:
        who = said_actor(say, row["of"].received_by)
        return Markup("{}<br>{}").format(moment(row["of"].received_at), who)

    table = tables.table(
        rows,
        [
            Column(say("register-by"), by, style="short"),
            Column(say("cycle-decided"), lambda row: row["what"], style="text"),
            Column(say("decision-reason"), lambda row: row["of"].reason, style="text"),
        ],
        label=say("cycle-history"),
        key="decisions",
    )
    return headed(say("cycle-history"), "", table)
