"""A guide drafted from the table that the county scores by: by a job, whose files are fetched."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from dashboards.app_pages.hand_in.upload import LARGEST_MEGABYTES
from dashboards.parts import permitted, tables
from dashboards.parts.tables import Column
from dashboards.plain import forms, pieces
from dashboards.plain.office import guide, guide_draft, parts
from dashboards.plain.office import jobs as job_pages
from duibiao.records.model import Refused
from duibiao.warehouse import jobs
from duibiao.warehouse.jobs import Job
from duibiao.words import Words
from ingest.desk import guide_drafts

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

KIND = "guide-draft"
ACCEPT = ".xlsx,.xls,.ods,.csv,.docx"
NOTES_SHOWN = 200
TEXTS = ("edition", "title")
HEADERS = Markup(
    '<label>{}<input name="headers" value="{}" autocomplete="off" aria-describedby="headers-note">'
    '</label><p class="note" id="headers-note">{}</p>'
)


async def table(request: Request) -> Response:
    """The form for the county's table, and the job that drafts from it."""
    say = forms.said_language(request)
    told = Markup("")
    if request.method == "POST":
        try:
            said, files = await forms.sent(request, guide.FILE)
            if not files:
                raise Refused("desk-no-file")
            job = await pieces.run(request, _begun, say, said, *files[0])
        except Refused as refused:
            told = forms.refusal(say, refused)
        else:
            return job_pages.begun(request, job)
    return await pieces.run(request, _page, request, say, told)


def headers_of(say: Words, said: dict[str, str]) -> dict[str, str]:
    """The headers that were typed as `FIELD=HEADER`, several set apart by semicolons."""
    text = said.get("headers", "").replace("；", ";")
    return guide_drafts.headers_said([one for one in text.split(";") if one.strip()], say)


def job_of(function: Callable[..., object]) -> str:
    """How a job names what it is to do."""
    return f"{function.__module__}:{function.__name__}"


def _begun(say: Words, said: dict[str, str], content: bytes, name: str) -> Job:
    arguments: dict[str, Any] = {one: said.get(one, "").strip() for one in TEXTS}
    arguments |= {"headers": headers_of(say, said), "language": say.language}
    return jobs.start(
        pieces.acting(said),
        "draft_guide",
        KIND,
        job_of(guide_drafts.draft_from_table),
        arguments,
        about={"name": PurePath(name).name},
        given=[(PurePath(name).name, content)],
    )


def _page(request: Request, say: Words, told: Markup) -> Response:
    title, lead = say("office-guide-from-table"), say.attr("office-guide-from-table", "lead")
    form = _form(request, say)
    return parts.page(request, title, told, form, status=403 if told else 200, lead=lead)


def _form(request: Request, say: Words) -> Markup:
    if (reason := permitted.may_change("draft_guide")) is not None:
        return pieces.notice(say, reason, "info")
    note = say("office-guide-table-note", megabytes=str(LARGEST_MEGABYTES))
    inside = guide.CHOOSE.format(
        say("office-guide-table"), guide.FILE, ACCEPT, "file-note", "file-note", note
    )
    for one in TEXTS:
        inside += forms.field(say(f"office-guide-table-{one}"), one)
    inside += header_field(say)
    inside += pieces.person_field(say) + forms.button(say("office-guide-table-begin"))
    return forms.form(request, guide.TABLE, inside, takes_files=True)


def header_field(say: Words) -> Markup:
    """The field for headers that are not among the known ones."""
    name = "office-guide-headers"
    return HEADERS.format(say(name), "", say.attr(name, "note"))


def outcome(request: Request, say: Words, job: Job) -> Markup:
    """What was drafted: its size, laying it, and what an official is to decide."""
    found = job.outcome
    if found is None:
        return Markup("")
    counts = {name: str(count) for name, count in found["counts"].items()}
    shown = pieces.notice(say, "office-guide-drafted", "info", points=found["points"], **counts)
    for one in found["headers_not_read"]:
        shown += pieces.notice(say, "office-guide-header-not-read", "warning", header=one)
    return shown + _laying(request, say, job) + _notes(say, found["notes"])


def _laying(request: Request, say: Words, job: Job) -> Markup:
    if permitted.may_change("draft_guide") is not None:
        return Markup("")
    lying = guide_drafts.draft(permitted.looking())
    inside = guide.HIDDEN.format(guide_draft.JOB, job.asked.job_id)
    inside += guide.HIDDEN.format(guide.INSTEAD_OF, "" if lying is None else lying.sha256)
    inside += pieces.person_field(say)
    inside += forms.button(
        say("office-guide-lay-drafted"), name=guide_draft.DO, value=guide_draft.LAY
    )
    note = Markup("")
    if lying is not None:
        note = pieces.notice(say, "office-guide-lies-already", "warning", file=lying.file_name)
    return note + forms.form(request, guide.DRAFT, inside)


def _notes(say: Words, notes: list[dict[str, Any]]) -> Markup:
    """What is to be decided, with the cell of the table that it comes from."""
    if not notes:
        return Markup("")
    columns = [
        Column(say("draft-column-origin"), lambda row: row["where"], style="short"),
        Column(say("draft-column-text"), lambda row: row["text"], style="text"),
        Column(say("draft-column-indicator"), lambda row: row["indicator"], style="labelled"),
        Column(say("draft-column-reason"), lambda row: row["reason"], style="text labelled"),
        Column(say("draft-column-asks"), lambda row: row["asked"], style="text labelled"),
    ]
    title = say("office-guide-notes")
    count = say("office-guide-notes-count", count=len(notes))
    table = tables.table(notes[:NOTES_SHOWN], columns, label=title, key="notes")
    return Markup("<h2>{} <small>{}</small></h2>{}").format(title, count, tables.cards(table))


job_pages.OUTCOMES[KIND] = outcome
