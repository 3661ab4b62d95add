"""Sending a workbook: it is checked at once, and then waits to be handed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from dashboards.app_pages.hand_in.upload import LARGEST_MEGABYTES
from dashboards.parts import permitted, person, sending
from dashboards.plain import forms, pieces
from dashboards.plain.desk import held, parts
from duibiao.records.model import Refused
from duibiao.words import Words
from ingest.desk import handing_in
from ingest.desk.handing_in import CheckOutcome

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

FILE = "file"
FILES = Markup(
    '<label>{label}<input type="file" name="{name}" accept="{accept}" required{many}></label>'
)


async def hand_in(request: Request) -> Response:
    """The page to send a workbook from, and what becomes of one."""
    say = forms.said_language(request)
    told = Markup("")
    if request.method == "POST":
        try:
            said, files = await forms.sent(request, FILE)
            if not files:
                raise Refused("desk-no-file")
            outcome = await pieces.run(request, _checked, said, *files[0])
        except Refused as refused:
            told = forms.refusal(say, refused)
        else:
            return forms.to(_onward(request, outcome))
    return await pieces.run(request, _page, request, say, told)


def _checked(said: dict[str, str], content: bytes, name: str) -> CheckOutcome:
    """A file that was checked; one with errors is kept, so that the county sees what is hard."""
    outcome = handing_in.check_file(permitted.looking(), content, name)
    reading = outcome.checked.workbook
    is_of_school = reading is not None and reading.school_id and reading.cycle_id
    if outcome.checked.fate == "refused" and is_of_school and _is_known(said):
        outcome = handing_in.hand_in_file(pieces.acting(said), outcome)
    return outcome


def _is_known(said: dict[str, str]) -> bool:
    if permitted.may_change("hand_in") is not None:
        return False
    return person.signs_in() or bool(said.get(pieces.PERSON, "").strip())


def _onward(request: Request, outcome: CheckOutcome) -> str:
    token = held.keep(forms.bound_to(request), outcome)
    return pieces.address(request, parts.CHECKED, token=token)


def _page(request: Request, say: Words, told: Markup) -> Response:
    found = parts.asked(request, is_open=True)
    if found is None:
        return parts.page(
            request, say("step-hand-in"), pieces.notice(say, "empty-no-open-cycle", "empty")
        )
    accept = ",".join(f".{suffix}" for suffix in sending.SUFFIXES)
    inside = FILES.format(label=say("choose-file"), name=FILE, accept=accept, many="")
    note = Markup('<p class="note">{}</p>').format(
        say("desk-file-note", megabytes=str(LARGEST_MEGABYTES))
    )
    if permitted.may_change("hand_in") is None:
        inside += pieces.person_field(say)
    form = forms.form(
        request, parts.HAND_IN, inside + note + forms.button(say("desk-check")), takes_files=True
    )
    return parts.page(
        request, say("step-hand-in"), told, form, pieces.notice(say, "about-hand-in", "info"),
        status=403 if told else 200,
    )  # fmt: skip
