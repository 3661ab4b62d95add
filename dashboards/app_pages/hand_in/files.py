"""/handed-in/…: a workbook that a school handed in, as it came, marked, or as the form to sign."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboards.parts import downloads, file_links, places, sending
from duibiao.words import LANGUAGES, Words, language, words
from ingest import desk

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

PATH = file_links.HANDED_IN
ANY_FILE = "application/octet-stream"


def _original(receipt: str, say: Words) -> tuple[bytes, str]:
    path, name = desk.original_file(receipt)
    return path.read_bytes(), name


def _signing_form(receipt: str, say: Words) -> tuple[bytes, str]:
    return desk.signing_form(receipt), say("signing-form-name", receipt=receipt)


KINDS = {"original": _original, "marked": desk.marked_again, "signing-form": _signing_form}


async def hand_in_file(request: Request) -> Response:
    """A file of a hand-in, to be saved; where there is none, in words why."""
    said = request.query_params.get("lang")
    say = words(said if said in LANGUAGES else language())
    receipt, kind = request.path_params["receipt"], request.path_params["kind"]
    try:
        if kind not in KINDS:
            raise desk.Refused("hand-in-file-unknown", receipt=receipt)
        content, name = await places.FILES.run(request, KINDS[kind], receipt, say)
    except desk.Refused as refused:
        return downloads.refused_page(say, refused)
    media_type = sending.WORKBOOK if name.endswith(".xlsx") else ANY_FILE
    return downloads.saved(content, name, media_type)
