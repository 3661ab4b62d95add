"""A page of one message, where the server itself has something to say and no page is drawn."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from dashboards.parts import design
from duibiao.words import Words

if TYPE_CHECKING:
    from starlette.responses import HTMLResponse

STYLE = Path(__file__).with_name("plain_page.css")
PAGE = Markup(
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">{head}'
    "<title>{title}</title><style>{style}</style></head>"
    '<body><main class="{kind}">{notice}</main></body></html>'
)
RETRY_SECONDS = 5


@cache
def _style() -> Markup:
    return Markup(STYLE.read_text(encoding="utf-8"))  # noqa: S704  (a file of ours)


def html(
    say: Words, title: str, notice: Markup, head: Markup | str = "", *, kind: str = "plain"
) -> str:
    """The page; `head` is what else its head holds, `kind` how wide it is (`plain narrow`)."""
    title = f"{title} · {say('product')}" if title else say("product")
    filled = PAGE.format(
        language=say.language, head=head, title=title, style=_style(), notice=notice, kind=kind
    )
    return str(filled)


def answer(say: Words, message: str, status: int) -> HTMLResponse:
    """The page of a message with what to do about it, to be sent."""
    from starlette.responses import HTMLResponse

    notice = design.notice(say(message), "warning", say.attr(message, "mend"))
    headers = {"Retry-After": str(RETRY_SECONDS)} if status in (429, 503) else {}
    return HTMLResponse(html(say, "", notice), status_code=status, headers=headers)
