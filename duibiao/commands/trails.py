"""The command that shows the audit trail."""

from __future__ import annotations

from typing import Annotated

import typer

from duibiao.commands.console import AsJson, W, command, out, print_json
from duibiao.people.acting import Acting
from duibiao.people.policy import ask
from duibiao.records import trail
from duibiao.words.figures import moment

PARTS = ("who", "role", "action", "outcome", "cycle_id", "school_id", "about", "from")


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
        said = "  ".join(str(line[name]) for name in PARTS if line.get(name))
        out.print(f"{moment(line['at'])}  {said}", markup=False)
    if not found:
        out.print(W("trail-none"))
