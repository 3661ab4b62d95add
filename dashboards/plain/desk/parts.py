"""What the pages of the desk share: their addresses, whose they are, and how they are drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from markupsafe import Markup

from dashboards.parts import design, file_links, permitted, person
from dashboards.plain import forms, pieces
from duibiao.people.policy import note_refusal
from duibiao.records.model import Cycle, Refused, School
from duibiao.words import Words
from ingest.desk import listing

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

HOME = forms.DESK
HAND_IN = f"{HOME}/hand-in"
CHECKED = f"{HOME}/checked/{{token}}"
MARKED = f"{HOME}/marked/{{token}}"
RECEIPT = f"{HOME}/receipt/{{receipt}}"
RESULT = f"{HOME}/result"
EVIDENCE = f"{HOME}/evidence"
WORKBOOK = f"{HOME}/workbook/{{cycle_id}}/{{school_id}}"
FORM = f"{HOME}/form"
FORM_PART = f"{FORM}/{{indicator}}"
FILLED = f"{HOME}/filled/{{cycle_id}}/{{school_id}}"
STEPS = {
    HOME: "desk-home",
    FORM: "desk-form",
    HAND_IN: "step-hand-in",
    EVIDENCE: "desk-evidence",
    RESULT: "desk-score",
}


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
    if school is not None:
        cycle = listing.cycle_of(acting, cycle.cycle_id, school.school_id)
    return Asked(cycle, school, tuple(cycles), tuple(schools), tuple(unknown))


def page(
    request: Request, title: str, *content: Markup | str, status: int = 200, lead: str = ""
) -> Response:
    """A page of the desk: the way to the others of it, its heading, and what stands on it."""
    say = forms.said_language(request)
    steps = {path: name for path, name in STEPS.items() if path != FORM or may_see_draft()}
    links = [(to(request, path), say(name)) for path, name in steps.items()]
    room = pieces.ways(request, say("desk-home"), links)
    return pieces.page(request, title, room, *content, status=status, lead=lead)


def may_see_draft() -> bool:
    """Whether there is a school whose form is open to whoever asks."""
    return permitted.may("see_draft") is None


def of_school(request: Request) -> tuple[str, str]:
    """The cycle and school of something that is to be changed: those the address names, no others.

    Raises Refused.
    """
    found = asked(request, is_open=False)
    if found is None or found.school is None:
        raise Refused("evidence-choose-school")
    if found.unknown:
        cycle, school = (request.query_params.get(name, "") for name in ("cycle", "school"))
        raise Refused("evidence-whose-unknown", cycle=cycle, school=school)
    return found.cycle.cycle_id, found.school.school_id


def form_part(
    request: Request, pair: tuple[str, str], indicator_id: str, fact_id: str = "", **more: str
) -> str:
    """The address of an indicator of a school's form, or of a question of it."""
    path = FORM_PART.format(indicator=quote(indicator_id, safe=""))
    target = forms.link(request, path, cycle=pair[0], school=pair[1], **more)
    return f"{target}#{quote(fact_id, safe='')}" if fact_id else target


def to(request: Request, path: str, **parameters: str | None) -> str:
    """The address of a page of the desk: what is looked at goes along."""
    kept = {name: request.query_params.get(name) for name in ("cycle", "school")}
    return forms.link(request, path, **kept | parameters)


def evidence_address(request: Request, asked_for: Asked, sha256: str) -> str:
    """The address of a file of evidence."""
    assert asked_for.school is not None
    of = {"cycle_id": asked_for.cycle.cycle_id, "school_id": asked_for.school.school_id}
    return pieces.address(request, file_links.EVIDENCE, **of, sha256=sha256)


def choice(request: Request, say: Words, found: Asked, path: str) -> Markup:
    """The choice of cycle and school, where there is one to make; before it what is not known."""
    told = Markup("")
    if found.unknown:
        values = say("separator-items").join(found.unknown)
        told = design.notice(say("address-unknown"), "warning", say("address-value", values=values))
    if len(found.cycles) < 2 and len(found.schools) < 2:
        return told
    cycles = [(one.cycle_id, one.cycle_id) for one in found.cycles]
    fields = pieces.select("cycle", say("choose-cycle"), cycles, found.cycle.cycle_id)
    if len(found.schools) > 1:
        schools = [
            (one.school_id, say("school-with-code", name=one.name_zh, code=one.school_id))
            for one in found.schools
        ]
        chosen = "" if found.school is None else found.school.school_id
        none = [pieces.unchosen(say)]
        fields += pieces.select("school", say("choose-school"), none + schools, chosen)
    fields += forms.button(say("desk-choose"), quiet=True)
    return told + forms.asking(request, path, fields)
