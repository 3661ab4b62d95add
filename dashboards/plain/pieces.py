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
    heading = Markup("{}<h1>{}</h1>").format(paper, title)
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
    inside = Markup("").join(
        OPTION.format(code, Markup(" selected") if code == chosen else "", text)
        for code, text in options
    )
    return Markup('<label>{}<select name="{}">{}</select></label>').format(label, name, inside)


def link_button(target: str, text: str, *, quiet: bool = False) -> Markup:
    """A link that looks like what it does: it fetches, or leads on to something to be done."""
    kind = "button quiet-button" if quiet else "button"
    return Markup('<a class="{}" href="{}">{}</a>').format(kind, target, text)


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
