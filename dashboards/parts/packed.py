"""What is sent packed: texts that are the same for everybody, packed once and kept.

Streamlit sends its scripts as they lie, because packing them anew for each request would cost more
than it saves. Packed once they are a third, and it costs nothing more.
"""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import Response
from streamlit.file_util import get_static_dir

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

FOLDER = "/static/"
NAME = re.compile(r"/static/[\w./-]{1,120}", re.ASCII)
MEDIA_TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}
FOR_GOOD = "public, immutable, max-age=31536000"
"""For what is named by its content."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A text with its packed bytes, made together."""

    text: str
    media_type: str
    content: bytes = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "content", gzip.compress(self.text.encode(), mtime=0))

    def answer(self, request: Request, **headers: str) -> Response:
        """The answer to a request: packed for whoever can unpack it."""
        headers["Vary"] = "Accept-Encoding"
        if "gzip" not in request.headers.get("accept-encoding", ""):
            return Response(self.text, media_type=self.media_type, headers=headers)
        headers["Content-Encoding"] = "gzip"
        return Response(self.content, media_type=self.media_type, headers=headers)


@cache
def _one_at_a_time() -> CapacityLimiter:
    # So that nobody packs what somebody else is packing just now.
    return CapacityLimiter(1)


@cache
def _file(path: Path) -> Packed:
    return Packed(path.read_text(encoding="utf-8"), MEDIA_TYPES[path.suffix])


class StaticFiles:
    """Answers for Streamlit's scripts and styles, before an application that answers for the rest.

    They bear the hash of their content in their names. Streamlit keeps the path to itself, so that
    no route can stand there.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = _of_streamlit(scope["path"]) if scope["type"] == "http" else None
        if path is None:
            await self.app(scope, receive, send)
            return
        found = await to_thread.run_sync(_file, path, limiter=_one_at_a_time())
        answer = found.answer(Request(scope), **{"Cache-Control": FOR_GOOD})
        await answer(scope, receive, send)


def _of_streamlit(asked: str) -> Path | None:
    """The file of a path; None where there is none, or none that packing makes smaller."""
    if not NAME.fullmatch(asked):
        return None
    root = Path(get_static_dir()).resolve()
    path = root.joinpath(asked.removeprefix("/")).resolve()
    inside = path.is_relative_to(root / FOLDER.strip("/"))
    return path if inside and path.suffix in MEDIA_TYPES and path.is_file() else None
