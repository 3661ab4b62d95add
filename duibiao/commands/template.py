"""The commands that write what schools fill in and sign."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from duibiao.commands.console import WRONG_USE, W, command, out, progress_bar, refuse
from duibiao.commands.targets import refuse_one_file, refuse_other_files
from duibiao.people.acting import Acting
from duibiao.records.model import School
from duibiao.records.store import write_durably
from ingest.desk import forms
from ingest.desk.tables import TABLES, table_template

SchoolCode = Annotated[str | None, typer.Argument(help=W("cli-template-school"))]
CycleCode = Annotated[str | None, typer.Option("--cycle", help=W("cli-option-cycle"))]
Every = Annotated[bool, typer.Option("--all", help=W("cli-template-all"))]
Target = Annotated[Path, typer.Option("--out", "-o", help=W("template-out"))]


@command("template-help", "template")
def template(
    acting: Acting,
    school: SchoolCode = None,
    cycle: CycleCode = None,
    every: Every = False,
    target: Target = Path(),
) -> None:
    """Write one school's workbook, all schools' into a folder or a zip, or a county's table."""
    if school in TABLES and not every:
        write_table(acting, school, cycle, target)
        return
    write_all(target, every, forms.templates(acting, cycle, one_or_all(school, every)))


@command("signing-help", "signing-form")
def signing_form(
    acting: Acting,
    school: SchoolCode = None,
    cycle: CycleCode = None,
    every: Every = False,
    target: Target = Path(),
) -> None:
    """Write the form to sign of what was handed in."""
    found = forms.signing_forms(acting, cycle, one_or_all(school, every), W.language)
    write_all(target, every, found, forms.beside("signing", W))


def write_table(acting: Acting, kind: str, cycle: str | None, target: Path) -> None:
    """Write a table of the county to fill in, into a folder or the file named."""
    name, content = table_template(acting, kind, cycle, W)
    path = target if target.suffix.lower() == ".xlsx" else target / name
    write_durably(path, content)
    out.print(W("cli-template-written", path=str(path)), markup=False)


def one_or_all(school: str | None, every: bool) -> str | None:
    """The school that was named, None for all of them; one of both has to be said."""
    if every == (school is not None):
        refuse(W("cli-template-which"), WRONG_USE)
    return school


def write_all(target: Path, every: bool, found: forms.Forms, beside: str = "") -> None:
    """Write each school's file into a folder, a zip, or for a single school the file named."""
    if every:
        refuse_one_file(target, or_zip=True)
    refuse_other_files(target, ("xlsx", "zip"))
    cycle, schools, make = found.cycle, found.schools, found.make
    if not every and target.suffix.lower() == ".xlsx":
        write_durably(target, make(schools[0]))
        out.print(W("cli-template-written", path=str(target)), markup=False)
        return
    with progress_bar(quiet=len(schools) < 2) as progress:

        def each(of: Iterable[School]) -> Iterable[School]:
            return progress.track(of, total=len(schools), description=W("cli-template-progress"))

        count, left_out = forms.write_all(cycle, schools, make, target, beside, each)
    if every or target.suffix.lower() == forms.ZIP:
        said = W("cli-template-written-all", count=str(count), folder=str(target))
    else:
        path = target / forms.file_name(cycle, schools[0], beside)
        said = W("cli-template-written", path=str(path))
    out.print(said, markup=False)
    if left_out:
        names = "、".join(school.school_id for school in left_out)
        refuse(W("cli-left-out", count=str(len(left_out)), schools=names))
