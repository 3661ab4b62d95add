"""/data/result.csv, .xlsx, .parquet: the whole result of a query, for people and programs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from markupsafe import Markup

from dashboards.app_pages.data.shared_query import packed, unpacked
from dashboards.parts import address, design
from duibiao.words import LANGUAGES, Words, language, words
from ingest import desk

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

PATH = "/data/result.{form}"
MEDIA_TYPES = {
    desk.Format.CSV: "text/csv; charset=utf-8",
    desk.Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    desk.Format.PARQUET: "application/vnd.apache.parquet",
}
NO_FILE_NAME = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
LONGEST_NAME = 80
# One of them passes when another query has ended; the others are the query's own.
BUSY, FAULTY, UNKNOWN = 503, 400, 404
PAGE = Markup(
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    "<title>{title}</title><style>{style}</style></head>"
    '<body><main class="plain">{notice}</main></body></html>'
)


async def query_file(request: Request) -> Response:
    """The result of the query in the address as a file; a page in words where there is none."""
    from starlette.concurrency import run_in_threadpool
    from starlette.responses import HTMLResponse, PlainTextResponse, Response

    asked = request.query_params.get("lang")
    say = words(asked if asked in LANGUAGES else language())
    form = request.path_params["form"]
    if form not in set(desk.Format):
        return PlainTextResponse("404", status_code=UNKNOWN)
    sql = unpacked(request.query_params.get("sql", ""))
    if sql is None:
        notice = design.notice(
            say("data-address-broken"), "error", say.attr("data-address-broken", "mend")
        )
        return HTMLResponse(_page(say, notice), status_code=FAULTY)
    try:
        content = await run_in_threadpool(desk.query_file, sql, desk.Format(form), say)
    except desk.Refused as refused:
        notice = design.notice(
            say("data-no-file"), "error", say(refused.code, **refused.parameters)
        )
        status = BUSY if refused.code == "query-busy" else FAULTY
        return HTMLResponse(_page(say, notice), status_code=status)
    return Response(
        content,
        media_type=MEDIA_TYPES[desk.Format(form)],
        headers={
            "Content-Disposition": "attachment; filename*=UTF-8''"
            + quote(f"{_file_name(say, request.query_params.get('name', ''))}.{form}"),
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-cache",
        },
    )


def link(form: desk.Format, sql: str, name: str | None) -> str:
    """The address of a query's result as a file."""
    return address.link(f"data/result.{form}", sql=packed(sql), name=name)


def _file_name(say: Words, name: str) -> str:
    return NO_FILE_NAME.sub(" ", name).strip(" .")[:LONGEST_NAME] or say("data-result")


def _page(say: Words, notice: Markup) -> str:
    return str(
        PAGE.format(
            language=say.language,
            title=f"{say('page-data')} · {say('product')}",
            style=Markup(design.css()),  # noqa: S704  (files of ours)
            notice=notice,
        )
    )
