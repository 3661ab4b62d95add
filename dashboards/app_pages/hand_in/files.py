"""/handed-in/…: a workbook that a school handed in, as it came, marked, or as the form to sign."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from markupsafe import Markup

from dashboards.parts import downloads, uploads
from duibiao.words import LANGUAGES, Words, language, words
from ingest import desk

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

PATH = downloads.HANDED_IN
ANY_FILE = "application/octet-stream"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'",
    "Cache-Control": "private, no-cache",
}
REFUSED_PAGE = Markup(
    '<!doctype html><html lang="{}"><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width"><title>{}</title>'
    "<h1>{}</h1><p>{}</p></html>"
)


def _original(receipt: str, say: Words) -> tuple[bytes, str]:
    path, name = desk.original_file(receipt)
    return path.read_bytes(), name


def _signing_form(receipt: str, say: Words) -> tuple[bytes, str]:
    return desk.signing_form(receipt), say("signing-form-name", receipt=receipt)


KINDS = {"original": _original, "marked": desk.marked_again, "signing-form": _signing_form}


async def hand_in_file(request: Request) -> Response:
    """A file of a hand-in, to be saved; where there is none, in words why."""
    from starlette.concurrency import run_in_threadpool
    from starlette.responses import HTMLResponse, Response

    said = request.query_params.get("lang")
    say = words(said if said in LANGUAGES else language())
    receipt, kind = request.path_params["receipt"], request.path_params["kind"]
    try:
        if kind not in KINDS:
            raise desk.Refused("hand-in-file-unknown", receipt=receipt)
        content, name = await run_in_threadpool(KINDS[kind], receipt, say)
    except desk.Refused as refused:
        reason = say(refused.code, **refused.parameters)
        page = REFUSED_PAGE.format(say.language, say("product"), say("product"), reason)
        return HTMLResponse(page, status_code=404, headers=HEADERS)
    media_type = uploads.WORKBOOK if name.endswith(".xlsx") else ANY_FILE
    saved = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return Response(content, media_type=media_type, headers=HEADERS | saved)
