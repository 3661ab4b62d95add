"""The command that tells how sure ranks and tiers are."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer
from rich.table import Table

from duibiao.analysis.standing import Standing, sentences, standings
from duibiao.commands.console import (
    AsJson,
    W,
    command,
    out,
    print_json,
)
from duibiao.commands.meant import BasisOption, CycleOption, basis_meant, cycle_meant
from duibiao.records.model import Refused
from duibiao.records.settings import Settings
from duibiao.warehouse import asked
from duibiao.warehouse.snapshot import snapshot_in_force
from duibiao.words.labels import Labels


@command("cli-sureness", "sureness")
def sureness_command(
    settings: Settings,
    school: Annotated[str | None, typer.Argument(help=W("cli-sureness-school"))] = None,
    cycle: CycleOption = None,
    basis: BasisOption = "verified",
    tier: Annotated[str | None, typer.Option("--tier", help=W("cli-sureness-tier"))] = None,
    as_json: AsJson = False,
) -> None:
    """Ranks with their intervals, tiers with the share of draws, and who is too close to call."""
    chosen_basis, snapshot = basis_meant(basis), snapshot_in_force(settings)
    cycle_id = cycle_meant(snapshot, cycle).cycle_id
    found = standings(snapshot, cycle_id, chosen_basis)
    labels = Labels(W, snapshot.codes)
    only = None
    if school is None:
        asked.require_scores(snapshot, cycle_id)
    else:
        only, name = asked.scored_school(snapshot, cycle_id, school, chosen_basis)
        if only not in found:
            raise Refused("sureness-no-rank", school=f"{name}（{only}）", cycle=cycle_id)
    tiers = [reach.tier for reach in next(iter(found.values())).tiers] if found else []
    if tier is not None and tier not in tiers:
        raise Refused("sureness-tier-unknown", tier=tier, known=tuple(tiers) or W("cli-none"))
    chosen = [
        standing
        for standing in found.values()
        if only in (None, standing.school_id) and (tier is None or _is_near(standing, tier))
    ]
    if as_json:
        print_json([asdict(standing) for standing in chosen])
    elif school is not None:
        for standing in chosen:
            out.print(f"{standing.name_zh}（{standing.school_id}）", markup=False)
            for sentence in sentences(standing, W, lambda code: labels.code("tier", code)):
                out.print(sentence, markup=False)
    else:
        shown = [tier] if tier else tiers
        out.print(_table(chosen, shown, labels))
        lines = _tie_lines(chosen, shown, labels)
        if lines:
            out.print(W("sureness-ties"), markup=False)
        for line in lines:
            out.print(f"  {line}", markup=False)
        out.print(W("sureness-legend"), markup=False)


def _is_near(standing: Standing, tier: str) -> bool:
    """Whether a school reaches a tier, might reach it, or stands at its line."""
    return any(
        reach.tier == tier and (reach.is_reached or reach.draws_reached) for reach in standing.tiers
    ) or any(tie.tier == tier for tie in standing.ties)


def _table(chosen: list[Standing], tiers: list[str], labels: Labels) -> Table:
    table = Table(show_edge=False)
    # Figures are never cut short; a long name is, and long headings take two lines.
    table.add_column(W("sureness-column-rank"), justify="right", min_width=4, overflow="fold")
    table.add_column(W("sureness-column-interval"), justify="right", min_width=7, no_wrap=True)
    table.add_column(W("sureness-column-verified"), justify="right", min_width=4, overflow="fold")
    table.add_column(W("sureness-column-school"), no_wrap=True)
    for tier in tiers:
        table.add_column(labels.code("tier", tier), justify="right", min_width=7, overflow="fold")
    for standing in chosen:
        table.add_row(
            str(standing.rank),
            standing.interval,
            standing.verified_percent,
            f"{standing.school_id} {standing.name_zh}",
            *(
                f"{reach.percent}{'*' if reach.is_borderline else ''}"
                f" {W('sureness-reached') if reach.is_reached else W('sureness-not-reached')}"
                for reach in standing.tiers
                if reach.tier in tiers
            ),
        )
    return table


def _tie_lines(chosen: list[Standing], tiers: list[str], labels: Labels) -> list[str]:
    """Who is too close to call at the line of each tier, the highest tier first."""
    return [
        W(
            f"sureness-tie-{tie.side}-short",
            tier=labels.code("tier", tier),
            school=standing.name_zh,
            other=tie.name_zh,
        )
        for tier in tiers
        for standing in chosen
        for tie in standing.ties
        if tie.tier == tier
    ]
