"""What the pages of the office's desk share: their addresses, and the way from one to another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from dashboards.parts import permitted
from dashboards.plain import forms, pieces

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

HOME = forms.OFFICE_DESK
TEMPLATES = f"{HOME}/templates"
TABLE = f"{TEMPLATES}/table/{{kind}}"
HAND_IN = f"{HOME}/hand-in"
VALUES = f"{HOME}/values"
SHEETS = f"{VALUES}/sheets"
SHEET = f"{VALUES}/sheet/{{cycle_id}}/{{school_id}}"
FINDINGS = f"{HOME}/findings"
WITHDRAWALS = f"{HOME}/withdrawals"
WITHDRAWAL = f"{WITHDRAWALS}/{{receipt}}"
FACTS = f"{HOME}/facts"


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject of the office's work: its page, the message that names it, and its action.

    The message has an attribute `lead`: in one line what is done there.
    """

    path: str
    name: str
    action: str


SUBJECTS: tuple[Subject, ...] = (
    Subject(f"{HOME}/register", "office-register", "open_office"),
    Subject(f"{HOME}/cycles", "office-cycles", "open_office"),
    Subject(f"{HOME}/guide", "office-guide", "open_office"),
    Subject(TEMPLATES, "office-templates", "fetch_table"),
    Subject(HAND_IN, "office-hand-in", "load"),
    Subject(VALUES, "office-values", "review"),
    Subject(FINDINGS, "office-findings", "load"),
    Subject(WITHDRAWALS, "office-withdrawals", "withdraw"),
    Subject(FACTS, "office-facts", "load"),
    Subject(f"{HOME}/builds", "office-builds", "ask_for_build"),
    Subject(f"{HOME}/exports", "office-exports", "query"),
    Subject(f"{HOME}/old-forms", "office-old-forms", "read_old_forms"),
    Subject(f"{HOME}/jobs", "office-jobs", "own_account"),
    Subject(f"{HOME}/settings", "office-settings", "see_settings"),
    Subject(f"{HOME}/backups", "office-backups", "back_up"),
)
"""In the order of a year's work."""


def page(
    request: Request,
    title: str,
    *content: Markup | str,
    status: int = 200,
    lead: str = "",
    wide: bool = False,
) -> Response:
    """A page of the office's desk: the way to its others, its heading, and what stands on it."""
    say = forms.said_language(request)
    links = []
    if permitted.may("open_office") is None:
        links.append((forms.link(request, HOME), say("office-desk")))
    links += [(forms.link(request, one.path), say(one.name)) for one in offered()]
    room = pieces.ways(request, say("office-desk"), links)
    return pieces.page(request, title, room, *content, status=status, lead=lead, wide=wide)


def offered() -> list[Subject]:
    """The subjects with which whoever asks has anything to do."""
    return [one for one in SUBJECTS if permitted.may(one.action) is None]
