"""The commands that make reports to print and to send."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from duibiao.commands.console import (
    WRONG_USE,
    AsJson,
    W,
    app,
    command,
    out,
    print_json,
    progress_bar,
    refuse,
)
from duibiao.commands.meant import BasisOption, CycleOption, basis_meant, cycle_meant
from duibiao.records.settings import Settings
from duibiao.warehouse.snapshot import snapshot_in_force
from duibiao.words import words

if TYPE_CHECKING:
    from duibiao.reports.making import Made

report_app = typer.Typer(help=W("cli-report"), no_args_is_help=True)
app.add_typer(report_app, name="report")

Out = Annotated[Path, typer.Option("--out", "-o", help=W("cli-report-out"), metavar="DIR")]
LanguageOption = Annotated[
    Literal["zh", "en"] | None, typer.Option("--lang", help=W("cli-report-lang"))
]
LANGUAGES = {None: W.language, "zh": "zh-CN", "en": "en"}
LEFT_OUT_NAMED = 12


@command("cli-report-school", "school", report_app)
def report_school(
    settings: Settings,
    schools: Annotated[
        list[str] | None, typer.Argument(help=W("cli-report-schools"), metavar="SCHOOL...")
    ] = None,
    all_schools: Annotated[bool, typer.Option("--all", help=W("cli-report-all"))] = False,
    form: Annotated[
        Literal["pdf", "docx"], typer.Option("--format", help=W("cli-report-format-school"))
    ] = "pdf",
    folder: Out = Path(),
    cycle: CycleOption = None,
    basis: BasisOption = "verified",
    language: LanguageOption = None,
    as_json: AsJson = False,
) -> None:
    """Write the reports of schools."""
    chosen_basis = basis_meant(basis)
    if bool(schools) == all_schools:
        refuse(W("cli-report-which"), WRONG_USE)
    from duibiao.reports.making import write_schools

    cycle_id = cycle_meant(snapshot_in_force(settings), cycle).cycle_id
    with progress_bar(quiet=as_json) as progress:
        tasks = {
            "way": progress.add_task(W("cli-report-progress-ways"), total=None),
            "report": progress.add_task(W("cli-report-progress"), total=None),
        }

        def note(what: Literal["way", "report"], done: int, total: int) -> None:
            progress.update(tasks[what], completed=done, total=total)

        made = write_schools(
            settings,
            words(LANGUAGES[language]),
            folder.absolute(),
            schools or None,
            form,
            cycle_id=cycle_id,
            basis=chosen_basis,
            note=note,
        )
    _tell(made, as_json)


@command("cli-report-county", "county", report_app)
def report_county(
    settings: Settings,
    form: Annotated[
        Literal["pdf", "docx", "xlsx"], typer.Option("--format", help=W("cli-report-format-county"))
    ] = "pdf",
    folder: Out = Path(),
    cycle: CycleOption = None,
    basis: BasisOption = "verified",
    language: LanguageOption = None,
    as_json: AsJson = False,
) -> None:
    """Write the bulletin or the lists of the county."""
    chosen_basis = basis_meant(basis)
    from duibiao.reports.making import write_county

    cycle_id = cycle_meant(snapshot_in_force(settings), cycle).cycle_id
    say = words(LANGUAGES[language])
    made = write_county(
        settings, say, folder.absolute(), form, cycle_id=cycle_id, basis=chosen_basis
    )
    _tell(made, as_json)


def _tell(made: Made, as_json: bool) -> None:
    if as_json:
        left_out = [{"school_id": code, "name_zh": name} for code, name in made.left_out]
        print_json({"folder": str(made.folder), "files": made.files, "left_out": left_out})
        return
    count = len(made.files)
    out.print(W("cli-report-written", count=count, folder=str(made.folder)), markup=False)
    for file in made.files[:1] if count == 1 else []:
        out.print(str(made.folder / str(file["file"])), markup=False)
    if made.left_out:
        named = [f"{code} {name}" for code, name in made.left_out[:LEFT_OUT_NAMED]]
        schools = W("separator-items").join(named)
        if len(made.left_out) > LEFT_OUT_NAMED:
            schools += "…"
        out.print(W("cli-report-left-out", count=len(made.left_out), schools=schools), markup=False)
