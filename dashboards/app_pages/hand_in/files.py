"""/handed-in/…: a workbook that a school handed in, as it came, marked, or as the form to sign."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboards.parts import downloads, file_links, permitted, places, sending
from duibiao.records.model import Refused
from duibiao.words import LANGUAGES, Words, language, words
from ingest.desk import forms, handing_in

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

PATH = file_links.HANDED_IN
ANY_FILE = "application/octet-stream"


def _original(receipt: str, say: Words) -> tuple[bytes, str]:
    path, name = handing_in.original_file(permitted.looking(), receipt)
    return path.read_bytes(), name


def _marked(receipt: str, say: Words) -> tuple[bytes, str]:
    return handing_in.marked_again(permitted.looking(), receipt, say)


def _signing_form(receipt: str, say: Words) -> tuple[bytes, str]:
    content = forms.signing_form(permitted.looking(), receipt)
    return content, say("signing-form-name", receipt=receipt)


KINDS = {"original": _original, "marked": _marked, "signing-form": _signing_form}


async def hand_in_file(request: Request) -> Response:
    """A file of a hand-in, to be saved; where there is none, in words why."""
    said = request.query_params.get("lang")
    say = words(said if said in LANGUAGES else language())
    receipt, kind = request.path_params["receipt"], request.path_params["kind"]
    try:
        if kind not in KINDS:
            raise Refused("hand-in-file-unknown", receipt=receipt)
        content, name = await places.FILES.run(request, KINDS[kind], receipt, say)
    except Refused as refused:
        return downloads.refused_page(say, refused)
    media_type = sending.WORKBOOK if name.endswith(".xlsx") else ANY_FILE
    return downloads.saved(content, name, media_type)
