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
from duibiao.commands.targets import names_a_file, refuse_one_file, refuse_other_files
from duibiao.records.settings import Settings
from duibiao.warehouse.snapshot import snapshot_in_force
from duibiao.words import words

if TYPE_CHECKING:
    from duibiao.reports.document import Kind
    from duibiao.reports.making import Form, Made

report_app = typer.Typer(help=W("cli-report"), no_args_is_help=True)
app.add_typer(report_app, name="report")

Out = Annotated[Path, typer.Option("--out", "-o", help=W("cli-report-out"), metavar="DIR|FILE")]
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
        Literal["pdf", "docx"] | None,
        typer.Option("--format", help=W("cli-report-format-school")),
    ] = None,
    target: Out = Path(),
    cycle: CycleOption = None,
    basis: BasisOption = "verified",
    language: LanguageOption = None,
    as_json: AsJson = False,
) -> None:
    """Write the reports of schools."""
    chosen_basis = basis_meant(basis)
    if bool(schools) == all_schools:
        refuse(W("cli-report-which"), WRONG_USE)
    if all_schools or len(schools or ()) > 1:
        refuse_one_file(target, or_zip=True)
    chosen_form, folder, name = _place(target, form, "school")
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
            folder,
            schools or None,
            chosen_form,
            name=name,
            cycle_id=cycle_id,
            basis=chosen_basis,
            note=note,
        )
    _tell(made, as_json)


@command("cli-report-county", "county", report_app)
def report_county(
    settings: Settings,
    form: Annotated[
        Literal["pdf", "docx", "xlsx"] | None,
        typer.Option("--format", help=W("cli-report-format-county")),
    ] = None,
    target: Out = Path(),
    cycle: CycleOption = None,
    basis: BasisOption = "verified",
    language: LanguageOption = None,
    as_json: AsJson = False,
) -> None:
    """Write the bulletin or the lists of the county."""
    chosen_basis = basis_meant(basis)
    chosen_form, folder, name = _place(target, form, "county")
    from duibiao.reports.making import write_county

    cycle_id = cycle_meant(snapshot_in_force(settings), cycle).cycle_id
    say = words(LANGUAGES[language])
    made = write_county(
        settings, say, folder, chosen_form, name=name, cycle_id=cycle_id, basis=chosen_basis
    )
    _tell(made, as_json)


def _place(target: Path, form: Form | None, kind: Kind) -> tuple[Form, Path, str | None]:
    """What a target means: the form to write, the folder, and the file's name where it says one."""
    from duibiao.reports.making import FORMS

    forms = [form] if form else FORMS[kind]
    refuse_other_files(target, [*forms, "zip"])
    if not names_a_file(target):
        return form or forms[0], target.absolute(), None
    by_name = next((each for each in forms if target.suffix.lower() == f".{each}"), forms[0])
    return by_name, target.absolute().parent, target.name


def _tell(made: Made, as_json: bool) -> None:
    if as_json:
        left_out = [{"school_id": code, "name_zh": name} for code, name in made.left_out]
        print_json({"folder": str(made.folder), "files": made.files, "left_out": left_out})
        return
    count = len(made.files)
    out.print(W("cli-report-written", count=count, folder=str(made.folder)), markup=False)
    if made.archive:
        out.print(str(made.folder / made.archive), markup=False)
    for file in made.files[:1] if count == 1 and not made.archive else []:
        out.print(str(made.folder / str(file["file"])), markup=False)
    for text in made.unprintable:
        out.print(text, markup=False)
    if made.left_out:
        named = [f"{code} {name}" for code, name in made.left_out[:LEFT_OUT_NAMED]]
        schools = W("separator-items").join(named)
        if len(made.left_out) > LEFT_OUT_NAMED:
            schools += "…"
        out.print(W("cli-report-left-out", count=len(made.left_out), schools=schools), markup=False)
