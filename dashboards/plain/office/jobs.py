"""Long work: what runs and what has ended, how far each is, what became of it, and its files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from dashboards.parts import design, permitted
from dashboards.plain import forms, pieces
from dashboards.plain.office import parts
from duibiao.records.model import Refused
from duibiao.warehouse import jobs
from duibiao.warehouse.jobs import Job
from duibiao.words import Words
from duibiao.words.figures import moment, size

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    Outcome = Callable[[Request, Words, Job], Markup]

JOBS = f"{parts.HOME}/jobs"
JOB = f"{JOBS}/{{job}}"
FILE = f"{JOB}/{{name}}"
TITLE = "office-jobs"
COLUMNS = ("what", "by", "asked", "state", "far")
LOOKS = {"done": " good", "refused": " bad", "failed": " bad"}
FIRST_REFRESH, LAST_REFRESH = 2, 20
"""Seconds until the page of a job that runs is asked for again; the older it is, the later."""
STILL = "still"
OUTCOMES: dict[str, Outcome] = {}
"""How the outcome of a kind of job is drawn; one without has its files alone."""


def address_of(request: Request, one: Job) -> str:
    """The address of a job's page."""
    return pieces.address(request, JOB, job=one.asked.job_id)


def begun(request: Request, one: Job) -> Response:
    """The answer to a form that has begun a job: on to where it is looked after."""
    return forms.to(address_of(request, one))


def title(say: Words, one: Job) -> str:
    """What a job does, in words."""
    try:
        return say(f"job-{one.asked.kind}", **one.asked.about)
    except (KeyError, ValueError):  # written down by another version of the program
        return one.asked.kind


def ended_at(one: Job) -> dt.datetime:
    """When it ended; one that was killed could not say it."""
    return dt.datetime.fromisoformat(one.ended_at or one.asked.asked_at)


async def job_list(request: Request) -> Response:
    """All of it, the newest first."""
    return await pieces.run(request, _list, request)


def _list(request: Request) -> Response:
    say = forms.said_language(request)
    content = job_table(request, say, jobs.jobs(permitted.looking()), "jobs-none")
    return parts.page(request, say(TITLE), content, lead=say.attr(TITLE, "lead"))


def job_table(request: Request, say: Words, found: Sequence[Job], none: str) -> Markup:
    """Some jobs, each leading to its page; `none`: what is said where there is none."""
    if not found:
        return pieces.notice(say, none, "empty")
    rows = [
        (
            Markup('<a href="{}">{}</a>').format(address_of(request, one), title(say, one)),
            _by(say, one),
            moment(one.asked.asked_at),
            _state(say, one),
            _far(say, one),
        )
        for one in found
    ]
    return forms.table([say(f"jobs-column-{name}") for name in COLUMNS], rows, "jobs")


def _by(say: Words, one: Job) -> str:
    """Who asked for it: her account's name with its number, or as she said."""
    asked = one.asked
    if asked.number is not None:
        return f"{asked.person} ({asked.number})" if asked.person else str(asked.number)
    return asked.name or say("job-by-nobody")


def _state(say: Words, one: Job) -> Markup:
    look = Markup('<span class="tag{}">{}</span>')
    return look.format(LOOKS.get(one.state, ""), say(f"job-state-{one.state}"))


def _far(say: Words, one: Job) -> str:
    if one.total:
        return say("job-far", done=one.done, total=one.total)
    return str(one.done) if one.done else ""


async def job_page(request: Request) -> Response:
    """A job: how far it is, and how it is stopped; when it has ended, what became of it."""
    say = forms.said_language(request)
    number = request.path_params["job"]
    if request.method == "POST":
        await forms.typed(request)
        await pieces.run(request, jobs.stop, permitted.looking(), number)
        return forms.to(pieces.address(request, JOB, job=number))
    return await pieces.run(request, _page, request, say, number)


