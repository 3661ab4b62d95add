"""The command that shows the audit trail."""

from __future__ import annotations

from typing import Annotated

import typer

from dashboards.plain.trail_page import action_words, outcome_words, role_words
from duibiao.commands.console import AsJson, W, command, out, print_json
from duibiao.people.acting import Acting
from duibiao.people.policy import ask
from duibiao.records import trail
from duibiao.words.figures import moment


@command("cli-trail", "trail")
def show_trail(
    acting: Acting,
    day: Annotated[str | None, typer.Option("--day", help=W("cli-trail-day"))] = None,
    find: Annotated[str, typer.Option("--find", help=W("cli-trail-find"))] = "",
    as_json: AsJson = False,
) -> None:
    """Who did or was refused what on a day, the newest day unless another is named."""
    ask(acting, "read_trail", about=f"{day or ''} {find}".strip())
    days = trail.days(acting.settings)
    shown = day or (days[0] if days else "")
    found = list(trail.lines(acting.settings, shown, find))
    if as_json:
        print_json(found)
        return
    for line in found:
        parts = [
            " ".join(part for part in (line.get("who"), line.get("name")) if part),
            role_words(W, line.get("role", "")),
            action_words(W, line.get("action", "")),
            outcome_words(W, line),
            *(line.get(name, "") for name in ("cycle_id", "school_id", "about", "from")),
        ]
        said = "  ".join(part for part in parts if part)
        out.print(f"{moment(line['at'])}  {said}", markup=False)
    if not found:
        out.print(W("trail-none"))
