"""The commands about a county's old form, which asks for points and no facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from duibiao.commands.console import (
    CHANNEL,
    REFUSED,
    WRONG_USE,
    AsJson,
    By,
    GuideFolder,
    Home,
    W,
    app,
    err,
    help_of,
    out,
    print_json,
    progress_bar,
    refuse,
    remember_places,
    told,
    who,
)
from duibiao.guide.editions import Edition, Guide
from duibiao.records.model import Cycle, Problem, Refused
from duibiao.records.store import digest, write_durably
from duibiao.spreadsheets.extraction import open_confined
from duibiao.spreadsheets.grids import Spreadsheet, SpreadsheetFault
from ingest.door import SUFFIXES, Door
from ingest.old_form.claims import (
    ClaimsReading,
    claim_data,
    claims_in_force,
    keep_claims,
    read_old_form,
)
from ingest.old_form.mapping import FIELD_NAMES, FormMapping, mapping_workbook, read_mapping
from ingest.old_form.reading import FIELDS, read_form
from ingest.telling import problem_text
from ingest.workbook.table import label_key

FATES = {
    "accepted": "taken",
    "accepted_with_warnings": "taken_with_warnings",
    "refused": "refused",
}
OPENED: Callable[[bytes], Spreadsheet] = open_confined
"""By what a file is opened."""
Read = TypeVar("Read")

old_form_app = typer.Typer(help=W("cli-old-form"), no_args_is_help=True)
app.add_typer(old_form_app, name="old-form")

Files = Annotated[list[Path], typer.Argument(help=W("cli-old-form-files"), exists=True)]
MappingFile = Annotated[
    Path, typer.Option("--mapping", help=W("cli-old-form-map"), exists=True, dir_okay=False)
]
CycleOption = Annotated[str, typer.Option("--cycle", help=W("cli-old-form-cycle"))]
SchoolOption = Annotated[str | None, typer.Option("--school", help=W("cli-old-form-school"))]


@old_form_app.command("mapping", help=help_of("cli-old-form-mapping"))
@told
def mapping(
    file: Annotated[Path, typer.Argument(help=W("cli-old-form-file"), exists=True, dir_okay=False)],
    to: Annotated[Path, typer.Option("--out", "-o", help=W("cli-old-form-out"), metavar="FILE")],
    edition: Annotated[
        str | None, typer.Option("--edition", help=W("cli-old-form-edition"))
    ] = None,
    columns: Annotated[
        list[str] | None,
        typer.Option("--column", help=W("cli-old-form-column"), metavar="FIELD=HEADER"),
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help=W("cli-guide-replace"))] = False,
    as_json: AsJson = False,
    home: Home = None,
    guide: GuideFolder = None,
) -> None:
    """Write the mapping sheet of an old form, with what is certain filled in."""
    door = Door.open(remember_places(home, guide))
    chosen = _edition(door.guide, edition)
    if to.exists() and not replace:
        raise Refused("cli-old-form-exists", path=str(to))
    said = _columns(columns or [])
    form = _opened(file, lambda spreadsheet: read_form(spreadsheet, said))
    if not form.items:
        raise Refused("cli-old-form-no-table")
    proposed = mapping_workbook(form, chosen, W)
    write_durably(to, proposed.content)
    if as_json:
        counts = {"items": proposed.items, "undecided": proposed.undecided}
        print_json({"file": str(to), "edition": chosen.edition_id, **counts})
        return
    items, undecided = str(proposed.items), str(proposed.undecided)
    out.print(W("cli-old-form-mapped", path=str(to), items=items, undecided=undecided))


@old_form_app.command("check", help=help_of("cli-old-form-check"))
@told
def check(
    files: Files,
    mapping: MappingFile,
    cycle: CycleOption,
    school: SchoolOption = None,
    as_json: AsJson = False,
    home: Home = None,
    guide: GuideFolder = None,
) -> None:
    """Say everything that is wrong with old forms; nothing is kept."""
    door = Door.open(remember_places(home, guide))
    _read_all(door, files, mapping, cycle, school, as_json, keep_by=None)


@old_form_app.command("load", help=help_of("cli-old-form-load"))
@told
def load(
    files: Files,
    mapping: MappingFile,
    cycle: CycleOption,
    school: SchoolOption = None,
    by: By = None,
    as_json: AsJson = False,
    home: Home = None,
    guide: GuideFolder = None,
) -> None:
    """Take in the claimed points of old forms."""
    door = Door.open(remember_places(home, guide))
    _read_all(door, files, mapping, cycle, school, as_json, keep_by=who(by))


def _read_all(
    door: Door,
    files: Sequence[Path],
    mapping_path: Path,
    cycle_id: str,
    school: str | None,
    as_json: bool,
    keep_by: str | None,
) -> None:
    paths = _spreadsheets(files)
    if school is not None and len(paths) != 1:
        refuse(W("cli-old-form-one-school"), WRONG_USE)
    cycle = _cycle(door, cycle_id)
    schools = door.register.schools_by_cycle(cycle_id)
    if school is not None and school not in schools:
        raise Refused("cli-school-unknown", school=school, cycle=cycle_id)
    edition = door.guide.editions[cycle.edition]
    mapping_content = mapping_path.read_bytes()
    mapping = _opened(mapping_path, lambda spreadsheet: read_mapping(spreadsheet, edition))
    if mapping.problems:
        _tell_mapping(mapping, mapping_path, as_json)
    in_force = claims_in_force(door.settings)
    answers: list[dict[str, Any]] = []
    with progress_bar(quiet=as_json or len(paths) < 2) as progress:
        for path in progress.track(paths, description=W("cli-old-form-progress")):
            content = path.read_bytes()
            reading = read_old_form(
                content, path.name, mapping, edition, cycle, schools, school, OPENED
            )
            fate, record_id = FATES[reading.outcome], None
            hashes = digest(content), digest(mapping_content)
            if fate != "refused" and in_force.get((cycle_id, str(reading.school_id))) == hashes:
                fate = "already_here"
            elif keep_by is not None:
                kept = (content, path.name, mapping_content, mapping_path.name)
                record = keep_claims(
                    door.settings, reading, *kept, received_by=keep_by, channel=CHANNEL
                )
                record_id = record["record_id"]
            answers.append(_as_data(path, reading, fate, record_id))
            if not as_json:
                _print_reading(path, reading, fate, record_id)
    _finish(answers, as_json)


def _finish(answers: list[dict[str, Any]], as_json: bool) -> None:
    fates = Counter(answer["fate"] for answer in answers)
    if as_json:
        print_json(answers)
    else:
        names = ("taken", "taken_with_warnings", "refused", "already_here")
        counts = {name.replace("_", "-"): str(fates[name]) for name in names}
        out.print(W("cli-old-form-total", total=str(len(answers)), **counts))
    if fates["refused"]:
        raise typer.Exit(REFUSED)


def _edition(guide: Guide, asked: str | None) -> Edition:
    known = guide.editions
    edition_id = next(iter(known)) if asked is None and len(known) == 1 else asked
    if edition_id not in known:
        names = "、".join(sorted(known))
        raise Refused("cli-old-form-edition-unknown", edition=asked or W("cli-none"), known=names)
    return known[edition_id]


def _columns(said: Sequence[str]) -> dict[str, str]:
    """The headers that were said to stand over fields, by field."""
    pairs = [one.replace("＝", "=").partition("=") for one in said]
    for field, _, header in pairs:
        if label_key(field) not in FIELD_NAMES or not header.strip():
            known = "、".join(W(f"old-form-field-{name}") for name in FIELDS)
            refuse(W("cli-old-form-column-unknown", field=field, known=known), WRONG_USE)
    return {FIELD_NAMES[label_key(field)]: header for field, _, header in pairs}


def _cycle(door: Door, cycle_id: str) -> Cycle:
    cycle = door.register.cycle(cycle_id)
    if cycle is None:
        known = "、".join(sorted(door.register.cycles)) or W("cli-none")
        raise Refused("cli-cycle-unknown", cycle=cycle_id, known=known)
    if cycle.is_closed:
        raise Refused("cli-old-form-cycle-closed", cycle=cycle_id)
    return cycle


def _spreadsheets(paths: Sequence[Path]) -> list[Path]:
    """The files named, and the spreadsheets in the folders named."""
    found: list[Path] = []
    for path in paths:
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        found += [
            one
            for one in inside
            if one == path or (one.suffix.lower() in SUFFIXES and one.name[:1] not in "~.")
        ]
    return found


def _opened(path: Path, read: Callable[[Spreadsheet], Read]) -> Read:
    """What is read out of a file; one that is no spreadsheet is refused by name."""
    try:
        return read(OPENED(path.read_bytes()))
    except SpreadsheetFault as fault:
        raise Refused(f"problem-{fault.code}", **fault.parameters) from fault
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a parser in Rust panics past Exception
        raise Refused("problem-file-unreadable") from error


def _tell_mapping(mapping: FormMapping, path: Path, as_json: bool) -> None:
    """What is wrong with a mapping sheet; by such a one nothing is read."""
    if as_json:
        print_json({"mapping": str(path), "problems": list(map(_problem_data, mapping.problems))})
        raise typer.Exit(REFUSED)
    for problem in mapping.problems:
        _print_problem(problem)
    err.print(W("cli-old-form-mapping-faulty", count=str(len(mapping.problems))))
    raise typer.Exit(REFUSED)


def _as_data(
    path: Path, reading: ClaimsReading, fate: str, record_id: str | None
) -> dict[str, Any]:
    return {
        "file": str(path),
        "fate": fate,
        "cycle_id": reading.cycle_id,
        "school_id": reading.school_id,
        "claims": [claim_data(claim) for claim in reading.claims],
        "evidence": reading.evidence,
        "problems": list(map(_problem_data, reading.problems)),
        "record_id": record_id,
    }


def _problem_data(problem: Problem) -> dict[str, Any]:
    place = {name: getattr(problem, name) for name in ("sheet", "cell", "school_id")}
    return asdict(problem_text(problem, W)) | place


def _print_reading(path: Path, reading: ClaimsReading, fate: str, record_id: str | None) -> None:
    parts = [path.name, W(f"cli-fate-{fate.replace('_', '-')}")]
    parts += filter(None, [reading.school_id])
    if reading.claims:
        parts.append(W("cli-old-form-claims", claims=str(len(reading.claims))))
    if record_id is not None:
        parts.append(W("cli-receipt", receipt=record_id))
    out.print("  ".join(parts), markup=False)
    for problem in reading.problems:
        _print_problem(problem)


def _print_problem(problem: Problem) -> None:
    text = problem_text(problem, W)
    severity = W(f"cli-severity-{text.severity}")
    out.print(f"  [{severity}] {text.where}  {text.what}", markup=False)
    if text.found:
        out.print("      " + W("cli-found", found=text.found), markup=False)
    out.print("      " + W("cli-expected", expected=text.expected), markup=False)
    out.print("      " + W("cli-mend", mend=text.mend), markup=False)
