"""/evidence/…: a file of evidence, shown where that is safe and else handed over, never run."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from dashboards.parts import file_links, permitted, places
from ingest.desk import evidence

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

PATH = file_links.EVIDENCE
# What a browser shows by itself, without a program of the file's own; the rest is saved.
SHOWN = frozenset({"application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp"})
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    ),
    "Cache-Control": "private, no-cache",
}


async def evidence_file(request: Request) -> Response:
    """A file that a school handed in as evidence, by its hash; 404 where it has no such one."""
    from starlette.responses import FileResponse, PlainTextResponse

    names = (request.path_params[name] for name in ("cycle_id", "school_id", "sha256"))
    found = await places.FILES.run(request, evidence.evidence_file, permitted.looking(), *names)
    if found is None:
        return PlainTextResponse("404", status_code=404)
    path, file_name, media_type = found
    way = "inline" if media_type in SHOWN else "attachment"
    name = quote(file_name.rpartition("/")[2])
    headers = HEADERS | {"Content-Disposition": f"{way}; filename*=UTF-8''{name}"}
    return FileResponse(path, media_type=media_type, headers=headers)
