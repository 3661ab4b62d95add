"""Where the county office begins: what waits, and the subjects of its work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from dashboards.plain import forms, pieces
from dashboards.plain.office import parts
from dashboards.plain.office.jobs import jobs_told

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


async def home(request: Request) -> Response:
    """What waits for the office, then everything that it can do."""
    return await pieces.run(request, _home, request)


def _home(request: Request) -> Response:
    say = forms.said_language(request)
    subjects = Markup("").join(
        Markup('<li><a href="{}">{}</a><br><span class="note">{}</span></li>').format(
            forms.link(request, one.path), say(one.name), say.attr(one.name, "lead")
        )
        for one in parts.offered()
    )
    return parts.page(
        request,
        say("office-desk"),
        jobs_told(request, say),
        Markup('<ul class="subjects" id="subjects">{}</ul>').format(subjects),
        lead=say.attr("office-desk", "lead"),
    )
