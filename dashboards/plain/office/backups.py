"""Backups: for the administrator, made in the background and fetched; the last ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from dashboards.parts import permitted
from dashboards.plain import forms, pieces
from dashboards.plain.office import jobs as job_pages
from dashboards.plain.office import parts
from dashboards.plain.office.build_outcomes import BACK_UP, VERIFY
from dashboards.plain.office.builds import begin_verify, verify_form
from duibiao.people.acting import Acting
from duibiao.warehouse import jobs
from duibiao.warehouse.long_work import back_up_home
from duibiao.words import Words

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

BACKUPS = f"{parts.HOME}/backups"
TITLE = "office-backups"


async def backups(request: Request) -> Response:
    """What was put aside lately; and what was asked for is done."""
    return await pieces.answered(request, _do, _page)


def _do(request: Request, say: Words, said: dict[str, str]) -> Response:
    acting = pieces.acting(said)
    if said.get("do") == VERIFY:
        return job_pages.begun(request, begin_verify(acting, said.get("head", "")))
    return job_pages.begun(request, begin_backup(acting))


def begin_backup(acting: Acting) -> jobs.Job:
    """Have a backup made in the background. Raises Refused."""
    return jobs.start(acting, "back_up", BACK_UP, jobs.name_of(back_up_home), {})


def _page(request: Request, say: Words, told: Markup) -> Response:
    kept = [one for one in jobs.jobs(permitted.looking()) if one.asked.kind == BACK_UP]
    content = [told]
    if permitted.may_change("back_up") is None:
        inside = (
            forms.hidden("do", BACK_UP)
            + pieces.person_field(say)
            + forms.button(say("backups-make"))
        )
        content.append(forms.form(request, BACKUPS, inside))
    content.append(Markup("<h2>{}</h2>").format(say("backups-kept")))
    content.append(job_pages.job_table(request, say, kept, "backups-none"))
    content.append(Markup('<p class="note">{}</p>').format(say("backups-restore")))
    if permitted.may_change("verify") is None:
        content.append(Markup("<h2>{}</h2>").format(say("builds-verify")))
        content.append(verify_form(request, say, BACKUPS))
    return parts.page(request, say(TITLE), *content, lead=say.attr(TITLE, "lead"))
