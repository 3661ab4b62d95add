"""What the pages of the desk share: their addresses, whose they are, and how they are drawn."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote

from markupsafe import Markup

from dashboards.parts import design, file_links, permitted, person, places
from dashboards.plain import forms
from duibiao.guide.editions import GuideFaults
from duibiao.people.acting import Acting
from duibiao.people.policy import note_refusal
from duibiao.records.model import Cycle, Refused, School
from duibiao.records.settings import Settings
from duibiao.words import Words
from ingest.desk import listing

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

log = logging.getLogger("duibiao.dashboard")
T = TypeVar("T")

HOME = forms.DESK
HAND_IN = f"{HOME}/hand-in"
CHECKED = f"{HOME}/checked/{{token}}"
MARKED = f"{HOME}/marked/{{token}}"
RECEIPT = f"{HOME}/receipt/{{receipt}}"
RESULT = f"{HOME}/result"
EVIDENCE = f"{HOME}/evidence"
WORKBOOK = f"{HOME}/workbook/{{cycle_id}}/{{school_id}}"
STEPS = {
    HOME: "desk-home",
    HAND_IN: "step-hand-in",
    EVIDENCE: "desk-evidence",
    RESULT: "desk-score",
}
PERSON = "person"
"""The field in which she says who she is, where nobody signs in."""
OPTION = Markup('<option value="{}"{}>{}</option>')


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for: a cycle and a school of it, and what else could be chosen.

    `school`: None where there are several and none was named. `unknown`: what the address names and
    is not hers, or not there.
    """

    cycle: Cycle
    school: School | None
    cycles: tuple[Cycle, ...]
    schools: tuple[School, ...]
    unknown: tuple[str, ...]


def asked(request: Request, *, is_open: bool) -> Asked | None:
    """The cycle and school in question: those named, else the newest, and the only one.

    `is_open`: cycles that are closed are left out. None where there is no cycle. Raises Refused.
    """
    acting = permitted.looking()
    cycles = [one for one in listing.cycles(acting) if not (is_open and one.is_closed)]
    if not cycles:
        return None
    said = request.query_params.get("cycle")
    cycle = next((one for one in cycles if one.cycle_id == said), cycles[0])
    schools = listing.schools(acting, cycle.cycle_id)
    named = request.query_params.get("school")
    school = next((one for one in schools if one.school_id == named), None)
    if school is None and len(schools) == 1:
        school = schools[0]
    unknown = [said] if said and said != cycle.cycle_id else []
    if named and (school is None or school.school_id != named):
        unknown.append(named)
        if person.signs_in():
            of = {"cycle_id": cycle.cycle_id, "school_id": named}
            note_refusal(acting, "see_schools", "policy-school", **of)
    return Asked(cycle, school, tuple(cycles), tuple(schools), tuple(unknown))


async def run(request: Request, function: Callable[..., T], *arguments: object) -> T:
    """What takes its time, in a thread; what fails there besides is said as a refusal.

    Raises Refused.
    """
    try:
        return await places.FILES.run(request, function, *arguments)
    except GuideFaults as faults:
        log.exception("the guide is faulty")
        raise Refused("hand-in-guide-faulty") from faults
    except OSError as error:
        log.exception("a file could not be kept")
        raise Refused("hand-in-not-kept") from error


def page(
    request: Request, title: str, *content: Markup | str, status: int = 200, lead: str = ""
) -> Response:
    """A page of the desk: the way to the others of it, its heading, and what stands on it."""
    say = forms.said_language(request)
    links = Markup("").join(
        Markup('<a href="{}"{}>{}</a>').format(
            to(request, path),
            Markup(' aria-current="page"') if request.url.path == path else "",
            say(name),
        )
        for path, name in STEPS.items()
    )
    county = Settings.resolve().county
    head = Markup('<nav aria-label="{}">{}</nav>').format(say("desk-home"), links)
    paper = Markup('<p class="on-paper">{}</p>').format(county) if county else Markup("")
    heading = Markup("{}<h1>{}</h1>").format(paper, title)
    if lead:
        heading += Markup('<p class="lead">{}</p>').format(lead)
    return forms.page(request, title, head + heading + Markup("").join(content), status=status,
                      has_heading=True)  # fmt: skip


def to(request: Request, path: str, **parameters: str | None) -> str:
    """The address of a page of the desk: what is looked at goes along."""
    kept = {name: request.query_params.get(name) for name in ("cycle", "school")}
    return forms.link(request, path, **kept | parameters)


def address(request: Request, template: str, **parts: str) -> str:
    """The address of a file or page whose path names what it is of."""
    path = template.format(**{name: quote(part, safe="") for name, part in parts.items()})
    return forms.link(request, path)


def evidence_address(request: Request, asked_for: Asked, sha256: str) -> str:
    """The address of a file of evidence."""
    assert asked_for.school is not None
    of = {"cycle_id": asked_for.cycle.cycle_id, "school_id": asked_for.school.school_id}
    return address(request, file_links.EVIDENCE, **of, sha256=sha256)


def choice(request: Request, say: Words, found: Asked, path: str) -> Markup:
    """The choice of cycle and school, where there is one to make; before it what is not known."""
    told = Markup("")
    if found.unknown:
        values = say("separator-items").join(found.unknown)
        told = design.notice(say("address-unknown"), "warning", say("address-value", values=values))
    if len(found.cycles) < 2 and len(found.schools) < 2:
        return told
    fields = Markup("").join(
        Markup('<input type="hidden" name="{}" value="{}">').format(name, text)
        for name in forms.CARRIED
        if (text := request.query_params.get(name))
    )
    cycles = [(one.cycle_id, one.cycle_id) for one in found.cycles]
    fields += _select("cycle", say("choose-cycle"), cycles, found.cycle.cycle_id)
    if len(found.schools) > 1:
        schools = [
            (one.school_id, say("school-with-code", name=one.name_zh, code=one.school_id))
            for one in found.schools
        ]
        chosen = "" if found.school is None else found.school.school_id
        none = [("", say.attr("choose-school", "all"))]
        fields += _select("school", say("choose-school"), none + schools, chosen)
    return told + Markup('<form class="row" method="get" action="{}">{}{}</form>').format(
        path, fields, forms.button(say("desk-choose"), quiet=True)
    )


def _select(name: str, label: str, options: list[tuple[str, str]], chosen: str) -> Markup:
    inside = Markup("").join(
        OPTION.format(code, Markup(" selected") if code == chosen else "", text)
        for code, text in options
    )
    return Markup('<label>{}<select name="{}">{}</select></label>').format(label, name, inside)


def select(name: str, label: str, options: list[tuple[str, str]]) -> Markup:
    """A choice in a form."""
    return _select(name, label, options, "")


def link_button(target: str, text: str, *, quiet: bool = False) -> Markup:
    """A link that looks like what it does: it fetches, or leads on to something to be done."""
    kind = "button quiet-button" if quiet else "button"
    return Markup('<a class="{}" href="{}">{}</a>').format(kind, target, text)


def notice(say: Words, name: str, kind: str, **parameters: str | int) -> Markup:
    """A message with what to do about it."""
    return design.notice(say(name, **parameters), kind, say.attr(name, "mend", **parameters))


def person_field(say: Words) -> Markup:
    """Where nobody signs in: the field in which she says who she is."""
    if person.signs_in():
        return Markup("")
    return forms.field(say("change-person"), PERSON, more="required")


def acting(said: dict[str, str]) -> Acting:
    """Who acts, by her account or as she said. Raises Refused."""
    return permitted.acting(said.get(PERSON, ""))
