"""The commands for evidence, and for taking a school's hand-in back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Annotated, Any

import typer
from rich.table import Table

from duibiao.commands.console import (
    CHANNEL,
    REFUSED,
    AsJson,
    By,
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
    who,
)
from duibiao.commands.template import chosen_cycle_id
from duibiao.records.model import Problem, Refused
from duibiao.records.store import write_durably, write_record
from duibiao.warehouse.kept_guides import guide_in_force
from ingest.evidence.matching import check_evidence, keep_evidence, kept_bytes
from ingest.register import KeptFile, Register
from ingest.take_back import take_back
from ingest.telling import problem_text

SHOWN_DIGITS = 12
BYTES_OF_KILOBYTE = 1000

evidence_app = typer.Typer(help=W("cli-evidence"), no_args_is_help=True)
app.add_typer(evidence_app, name="evidence")

Cycle = Annotated[str | None, typer.Option("--cycle", help=W("cli-option-cycle"))]
EvidenceId = Annotated[str, typer.Argument(help=W("cli-evidence-id"))]
Reason = Annotated[str, typer.Option("--reason", help=W("cli-option-reason"))]


@evidence_app.command("add", help=help_of("cli-evidence-add"))
@told
def evidence_add(
    files: Annotated[
        list[Path], typer.Argument(help=W("cli-evidence-files"), exists=True, dir_okay=False)
    ],
    school: Annotated[str, typer.Option("--school", help=W("cli-evidence-school"))],
    cycle: Cycle = None,
    indicators: Annotated[
        list[str] | None, typer.Option("--indicator", help=W("cli-evidence-indicator"))
    ] = None,
    by: By = None,
    as_json: AsJson = False,
    home: Home = None,
    guide: GuideFolder = None,
) -> None:
    """Hand in evidence of a school."""
    settings = remember_places(home, guide)
    register = Register.open(settings)
    cycle_id = chosen_cycle_id(register, cycle)
    edition = guide_in_force(settings).editions[register.cycles[cycle_id].edition]
    uploads = ((path.read_bytes(), path.name) for path in files)
    reading = check_evidence(register, edition, cycle_id, school, uploads, proves=indicators or ())
    record = keep_evidence(settings, register, reading, received_by=who(by), channel=CHANNEL)
    taken = record["files"] if record else []
    if as_json:
        receipt = record["record_id"] if record else None
        problems = [_problem_data(problem) for problem in reading.problems]
        print_json({"receipt": receipt, "files": taken, "problems": problems})
    else:
        _print_problems(reading.problems)
        for file in taken:
            proves = file["indicator_id"] or W("cli-evidence-signed-form")
            out.print(W("cli-evidence-line", proves=proves, file=file["file_name"]), markup=False)
        if record and taken:
            out.print(
                W("cli-evidence-taken", count=str(len(taken)), record=record["record_id"]),
                markup=False,
            )
        else:
            out.print(W("cli-evidence-here" if reading.files else "cli-evidence-none-taken"))
    if any(problem.severity == "error" for problem in reading.problems):
        raise typer.Exit(REFUSED)


def _problem_data(problem: Problem) -> dict[str, Any]:
    text = problem_text(problem, W)
    said = {"what": text.what, "expected": text.expected, "mend": text.mend}
    return {"code": problem.code, "severity": problem.severity, "file": problem.found} | said


def _print_problems(problems: list[Problem]) -> None:
    for problem in problems:
        text = problem_text(problem, W)
        severity = W(f"cli-severity-{text.severity}")
        told_of = {"severity": severity, "file": text.found, "what": text.what}
        out.print(W("cli-evidence-problem", **told_of), markup=False)
        out.print("    " + W("cli-expected", expected=text.expected), markup=False)
        out.print("    " + W("cli-mend", mend=text.mend), markup=False)


@evidence_app.command("list", help=help_of("cli-evidence-list"))
@told
def evidence_list(
    cycle: Cycle = None,
    school: Annotated[
        str | None, typer.Option("--school", help=W("cli-evidence-list-school"))
    ] = None,
    as_json: AsJson = False,
    home: Home = None,
    guide: GuideFolder = None,
) -> None:
    """List the evidence in force."""
    register = Register.open(remember_places(home, guide))
    cycle_id = chosen_cycle_id(register, cycle)
    schools = sorted(register.schools_by_cycle(cycle_id)) if school is None else [school]
    found = [(name, kept) for name in schools for kept in register.evidence(cycle_id, name)]
    if as_json:
        print_json(
            [
                {
                    "school_id": school_id,
                    "indicator_id": kept.indicator_id,
                    "role": kept.role,
                    "submission_id": kept.submission_id,
                    "file_name": kept.file_name,
                    "media_type": kept.media_type,
                    "size": kept.size,
                    "sha256": kept.sha256,
                    "record_id": kept.record_id,
                }
                for school_id, kept in found
            ]
        )
        return
    if not found:
        out.print(W("cli-evidence-none"))
        return
    table = Table(box=None, pad_edge=False)
    for name in ("id", "school", "proves", "file", "size"):
        table.add_column(W(f"cli-evidence-column-{name}"), overflow="fold")
    for school_id, kept in found:
        size = str(-(-kept.size // BYTES_OF_KILOBYTE))
        table.add_row(
            kept.sha256[:SHOWN_DIGITS],
            school_id,
            kept.indicator_id or W("cli-evidence-signed-form"),
            kept.file_name,
            W("cli-evidence-size", kilobytes=size),
        )
    out.print(table)


@evidence_app.command("get", help=help_of("cli-evidence-get"))
@told
def evidence_get(
    evidence_id: EvidenceId,
    target: Annotated[Path, typer.Option("--out", "-o", help=W("cli-evidence-out"))] = Path(),
    home: Home = None,
    guide: GuideFolder = None,
) -> None:
    """Write a file of evidence out."""
    settings = remember_places(home, guide)
    kept = _chosen(Register.open(settings), evidence_id)[0][2]
    name = f"{PurePosixPath(kept.file_name).stem}{kept.suffix}"
    path = target / name if target.is_dir() else target
    if path.exists():
        refuse(W("evidence-target-there", path=str(path)))
    write_durably(path, kept_bytes(settings, kept))
    out.print(W("cli-evidence-written", path=str(path)), markup=False)


@evidence_app.command("withdraw", help=help_of("cli-evidence-withdraw"))
@told
def evidence_withdraw(
    evidence_id: EvidenceId,
    reason: Reason,
    cycle: Annotated[str | None, typer.Option("--cycle", help=W("cli-withdraw-cycle"))] = None,
    school: Annotated[str | None, typer.Option("--school", help=W("cli-withdraw-school"))] = None,
    by: By = None,
    home: Home = None,
    guide: GuideFolder = None,
) -> None:
    """Withdraw a school's file of evidence, whatever it was to prove; the record of it stays."""
    settings = remember_places(home, guide)
    chosen = [
        (cycle_id, school_id, kept)
        for cycle_id, school_id, kept in _chosen(Register.open(settings), evidence_id)
        if cycle in (None, cycle_id) and school in (None, school_id)
    ]
    if not chosen:
        raise Refused("evidence-no-such-file", id=evidence_id)
    if len({(cycle_id, school_id) for cycle_id, school_id, _ in chosen}) > 1:
        raise Refused("evidence-of-several", id=evidence_id)
    for record_id in dict.fromkeys(kept.record_id for _, _, kept in chosen):
        cycle_id, school_id, kept = chosen[0]
        body = {
            "withdrawn_record_id": record_id,
            "cycle_id": cycle_id,
            "school_id": school_id,
            "original_sha256": kept.sha256,
            "reason": reason,
        }
        record = write_record(settings, "withdrawal", body, received_by=who(by), channel=CHANNEL)
        told_of = {"file": kept.file_name, "record": record["record_id"]}
        out.print(W("cli-evidence-withdrawn", **told_of), markup=False)


