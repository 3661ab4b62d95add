"""Scores: the snapshot in force, those before it, why the newest build failed, what can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from dashboards.parts import condition, design, frame, permitted
from dashboards.plain import forms, pieces
from dashboards.plain.office import jobs as job_pages
from dashboards.plain.office import parts
from dashboards.plain.office.build_outcomes import REBUILD, VERIFY
from duibiao.people.acting import Acting
from duibiao.people.policy import ask
from duibiao.records.model import Refused
from duibiao.records.settings import Settings
from duibiao.warehouse import jobs
from duibiao.warehouse.going_back import LONGEST_REASON, go_back, kept_snapshots
from duibiao.warehouse.long_work import rebuild_home, verify_home
from duibiao.warehouse.snapshot_files import (
    InForce,
    build_failure,
    project_hash,
    published_snapshots,
    read_account,
)
from duibiao.warehouse.watch import ask_for_build
from duibiao.words import Words
from duibiao.words.figures import moment, size
from ingest.desk import listing

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

BUILDS = f"{parts.HOME}/builds"
TITLE = "office-builds"
COLUMNS = ("build", "at", "records", "guide", "seconds", "size", "state")
LONGEST_HEAD = 64
ASKED = "asked"


async def builds(request: Request) -> Response:
    """What is in force and what was; and what was asked for is done."""
    return await pieces.answered(request, _do, _page)


def _do(request: Request, say: Words, said: dict[str, str]) -> Response:
    acting, what = pieces.acting(said), said.get("do", "")
    if what == "build":
        ask_for_build(ask(acting, "ask_for_build").settings)
        return forms.to(forms.link(request, BUILDS, **{ASKED: "yes"}))
    if what == "back":
        go_back(acting, said.get("build", ""), said.get("reason", ""))
        return forms.to(forms.link(request, BUILDS))
    if what == REBUILD:
        if not said.get("confirmed"):
            raise Refused("rebuild-not-confirmed")
        return job_pages.begun(request, begin_rebuild(acting))
    return job_pages.begun(request, begin_verify(acting, said.get("head", "")))


def begin_verify(acting: Acting, head: str) -> jobs.Job:
    """Have the home verified in the background. Raises Refused."""
    of = {"head": head.strip()[:LONGEST_HEAD]}
    return jobs.start(acting, "verify", VERIFY, jobs.name_of(verify_home), of)


def begin_rebuild(acting: Acting) -> jobs.Job:
    """Have every table made again in the background. Raises Refused."""
    return jobs.start(acting, "ask_for_build", REBUILD, jobs.name_of(rebuild_home), {})


def _page(request: Request, say: Words, told: Markup) -> Response:
    settings = Settings.resolve()
    shown = frame.shown_snapshot(settings)
    account = (read_account(shown.path) or {}) if shown is not None else {}
    content = [told, _state(request, say, shown, account), _in_force(say, account)]
    if permitted.may_change("ask_for_build") is None:
        content.append(_build_now(request, say))
    content.append(_kept(say, settings, shown))
    if permitted.may_change("ask_for_build") is None:
        content += [_back(request, say, settings), _verify(request, say), _rebuild(request, say)]
    return parts.page(request, say(TITLE), *content, lead=say.attr(TITLE, "lead"))


def _state(request: Request, say: Words, shown: InForce | None, account: dict[str, Any]) -> Markup:
    """What is not as it should be, and that a build was asked for."""
    settings, told = Settings.resolve(), Markup("")
    if shown is None:
        told += pieces.notice(say, "builds-none", "empty")
    else:
        told += condition.fallback_told(say, shown, with_way_out=True)
    failure = build_failure(settings)
    if failure is not None:
        told += condition.failure_told(say, failure, has_figures=shown is not None)
    elif request.query_params.get(ASKED) and settings.build_request.exists():
        told += design.notice(say("build-asked"))
    return told + condition.left_out_told(say, account)


def _in_force(say: Words, account: dict[str, Any]) -> Markup:
    waiting, _ = listing.waiting_records(permitted.looking())
    told = say("builds-waiting", count=waiting) if waiting > 0 else say("builds-nothing-waits")
    if not account:
        return Markup("<p>{}</p>").format(told)
    is_own = account.get("project") == project_hash()
    program = say("builds-program-own" if is_own else "builds-program-other")
    lines = [
        (say("builds-column-build"), account["build_id"]),
        (say("builds-column-at"), moment(account["built_at"])),
        (say("builds-column-records"), f"{account['record_count']:,} ({told})"),
        (say("builds-column-guide"), _editions(say, account)),
        (say("builds-column-seconds"), _seconds(account)),
        (say("builds-program"), program),
        (say("builds-head"), account.get("seal_head") or ""),
    ]
    title = Markup("<h2>{}</h2>").format(say("builds-in-force"))
    return title + pieces.lines(lines, "in-force")


def _editions(say: Words, account: dict[str, Any]) -> str:
    titles = (one.get("title_zh", "") for one in (account.get("editions") or {}).values())
    return say("separator-items").join(titles)


def _seconds(account: dict[str, Any]) -> str:
    return f"{sum((account.get('seconds') or {}).values()):.1f}"


def _build_now(request: Request, say: Words) -> Markup:
    inside = forms.hidden("do", "build") + pieces.person_field(say) + forms.button(say("build-now"))
    note = Markup('<p class="note">{}</p>').format(say("builds-now-note"))
    return note + forms.form(request, BUILDS, inside)


def _kept(say: Words, settings: Settings, shown: InForce | None) -> Markup:
    """The snapshots that are kept, the newest first."""
    rows = []
    for one in published_snapshots(settings):
        account = read_account(one.path)
        if account is not None:
            rows.append(_row(say, account, is_shown=shown is not None and shown.path == one.path))
    if not rows:
        return Markup("")
    heads = [say(f"builds-column-{name}") for name in COLUMNS]
    return Markup("<h2>{}</h2>{}").format(say("builds-kept"), forms.table(heads, rows, "kept"))


def _row(say: Words, account: dict[str, Any], *, is_shown: bool) -> list[str | Markup]:
    tags = Markup("")
    if is_shown:
        tags += Markup('<span class="tag good">{}</span> ').format(say("builds-tag-in-force"))
    if account.get("project") != project_hash():
        tags += Markup('<span class="tag">{}</span> ').format(say("builds-tag-other-version"))
    if account.get("closed_cycles"):
        cycles = say("separator-items").join(account["closed_cycles"])
        tags += Markup("{}").format(say("builds-closed", cycles=cycles))
    number = Markup('<span class="number">{}</span>')
    return [
        account["build_id"],
        moment(account["built_at"]),
        number.format(f"{account['record_count']:,}"),
        _editions(say, account),
        number.format(_seconds(account)),
        number.format(size(account.get("snapshot_bytes", 0))),
        tags,
    ]


def _section(say: Words, name: str, content: Markup) -> Markup:
    """What can be done: its heading, what it does, its form."""
    return pieces.doing(say(name), content, note=say.attr(name, "note"))


def _back(request: Request, say: Words, settings: Settings) -> Markup:
    kept = kept_snapshots(settings)
    if not kept:
        return _section(say, "builds-back", pieces.notice(say, "builds-back-none", "empty"))
    options = [(one.build_id, f"{moment(one.built_at)} · {one.build_id}") for one in kept]
    inside = forms.hidden("do", "back") + pieces.select("build", say("builds-back-to"), options)
    limit = f'required maxlength="{LONGEST_REASON}"'
    inside += forms.field(say("builds-back-reason"), "reason", more=limit)
    inside += pieces.person_field(say) + forms.button(say("builds-back"), quiet=True)
    return _section(say, "builds-back", forms.form(request, BUILDS, inside))


def _verify(request: Request, say: Words) -> Markup:
    return _section(say, "builds-verify", verify_form(request, say, BUILDS))


def verify_form(request: Request, say: Words, target: str) -> Markup:
    """The form that has the home verified."""
    inside = forms.hidden("do", VERIFY)
    inside += forms.field(say("builds-verify-head"), "head", more=f'maxlength="{LONGEST_HEAD}"')
    inside += pieces.person_field(say) + forms.button(say("builds-verify"), quiet=True)
    return forms.form(request, target, inside)


def _rebuild(request: Request, say: Words) -> Markup:
    inside = forms.hidden("do", REBUILD)
    inside += forms.confirmed(say("builds-rebuild-confirm"))
    inside += pieces.person_field(say) + forms.button(say("builds-rebuild"), quiet=True)
    return _section(say, "builds-rebuild", forms.form(request, BUILDS, inside))
