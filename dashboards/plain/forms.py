"""What pages without script share: their frame, forms that only we can have made, their answers."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from markupsafe import Markup
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from dashboards.parts import design, permitted, person, plain_page, shell
from duibiao.people.acting import AT_THE_FILES
from duibiao.people.policy import may_for_some
from duibiao.people.sessions import Session
from duibiao.records.model import Refused
from duibiao.words import LANGUAGES, Words, language, words

if TYPE_CHECKING:
    from starlette.requests import Request

OFFICE, OFFICE_BACK = "/sign-in/office", "/sign-in/office/back"
SIGN_IN, SIGN_OUT, FIRST = "/sign-in", "/sign-out", "/sign-in/first/{token}"
ACCOUNT, ACCOUNTS, TRAIL = "/account", "/accounts", "/trail"
MESSAGES = "/messages"
DESK, OFFICE_DESK = shell.DESK, "/office"
BEGINNINGS = (
    ("open_office", OFFICE_DESK),
    ("page_overview", "/"),
    ("open_desk", DESK),
    ("page_checks", "/checks"),
    ("page_school", "/school"),
    ("page_data", "/data"),
    ("manage_accounts", ACCOUNTS),
    ("read_trail", TRAIL),
)
"""Where somebody begins: at the first of these that is hers, which is where her work waits."""
TOKEN = "form-token"  # noqa: S105  (the name of a field)
LARGEST_FORM = 20_000
"""Bytes of what is typed into a form."""
POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline';"
    " base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
CARRIED = ("lang", person.EYES)
"""What follows somebody from page to page."""
FORM = Markup(
    '<form class="{kind}" method="post" action="{action}"{encoding}>'
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
    """That to which the forms of a page are bound: the session, else a cookie of its browser.

    A browser that has none yet gets one with the page.
    """
    found = person.session()
    if found is not None:
        return found.token_hash
    said = cookie(request, TOKEN) or getattr(request.state, TOKEN, "")
    if not said:
        said = secrets.token_urlsafe(24)
        setattr(request.state, TOKEN, said)
    return said


async def typed(request: Request) -> dict[str, str]:
    """What was typed into a form of ours. Raises Refused for another one (`form-foreign`)."""
    found = await as_typed(request)
    _refuse_foreign(request, found.pop(TOKEN, ""))
    return found


async def as_typed(request: Request) -> dict[str, str]:
    """What was typed into a form, whoever made it: to be shown again, and for nothing else."""
    body = await request.body()
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


Sent = Mapping[str, Sequence[tuple[bytes, str]]]
"""Files by the field that they were sent by: content and name."""


async def sent(request: Request, fields: Sequence[str]) -> tuple[dict[str, str], Sent]:
    """What was typed into a form of ours, and the files of these fields of it.

    Raises Refused (`form-foreign`) for another one, and for one that is broken off; for one with
    more files than are taken at once (`form-too-many-files`).
    """
    try:
        async with request.form(max_part_size=LARGEST_FORM) as found:
            said = {name: text for name, text in found.items() if isinstance(text, str)}
            _refuse_foreign(request, said.pop(TOKEN, ""))
            return said, {
                field: [
                    (await one.read(), one.filename)
                    for one in found.getlist(field)
                    if isinstance(one, UploadFile) and one.filename
                ]
                for field in fields
            }
    except HTTPException as error:
        is_too_many = "Too many files" in str(error.detail)
        raise Refused("form-too-many-files" if is_too_many else "form-foreign") from error


def first_of(files: Sequence[tuple[bytes, str]]) -> tuple[bytes, str]:
    """The file that was sent by a field. Raises Refused (`desk-no-file`) where none was."""
    if not files:
        raise Refused("desk-no-file")
    return files[0]


def _refuse_foreign(request: Request, mark: str) -> None:
    if not hmac.compare_digest(mark.encode(), token(bound_to(request)).encode()):
        raise Refused("form-foreign")


def form(
    request: Request,
    action: str,
    inside: Markup,
    *,
    kind: str = "fields",
    takes_files: bool = False,
) -> Markup:
    """A form to be sent to an address of ours; whoever sends it keeps her language."""
    return FORM.format(
        kind=kind,
        action=action if "?" in action else link(request, action),
        encoding=Markup(' enctype="multipart/form-data"') if takes_files else "",
        token_name=TOKEN,
        token=token(bound_to(request)),
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


def hidden(name: str, value: object) -> Markup:
    """What a form carries that nobody types."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(name, value)


