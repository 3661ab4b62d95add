"""The addresses of the desk, each with the action that it takes and what may be sent there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from starlette.routing import Route

from dashboards.app_pages.hand_in.upload import LARGEST_MEGABYTES
from dashboards.gate import Guarded
from dashboards.parts import uploads
from dashboards.plain.desk import (
    checked,
    evidence,
    form,
    form_part,
    hand_in,
    home,
    parts,
    receipt,
    result,
)
from dashboards.plain.forms import LARGEST_FORM

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

BOTH = ["GET", "POST"]
LARGEST_PART = 400_000
"""Bytes of what is typed into an indicator's fields: a Chinese letter takes nine on its way."""
LARGEST_WORKBOOK = (LARGEST_MEGABYTES + 1) * uploads.MEGABYTE


def page(
    path: str,
    answer: Callable[[Request], Awaitable[Response]],
    action: str,
    *,
    has_forms: bool = False,
    largest: int = LARGEST_FORM,
    is_quick: bool = False,
) -> Guarded:
    """A page that answers where nobody has an account, too; as `Guarded` for the rest.

    `has_forms`: what is typed there is sent to it.
    """
    route = Route(path, answer, methods=BOTH if has_forms else ["GET"])
    return Guarded(route, action, largest=largest, needs_account=False, is_quick=is_quick)


PAGES = (
    page(parts.HOME, home.home, "open_desk"),
    page(parts.HAND_IN, hand_in.hand_in, "check", has_forms=True, largest=LARGEST_WORKBOOK),
    page(parts.FORM, form.form, "see_draft", has_forms=True),
    page(
        parts.FORM_PART.replace("}", ":path}"),
        form_part.form_part,
        "see_draft",
        has_forms=True,
        largest=LARGEST_PART,
        is_quick=True,
    ),
    page(parts.CHECKED, checked.checked, "check", has_forms=True),
    page(parts.RECEIPT, receipt.receipt, "read_hand_in", has_forms=True),
    page(parts.RESULT, result.result, "page_school"),
    page(
        parts.EVIDENCE,
        evidence.evidence,
        "see_evidence",
        has_forms=True,
        largest=uploads.LARGEST_BYTES,
    ),
)
FILES = (
    Guarded(Route(parts.WORKBOOK, home.workbook), "fetch_form"),
    Guarded(Route(parts.FILLED, form.filled), "see_draft"),
    Guarded(Route(parts.MARKED, checked.marked), "check"),
)
"""What is fetched: each costs something to make."""
