"""Sending a workbook: it is checked at once, and then waits to be handed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from dashboards.app_pages.hand_in.upload import LARGEST_MEGABYTES
from dashboards.parts import permitted, person, sending
from dashboards.plain import forms, pieces
from dashboards.plain.desk import held, parts
from dashboards.plain.forms import Sent
from duibiao.words import Words
from ingest.desk import handing_in

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

FILE = "file"


async def hand_in(request: Request) -> Response:
    """The page to send a workbook from, and what becomes of one."""
    return await pieces.answered(request, _checked, _page, (FILE,))


def _checked(request: Request, say: Words, said: dict[str, str], files: Sent) -> Response:
    """Check a file; one with errors is kept, so that the county sees what is hard."""
    outcome = handing_in.check_file(permitted.looking(), *forms.first_of(files[FILE]))
    reading = outcome.checked.workbook
    is_of_school = reading is not None and reading.school_id and reading.cycle_id
    if outcome.checked.fate == "refused" and is_of_school and _is_known(said):
        outcome = handing_in.hand_in_file(pieces.acting(said), outcome)
    token = held.keep(forms.bound_to(request), outcome)
    return forms.to(pieces.address(request, parts.CHECKED, token=token))


def _is_known(said: dict[str, str]) -> bool:
    if permitted.may_change("hand_in") is not None:
        return False
    return person.signs_in() or bool(said.get(pieces.PERSON, "").strip())


def _page(request: Request, say: Words, told: Markup) -> Response:
    found = parts.asked(request, is_open=True)
    if found is None:
        return parts.page(
            request, say("step-hand-in"), pieces.notice(say, "empty-no-open-cycle", "empty")
        )
    note = say("desk-file-note", megabytes=str(LARGEST_MEGABYTES))
    inside = forms.file_field(say("choose-file"), FILE, sending.SUFFIXES, note)
    if permitted.may_change("hand_in") is None:
        inside += pieces.person_field(say)
    form = forms.form(
        request, parts.HAND_IN, inside + forms.button(say("desk-check")), takes_files=True
    )
    return parts.page(
        request, say("step-hand-in"), told, form, pieces.notice(say, "about-hand-in", "info"),
        status=403 if told else 200,
    )  # fmt: skip