def file_field(
    label: str,
    name: str,
    endings: Iterable[str] = (),
    note: str = "",
    *,
    several: bool = False,
    key: str = "",
) -> Markup:
    """A field for files, with a note below it; `endings`: those that are offered, all without.

    `key`: what tells its note from another's, where a page has several fields of one name.
    """
    key = f"{key or name}-note"
    told = Markup('<p class="note" id="{}">{}</p>').format(key, note) if note else Markup("")
    return Markup(
        '<label>{}<input type="file" name="{}" accept="{}" required{}{}></label>{}'
    ).format(
        label,
        name,
        ",".join(f".{ending}" for ending in endings),
        Markup(" multiple") if several else "",
        Markup(' aria-describedby="{}"').format(key) if note else "",
        told,
    )


def confirmed(label: str) -> Markup:
    """The box without which a form is not sent: that it is meant."""
    return Markup(
        '<label><input type="checkbox" name="confirmed" value="yes" required>{}</label>'
    ).format(label)


def asking(request: Request, path: str, inside: Markup, *kept: str) -> Markup:
    """A form that asks for a page: what is chosen stands in its address.

    `kept`: of what the address says now what is said again, beside her language.
    """
    carried = Markup("").join(
        hidden(name, text) for name in (*CARRIED, *kept) if (text := request.query_params.get(name))
    )
    return Markup('<form class="row" method="get" action="{}">{}{}</form>').format(
        path, carried, inside
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
        '<div class="scroll" tabindex="0"><table id="{}">'
        "<thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>"
    ).format(key, head, body)


def refusal(say: Words, refused: Refused) -> Markup:
    """Why something was not done."""
    way_out = ""
    with suppress(KeyError):  # not every refusal has one
        way_out = say.attr(refused.code, "mend", **refused.parameters)
    return design.notice(say(refused.code, **refused.parameters), "error", way_out)


def page(
    request: Request,
    title: str,
    content: Markup,
    *,
    status: int = 200,
    narrow: bool = False,
    wide: bool = False,
    has_heading: bool = False,
) -> HTMLResponse:
    """A page of ours: the bar of whoever is signed in, its heading, what stands on it.

    `has_heading`: the heading stands in the content. `wide`: as wide as the window, for a table of
    many columns; on paper it lies across.
    """
    say = said_language(request)
    # Without an icon of its own the browser would ask for one.
    head = Markup('<link rel="icon" href="data:,">')
    heading = "" if has_heading else Markup('<h1 id="content">{}</h1>').format(title)
    inside = Markup("{}{}{}").format(_bar(request, say), heading, content)
    kind = "plain narrow" if narrow else "plain wide" if wide else "plain"
    html = plain_page.html(say, title, inside, head, kind=kind)
    headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"}
    answer = HTMLResponse(html, status_code=status, headers=headers)
    if mark := getattr(request.state, TOKEN, ""):
        set_cookie(answer, request, TOKEN, mark)
    return answer


def link(request: Request, path: str, **parameters: str | None) -> str:
    """The address of a page of ours for whoever reads this one: her language goes along."""
    kept = {name: request.query_params.get(name) for name in CARRIED} | parameters
    query = urlencode({name: text for name, text in kept.items() if text})
    return f"{path}?{query}" if query else path


