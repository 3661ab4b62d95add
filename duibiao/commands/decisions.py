"""The commands by which the county takes something back, and closes and reopens a cycle."""

from __future__ import annotations

from typing import Annotated

import typer

from duibiao.commands.console import (
    CHANNEL,
    By,
    GuideFolder,
    Home,
    W,
    app,
    cycle_app,
    help_of,
    out,
    refuse,
    remember_places,
    told,
    who,
)
from duibiao.records.settings import Settings
from duibiao.records.store import read_record, record_paths, write_record
from ingest.door import Door

WITHDRAWN_KINDS = ("workbook", "answers", "findings", "claims", "evidence")


@app.command(help=help_of("cli-withdraw"))
@told
def withdraw(
    receipt: Annotated[str, typer.Argument(help=W("cli-withdraw-receipt"))],
    reason: Annotated[str, typer.Option("--reason", help=W("cli-option-reason"))],
    cycle: Annotated[str | None, typer.Option("--cycle", help=W("cli-withdraw-cycle"))] = None,
    school: Annotated[str | None, typer.Option("--school", help=W("cli-withdraw-school"))] = None,
    fact: Annotated[str | None, typer.Option("--fact", help=W("cli-withdraw-fact"))] = None,
    red_line: Annotated[
        str | None, typer.Option("--red-line", help=W("cli-withdraw-red-line"))
    ] = None,
    by: By = None,
    home: Home = None,
    guide: GuideFolder = None,
) -> None:
    """Take back a hand-in, a finding or a verified value; the record of it stays."""
    settings = remember_places(home, guide)
    path = record_paths(settings).get(receipt)
    if path is None or read_record(path)["kind"] not in WITHDRAWN_KINDS:
        refuse(W("cli-withdraw-unknown", receipt=receipt))
    body = {"withdrawn_record_id": receipt, "reason": reason}
    parts = {"cycle_id": cycle, "school_id": school, "fact_id": fact, "red_line": red_line}
    body |= {name: value for name, value in parts.items() if value is not None}
    record = write_record(settings, "withdrawal", body, received_by=who(by), channel=CHANNEL)
    out.print(W("cli-withdrawn", receipt=receipt, record=record["record_id"]))


@cycle_app.command("close", help=help_of("cli-cycle-close"))
@told
def cycle_close(
    cycle: Annotated[str, typer.Argument()],
    reason: Annotated[str, typer.Option("--reason", help=W("cli-option-reason"))],
    by: By = None,
    home: Home = None,
    guide: GuideFolder = None,
) -> None:
    """Close a cycle: nothing more is taken in for it."""
    _decide(remember_places(home, guide), cycle, "closed", reason, by)


@cycle_app.command("reopen", help=help_of("cli-cycle-reopen"))
@told
def cycle_reopen(
    cycle: Annotated[str, typer.Argument()],
    reason: Annotated[str, typer.Option("--reason", help=W("cli-option-reason"))],
    by: By = None,
    home: Home = None,
    guide: GuideFolder = None,
) -> None:
    """Open a closed cycle again."""
    _decide(remember_places(home, guide), cycle, "reopened", reason, by)


def _decide(settings: Settings, cycle: str, decision: str, reason: str, by: str | None) -> None:
    register = Door.open(settings).register
    if cycle not in register.cycles:
        known = "、".join(sorted(register.cycles)) or W("cli-none")
        refuse(W("cli-cycle-unknown", cycle=cycle, known=known))
    body = {"cycle_id": cycle, "decision": decision, "reason": reason}
    write_record(settings, "cycle_decision", body, received_by=who(by), channel=CHANNEL)
    out.print(W(f"cli-cycle-{decision}", cycle=cycle))
