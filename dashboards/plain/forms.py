"""What pages without script share: their frame, forms that only we can have made, their answers."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from markupsafe import Markup
from starlette.responses import HTMLResponse, RedirectResponse, Response

from dashboards.parts import design, permitted, person, plain_page
from duibiao.people.policy import may_for_some
from duibiao.people.sessions import Session
from duibiao.records.model import Refused
from duibiao.words import LANGUAGES, Words, language, words

if TYPE_CHECKING:
    from starlette.requests import Request

OFFICE, OFFICE_BACK = "/sign-in/office", "/sign-in/office/back"
SIGN_IN, SIGN_OUT, FIRST = "/sign-in", "/sign-out", "/sign-in/first/{token}"
ACCOUNT, ACCOUNTS, TRAIL = "/account", "/accounts", "/trail"
TOKEN = "form-token"  # noqa: S105  (the name of a field)
LARGEST_FORM = 20_000
"""Bytes of what is typed into a form."""
POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline';"
    " base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
STYLE = Path(__file__).with_name("plain.css")
FORM = Markup(
    '<form class="{kind}" method="post" action="{action}">'
    '<input type="hidden" name="{token_name}" value="{token}">{inside}</form>'
)
FIELD = Markup(
    '<label>{label}<input name="{name}" type="{kind}" value="{value}" autocomplete="{fill}"'
    "{more}></label>"
)
_key = secrets.token_bytes(32)


def said_language(request: Request) -> Words:
    """The words of the language that the address asks for."""
    said = request.query_params.get("lang")
    return words(said if said in LANGUAGES else language())


def is_safe(request: Request) -> bool:
    """Whether the connection is encrypted, here or by the proxy that we believe."""
    return request.url.scheme == "https"


def cookie_name(name: str, *, safe: bool) -> str:
    """The name of a cookie of ours; where it can be, one that no other site could have set."""
    return f"__Host-{name}" if safe else name


def set_cookie(answer: Response, request: Request, name: str, value: str) -> None:
    """A cookie until the browser is closed, for this server and no script."""
    safe = is_safe(request)
    answer.set_cookie(
        cookie_name(name, safe=safe), value, path="/", secure=safe, httponly=True, samesite="strict"
    )


def cookie(request: Request, name: str) -> str:
    """What a cookie of ours says."""
    return request.cookies.get(cookie_name(name, safe=is_safe(request)), "")


def token(bound_to: str) -> str:
    """What a form must carry that was made for one session, or for one browser."""
    return hmac.new(_key, bound_to.encode(), hashlib.sha256).hexdigest()


def bound_to(request: Request) -> str:
    """That to which the forms of a page are bound: the session, else the cookie of its browser."""
    found = person.session()
    return found.token_hash if found is not None else cookie(request, TOKEN)


async def typed(request: Request) -> dict[str, str]:
    """What was typed into a form of ours. Raises Refused for another one (`form-foreign`)."""
    body = await request.body()
    found = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    bound = bound_to(request)
    if not bound or not hmac.compare_digest(found.pop(TOKEN, ""), token(bound)):
        raise Refused("form-foreign")
    return found


def form(
    request: Request, action: str, inside: Markup, *, kind: str = "fields", bound: str = ""
) -> Markup:
    """A form to be sent to an address of ours."""
    return FORM.format(
        kind=kind,
        action=action,
        token_name=TOKEN,
        token=token(bound or bound_to(request)),
        inside=inside,
    )


def field(
    label: str, name: str, *, kind: str = "text", value: str = "", fill: str = "off", more: str = ""
) -> Markup:
    """A field with its label above it."""
    return FIELD.format(
        label=label,
        name=name,
        kind=kind,
        value=value,
        fill=fill,
        more=Markup(f" {more}" if more else ""),  # noqa: S704  (of ours)
    )


def button(label: str, *, quiet: bool = False, name: str = "", value: str = "") -> Markup:
    """What sends a form."""
    kind = Markup(' class="quiet-button"') if quiet else ""
    said = Markup(' name="{}" value="{}"').format(name, value) if name else ""
    return Markup("<button{}{}>{}</button>").format(kind, said, label)


def table(heads: Sequence[str], rows: Sequence[Sequence[Any]], key: str) -> Markup:
    """A table."""
    head = Markup("").join(Markup("<th>{}</th>").format(one) for one in heads)
    body = Markup("").join(
        Markup("<tr>{}</tr>").format(
            Markup("").join(Markup("<td>{}</td>").format(cell) for cell in row)
        )
        for row in rows
    )
    return Markup(
        '<div class="scroll"><table id="{}"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>'
        "</div>"
    ).format(key, head, body)


def refusal(say: Words, refused: Refused) -> Markup:
    """Why something was not done."""
    has_way_out = refused.code.startswith(("policy-no", "policy-own", "may-not-", "form-"))
    way_out = say.attr(refused.code, "mend") if has_way_out else ""
    return design.notice(say(refused.code, **refused.parameters), "error", way_out)


@cache
def _style() -> str:
    return STYLE.read_text(encoding="utf-8")


def page(
    request: Request, title: str, content: Markup, *, status: int = 200, narrow: bool = False
) -> HTMLResponse:
    """A page of ours: the bar of whoever is signed in, its heading, what stands on it."""
    say = said_language(request)
    # Without an icon of its own the browser would ask for one.
    head = Markup('<link rel="icon" href="data:,"><style>{}</style>').format(
        Markup(_style())  # noqa: S704  (a file of ours)
    )
    inside = Markup("{}<h1>{}</h1>{}").format(_bar(request, say), title, content)
    html = plain_page.html(say, title, inside, head)
    if narrow:
        html = html.replace('<main class="plain">', '<main class="plain narrow">', 1)
    headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"}
    return HTMLResponse(html, status_code=status, headers=headers)


def _bar(request: Request, say: Words) -> Markup:
    found = person.session()
    if found is None:
        return Markup("<nav><b>{}</b></nav>").format(say("product"))
    links = Markup("").join(
        Markup('<a href="{}"{}>{}</a>').format(
            path, Markup(' aria-current="page"') if request.url.path == path else "", text
        )
        for path, text in own_links(say, found)
    )
    out = form(request, SIGN_OUT, button(say("sign-out"), quiet=True), kind="out")
    return Markup("<nav><b>{}</b>{}{}</nav>").format(say("product"), links, out)


def own_links(say: Words, found: Session) -> list[tuple[str, str]]:
    """Where whoever is signed in may go beside the pages: addresses and what they are called."""
    links = [("/", say("to-pages"))] if first_page() is not None and not found.must_change else []
    if permitted.may("manage_accounts") is None:
        links.append((ACCOUNTS, say("page-accounts")))
    if permitted.may("read_trail") is None:
        links.append((TRAIL, say("page-trail")))
    return [*links, (ACCOUNT, say("page-account", name=found.person.name))]


def first_page() -> str | None:
    """The path of the first page that whoever asks may see; None where there is none."""
    from dashboards.parts import frame

    who = person.person()
    # Who comes for a school begins with it, not with what there is of the county.
    is_of_school = not permitted.sees_all("page_gaps")
    for name in (*(frame.GROUPS["school"] if is_of_school else ()), *frame.PAGES):
        if may_for_some(who, f"page_{name}"):
            return f"/{frame.path_of(name)}"
    return None


def start() -> str:
    """Where whoever has signed in begins."""
    own = first_page()
    if own is not None:
        return own
    if permitted.may("manage_accounts") is None:
        return ACCOUNTS
    return TRAIL if permitted.may("read_trail") is None else ACCOUNT


def to(address: str, **headers: str) -> RedirectResponse:
    """Go on elsewhere, by a request that only looks."""
    return RedirectResponse(address, 303, headers=headers)


async def say_refused(request: Request, error: Exception) -> HTMLResponse:
    """The answer where a route refuses somebody."""
    say = said_language(request)
    assert isinstance(error, Refused)
    return page(request, say("refused-title"), refusal(say, error), status=403, narrow=True)


def own_address(text: str) -> str:
    """An address on this server, as somebody was on the way to; what is none is the first page."""
    is_own = text.startswith("/") and text[1:2] not in ("/", "\\") and text.isprintable()
    return text if is_own and "\\" not in text else "/"


def shown(mapping: Mapping[str, str], name: str) -> str:
    """What was typed into a field, to be shown again."""
    return mapping.get(name, "").strip()