def _bar(request: Request, say: Words) -> Markup:
    found = person.session()
    links = rooms(say) if found is None else own_links(say, found)
    shown = Markup("").join(
        Markup('<a href="{}"{}>{}</a>').format(
            link(request, path),
            Markup(' aria-current="page"') if request.url.path == path else "",
            text,
        )
        for path, text in links
    )
    other = next(code for code in LANGUAGES if code != say.language)
    here = link(request, request.url.path, **dict(request.query_params) | {"lang": other})
    shown += Markup('<a href="{}" lang="{}">{}</a>').format(here, other, say("other-language"))
    if found is not None:
        shown += form(request, SIGN_OUT, button(say("sign-out"), quiet=True), kind="out")
    skip = Markup('<a class="skip" href="#content">{}</a>').format(say("skip-to-content"))
    return skip + Markup("<nav><b>{}</b>{}</nav>").format(say("product"), shown)


def rooms(say: Words) -> list[tuple[str, str]]:
    """The ways from desk to desk and to the pages, for whoever looks without an account."""
    links = [
        (path, say(name))
        for action, path, name in (
            ("open_office", OFFICE_DESK, "office-desk"),
            ("open_desk", DESK, "to-desk"),
        )
        if permitted.may(action) is None
    ]
    page = first_page()
    return links if page is None else [*links, (page, say("to-pages"))]


def own_links(say: Words, found: Session) -> list[tuple[str, str]]:
    """Where whoever is signed in may go beside the pages: addresses and what they are called."""
    from dashboards.plain.office import parts

    links = []
    if not found.must_change:
        if permitted.may("open_office") is None:
            links.append((OFFICE_DESK, say("office-desk")))
        else:  # a subject of the office's may be another's too: backups, exports
            own = (one for one in parts.offered() if one.action != "own_account")
            links += [(one.path, say(one.name)) for one in own]
        if permitted.may("open_desk") is None:
            links.append((DESK, say("to-desk")))
        links.append((MESSAGES, _messages(say)))
        if (page := first_page()) is not None:
            links.append((page, say("to-pages")))
    if permitted.may("manage_accounts") is None:
        links.append((ACCOUNTS, say("page-accounts")))
    if permitted.may("read_trail") is None:
        links.append((TRAIL, say("page-trail")))
    return [*links, (ACCOUNT, say("page-account", name=found.person.name))]


def _messages(say: Words) -> str:
    """What the messages are called in the bar, with how many wait where that is known."""
    from dashboards.plain import messages

    count = messages.count()
    return say("page-messages-count", count=count) if count else say("page-messages")


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
    """Where whoever asks begins."""
    who = person.person()
    own = (address for action, address in BEGINNINGS if may_for_some(who, action))
    # Who has the files, and with them all roles at once, begins with the figures.
    return "/" if who == AT_THE_FILES else next(own, ACCOUNT)


def to(address: str, **headers: str) -> RedirectResponse:
    """Go on elsewhere, by a request that only looks."""
    return RedirectResponse(address, 303, headers=headers)


async def say_refused(request: Request, error: Exception) -> HTMLResponse:
    """The answer where a route refuses somebody."""
    say = said_language(request)
    assert isinstance(error, Refused)
    return page(request, say("refused-title"), refusal(say, error), status=403, narrow=True)


async def say_failed(request: Request, error: Exception) -> HTMLResponse:
    """The answer where a page fails as nobody foresaw: in words, by the number of the log's why."""
    from dashboards.parts import frame

    say = said_language(request)
    headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"}
    told = plain_page.html(say, "", frame.failure_told(say, error))
    return HTMLResponse(told, status_code=500, headers=headers)


def own_address(text: str) -> str:
    """An address on this server, as somebody was on the way to; what is none is the first page."""
    is_own = text.startswith("/") and text[1:2] not in ("/", "\\") and text.isprintable()
    return text if is_own and "\\" not in text else "/"


def shown(mapping: Mapping[str, str], name: str) -> str:
    """What was typed into a field, to be shown again."""
    return mapping.get(name, "").strip()