def _chosen(register: Register, evidence_id: str) -> list[tuple[str, str, KeptFile]]:
    """Where one file stands as evidence, by the first digits of its SHA-256."""
    found = [
        (cycle_id, school_id, kept)
        for cycle_id, school_id in _pairs(register)
        for kept in register.evidence(cycle_id, school_id)
        if kept.sha256.startswith(evidence_id.lower())
    ]
    if not found:
        raise Refused("evidence-no-such-file", id=evidence_id)
    if len({kept.sha256 for _, _, kept in found}) > 1:
        raise Refused("evidence-several-files", id=evidence_id)
    return found


def _pairs(register: Register) -> Iterator[tuple[str, str]]:
    for cycle_id in register.cycles:
        for school_id in register.schools_by_cycle(cycle_id):
            yield cycle_id, school_id


@app.command("take-back", help=help_of("cli-take-back"))
@told
def take_back_command(
    receipt: Annotated[str, typer.Argument(help=W("cli-take-back-receipt"))],
    reason: Reason,
    by: By = None,
    home: Home = None,
    guide: GuideFolder = None,
) -> None:
    """Take a school's hand-in back."""
    settings = remember_places(home, guide)
    register = Register.open(settings)
    record = take_back(
        settings, register, guide_in_force(settings), receipt, reason, who(by), channel=CHANNEL
    )
    out.print(W("cli-taken-back", receipt=receipt, record=record["record_id"]), markup=False)
    before = register.in_force(record["cycle_id"], record["school_id"])
    if before is None:
        out.print(W("cli-taken-back-nothing"))
    else:
        out.print(W("cli-taken-back-before", receipt=before.record_id), markup=False)
