"""What became of a file, told in the terminal: its fate, its problems, its receipt."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from duibiao.commands.console import W, out
from duibiao.people.acting import Acting
from duibiao.records.model import Problem
from ingest.desk.handing_in import (
    CheckOutcome,
    ProblemText,
    Receipt,
    became,
    change_texts,
    late_said,
    problem_groups,
    problem_texts,
    question_texts,
)


def checked_data(path: Path, outcome: CheckOutcome) -> dict[str, Any]:
    """A checked file for programs."""
    checked, texts = outcome.checked, problem_texts(outcome, W)
    reading, table, receipt = checked.workbook, checked.table, checked.receipt
    data: dict[str, Any] = {
        "file": str(path),
        "kind": checked.kind,
        "fate": checked.fate,
        "problems": [_problem_data(*both) for both in zip(checked.problems, texts, strict=True)],
        "questions": question_texts(outcome, W),
        "confirmed": bool(checked.questions and receipt is not None),
        "late_days": checked.late_days,
        "receipt": None,
    }
    if reading is not None:
        data |= {"cycle_id": reading.cycle_id, "school_id": reading.school_id}
        data["answers"] = {answer.fact_id: answer.value for answer in reading.answers}
        data["claims"] = {claim.indicator_id: str(claim.points) for claim in reading.claims}
        data["understood"] = [asdict(cell) for cell in reading.understood]
    if table is not None:
        data |= {"rows": table.rows.height, "refused": sorted(map(list, table.refused))}
    if receipt is not None:
        data["receipt"] = {
            "number": receipt.number,
            "record_id": receipt.record_id,
            "received_at": receipt.received_at.isoformat(),
            "sha256": receipt.sha256,
        }
    return data


MOST_CHANGES = 30
"""So many changes of a table are printed; --json has all of them."""


def changes_data(acting: Acting, outcome: CheckOutcome) -> dict[str, Any]:
    """What a table of schools or cycles changes, for programs."""
    told = change_texts(acting, outcome, W)
    changes = outcome.checked.changes
    if told is None or changes is None:
        return {}
    rows = [
        (asdict(text.change) if text.change else {"kind": "vanished"})
        | {"identifier": text.identifier, "name": text.name, "what": text.what}
        for text in told[1]
    ]
    return {"changes": {"counts": changes.counts(), "rows": rows}}


def print_changes(acting: Acting, outcome: CheckOutcome) -> None:
    """What a table of schools or cycles changes, for people."""
    told = change_texts(acting, outcome, W)
    if told is None:
        return
    counts, texts = told
    out.print(f"  {counts}", markup=False)
    for text in texts[:MOST_CHANGES]:
        named = dict.fromkeys((text.identifier, text.name))
        out.print(f"    {' '.join(named)}  {text.what}", markup=False)
    if len(texts) > MOST_CHANGES:
        out.print("    " + W("changes-more", count=str(len(texts) - MOST_CHANGES)), markup=False)


def _problem_data(problem: Problem, text: ProblemText) -> dict[str, Any]:
    place = {name: getattr(problem, name) for name in ("code", "severity", "sheet", "cell", "line")}
    said = {"what": text.what, "found": text.found, "expected": text.expected, "mend": text.mend}
    own = {"fact_id": problem.fact_id, "school_id": problem.school_id}
    return place | own | {"confirmation": problem.confirmation} | said


def _receipt_said(receipt: Receipt) -> str:
    return W("cli-receipt", receipt=f"{receipt.number}（{receipt.record_id}）")


def print_checked(path: Path, outcome: CheckOutcome) -> None:
    """A checked file for people."""
    checked = outcome.checked
    fate = W(f"cli-fate-{checked.fate.replace('_', '-')}")
    receipt = checked.receipt
    tail = _receipt_said(receipt) if receipt else ""
    out.print(f"{path.name}  {fate}  {tail}".rstrip(), markup=False)
    late = late_said(outcome, W)
    if late is not None:
        out.print(f"  {late}", markup=False)
    for question in question_texts(outcome, W):
        out.print(f"  {question}", markup=False)
    for group in problem_groups(outcome, W):
        text, fate_of_it = group.text, became(outcome, group, W)
        severity = W(f"cli-severity-{text.severity}")
        out.print(f"  [{severity}] {text.where}  {text.what}", markup=False)
        if fate_of_it is not None:
            out.print(f"      {fate_of_it}", markup=False)
        if text.found:
            out.print("      " + W("cli-found", found=text.found), markup=False)
        out.print("      " + W("cli-expected", expected=text.expected), markup=False)
        if text.confirmation:
            out.print("      " + W("cli-confirmed", reason=text.confirmation), markup=False)
        else:
            out.print("      " + W("cli-mend", mend=text.mend), markup=False)
    for cell in checked.workbook.understood if checked.workbook else ():
        where = "!".join(part for part in (cell.sheet, cell.cell) if part)
        note = W(f"value-note-{cell.note}")
        said = W("cli-understood", found=cell.found, value=cell.value, note=note)
        out.print(f"  {where}  {said}", markup=False)
