"""Handing in many files at once: workbooks of schools, tables of the county, whole zips."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from dashboards.parts import permitted
from dashboards.plain import pieces
from dashboards.plain.office import many, parts
from duibiao.words import Words

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


async def hand_in(request: Request) -> Response:
    """The page to send files from; what is sent is checked in a job."""
    return await many.sent(request, "files", _page)


def _page(request: Request, say: Words, told: Markup) -> Response:
    reason = permitted.may_change("load")
    if reason is not None:
        form = pieces.notice(say, reason, "info")
    else:
        form = many.upload_form(request, say, "files")
    about = pieces.notice(say, "office-hand-in-means", "info")
    return parts.page(
        request, say("office-hand-in"), told, form, about,
        status=403 if told else 200, lead=say.attr("office-hand-in", "lead"),
    )  # fmt: skip
