"""/data/result.csv, .xlsx, .parquet: the whole result of a query, for people and programs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from dashboards.app_pages.data.shared_query import packed, unpacked
from dashboards.parts import address, days, design, permitted, places, plain_page
from duibiao.people.policy import ask
from duibiao.records.model import Refused
from duibiao.records.settings import Settings
from duibiao.warehouse import confined_query
from duibiao.warehouse.export import Format
from duibiao.words import LANGUAGES, Words, language, words

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

PATH = "/data/result.{form}"
MEDIA_TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.PARQUET: "application/vnd.apache.parquet",
}
NO_FILE_NAME = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
LONGEST_NAME = 80
TABLE = re.compile(r"\b(?:from|join)\s+((?:dim|fct)_\w+)", re.IGNORECASE)
# One of them passes when another query has ended; the others are the query's own.
BUSY, FAULTY, UNKNOWN = 503, 400, 404


async def query_file(request: Request) -> Response:
    """The result of the query in the address as a file; a page in words where there is none."""
    from starlette.responses import HTMLResponse, PlainTextResponse, Response

    asked = request.query_params.get("lang")
    say = words(asked if asked in LANGUAGES else language())
    form = request.path_params["form"]
    if form not in set(Format):
        return PlainTextResponse("404", status_code=UNKNOWN)
    sql = unpacked(request.query_params.get("sql", ""))
    if sql is None:
        notice = design.notice(
            say("data-address-broken"), "error", say.attr("data-address-broken", "mend")
        )
        return HTMLResponse(plain_page.html(say, say("page-data"), notice), status_code=FAULTY)
    try:
        ask(permitted.looking(), "query", about=sql)
        content = await places.QUERIES.run(
            request,
            confined_query.query_file,
            Settings.resolve().of_build(request.query_params.get("build")),
            sql,
            Format(form),
            say.language,
        )
    except Refused as refused:
        notice = design.notice(
            say("data-no-file"), "error", say(refused.code, **refused.parameters)
        )
        status = BUSY if refused.code == "query-busy" else FAULTY
        return HTMLResponse(plain_page.html(say, say("page-data"), notice), status_code=status)
    return Response(
        content,
        media_type=MEDIA_TYPES[Format(form)],
        headers={
            "Content-Disposition": "attachment; filename*=UTF-8''"
            + quote(f"{_file_name(say, request.query_params.get('name', ''), sql)}.{form}"),
            "Cache-Control": "private, no-cache",
        },
    )


def link(form: Format, sql: str, name: str | None, build: str | None) -> str:
    """The address of a query's result as a file, of the build that it was asked of."""
    return address.link(f"data/result.{form}", sql=packed(sql), name=name, build=build)


def _file_name(say: Words, name: str, sql: str) -> str:
    """What a result holds: its question by name, else the first table that it asks, and the day."""
    subject = NO_FILE_NAME.sub(" ", name).strip(" .")[:LONGEST_NAME]
    if not subject:
        table = TABLE.search(sql)
        subject = say("data-result-of", table=table[1]) if table else say("data-result")
    return f"{subject}-{days.today()}"
