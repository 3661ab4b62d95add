"""The command that writes the published marts as files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from duibiao.commands.console import (
    AsJson,
    W,
    command,
    out,
    print_json,
    progress_bar,
)
from duibiao.commands.targets import refuse_one_file
from duibiao.people.acting import Acting
from duibiao.people.policy import ask
from duibiao.warehouse.export import Format, Mart, export


@command("cli-export", "export")
def export_command(
    acting: Acting,
    folder: Annotated[Path, typer.Argument(help=W("cli-export-folder"))],
    formats: Annotated[
        list[Format] | None, typer.Option("--format", help=W("cli-export-format"))
    ] = None,
    marts: Annotated[list[str] | None, typer.Option("--mart", help=W("cli-export-mart"))] = None,
    cycle: Annotated[str | None, typer.Option("--cycle", help=W("cli-export-cycle"))] = None,
    as_json: AsJson = False,
) -> None:
    """Write the published marts as Parquet, CSV and one workbook."""
    refuse_one_file(folder)
    ask(acting, "query", about=f"export {folder.absolute()}")
    with progress_bar(quiet=as_json) as progress:

        def track(chosen: Sequence[Mart]) -> Iterator[Mart]:
            yield from progress.track(chosen, description=W("cli-export-progress"))

        done = export(
            acting.settings,
            folder.absolute(),
            W,
            formats=formats or tuple(Format),
            names=marts or (),
            cycle_id=cycle,
            track=track,
        )
    if as_json:
        print_json(
            {
                "folder": str(done.folder),
                "marts": {mart.name: mart.rows for mart in done.marts},
                "left_out_of_workbook": done.left_out,
                "files": done.files,
            }
        )
        return
    rows = sum(mart.rows for mart in done.marts)
    out.print(
        W("cli-exported", marts=len(done.marts), rows=rows, files=len(done.files)), markup=False
    )
    for name, count in done.left_out.items():
        out.print(W("cli-export-left-out", mart=name, rows=count), markup=False)
    out.print(str(done.folder), markup=False)
