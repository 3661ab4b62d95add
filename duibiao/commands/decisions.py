"""The commands by which the county takes something back, and closes or extends a cycle."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from duibiao.commands.console import W, command, cycle_app, out
from duibiao.people.acting import Acting
from ingest.desk import deciding


@command("cli-withdraw")
def withdraw(
    acting: Acting,
    receipt: Annotated[str, typer.Argument(help=W("cli-withdraw-receipt"))],
    reason: Annotated[str, typer.Option("--reason", help=W("cli-option-reason"))],
    cycle: Annotated[str | None, typer.Option("--cycle", help=W("cli-withdraw-cycle"))] = None,
    school: Annotated[str | None, typer.Option("--school", help=W("cli-withdraw-school"))] = None,
    fact: Annotated[str | None, typer.Option("--fact", help=W("cli-withdraw-fact"))] = None,
    red_line: Annotated[
        str | None, typer.Option("--red-line", help=W("cli-withdraw-red-line"))
    ] = None,
) -> None:
    """Take back a hand-in, a finding or a verified value; the record of it stays."""
    parts = {"cycle_id": cycle, "school_id": school, "fact_id": fact, "red_line": red_line}
    record = deciding.withdraw(acting, receipt, reason, **parts)
    out.print(W("cli-withdrawn", receipt=receipt, record=record))


@command("cli-cycle-close", "close", cycle_app)
def cycle_close(
    acting: Acting,
    cycle: Annotated[str, typer.Argument()],
    reason: Annotated[str, typer.Option("--reason", help=W("cli-option-reason"))],
) -> None:
    """Close a cycle: nothing more is taken in for it."""
    deciding.decide_cycle(acting, cycle, "closed", reason)
    out.print(W("cli-cycle-closed", cycle=cycle))


@command("cli-cycle-reopen", "reopen", cycle_app)
def cycle_reopen(
    acting: Acting,
    cycle: Annotated[str, typer.Argument()],
    reason: Annotated[str, typer.Option("--reason", help=W("cli-option-reason"))],
) -> None:
    """Open a closed cycle again."""
    deciding.decide_cycle(acting, cycle, "reopened", reason)
    out.print(W("cli-cycle-reopened", cycle=cycle))


@command("cli-cycle-extend", "extend", cycle_app)
def cycle_extend(
    acting: Acting,
    cycle: Annotated[str, typer.Argument()],
    until: Annotated[
        dt.datetime,
        typer.Option("--until", formats=["%Y-%m-%d"], help=W("cli-cycle-extend-until")),
    ],
    reason: Annotated[str, typer.Option("--reason", help=W("cli-option-reason"))],
    school: Annotated[
        str | None, typer.Option("--school", help=W("cli-cycle-extend-school"))
    ] = None,
) -> None:
    """Give one school, or all of a cycle, more time to hand in."""
    given = deciding.extend_deadline(acting, cycle, until.date(), reason, school)
    who = given.school_id or "all"
    out.print(W("cli-cycle-extended", cycle=cycle, school=who, deadline=str(given.deadline)))
