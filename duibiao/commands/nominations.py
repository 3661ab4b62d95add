"""The commands of the short-list: schools put forward for a tier, with the reason of each."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Literal

import typer

from duibiao.commands.console import (
    CHANNEL,
    AsJson,
    By,
    GuideFolder,
    Home,
    W,
    app,
    help_of,
    out,
    print_json,
    remember_places,
    told,
    who,
)
from duibiao.words.figures import moment, rounded
from ingest.nominations import Nomination, nominate, nominations, withdraw_nomination

nominate_app = typer.Typer(help=W("nominate-group"), no_args_is_help=True)
app.add_typer(nominate_app, name="nominate")

Reason = Annotated[str, typer.Option("--reason", help=W("cli-option-reason"))]
CycleOption = Annotated[str | None, typer.Option("--cycle", help=W("nominate-cycle"))]


@nominate_app.command("add", help=help_of("nominate-add-help"))
@told
def nominate_add(
    school: Annotated[str, typer.Argument(help=W("nominate-school"))],
    tier: Annotated[str, typer.Option("--tier", help=W("nominate-tier"))],
    reason: Reason,
    cycle: CycleOption = None,
    basis: Annotated[
        Literal["self", "verified"], typer.Option("--basis", help=W("nominate-basis"))
    ] = "verified",
    by: By = None,
    as_json: AsJson = False,
    home: Home = None,
    guide: GuideFolder = None,
) -> None:
    """Put a school forward for a tier."""
    settings = remember_places(home, guide)
    done = nominate(settings, cycle, school, tier, reason, who(by), basis=basis, channel=CHANNEL)
    if as_json:
        print_json(asdict(done))
        return
    said = {"school": school, "tier": tier, "cycle": done.cycle_id, "record": done.record_id}
    out.print(W("nominate-added", **said))
    if not done.is_tier_reached:
        out.print(W("nominate-not-reached", score=_score(done), tier=tier), style="bold red")


@nominate_app.command("list", help=help_of("nominate-list-help"))
@told
def nominate_list(
    cycle: CycleOption = None,
    every: Annotated[bool, typer.Option("--all", help=W("nominate-list-all"))] = False,
    as_json: AsJson = False,
    home: Home = None,
    guide: GuideFolder = None,
) -> None:
    """Show the list as it stands, what is not published yet with it."""
    settings = remember_places(home, guide)
    found = [each for each in nominations(settings, cycle) if every or each.is_in_force]
    if as_json:
        print_json([asdict(each) for each in found])
        return
    if not found:
        out.print(W("nominate-list-none"))
    for each in found:
        line = W(
            "nominate-line",
            cycle=each.cycle_id,
            tier=each.tier,
            school=each.school_id,
            score=_score(each),
            reason=each.reason,
            by=each.received_by,
            at=moment(each.received_at),
            record=each.record_id,
        )
        out.print(line + "".join(W("nominate-mark", mark=mark) for mark in _marks(each)))


@nominate_app.command("withdraw", help=help_of("nominate-withdraw-help"))
@told
def nominate_withdraw(
    record: Annotated[str, typer.Argument(help=W("nominate-record"))],
    reason: Reason,
    by: By = None,
    as_json: AsJson = False,
    home: Home = None,
    guide: GuideFolder = None,
) -> None:
    """Take a school off the list; the record of it stays."""
    settings = remember_places(home, guide)
    known = withdraw_nomination(settings, record, reason, who(by), channel=CHANNEL)
    if as_json:
        print_json({"withdrawn": record, "school_id": known.school_id, "tier": known.tier})
    else:
        out.print(W("nominate-withdrawn", school=known.school_id, tier=known.tier))


def _score(nomination: Nomination) -> str:
    return W("cli-none") if nomination.score is None else rounded(nomination.score)


def _marks(nomination: Nomination) -> list[str]:
    marks = []
    if not nomination.is_tier_reached:
        marks.append(W("nominate-mark-not-reached"))
    if nomination.withdrawal_reason is not None:
        marks.append(W("nominate-mark-withdrawn", reason=nomination.withdrawal_reason))
    elif not nomination.is_in_force:
        marks.append(W("nominate-mark-replaced"))
    if not nomination.is_published:
        marks.append(W("nominate-mark-unpublished"))
    return marks
