"""/report/…: a report by its address, made when it is asked for; a picture of its first page."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast, get_args
from urllib.parse import quote

from dashboards.parts import address, permitted, places
from duibiao.people.acting import Belonging
from duibiao.people.policy import ask
from duibiao.records.model import Refused
from duibiao.records.settings import Settings
from duibiao.reports.apart import COUNTY, PICTURE, report_apart
from duibiao.reports.making import FORMS, MEDIA_TYPES, Basis, Form
from duibiao.warehouse.snapshot import snapshot_in_force
from duibiao.words import LANGUAGES, language, words

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

PATH = "/report/{cycle_id}/{basis}/{kind}/{name}"
READ = "read_reports"
POLICY = ("policy-", "may-not-")


def link(
    cycle_id: str, basis: str, kind: str, school_id: str | None, form: str, build: str | None
) -> str:
    """The address of a report of a build; `form` `png` is the picture of its first page."""
    name = f"{school_id if kind == 'school' else COUNTY}.{form}"
    parts = "/".join(quote(part, safe="") for part in (cycle_id, basis, kind, name))
    return address.link(f"report/{parts}", cycle=None, basis=None, build=build)


def _ask(request: Request, cycle_id: str, school: Belonging | None) -> None:
    """Whether it may be read, of a school or (None) of all. Raises Refused."""
    ask(permitted.looking(), READ, cycle_id, school, about=request.url.path)


async def report(request: Request) -> Response:
    """A report as a file; 404 where there is none such, with the words why."""
    from starlette.responses import PlainTextResponse, Response

    said = request.query_params.get("lang")
    lang = said if said in LANGUAGES else language()
    parts = request.path_params
    school_id, _, form = parts["name"].rpartition(".")
    known = parts["kind"] in FORMS and parts["basis"] in get_args(Basis)
    if not known or form not in (*FORMS[parts["kind"]], PICTURE):
        return PlainTextResponse(words(lang)("reports-unknown"), status_code=404)
    chosen = (lang, parts["cycle_id"], parts["basis"], parts["kind"], school_id, form)
    settings = Settings.resolve().of_build(request.query_params.get("build"))
    try:
        own = None
        if parts["kind"] != COUNTY:
            snapshot = snapshot_in_force(settings)
            own = permitted.school_in(snapshot, parts["cycle_id"], school_id)
        _ask(request, parts["cycle_id"], own)
        name, content = await places.REPORTS.run(
            request, report_apart, settings, *chosen, permitted.sees_all(READ)
        )
    except Refused as refused:
        if refused.code.startswith(POLICY):
            raise
        text = words(lang)(refused.code, **refused.parameters)
        return PlainTextResponse(text, status_code=404)
    if form == PICTURE:
        headers = {"Cache-Control": "private, no-cache"}
        return Response(content, media_type="image/png", headers=headers)
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "Cache-Control": "private, no-cache",
    }
    return Response(content, media_type=MEDIA_TYPES[cast(Form, form)], headers=headers)


async def all_reports(request: Request) -> Response:
    """The zip of all schools' reports once it is ready; 404 before."""
    from starlette.responses import FileResponse, PlainTextResponse

    from duibiao.reports.in_bulk import already

    said = request.query_params.get("lang")
    lang = said if said in LANGUAGES else language()
    parts = request.path_params
    _ask(request, parts["cycle_id"], None)
    settings = Settings.resolve().of_build(request.query_params.get("build"))
    bulk = already(settings, parts["cycle_id"], parts["basis"], parts["form"], lang)
    if bulk is not None and bulk.state == "ready":
        headers = {
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(bulk.name)}",
            "Cache-Control": "private, no-cache",
        }
        return FileResponse(bulk.archive, media_type="application/zip", headers=headers)
    return PlainTextResponse(words(lang)("reports-not-ready"), status_code=404)


ALL_PATH = "/reports-of-all/{cycle_id}/{basis}/{form}"


def link_of_all(cycle_id: str, basis: str, form: str, build: str | None) -> str:
    """The address of the zip of all schools' reports of a build."""
    parts = "/".join(quote(part, safe="") for part in (cycle_id, basis, form))
    return address.link(f"reports-of-all/{parts}", cycle=None, basis=None, build=build)
