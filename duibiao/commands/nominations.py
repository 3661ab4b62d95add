"""The commands of the short-list: schools put forward for a tier, with the reason of each."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Literal

import typer

from duibiao.commands.console import AsJson, W, app, command, out, print_json
from duibiao.people.acting import Acting
from duibiao.words.figures import moment, rounded
from duibiao.words.labels import said_actor
from ingest.desk import short_list
from ingest.desk.short_list import Nomination

nominate_app = typer.Typer(help=W("nominate-group"), no_args_is_help=True)
app.add_typer(nominate_app, name="nominate")

Reason = Annotated[str, typer.Option("--reason", help=W("cli-option-reason"))]
CycleOption = Annotated[str | None, typer.Option("--cycle", help=W("nominate-cycle"))]


@command("nominate-add-help", "add", nominate_app)
def nominate_add(
    acting: Acting,
    school: Annotated[str, typer.Argument(help=W("nominate-school"))],
    tier: Annotated[str, typer.Option("--tier", help=W("nominate-tier"))],
    reason: Reason,
    cycle: CycleOption = None,
    basis: Annotated[
        Literal["self", "verified"], typer.Option("--basis", help=W("nominate-basis"))
    ] = "verified",
    as_json: AsJson = False,
) -> None:
    """Put a school forward for a tier."""
    doubts = short_list.doubts(acting, cycle, school, tier, basis=basis)
    done = short_list.nominate(acting, cycle, school, tier, reason, basis=basis)
    if as_json:
        print_json(asdict(done) | {"doubts": [asdict(doubt) for doubt in doubts]})
        return
    said = {"school": school, "tier": tier, "cycle": done.cycle_id, "record": done.record_id}
    out.print(W("nominate-added", **said))
    if not done.is_tier_reached:
        out.print(W("nominate-not-reached", score=_score(done), tier=tier), style="bold red")
    for doubt in doubts:
        if doubt.kind != "not_reached":
            out.print(W(f"nominate-doubt-{doubt.kind}", count=doubt.count, most=doubt.most))


@command("nominate-list-help", "list", nominate_app)
def nominate_list(
    acting: Acting,
    cycle: CycleOption = None,
    every: Annotated[bool, typer.Option("--all", help=W("nominate-list-all"))] = False,
    as_json: AsJson = False,
) -> None:
    """Show the list as it stands, what is not published yet with it."""
    found = [each for each in short_list.nominations(acting, cycle) if every or each.is_in_force]
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
            by=said_actor(W, each.received_by),
            at=moment(each.received_at),
            record=each.record_id,
        )
        out.print(line + "".join(W("nominate-mark", mark=mark) for mark in _marks(each)))


@command("nominate-withdraw-help", "withdraw", nominate_app)
def nominate_withdraw(
    acting: Acting,
    record: Annotated[str, typer.Argument(help=W("nominate-record"))],
    reason: Reason,
    as_json: AsJson = False,
) -> None:
    """Take a school off the list; the record of it stays."""
    known = short_list.withdraw_nomination(acting, record, reason)
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