def _page(request: Request, say: Words, number: str) -> Response:
    try:
        found = jobs.job(permitted.looking(), number)
    except Refused as refused:
        return parts.page(request, say(TITLE), forms.refusal(say, refused), status=404)
    content = [_asked(say, found)]
    content += _outcome(request, say, found) if found.is_over else _running(request, say, found)
    answer = parts.page(request, title(say, found), *content)
    if not found.is_over and not request.query_params.get(STILL):
        # Said in a header: so the page can be had without, by whoever reads it slowly.
        answer.headers["Refresh"] = str(_refresh_seconds(found))
    return answer


def _refresh_seconds(one: Job) -> int:
    age = dt.datetime.now(dt.UTC) - dt.datetime.fromisoformat(one.asked.asked_at)
    return max(FIRST_REFRESH, min(LAST_REFRESH, int(age.total_seconds()) // 15))


def _asked(say: Words, one: Job) -> Markup:
    return Markup('<p class="note">{}</p>').format(
        say("job-asked", who=_by(say, one), at=moment(one.asked.asked_at))
    )


def _running(request: Request, say: Words, one: Job) -> list[Markup]:
    far = _far(say, one)
    phase = f"job-phase-{one.phase}"
    said = say(phase) if say.has(phase) else one.phase
    where = Markup(' value="{}" max="{}"').format(one.done, one.total) if one.total else ""
    bar = Markup(
        '<p role="status">{} <b>{}</b> {}</p><p><progress aria-label="{}"{}>{}</progress></p>'
    ).format(_state(say, one), far, said, title(say, one), where, far)
    is_still = bool(request.query_params.get(STILL))
    on = forms.link(request, request.url.path, **{STILL: None if is_still else "yes"})
    stop = forms.form(
        request, address_of(request, one), forms.button(say("job-stop"), quiet=True), kind="out"
    )
    ways = pieces.link_button(on, say("job-follow" if is_still else "job-still"), quiet=True)
    note = Markup('<p class="note">{}</p>').format(say("job-goes-on"))
    return [bar, pieces.buttons(stop, ways), note]


def _outcome(request: Request, say: Words, one: Job) -> list[Markup]:
    """What became of it, its files, and what its kind has to say."""
    at = moment(ended_at(one))
    if one.refusal is not None:
        return [_refused(say, one.refusal[0], dict(one.refusal[1]))]
    if one.state != "done":
        kind = "warning" if one.state == "stopped" else "error"
        return [pieces.notice(say, f"job-{one.state}", kind, at=at), _how_far(say, one)]
    content = [design.notice(say("job-done", at=at))]
    if one.asked.kind in OUTCOMES:
        content.append(OUTCOMES[one.asked.kind](request, say, one))
    if one.files:
        content.append(_files(request, say, one))
    return content


def _refused(say: Words, code: str, parameters: dict[str, str]) -> Markup:
    try:
        return forms.refusal(say, Refused(code, **parameters))
    except (KeyError, ValueError):  # written down by another version of the program
        return design.notice(code, "error")


def _how_far(say: Words, one: Job) -> Markup:
    far = _far(say, one)
    return Markup("<p>{}</p>").format(say("job-ended-at", far=far)) if far else Markup("")


def _files(request: Request, say: Words, one: Job) -> Markup:
    acting = permitted.looking()
    lines = (
        Markup('<a href="{}" download>{}</a> <span class="note">{}</span>').format(
            pieces.address(request, FILE, job=one.asked.job_id, name=name),
            name,
            size(jobs.file_of(acting, one.asked.job_id, name).stat().st_size),
        )
        for name in one.files
    )
    return Markup('<h2>{}</h2><div id="files">{}</div>').format(
        say("job-files"), design.listed(lines)
    )


async def job_file(request: Request) -> Response:
    """A file that a job made, in pieces however large; in words why, where there is none."""
    from starlette.responses import FileResponse

    of = request.path_params
    try:
        path = await pieces.run(
            request, jobs.fetched_file, permitted.looking(), of["job"], of["name"]
        )
    except Refused as refused:
        say = forms.said_language(request)
        return parts.page(request, say(TITLE), forms.refusal(say, refused), status=404)
    headers = {"Cache-Control": "private, no-store"}
    return FileResponse(path, filename=of["name"], headers=headers)
