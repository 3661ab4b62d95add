"""What commands that read a county's scoring table share: headers said, and what was seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from duibiao.commands.console import WRONG_USE, W, out, refuse
from duibiao.guide.drafting.forms import Form
from duibiao.records.model import Refused
from duibiao.words.text import plain_decimal
from ingest.desk.guide_drafts import headers_said

Columns = Annotated[
    list[str] | None,
    typer.Option("--column", help=W("cli-old-form-column"), metavar="FIELD=HEADER"),
]


def headers_meant(said: Sequence[str]) -> dict[str, str]:
    """The headers that were said to stand over fields, by field. Ends the command at others."""
    try:
        return headers_said(said, W)
    except Refused as refused:
        refuse(W(refused.code, **refused.parameters), WRONG_USE)


def form_data(form: Form) -> dict[str, Any]:
    """Sums that stand there beside what was read, and headers that mean nothing here."""
    return {
        "sums": [
            {
                "name": one.name,
                "sheet": one.sheet,
                "cell": one.cell,
                "stated": plain_decimal(one.stated),
                "read": plain_decimal(one.read),
            }
            for one in form.sums
        ],
        "headers_not_read": [
            {"label": one.label, "sheet": one.sheet, "cell": one.cell} for one in form.unknown
        ],
    }


def print_form(form: Form) -> None:
    """Sums that differ from what was read, and headers that were passed over."""
    for one in form.sums:
        if not one.is_right:
            where = "!".join(filter(None, [one.sheet, one.cell])) or W("cli-guide-draft-outside")
            told = {"stated": plain_decimal(one.stated), "read": plain_decimal(one.read)}
            out.print(W("cli-guide-draft-sum", where=where, name=one.name, **told), markup=False)
    for header in form.unknown:
        where = "!".join(filter(None, [header.sheet, header.cell]))
        out.print(W("cli-guide-draft-header", where=where, label=header.label), markup=False)
