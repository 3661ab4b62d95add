"""/docs: the documentation of the warehouse, or a page that says it is being made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from dashboards.parts import address, design, plain_page
from duibiao.words import LANGUAGES, Words, language, words
from ingest import desk

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

PATH = "/docs"
# As dbt_project.yml names it.
DBT_PROJECT_NAME = "duibiao"
AGAIN_SECONDS = 2


def mart_link(name: str) -> str:
    """The address of a mart within the documentation."""
    return f"{address.link(PATH[1:])}#!/model/model.{DBT_PROJECT_NAME}.{name}"


async def documentation(request: Request) -> Response:
    """The documentation as dbt writes it; it is made when it is first asked for."""
    from starlette.responses import FileResponse, HTMLResponse

    state = desk.documentation_state()
    if state == "ready":
        return FileResponse(
            desk.documentation_path(),
            media_type="text/html",
            # Nothing in it is fetched from elsewhere, and nothing it says is sent anywhere.
            headers={"Content-Security-Policy": POLICY, "Cache-Control": "no-cache"},
        )
    if state == "none":
        desk.make_documentation()
    said = request.query_params.get("lang")
    say = words(said if said in LANGUAGES else language())
    failed = state == "failed"
    return HTMLResponse(waiting(say, failed=failed), status_code=503 if failed else 202)


POLICY = (
    "default-src 'self' data:; script-src 'self' 'unsafe-inline' 'unsafe-eval';"
    " style-src 'self' 'unsafe-inline'; connect-src 'self' data:;"
    " base-uri 'none'; frame-ancestors 'none'"
)


def waiting(say: Words, *, failed: bool) -> str:
    """A page that says where the documentation is, and looks again by itself while it is made."""
    name = "documentation-failed" if failed else "documentation-making"
    again = Markup('<meta http-equiv="refresh" content="{}">').format(AGAIN_SECONDS)
    notice = design.notice(say(name), "error" if failed else "empty", say.attr(name, "mend"))
    return plain_page.html(say, say("documentation"), notice, "" if failed else again)
