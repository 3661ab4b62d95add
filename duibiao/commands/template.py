"""The commands that write what schools fill in and sign."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from duibiao.commands.console import (
    WRONG_USE,
    GuideFolder,
    Home,
    W,
    app,
    help_of,
    out,
    progress_bar,
    refuse,
    remember_places,
    told,
)
from duibiao.records.model import Cycle, School
from duibiao.records.store import write_durably
from ingest.desk import template_of
from ingest.door import Door
from ingest.register import Register
from ingest.workbook.handed_in import HandIns
from ingest.workbook.many_files import ZIP, file_name, write_files
from ingest.workbook.signing_form import signing_form_bytes

SchoolCode = Annotated[str | None, typer.Argument(help=W("cli-template-school"))]
CycleCode = Annotated[str | None, typer.Option("--cycle", help=W("cli-option-cycle"))]
Every = Annotated[bool, typer.Option("--all", help=W("cli-template-all"))]
Target = Annotated[Path, typer.Option("--out", "-o", help=W("template-out"))]


@app.command("template", help=help_of("template-help"))
@told
def template(
    school: SchoolCode = None,
    cycle: CycleCode = None,
    every: Every = False,
    target: Target = Path(),
    home: Home = None,
    guide: GuideFolder = None,
) -> None:
    """Write one school's workbook, or all schools' into a folder or a zip."""
    door = Door.open(remember_places(home, guide))
    chosen_cycle, schools = chosen(door, cycle, school, every)

    def make(one: School) -> bytes:
        return template_of(door, chosen_cycle.cycle_id, one.school_id)

    write_all(target, every, chosen_cycle, schools, make)


@app.command("signing-form", help=help_of("signing-help"))
@told
def signing_form(
    school: SchoolCode = None,
    cycle: CycleCode = None,
    every: Every = False,
    target: Target = Path(),
    home: Home = None,
    guide: GuideFolder = None,
) -> None:
    """Write the form to sign of what was handed in."""
    door = Door.open(remember_places(home, guide))
    chosen_cycle, schools = chosen(door, cycle, school, every)
    edition = door.guide.editions[chosen_cycle.edition]
    hand_ins = HandIns(door.settings, door.register)
    cycle_id = chosen_cycle.cycle_id
    schools = [one for one in schools if door.register.in_force(cycle_id, one.school_id)]
    if not schools:
        refuse(W("signing-nothing-handed-in", school=school or "--all", cycle=cycle_id))

    def make(one: School) -> bytes:
        handed_in = hand_ins.in_force(cycle_id, one.school_id)
        assert handed_in is not None
        return signing_form_bytes(edition, chosen_cycle, one, handed_in, W.language)

    write_all(target, every, chosen_cycle, schools, make, W("signing-sheet"))


def chosen_cycle_id(register: Register, cycle: str | None) -> str:
    """The cycle that was named, else the newest that is open."""
    open_cycles = [known for known in register.cycles.values() if not known.is_closed]
    newest = max(open_cycles, key=lambda known: known.ends_on, default=None)
    cycle_id = cycle or (newest.cycle_id if newest else None)
    if cycle_id is None or cycle_id not in register.cycles:
        known = "、".join(sorted(register.cycles)) or W("cli-none")
        refuse(W("cli-cycle-unknown", cycle=cycle_id or W("cli-none"), known=known))
    return cycle_id


def chosen(
    door: Door, cycle: str | None, school: str | None, every: bool
) -> tuple[Cycle, list[School]]:
    """The cycle (as `chosen_cycle_id` has it), and the school named or every school of it."""
    if every == (school is not None):
        refuse(W("cli-template-which"), WRONG_USE)
    cycle_id = chosen_cycle_id(door.register, cycle)
    schools = door.register.schools_by_cycle(cycle_id)
    if school is not None and school not in schools:
        refuse(W("cli-school-unknown", school=school, cycle=cycle_id))
    names = sorted(schools) if school is None else [school]
    return door.register.cycles[cycle_id], [schools[name] for name in names]


def write_all(
    target: Path,
    every: bool,
    cycle: Cycle,
    schools: Sequence[School],
    make: Callable[[School], bytes],
    beside: str = "",
) -> None:
    """Write each school's file into a folder, a zip, or for a single school the file named."""
    if not every and target.suffix.lower() == ".xlsx":
        write_durably(target, make(schools[0]))
        out.print(W("cli-template-written", path=str(target)), markup=False)
        return
    with progress_bar(quiet=len(schools) < 2) as progress:

        def files() -> Iterator[tuple[str, bytes]]:
            for school in progress.track(schools, description=W("cli-template-progress")):
                yield file_name(cycle, school, beside), make(school)

        count = write_files(target, files())
    if every or target.suffix.lower() == ZIP:
        said = W("cli-template-written-all", count=str(count), folder=str(target))
    else:
        path = target / file_name(cycle, schools[0], beside)
        said = W("cli-template-written", path=str(path))
    out.print(said, markup=False)
