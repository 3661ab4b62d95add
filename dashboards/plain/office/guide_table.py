"""A guide drafted from the table that the county scores by: by a job, whose files are fetched."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from dashboards.app_pages.hand_in.upload import LARGEST_MEGABYTES
from dashboards.parts import permitted, tables
from dashboards.parts.tables import Column
from dashboards.plain import forms, pieces
from dashboards.plain.forms import Sent
from dashboards.plain.office import guide, guide_draft, parts
from dashboards.plain.office import jobs as job_pages
from duibiao.warehouse import jobs
from duibiao.warehouse.jobs import Job
from duibiao.words import Words
from ingest.desk import guide_drafts

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

KIND = "guide-draft"
ENDINGS = ("xlsx", "xls", "ods", "csv", "docx")
NOTES_SHOWN = 200
TEXTS = ("edition", "title")
HEADERS = Markup(
    '<label>{}<input name="headers" value="{}" autocomplete="off" aria-describedby="headers-note">'
    '</label><p class="note" id="headers-note">{}</p>'
)


async def table(request: Request) -> Response:
    """The form for the county's table, and the job that drafts from it."""
    return await pieces.answered(request, _begun, _page, (guide.FILE,))


def headers_of(say: Words, said: dict[str, str]) -> dict[str, str]:
    """The headers that were typed as `FIELD=HEADER`, several set apart by semicolons."""
    text = said.get("headers", "").replace("；", ";")
    return guide_drafts.headers_said([one for one in text.split(";") if one.strip()], say)


def _begun(request: Request, say: Words, said: dict[str, str], files: Sent) -> Response:
    content, name = forms.first_of(files[guide.FILE])
    arguments: dict[str, Any] = {one: said.get(one, "").strip() for one in TEXTS}
    arguments |= {"headers": headers_of(say, said), "language": say.language}
    job = jobs.start(
        pieces.acting(said),
        "draft_guide",
        KIND,
        jobs.name_of(guide_drafts.draft_from_table),
        arguments,
        about={"name": PurePath(name).name},
        given=[(PurePath(name).name, content)],
    )
    return job_pages.begun(request, job)


def _page(request: Request, say: Words, told: Markup) -> Response:
    title, lead = say("office-guide-from-table"), say.attr("office-guide-from-table", "lead")
    form = _form(request, say)
    return parts.page(request, title, told, form, status=403 if told else 200, lead=lead)


def _form(request: Request, say: Words) -> Markup:
    if (reason := permitted.may_change("draft_guide")) is not None:
        return pieces.notice(say, reason, "info")
    note = say("office-guide-table-note", megabytes=str(LARGEST_MEGABYTES))
    inside = forms.file_field(say("office-guide-table"), guide.FILE, ENDINGS, note)
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
    inside = forms.hidden(guide_draft.JOB, job.asked.job_id)
    inside += forms.hidden(guide.INSTEAD_OF, "" if lying is None else lying.sha256)
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
