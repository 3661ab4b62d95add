"""The addresses of the desk, each with the action that it takes and what may be sent there."""

from __future__ import annotations

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

BOTH = ["GET", "POST"]
LARGEST_PART = 400_000
"""Bytes of what is typed into an indicator's fields: a Chinese letter takes nine on its way."""
LARGEST_WORKBOOK = (LARGEST_MEGABYTES + 1) * uploads.MEGABYTE

PAGES = (
    Guarded(Route(parts.HOME, home.home), "open_desk", needs_account=False),
    Guarded(
        Route(parts.HAND_IN, hand_in.hand_in, methods=BOTH),
        "check",
        largest=LARGEST_WORKBOOK,
        needs_account=False,
    ),
    Guarded(Route(parts.FORM, form.form, methods=BOTH), "see_draft", needs_account=False),
    Guarded(
        Route(parts.FORM_PART.replace("}", ":path}"), form_part.form_part, methods=BOTH),
        "see_draft",
        largest=LARGEST_PART,
        needs_account=False,
        is_quick=True,
    ),
    Guarded(Route(parts.CHECKED, checked.checked, methods=BOTH), "check", needs_account=False),
    Guarded(
        Route(parts.RECEIPT, receipt.receipt, methods=BOTH), "read_hand_in", needs_account=False
    ),
    Guarded(Route(parts.RESULT, result.result), "page_school", needs_account=False),
    Guarded(
        Route(parts.EVIDENCE, evidence.evidence, methods=BOTH),
        "see_evidence",
        largest=uploads.LARGEST_BYTES,
        needs_account=False,
    ),
)
FILES = (
    Guarded(Route(parts.WORKBOOK, home.workbook), "fetch_form"),
    Guarded(Route(parts.FILLED, form.filled), "see_draft"),
    Guarded(Route(parts.MARKED, checked.marked), "check"),
)
"""What is fetched: each costs something to make."""
