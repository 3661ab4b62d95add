"""What schools fill in, reviewers verify in and heads sign, of one school or all; the tables."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, cast

from markupsafe import Markup

from dashboards.parts import downloads, file_links, permitted, sending
from dashboards.plain import forms, pieces
from dashboards.plain.desk import parts as desk_parts
from dashboards.plain.desk.parts import Asked
from dashboards.plain.office import jobs, parts
from duibiao.records.model import Refused
from duibiao.words import Words
from ingest.desk import forms as workbooks
from ingest.desk import handing_in
from ingest.desk.forms import FORMS, Made
from ingest.desk.tables import TABLES, table_template

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from duibiao.warehouse.jobs import Job

OF_A_CYCLE = ("answers", "findings", "county-facts")
"""The tables that speak of one cycle."""


async def templates(request: Request) -> Response:
    """What there is to fetch, and the jobs that make it for all schools."""
    return await pieces.answered(request, _start, _page)


def _start(request: Request, say: Words, said: dict[str, str]) -> Response:
    kind: Made | None = next((one for one in FORMS if one == said.get("kind")), None)
    if kind is None:
        raise Refused("form-foreign")
    # What is fetched changes nothing: whoever may look may have it made.
    acting, rater = permitted.looking(), said.get("rater", "").strip() or None
    job = workbooks.start_making(acting, kind, said.get("cycle", ""), say.language, rater)
    return jobs.begun(request, job)


def _page(request: Request, say: Words, told: Markup) -> Response:
    found = desk_parts.asked(request, is_open=False)
    title, lead = say("office-templates"), say.attr("office-templates", "lead")
    content = [told]
    if found is None:
        content.append(pieces.notice(say, "desk-no-cycle", "empty"))
    else:
        content.append(desk_parts.choice(request, say, found, parts.TEMPLATES))
        content += [_section(request, say, found, kind) for kind in FORMS]
    content.append(_tables(request, say, found))
    return parts.page(request, title, *content, lead=lead)


def _section(request: Request, say: Words, found: Asked, kind: Made) -> Markup:
    """One kind of form: of the school that is chosen, and of all."""
    if permitted.may(FORMS[kind]) is not None:
        return Markup("")
    head = Markup('<section><h2>{}</h2><p class="note">{}</p>{}{}</section>')
    title = say(f"templates-{kind}", cycle=found.cycle.cycle_id)
    one = _of_school(request, say, found, kind)
    inside = forms.hidden("kind", kind) + forms.hidden("cycle", found.cycle.cycle_id)
    if kind == "reviews" and workbooks.asks_for_raters(permitted.looking(), found.cycle.cycle_id):
        inside += forms.field(say("templates-rater"), "rater", more='maxlength="20"')
    inside += forms.button(say("templates-of-all"))
    here = forms.link(request, parts.TEMPLATES, cycle=found.cycle.cycle_id)
    whole = forms.form(request, here, inside)
    return head.format(title, say.attr(f"templates-{kind}", "note"), one, whole)


def _of_school(request: Request, say: Words, found: Asked, kind: Made) -> Markup:
    if found.school is None:
        return Markup("")
    of = {"cycle_id": found.cycle.cycle_id, "school_id": found.school.school_id}
    if kind == "workbooks":
        where = pieces.address(request, desk_parts.WORKBOOK, **of)
    elif kind == "reviews":
        where = pieces.address(request, parts.SHEET, **of)
    else:
        taken, _ = handing_in.last_hand_ins(permitted.looking(), *of.values())
        if taken is None or taken.source != "workbook":
            return pieces.notice(say, "templates-nothing-handed-in", "empty")
        signing = {"receipt": taken.receipt.record_id, "kind": "signing-form"}
        where = pieces.address(request, file_links.HANDED_IN, **signing)
    name = say("templates-of-one", name=found.school.name_zh)
    return pieces.buttons(pieces.link_button(where, name, quiet=True))


def _tables(request: Request, say: Words, found: Asked | None) -> Markup:
    """The tables of the county, with what is in force in them."""
    if permitted.may("fetch_table") is not None:
        return Markup("")
    links = Markup("").join(
        Markup("<li>{}</li>").format(table_link(request, say, kind, found))
        for kind in TABLES
        if found is not None or kind not in OF_A_CYCLE
    )
    head = Markup('<section><h2>{}</h2><p class="note">{}</p><ul>{}</ul></section>')
    return head.format(say("templates-tables"), say.attr("templates-tables", "note"), links)


def table_link(request: Request, say: Words, kind: str, found: Asked | None) -> Markup:
    """The link that fetches a table of the county."""
    path = parts.TABLE.format(kind=kind)
    name = say(f"table-kind-{kind}")
    if kind not in OF_A_CYCLE or found is None:
        return Markup('<a href="{}">{}</a>').format(forms.link(request, path), name)
    where = forms.link(request, path, cycle=found.cycle.cycle_id)
    return Markup('<a href="{}">{}</a> <small>{}</small>').format(where, name, found.cycle.cycle_id)


async def table(request: Request) -> Response:
    """A table of the county to fill in, with what is in force in it."""
    return await pieces.run(request, table_file, request, TABLES)


def table_file(request: Request, kinds: Collection[str]) -> Response:
    """The workbook of a table that the address names, of these; in words why there is none."""
    say, kind = forms.said_language(request), request.path_params["kind"]
    try:
        if kind not in kinds:
            raise Refused("table-unknown", table=kind[:40])
        cycle = request.query_params.get("cycle")
        name, content = table_template(permitted.looking(), kind, cycle, say)
    except Refused as refused:
        return downloads.refused_page(say, refused)
    return downloads.saved(content, name, sending.WORKBOOK)


async def sheet(request: Request) -> Response:
    """The sheet in which reviewers verify what one school says."""
    return await pieces.run(request, _sheet, request)


def _sheet(request: Request) -> Response:
    say = forms.said_language(request)
    cycle_id, school_id = (request.path_params[name] for name in ("cycle_id", "school_id"))
    rater = request.query_params.get("rater", "").strip() or None
    try:
        acting = permitted.looking()
        content = workbooks.review_workbook(acting, cycle_id, school_id, say.language, rater)
    except KeyError:
        unknown = Refused("evidence-whose-unknown", cycle=cycle_id, school=school_id)
        return downloads.refused_page(say, unknown)
    except Refused as refused:
        return downloads.refused_page(say, refused)
    name = f"{cycle_id}-{school_id}_{workbooks.beside('reviews', say, rater)}.xlsx"
    return downloads.saved(content, name, sending.WORKBOOK)


def outcome(request: Request, say: Words, job: Job) -> Markup:
    """What the job's page says once forms are made: how many, and of whom there is none."""
    said = dict(job.outcome or {})
    told = pieces.notice(say, "make-forms-done", "info", count=int(said.get("count", 0)))
    if said.get("left_out"):
        told += pieces.notice(say, "make-forms-left-out", "info", count=int(said["left_out"]))
    if said.get("failed"):
        names = say("separator-items").join(cast(list[str], said["failed"]))
        told += pieces.notice(say, "make-forms-failed", "error", schools=names)
    return told


jobs.OUTCOMES[workbooks.MAKE] = outcome
