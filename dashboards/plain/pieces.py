"""Pieces that every page made by the server is put together from, beside its forms."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote, unquote

from markupsafe import Markup

from dashboards.parts import design, permitted, person, places
from dashboards.plain import forms
from duibiao.guide.editions import GuideFaults
from duibiao.people.acting import Acting
from duibiao.records.model import Refused
from duibiao.records.settings import Settings
from duibiao.words import Words

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

log = logging.getLogger("duibiao.dashboard")
T = TypeVar("T")
TYPED = places.TYPED
PERSON = "person"
"""The field in which she says who she is, where nobody signs in."""
OPTION = Markup('<option value="{}"{}>{}</option>')


async def run(
    request: Request,
    function: Callable[..., T],
    *arguments: object,
    at: places.Places = places.FILES,
) -> T:
    """What takes its time, in a thread; what fails there besides is said as a refusal.

    Raises Refused.
    """
    try:
        return await at.run(request, function, *arguments)
    except GuideFaults as faults:
        log.exception("the guide is faulty")
        raise Refused("hand-in-guide-faulty") from faults
    except OSError as error:
        log.exception("a file could not be kept")
        raise Refused("hand-in-not-kept") from error


async def answered(
    request: Request,
    do: Callable[..., Response],
    page: Callable[..., Response],
    files: Sequence[str] = (),
) -> Response:
    """A page with forms: where one that is sent leads; else the page, with why it was refused.

    `do` is called with request, words and what was typed, and if `files` names fields for files
    with what was sent by each; it answers, or raises Refused. `page` is called with request, words
    and what is to be told.
    """
    say = forms.said_language(request)
    told = Markup("")
    if request.method == "POST":
        try:
            if files:
                return await run(request, do, request, say, *await forms.sent(request, files))
            return await run(request, do, request, say, await forms.typed(request))
        except Refused as refused:
            told = forms.refusal(say, refused)
    return await run(request, page, request, say, told)


def page(
    request: Request,
    title: str,
    ways: Markup,
    *content: Markup | str,
    status: int = 200,
    lead: str = "",
    wide: bool = False,
) -> Response:
    """A page of a room: the way to the room's others, its heading, and what stands on it."""
    county = Settings.resolve().county
    paper = Markup('<p class="on-paper">{}</p>').format(county) if county else Markup("")
    heading = Markup('{}<h1 id="content">{}</h1>').format(paper, title)
    if lead:
        heading += Markup('<p class="lead">{}</p>').format(lead)
    inside = ways + heading + Markup("").join(content)
    return forms.page(request, title, inside, status=status, wide=wide, has_heading=True)


def ways(request: Request, name: str, links: Sequence[tuple[str, str]]) -> Markup:
    """The way to the pages of a room: addresses and what they are called. `name`: the room's."""
    inside = Markup("").join(
        Markup('<a href="{}"{}>{}</a>').format(
            target,
            Markup(' aria-current="page"') if request.url.path == target.split("?")[0] else "",
            text,
        )
        for target, text in links
    )
    return Markup('<nav aria-label="{}">{}</nav>').format(name, inside)


def address(request: Request, template: str, **parts: str) -> str:
    """The address of a file or page whose path names what it is of."""
    path = template.format(**{name: quote(part, safe="") for name, part in parts.items()})
    return forms.link(request, path)


def select(name: str, label: str, options: Sequence[tuple[str, str]], chosen: str = "") -> Markup:
    """A choice in a form: codes and what they are called."""
    inside = choices(options, chosen)
    return Markup('<label>{}<select name="{}">{}</select></label>').format(label, name, inside)


def choices(options: Sequence[tuple[str, str]], chosen: str) -> Markup:
    """What stands in a choice: codes and what they are called."""
    return Markup("").join(
        OPTION.format(code, Markup(" selected") if code == chosen else "", text)
        for code, text in options
    )


def unchosen(say: Words) -> tuple[str, str]:
    """What a choice begins with that she is to make."""
    return "", say.attr("choose-school", "none")


def link_button(target: str, text: str, *, quiet: bool = False) -> Markup:
    """A link that looks like what it does: it fetches, or leads on to something to be done."""
    kind = "button quiet-button" if quiet else "button"
    return Markup('<a class="{}" href="{}">{}</a>').format(kind, target, text)


def doing(title: str, *content: Markup, note: str = "") -> Markup:
    """A section in which something is done, with what it does; it does not stand on paper."""
    told = Markup('<p class="note">{}</p>').format(note) if note else Markup("")
    return Markup('<section class="no-print"><h2>{}</h2>{}{}</section>').format(
        title, told, Markup("").join(content)
    )


def lines(entries: Sequence[tuple[str | Markup, str | Markup]], key: str) -> Markup:
    """What is known of one thing, a line each: what it is called and what it is."""
    rows = Markup("").join(
        Markup('<tr><th scope="row">{}</th><td class="anywhere">{}</td></tr>').format(*entry)
        for entry in entries
    )
    return Markup('<div class="scroll"><table id="{}"><tbody>{}</tbody></table></div>').format(
        key, rows
    )


def buttons(*links: Markup) -> Markup:
    """Buttons in a row."""
    return Markup('<div class="buttons">{}</div>').format(Markup("").join(links))


def notice(say: Words, name: str, kind: str, **parameters: str | int) -> Markup:
    """A message with what to do about it."""
    return design.notice(say(name, **parameters), kind, say.attr(name, "mend", **parameters))


def person_field(say: Words, said: str = "") -> Markup:
    """Where nobody signs in: the field in which she says who she is, or `said` before."""
    if person.signs_in():
        return Markup("")
    return forms.field(say("change-person"), PERSON, value=said, more="required")


def said_person(request: Request) -> str:
    """Who she said that she is, the last time that she kept something; empty where she signs in."""
    return "" if person.signs_in() else unquote(forms.cookie(request, PERSON))


def remember_person(answer: Response, request: Request, said: dict[str, str]) -> Response:
    """Keep who she said that she is until the browser is closed: she is asked again and again."""
    if not person.signs_in() and said.get(PERSON, "").strip():
        named = said[PERSON].strip()[: permitted.LONGEST_NAME]
        forms.set_cookie(answer, request, PERSON, quote(named, safe=""))
    return answer


def acting(said: dict[str, str]) -> Acting:
    """Who acts, by her account or as she said. Raises Refused."""
    return permitted.acting(said.get(PERSON, ""))
