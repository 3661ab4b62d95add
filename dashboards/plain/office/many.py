"""Many files handed in at once: what becomes of each, taking in those chosen, and the receipts.

Two doors lead here: everything that the office loads, and filled in review sheets alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from dashboards.parts import design, downloads, handed_in, permitted, sending, tables, uploads
from dashboards.parts.tables import Column, Row
from dashboards.plain import forms, pieces
from dashboards.plain.desk import hand_in as one_file
from dashboards.plain.desk import parts as desk_parts
from dashboards.plain.forms import Sent
from dashboards.plain.office import jobs, parts
from duibiao.records.model import Refused
from duibiao.words import Words
from duibiao.words.figures import moment
from duibiao.words.labels import said_actor
from ingest.desk import many
from ingest.desk.many import Fate, Step, Way

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from duibiao.warehouse.jobs import Job

LARGEST_MEGABYTES = 100
LARGEST = (LARGEST_MEGABYTES + 1) * uploads.MEGABYTE
LARGEST_CHOICE = 200_000
"""Bytes of which of a thousand files are taken."""
UNFOLDED = 40
"""Of so many files the problems stand below the list; of more, each on a page of its own."""
MOST_TOLD = 200
"""So many problems of a file stand on a page."""
HOMES: dict[Way, str] = {"files": parts.HAND_IN, "reviews": parts.SHEETS}
TAKEN = ("taken", "taken_with_warnings", "taken_in_part")
ORDER = ("refused", "unconfirmed", "taken_in_part", "taken_with_warnings", "taken", "already_here")
BOX = Markup('<input type="checkbox" name="{}" value="yes" aria-label="{}"{}>')
CHECKED = Markup(" checked")


def upload_form(request: Request, say: Words, way: Way) -> Markup:
    """The form to send files by, with what may be sent."""
    label, endings = say(f"many-choose-{way}"), (*sending.SUFFIXES, "parquet", "zip")
    note = say("many-limits", megabytes=str(LARGEST_MEGABYTES))
    inside = forms.file_field(label, one_file.FILE, endings, note, several=True)
    inside += pieces.person_field(say) + forms.button(say("many-check"))
    return forms.form(request, HOMES[way], inside, takes_files=True)


async def sent(request: Request, way: Way, page: Callable[..., Response]) -> Response:
    """The page to send files from; what is sent is checked in a job, whose page follows."""

    def check(request: Request, say: Words, said: dict[str, str], files: Sent) -> Response:
        forms.first_of(files[one_file.FILE])
        named = [(name, content) for content, name in files[one_file.FILE]]
        job = many.start_check(pieces.acting(said), way, named, say.language)
        return jobs.begun(request, job)

    return await pieces.answered(request, check, page, (one_file.FILE,))


def step_address(request: Request, way: Way, job_id: str, of: str = "") -> str:
    """The page of a step, or what belongs to it."""
    return pieces.address(request, HOMES[way] + "/{job}" + of, job=job_id)


async def fates(request: Request) -> Response:
    """What becomes of each file, and what becomes of those that are to be taken in."""
    return await pieces.answered(request, _take, _fates)


def _take(request: Request, say: Words, said: dict[str, str]) -> Response:
    acting, job_id = pieces.acting(said), request.path_params["job"]
    step = many.found(acting, job_id)
    chosen = {one.key for at, one in enumerate(step.fates) if said.get(f"take-{at}")}
    meant = {one.key for at, one in enumerate(step.fates) if said.get(f"meant-{at}")}
    asked_back = {one.key for one in step.fates if one.is_asked_back}
    if chosen & asked_back - meant:
        raise Refused("many-not-confirmed", count=str(len(chosen & asked_back - meant)))
    job = many.start_take(acting, job_id, chosen, meant, say.language)
    return jobs.begun(request, job)


def _fates(request: Request, say: Words, told: Markup) -> Response:
    acting, job_id = permitted.looking(), request.path_params["job"]
    try:
        step = many.found(acting, job_id)
    except Refused as refused:
        return parts.page(request, say("many-fates"), forms.refusal(say, refused), status=404)
    title = say("many-fates")
    if not step.fates:
        on = pieces.link_button(jobs.address_of(request, step.job), say("many-to-job"))
        return parts.page(request, title, pieces.notice(say, "many-not-yet", "info"), on)
    taken = many.taken_of(acting, job_id)
    became = {one.key: (step_of, one) for step_of in taken for one in step_of.fates}
    named = request.query_params.get("file", "")
    if named.isdigit() and int(named) < len(step.fates):
        return _one(request, say, step, int(named))
    content = [
        told,
        _counted(say, step.fates),
        _notes(say, step.fates),
        _onward(request, say, step, taken),
        _list(request, say, step, became),
        _problems(request, say, step),
    ]
    lead = say("many-lead", count=len(step.fates), at=moment(step.job.asked.asked_at))
    return parts.page(request, title, *content, lead=lead)


def _counted(say: Words, told: Sequence[Fate], *, is_over: bool = False) -> Markup:
    counted = Counter(one.said(say, is_over=is_over) for one in told)
    entries = [(name, str(count)) for name, count in counted.most_common()]
    inside = Markup("").join(
        Markup("<div><dt>{}</dt><dd>{} <small>{}</small></dd></div>").format(
            name, count, say("many-unit")
        )
        for name, count in entries
    )
    return Markup('<dl class="figures" id="counts">{}</dl>').format(inside)


def _notes(say: Words, told: Sequence[Fate]) -> Markup:
    shown = Markup("")
    if any(one.rivals for one in told):
        shown += pieces.notice(say, "many-rivals", "warning")
    is_register = any(one.kind in ("schools", "cycles") and not one.is_refused for one in told)
    if is_register and any(one.is_refused for one in told):
        shown += pieces.notice(say, "many-register-first", "info")
    return shown


def _onward(request: Request, say: Words, step: Step, taken: Sequence[Step]) -> Markup:
    links = [
        pieces.link_button(
            pieces.address(request, jobs.FILE, job=step.job.asked.job_id, name=name),
            say("many-all-marked"),
            quiet=True,
        )
        for name in step.job.files
    ]
    links += [
        pieces.link_button(
            step_address(request, step.way, one.job.asked.job_id, "/receipts"),
            say("many-receipts-of", at=moment(one.job.asked.asked_at)),
            quiet=True,
        )
        for one in taken
    ]
    query = request.query_params
    for name, value, on, off in (
        ("by", "school", "many-by-school", "many-by-order"),
        ("unfold", "yes", "many-unfold", "many-fold"),
    ):
        is_on = query.get(name) == value
        kept = {"by": query.get("by"), "unfold": query.get("unfold")}
        where = forms.link(request, request.url.path, **kept | {name: None if is_on else value})
        links.append(pieces.link_button(where, say(off if is_on else on), quiet=True))
    return pieces.buttons(*links)


def _is_by_school(request: Request) -> bool:
    return request.query_params.get("by") == "school"


def _ordered(request: Request, told: Sequence[Fate]) -> list[tuple[int, Fate]]:
    """The files with their places: what needs somebody first, or by school."""
    places = list(enumerate(told))
    if _is_by_school(request):
        return sorted(places, key=lambda pair: (pair[1].school_id or "~", pair[0]))

    def weight(pair: tuple[int, Fate]) -> tuple[int, int]:
        fate = "unconfirmed" if pair[1].is_asked_back else pair[1].fate
        return ORDER.index(fate) if fate in ORDER else len(ORDER), pair[0]

    return sorted(places, key=weight)


def _list(request: Request, say: Words, step: Step, became: dict[str, tuple[Step, Fate]]) -> Markup:
    """The files, each with its fate and whether it is to be taken."""
    action = many.ACTIONS[step.way][1]
    may_take = permitted.may_change(action) is None
    rows = [{"at": at, "fate": one} for at, one in _ordered(request, step.fates)]
    columns = [
        Column(say("many-column-file"), lambda row: row["fate"].file_name, style="anywhere"),
        Column(say("many-column-kind"), lambda row: row["fate"].kind_said(say)),
        Column(say("many-column-whose"), lambda row: _whose(say, row["fate"]), style="text"),
        Column(say("many-column-fate"), lambda row: _fate(say, row["fate"]), style="text"),
        Column(
            say("many-column-problems"),
            lambda row: _problem_link(request, say, step, row["at"], row["fate"]),
        ),
        Column(
            say("many-column-became"),
            lambda row: _became(request, say, became.get(row["fate"].key)),
            style="text",
        ),
    ]
    if may_take:
        box = Column(say("many-column-take"), lambda row: _box(say, row, became))
        columns.insert(0, box)
    table = tables.cards(tables.table(rows, columns, label=say("many-fates"), key="fates"))
    if not may_take:
        reason = permitted.may_change(action)
        return (pieces.notice(say, reason, "info") if reason else Markup("")) + table
    about = pieces.notice(say, "many-take-means", "info")
    inside = table + pieces.person_field(say) + forms.button(say("many-take"))
    here = step_address(request, step.way, step.job.asked.job_id)
    return about + forms.form(request, here, inside, kind="wide")


def _box(say: Words, row: Row, became: dict[str, tuple[Step, Fate]]) -> Markup:
    """Whether a file is to be taken, and of one that asks back whether it is meant."""
    at, one = row["at"], row["fate"]
    done = became.get(one.key)
    if one.fate == many.LEFT_OUT or (done is not None and done[1].fate in (*TAKEN, "already_here")):
        return Markup("")
    is_proposed = not (one.rivals or one.is_asked_back or one.fate == "already_here" or done)
    label = say("many-take-file", file=one.file_name)
    box = BOX.format(f"take-{at}", label, CHECKED if is_proposed else "")
    if one.is_asked_back:
        meant = Markup('<br><label class="inline"><input type="checkbox" name="{}" value="yes">{}')
        box += (meant + Markup("</label>")).format(f"meant-{at}", say("many-meant"))
    return box


def _whose(say: Words, one: Fate) -> Markup | str:
    if one.school_id is None:
        return say("many-rows", count=one.rows) if one.rows else tables.quiet("—")
    name = say("school-with-code", name=one.school_name or "", code=one.school_id)
    return Markup("{}<br><small>{}</small>").format(name, one.cycle_id or "")


def _fate(say: Words, one: Fate) -> Markup:
    """Its fate, and what has to be known for it."""
    look = {"refused": "bad", "taken": "good"}.get(one.fate, "")
    look = "" if one.is_asked_back else look
    said = one.said(say, is_over=False)
    shown = Markup('<span class="tag {}">{}</span>').format(look, said)
    lines: list[str | Markup] = list(one.asked(say))
    if one.rivals:
        lines.append(say("many-same-school", files=one.rivals))
    if one.late_days:
        lines.append(say("late-days", deadline=one.deadline or "", days=one.late_days))
    if lines:
        shown += design.listed(lines)
    return shown


def _problem_link(request: Request, say: Words, step: Step, at: int, one: Fate) -> Markup:
    told = [problem for problem in one.problems if problem.code != many.RIVALS]
    if not told:
        return tables.quiet("0")
    errors = sum(problem.severity == "error" for problem in told)
    count = say("count-problems-by-severity", errors=errors, warnings=len(told) - errors)
    is_here = sum(bool(each.problems) for each in step.fates) <= UNFOLDED
    target = f"#file-{at}" if is_here else forms.link(request, request.url.path, file=str(at))
    return tables.linked(target, count)


def _became(request: Request, say: Words, done: tuple[Step, Fate] | None) -> Markup | str:
    if done is None:
        return ""
    _, one = done
    said = one.said(say, is_over=True)
    return Markup("{}<br>{}").format(said, _receipt(request, one))


def _receipt(request: Request, one: Fate) -> Markup | str:
    if one.receipt is None:
        return ""
    if one.kind == "workbook":
        where = pieces.address(request, desk_parts.RECEIPT, receipt=one.receipt)
    elif one.is_refused or permitted.may("withdraw") is not None:
        return one.number
    else:
        where = pieces.address(request, parts.WITHDRAWAL, receipt=one.receipt)
    return tables.linked(where, one.number)


def _problems(request: Request, say: Words, step: Step) -> Markup:
    """The problems of each file, folded; of very many files each has a page."""
    with_problems = [
        (at, one)
        for at, one in _ordered(request, step.fates)
        if any(problem.code != many.RIVALS for problem in one.problems)
    ]
    if not with_problems or len(with_problems) > UNFOLDED:
        return Markup("")
    is_unfolded = request.query_params.get("unfold") == "yes"
    folded = Markup("").join(
        Markup(
            '<details id="file-{}"{}><summary>{} <small>{}</small></summary>{}</details>'
        ).format(
            at,
            Markup(" open") if is_unfolded or len(with_problems) == 1 else "",
            one.file_name,
            _errors_said(say, one),
            _problems_of(request, say, step, at, one),
        )
        for at, one in with_problems
    )
    return Markup("<h2>{}</h2>{}").format(say("section-problems"), folded)


def _errors_said(say: Words, one: Fate) -> str:
    errors = one.errors()
    return say("count-problems-by-severity", errors=errors, warnings=len(one.problems) - errors)


def _problems_of(request: Request, say: Words, step: Step, at: int, one: Fate) -> Markup:
    shown = Markup("")
    if one.marked:
        where = step_address(request, step.way, step.job.asked.job_id, f"/marked/{at}")
        shown += pieces.buttons(pieces.link_button(where, say("download-marked"), quiet=True))
    texts = [group.text for group in one.groups(say)]
    shown += handed_in.problems_table(say, texts[:MOST_TOLD], key=f"problems-{at}")
    if len(texts) > MOST_TOLD:
        shown += pieces.notice(say, "many-more-problems", "info", count=len(texts) - MOST_TOLD)
    return shown


def _one(request: Request, say: Words, step: Step, at: int) -> Response:
    one = step.fates[at]
    back = pieces.link_button(
        step_address(request, step.way, step.job.asked.job_id), say("many-back"), quiet=True
    )
    fate = Markup("<p>{}</p>").format(_fate(say, one))
    content = _problems_of(request, say, step, at, one)
    return parts.page(request, one.file_name, back, fate, content)


async def marked(request: Request) -> Response:
    """One of many files, with its problems marked."""
    return await pieces.run(request, _marked, request)


def _marked(request: Request) -> Response:
    say = forms.said_language(request)
    at = request.path_params["at"]
    try:
        path, name = many.marked_of(
            permitted.looking(), request.path_params["job"], int(at) if at.isdigit() else -1
        )
    except Refused as refused:
        return downloads.refused_page(say, refused)
    return downloads.saved(path.read_bytes(), name, sending.WORKBOOK)


async def receipts(request: Request) -> Response:
    """What became of the files that were taken in, with their receipts."""
    say = forms.said_language(request)
    return await pieces.run(request, _receipts, request, say, request.path_params["job"])


def _receipts(request: Request, say: Words, job_id: str) -> Response:
    title = say("many-receipts")
    try:
        step = many.found(permitted.looking(), job_id, many.TAKE)
    except Refused as refused:
        return parts.page(request, title, forms.refusal(say, refused), status=404)
    if not step.fates:
        on = pieces.link_button(jobs.address_of(request, step.job), say("many-to-job"))
        return parts.page(request, title, pieces.notice(say, "many-not-yet", "info"), on)
    checked = str(step.job.asked.arguments["of"])
    links = [
        pieces.link_button(
            pieces.address(request, jobs.FILE, job=job_id, name=name),
            say("many-fetch-receipts"),
            quiet=True,
        )
        for name in step.job.files
    ]
    left = sum(one.fate not in (*TAKEN, "already_here") for one in step.fates)
    links.append(
        pieces.link_button(step_address(request, step.way, checked), say("many-back"), quiet=True)
    )
    told = pieces.notice(say, "many-left", "warning", count=left) if left else Markup("")
    rows = [{"fate": one} for _, one in _ordered(request, step.fates)]
    columns = [
        Column(say("many-column-file"), lambda row: row["fate"].file_name, style="anywhere"),
        Column(say("many-column-kind"), lambda row: row["fate"].kind_said(say)),
        Column(say("many-column-whose"), lambda row: _whose(say, row["fate"]), style="text"),
        Column(say("many-column-became"), lambda row: _stands(say, row["fate"]), style="text"),
        Column(say("column-receipt"), lambda row: _receipt(request, row["fate"])),
        Column(
            say("column-received"),
            lambda row: row["fate"].received_at and moment(row["fate"].received_at),
        ),
        Column(
            say("many-column-problems"),
            lambda row: _errors_said(say, row["fate"]) if row["fate"].problems else "0",
        ),
    ]
    table = tables.cards(tables.table(rows, columns, label=title, key="receipts"))
    buttons = pieces.buttons(*links)
    next_ = pieces.notice(say, "many-next", "info")
    lead = say(
        "many-taken-lead",
        at=moment(step.job.asked.asked_at),
        by=said_actor(say, step.job.asked.name),
    )
    counted = _counted(say, step.fates, is_over=True)
    return parts.page(request, title, counted, told, buttons, table, next_, lead=lead)


def _stands(say: Words, one: Fate) -> Markup | str:
    said = one.said(say, is_over=True)
    if not one.schools:
        return said
    more = say("many-standing", schools=one.schools, standing=one.in_force)
    return Markup("{}<br><small>{}</small>").format(said, more)


def outcome_of_check(request: Request, say: Words, job: Job) -> Markup:
    """What the job's page says once the files are checked: how many, and the way to each."""
    return _outcome(request, say, job, "", "many-see-fates")


def outcome_of_take(request: Request, say: Words, job: Job) -> Markup:
    """What the job's page says once files were taken in."""
    return _outcome(request, say, job, "/receipts", "many-see-receipts")


def _outcome(request: Request, say: Words, job: Job, of: str, link: str) -> Markup:
    kind = many.TAKE if of else many.CHECK
    step = many.found(permitted.looking(), job.asked.job_id, kind)
    where = step_address(request, step.way, job.asked.job_id, of)
    counted = _counted(say, step.fates, is_over=bool(of))
    return counted + pieces.buttons(pieces.link_button(where, say(link)))


jobs.OUTCOMES |= {many.CHECK: outcome_of_check, many.TAKE: outcome_of_take}
