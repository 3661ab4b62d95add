"""The page of messages: what waits for whoever is signed in, whatever her roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from dashboards.plain import forms, messages, pieces

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


async def messages_page(request: Request) -> Response:
    """Everything for whoever asks."""
    return await pieces.run(request, _page, request)


def _page(request: Request) -> Response:
    say = forms.said_language(request)
    found = messages.for_me(request, say)
    messages.note_count(found)
    lead = say.attr("page-messages", "lead")
    listed = messages.listed(say, found)
    return pieces.page(request, say("page-messages"), Markup(""), listed, lead=lead)
