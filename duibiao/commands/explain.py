"""The command that says why a score is what it is."""

from __future__ import annotations

from typing import Annotated

import typer

from duibiao.commands.console import (
    WRONG_USE,
    AsJson,
    GuideFolder,
    Home,
    W,
    app,
    help_of,
    out,
    print_json,
    refuse,
    remember_places,
    told,
)
from duibiao.records.model import Refused


@app.command("explain", help=help_of("cli-explain"))
@told
def explain(
    school: Annotated[str, typer.Argument(help=W("cli-explain-school"))],
    indicator: Annotated[str | None, typer.Argument(help=W("cli-explain-indicator"))] = None,
    cycle: Annotated[str | None, typer.Option("--cycle", help=W("cli-explain-cycle"))] = None,
    basis: Annotated[str, typer.Option("--basis", help=W("cli-explain-basis"))] = "verified",
    as_json: AsJson = False,
    home: Home = None,
    guide: GuideFolder = None,
) -> None:
    """Print the walk from a school's rank down to the cell."""
    from duibiao.analysis.asking import BASES, codes, find_indicator, find_school
    from duibiao.analysis.walk_printed import indicator_lines, narrowed, school_data, school_lines
    from duibiao.warehouse.snapshot_files import connect, snapshot_path
    from duibiao.words.labels import Labels

    if basis not in BASES:
        refuse(W("explain-no-basis", basis=basis), WRONG_USE)
    path = snapshot_path(remember_places(home, guide))
    if path is None:
        raise Refused("explain-no-snapshot")
    with connect(path) as connection:
        walk = find_school(connection, W, path.stem, school, cycle, basis)
        labels = Labels(W, codes(connection))
    chosen = find_indicator(W, walk, indicator) if indicator is not None else None
    if as_json:
        data = school_data(W, labels, walk)
        print_json(data if chosen is None else narrowed(data, chosen))
        return
    lines = (
        school_lines(W, labels, walk)
        if chosen is None
        else indicator_lines(W, labels, walk, chosen)
    )
    out.print("\n".join(lines), markup=False)
