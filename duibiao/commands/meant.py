"""What the commands on scores are asked about: school, cycle, basis; how each is said and told."""

from __future__ import annotations

from typing import Annotated, cast, get_args

import typer

from duibiao.commands.console import WRONG_USE, W, err, refuse
from duibiao.records.model import Basis
from duibiao.warehouse import asked
from duibiao.warehouse.asked import AskedCycle
from duibiao.warehouse.snapshot import Snapshot

SchoolArgument = Annotated[str, typer.Argument(help=W("asked-school"), metavar="SCHOOL")]
IndicatorArgument = Annotated[
    str | None, typer.Argument(help=W("asked-indicator"), metavar="[INDICATOR]")
]
CycleOption = Annotated[str | None, typer.Option("--cycle", help=W("asked-cycle"))]
BasisOption = Annotated[str, typer.Option("--basis", help=W("asked-basis"))]


def cycle_meant(snapshot: Snapshot, text: str | None) -> AskedCycle:
    """The cycle of an option; without one the newest with scores, and that is said if it is older.

    Raises Refused for an unknown cycle.
    """
    chosen = asked.cycle(snapshot, text)
    if chosen.is_older:
        # Beside what was asked for: that may go to a program.
        said = W("asked-cycle-older", cycle=chosen.cycle_id, latest=chosen.latest_id)
        err.print(said, markup=False)
    return chosen


def basis_meant(text: str) -> Basis:
    """The basis of an option; another word is wrong use."""
    if text not in get_args(Basis):
        refuse(W("asked-basis-unknown", basis=text), WRONG_USE)
    return cast(Basis, text)
