"""The commands for evidence, and for taking a school's hand-in back."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Annotated, Any

import typer
from rich.table import Table

from duibiao.commands.console import (
    REFUSED,
    AsJson,
    W,
    app,
    command,
    out,
    print_json,
    refuse,
)
from duibiao.people.acting import Acting
from duibiao.records.store import write_durably
from ingest.desk import evidence as desk
from ingest.desk.handing_in import ProblemText
from ingest.desk.taking_back import take_back

SHOWN_DIGITS = 12
BYTES_OF_KILOBYTE = 1000

evidence_app = typer.Typer(help=W("cli-evidence"), no_args_is_help=True)
app.add_typer(evidence_app, name="evidence")

Cycle = Annotated[str | None, typer.Option("--cycle", help=W("cli-option-cycle"))]
EvidenceId = Annotated[str, typer.Argument(help=W("cli-evidence-id"))]
Reason = Annotated[str, typer.Option("--reason", help=W("cli-option-reason"))]


@command("cli-evidence-add", "add", evidence_app)
def evidence_add(
    acting: Acting,
    files: Annotated[
        list[Path], typer.Argument(help=W("cli-evidence-files"), exists=True, dir_okay=False)
    ],
    school: Annotated[str, typer.Option("--school", help=W("cli-evidence-school"))],
    cycle: Cycle = None,
    indicators: Annotated[
        list[str] | None, typer.Option("--indicator", help=W("cli-evidence-indicator"))
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Hand in evidence of a school."""
    uploads = [(path.read_bytes(), path.name) for path in files]
    said = {path.name: indicators or () for path in files}
    reading = desk.check_evidence(acting, cycle, school, uploads, said)
    record = desk.keep_evidence(acting, reading)
    taken = record["files"] if record else []
    if as_json:
        receipt = record["record_id"] if record else None
        texts = desk.evidence_problem_texts(reading, W)
        problems = [_problem_data(text) for text in texts]
        print_json({"receipt": receipt, "files": taken, "problems": problems})
    else:
        _print_problems(desk.evidence_problem_texts(reading, W))
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


def _problem_data(text: ProblemText) -> dict[str, Any]:
    said = {"what": text.what, "expected": text.expected, "mend": text.mend}
    return {"code": text.code, "severity": text.severity, "file": text.found or None} | said


def _print_problems(texts: list[ProblemText]) -> None:
    for text in texts:
        severity = W(f"cli-severity-{text.severity}")
        told_of = {"severity": severity, "file": text.found, "what": text.what}
        out.print(W("cli-evidence-problem", **told_of), markup=False)
        out.print("    " + W("cli-expected", expected=text.expected), markup=False)
        out.print("    " + W("cli-mend", mend=text.mend), markup=False)


@command("cli-evidence-list", "list", evidence_app)
def evidence_list(
    acting: Acting,
    cycle: Cycle = None,
    school: Annotated[
        str | None, typer.Option("--school", help=W("cli-evidence-list-school"))
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List the evidence in force."""
    found = desk.evidence_in_force(acting, cycle, school)
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
                for _, school_id, kept in found
            ]
        )
        return
    if not found:
        out.print(W("cli-evidence-none"))
        return
    table = Table(box=None, pad_edge=False)
    for name in ("id", "school", "proves", "file", "size"):
        table.add_column(W(f"cli-evidence-column-{name}"), overflow="fold")
    for _, school_id, kept in found:
        size = str(-(-kept.size // BYTES_OF_KILOBYTE))
        table.add_row(
            kept.sha256[:SHOWN_DIGITS],
            school_id,
            kept.indicator_id or W("cli-evidence-signed-form"),
            kept.file_name,
            W("cli-evidence-size", kilobytes=size),
        )
    out.print(table)


@command("cli-evidence-get", "get", evidence_app)
def evidence_get(
    acting: Acting,
    evidence_id: EvidenceId,
    target: Annotated[Path, typer.Option("--out", "-o", help=W("cli-evidence-out"))] = Path(),
) -> None:
    """Write a file of evidence out."""
    kept, content = desk.evidence_content(acting, evidence_id)
    name = f"{PurePosixPath(kept.file_name).stem}{kept.suffix}"
    path = target / name if target.is_dir() else target
    if path.exists():
        refuse(W("evidence-target-there", path=str(path)))
    write_durably(path, content)
    out.print(W("cli-evidence-written", path=str(path)), markup=False)


@command("cli-evidence-withdraw", "withdraw", evidence_app)
def evidence_withdraw(
    acting: Acting,
    evidence_id: EvidenceId,
    reason: Reason,
    cycle: Annotated[str | None, typer.Option("--cycle", help=W("cli-withdraw-cycle"))] = None,
    school: Annotated[str | None, typer.Option("--school", help=W("cli-withdraw-school"))] = None,
) -> None:
    """Withdraw a school's file of evidence, whatever it was to prove; the record of it stays."""
    for kept, record in desk.withdraw_evidence(acting, evidence_id, reason, cycle, school):
        told_of = {"file": kept.file_name, "record": record}
        out.print(W("cli-evidence-withdrawn", **told_of), markup=False)


@command("cli-take-back", "take-back")
def take_back_command(
    acting: Acting,
    receipt: Annotated[str, typer.Argument(help=W("cli-take-back-receipt"))],
    reason: Reason,
) -> None:
    """Take a school's hand-in back."""
    record, before = take_back(acting, receipt, reason)
    out.print(W("cli-taken-back", receipt=receipt, record=record), markup=False)
    if before is None:
        out.print(W("cli-taken-back-nothing"))
    else:
        out.print(W("cli-taken-back-before", receipt=before), markup=False)
