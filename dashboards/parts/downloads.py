"""/download/…: a file that a page offers, by an address that nobody can guess, until it is closed.

Streamlit's own way keeps every file in memory under a hash of its content and asks nobody who he
is. Here nothing is made before it is asked for, and the address ends with the session.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

import streamlit as st
from markupsafe import Markup
from streamlit.runtime import Runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboards.parts import address, design, permitted, person, places, plain_page
from duibiao.people.policy import note_refusal
from duibiao.records.model import Refused
from duibiao.words import LANGUAGES, Words, language, words

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

PATH = "/download/{token}"
TOKEN_BYTES = 24
LINK = Markup('<p><a class="fetch" href="{}" download title="{}">{}</a></p>')


@dataclass(slots=True)
class _Offer:
    """A file that a session's page offers: how it is made, and as what it is saved."""

    token: str
    session: str
    owner: int | None
    make: Callable[[], bytes]
    file_name: str
    media_type: str


_offers: dict[tuple[str, str], _Offer] = {}
_lock = threading.Lock()


def offer(
    label: str,
    make: Callable[[], bytes],
    *,
    file_name: str,
    media_type: str,
    key: str,
    title: str = "",
) -> None:
    """A link that hands over a file, made when it is followed; `key` tells those of a page apart.

    `make` runs outside of any page, so it asks Streamlit for nothing; it may raise Refused.
    """
    context = get_script_run_ctx()
    session = context.session_id if context is not None else ""
    with _lock:
        for gone in [name for name in _offers if name[0] != session and not _is_alive(name[0])]:
            del _offers[gone]
        kept = _offers.get((session, key))
        token = kept.token if kept is not None else secrets.token_urlsafe(TOKEN_BYTES)
        _offers[session, key] = _Offer(
            token, session, person.person().number, make, file_name, media_type
        )
    target = address.link(f"download/{token}")
    st.html(str(LINK.format(target, title, label)), width="content")


async def download(request: Request) -> Response:
    """The file of an address; in words why, where there is none (any more)."""
    said = request.query_params.get("lang")
    say = words(said if said in LANGUAGES else language())
    token = request.path_params["token"]
    with _lock:
        found = next(
            (one for one in _offers.values() if secrets.compare_digest(one.token, token)), None
        )
    is_own = found is not None and found.owner == person.person().number
    if found is not None and not is_own:
        note_refusal(permitted.looking(), "download", "download-gone", about=found.file_name)
    if found is None or not is_own or not _is_alive(found.session):
        return plain_page.answer(say, "download-gone", 404)
    try:
        content = await places.FILES.run(request, found.make)
    except Refused as refused:
        return refused_page(say, refused)
    return saved(content, found.file_name, found.media_type)


def refused_page(say: Words, refused: Refused) -> Response:
    """An answer that says why there is no such file."""
    from starlette.responses import HTMLResponse

    reason = design.notice(say(refused.code, **refused.parameters), "error")
    return HTMLResponse(plain_page.html(say, "", reason), status_code=404)


def saved(content: bytes, file_name: str, media_type: str) -> Response:
    """An answer that a browser saves under a name and shows to nobody else."""
    from starlette.responses import Response

    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file_name, safe='')}",
        "Cache-Control": "private, no-store",
    }
    return Response(content, media_type=media_type, headers=headers)


def _is_alive(session: str) -> bool:
    return Runtime.exists() and Runtime.instance().is_active_session(session)
