"""/docs: the documentation of the warehouse, which the first to ask for it waits for."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from dashboards.parts import address, design, permitted, places, plain_page
from duibiao.people.policy import ask
from duibiao.records.settings import Settings
from duibiao.warehouse.documentation import documentation_path
from duibiao.words import LANGUAGES, Words, language, words

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

log = logging.getLogger("duibiao.dashboard")

PATH = "/docs"
# As dbt_project.yml names it.
DBT_PROJECT_NAME = "duibiao"
# Nothing in it is fetched from elsewhere, and nothing it says is sent anywhere.
POLICY = (
    "default-src 'self' data:; script-src 'self' 'unsafe-inline' 'unsafe-eval';"
    " style-src 'self' 'unsafe-inline'; connect-src 'self' data:;"
    " base-uri 'none'; frame-ancestors 'none'"
)


def mart_link(name: str) -> str:
    """The address of a mart within the documentation."""
    return f"{address.link(PATH[1:])}#!/model/model.{DBT_PROJECT_NAME}.{name}"


async def documentation(request: Request) -> Response:
    """The documentation as dbt writes it; who waits for it holds up nobody else."""
    from starlette.responses import FileResponse, HTMLResponse

    ask(permitted.looking(), "read_documentation")
    try:
        path = await places.DOCUMENTATION.run(request, documentation_path, Settings.resolve())
    except (RuntimeError, OSError):
        log.exception("the documentation of the warehouse was not made")
        said = request.query_params.get("lang")
        say = words(said if said in LANGUAGES else language())
        return HTMLResponse(failed(say), status_code=503)
    headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-cache"}
    return FileResponse(path, media_type="text/html", headers=headers)


def failed(say: Words) -> str:
    """A page that says that there is no documentation, and who can find out why."""
    name = "documentation-failed"
    notice = design.notice(say(name), "error", say.attr(name, "mend"))
    return plain_page.html(say, say("documentation"), notice)
