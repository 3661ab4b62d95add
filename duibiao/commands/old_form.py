"""The commands about a county's old form, which asks for points and no facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from duibiao.commands.console import (
    REFUSED,
    WRONG_USE,
    AsJson,
    W,
    app,
    command,
    err,
    out,
    print_json,
    progress_bar,
    refuse,
)
from duibiao.commands.scoring_tables import Columns, form_data, headers_meant, print_form
from duibiao.commands.targets import refuse_other_files
from duibiao.people.acting import Acting
from duibiao.records.model import Problem, Refused
from duibiao.records.store import write_durably
from ingest.desk import old_forms
from ingest.desk.handing_in import said_problems
from ingest.desk.old_forms import ClaimsOutcome, claim_data

old_form_app = typer.Typer(help=W("cli-old-form"), no_args_is_help=True)
app.add_typer(old_form_app, name="old-form")

Files = Annotated[list[Path], typer.Argument(help=W("cli-old-form-files"), exists=True)]
MappingFile = Annotated[
    Path, typer.Option("--mapping", help=W("cli-old-form-map"), exists=True, dir_okay=False)
]
CycleOption = Annotated[str, typer.Option("--cycle", help=W("cli-old-form-cycle"))]
SchoolOption = Annotated[str | None, typer.Option("--school", help=W("cli-old-form-school"))]


@command("cli-old-form-mapping", "mapping", old_form_app)
def mapping(
    acting: Acting,
    file: Annotated[Path, typer.Argument(help=W("cli-old-form-file"), exists=True, dir_okay=False)],
    to: Annotated[Path, typer.Option("--out", "-o", help=W("cli-old-form-out"), metavar="FILE")],
    edition: Annotated[
        str | None, typer.Option("--edition", help=W("cli-old-form-edition"))
    ] = None,
    columns: Columns = None,
    replace: Annotated[bool, typer.Option("--replace", help=W("cli-guide-replace"))] = False,
    as_json: AsJson = False,
) -> None:
    """Write the mapping sheet of an old form, with what is certain filled in."""
    refuse_other_files(to, ("xlsx",))
    if to.exists() and not replace:
        raise Refused("cli-old-form-exists", path=str(to))
    said = headers_meant(columns or [])
    chosen, proposed, form = old_forms.propose_mapping(
        acting, file.read_bytes(), file.name, edition, said, W
    )
    write_durably(to, proposed.content)
    if as_json:
        counts = {"items": proposed.items, "undecided": proposed.undecided}
        print_json({"file": str(to), "edition": chosen.edition_id, **counts, **form_data(form)})
        return
    items, undecided = str(proposed.items), str(proposed.undecided)
    out.print(W("cli-old-form-mapped", path=str(to), items=items, undecided=undecided))
    print_form(form)


@command("cli-old-form-check", "check", old_form_app)
def check(
    acting: Acting,
    files: Files,
    mapping: MappingFile,
    cycle: CycleOption,
    school: SchoolOption = None,
    as_json: AsJson = False,
) -> None:
    """Say everything that is wrong with old forms; nothing is kept."""
    _read_all(acting, files, mapping, cycle, school, as_json, keep=False)


@command("cli-old-form-load", "load", old_form_app)
def load(
    acting: Acting,
    files: Files,
    mapping: MappingFile,
    cycle: CycleOption,
    school: SchoolOption = None,
    as_json: AsJson = False,
) -> None:
    """Take in the claimed points of old forms."""
    _read_all(acting, files, mapping, cycle, school, as_json, keep=True)


def _read_all(
    acting: Acting,
    files: Sequence[Path],
    mapping_path: Path,
    cycle_id: str,
    school: str | None,
    as_json: bool,
    *,
    keep: bool,
) -> None:
    paths = old_forms.old_forms_in(acting, files)
    if school is not None and len(paths) != 1:
        refuse(W("cli-old-form-one-school"), WRONG_USE)
    forms = old_forms.old_forms_by(acting, cycle_id, mapping_path.read_bytes(), mapping_path.name)
    if forms.mapping.problems:
        _tell_mapping(forms.mapping.problems, mapping_path, as_json)
    answers: list[dict[str, Any]] = []
    with progress_bar(quiet=as_json or len(paths) < 2) as progress:
        contents = ((path, path.read_bytes()) for path in paths)
        claims = old_forms.read_claims(acting, forms, contents, school, keep=keep)
        for path, outcome in progress.track(
            claims, total=len(paths), description=W("cli-old-form-progress")
        ):
            answers.append(_as_data(path, outcome))
            if not as_json:
                _print_reading(path, outcome)
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


def _tell_mapping(problems: Sequence[Problem], path: Path, as_json: bool) -> None:
    """What is wrong with a mapping sheet; by such a one nothing is read."""
    if as_json:
        print_json({"mapping": str(path), "problems": list(map(_problem_data, problems))})
        raise typer.Exit(REFUSED)
    for problem in problems:
        _print_problem(problem)
    err.print(W("cli-old-form-mapping-faulty", count=str(len(problems))))
    raise typer.Exit(REFUSED)


def _as_data(path: Path, outcome: ClaimsOutcome) -> dict[str, Any]:
    reading = outcome.reading
    return {
        "file": str(path),
        "fate": outcome.fate,
        "cycle_id": reading.cycle_id,
        "school_id": reading.school_id,
        "claims": [claim_data(claim) for claim in reading.claims],
        "evidence": reading.evidence,
        "problems": list(map(_problem_data, reading.problems)),
        "record_id": outcome.record_id,
    }


def _problem_data(problem: Problem) -> dict[str, Any]:
    place = {name: getattr(problem, name) for name in ("sheet", "cell", "school_id")}
    [text] = said_problems([problem], W)
    return asdict(text) | place


def _print_reading(path: Path, outcome: ClaimsOutcome) -> None:
    reading = outcome.reading
    parts = [path.name, W(f"cli-fate-{outcome.fate.replace('_', '-')}")]
    parts += filter(None, [reading.school_id])
    if reading.claims:
        parts.append(W("cli-old-form-claims", claims=str(len(reading.claims))))
    if outcome.record_id is not None:
        parts.append(W("cli-receipt", receipt=outcome.record_id))
    out.print("  ".join(parts), markup=False)
    for problem in reading.problems:
        _print_problem(problem)


def _print_problem(problem: Problem) -> None:
    [text] = said_problems([problem], W)
    severity = W(f"cli-severity-{text.severity}")
    out.print(f"  [{severity}] {text.where}  {text.what}", markup=False)
    if text.found:
        out.print("      " + W("cli-found", found=text.found), markup=False)
    out.print("      " + W("cli-expected", expected=text.expected), markup=False)
    out.print("      " + W("cli-mend", mend=text.mend), markup=False)
