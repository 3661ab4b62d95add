"""The commands that check files and take them in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from duibiao.analysis.explanation import told_of_others
from duibiao.commands.building import print_amiss
from duibiao.commands.checked_told import (
    changes_data,
    checked_data,
    print_changes,
    print_checked,
)
from duibiao.commands.console import (
    REFUSED,
    WRONG_USE,
    AsJson,
    W,
    command,
    out,
    print_json,
    progress_bar,
    refuse,
)
from duibiao.people.acting import Acting
from duibiao.records.store import write_durably
from duibiao.spreadsheets.grids import SpreadsheetFault
from duibiao.warehouse.snapshot_files import set_aside
from ingest.desk import handing_in as desk
from ingest.desk.handing_in import CheckOutcome

MARKED_SUFFIXES = (".xlsx", ".xlsm")


@command("cli-check", without=("numpy",))
def check(
    acting: Acting,
    files: Annotated[list[Path], typer.Argument(help=W("cli-files"), exists=True)],
    marked: Annotated[
        Path | None, typer.Option("--marked", help=W("cli-marked"), metavar="PATH")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say everything that is wrong with files, and the score a workbook would have."""
    answers = []
    paths = _for_marking(desk.files_in(acting, files), marked)
    for path, outcome in desk.check_files(acting, paths):
        data = checked_data(path, outcome) | {"score": _score_figures(outcome.score)}
        data |= _changes_data(outcome) | changes_data(acting, outcome)
        if not as_json:
            print_checked(path, outcome)
            print_changes(acting, outcome)
            _print_score(outcome.score)
            _print_changes(outcome)
        data["marked"] = _write_marked(path, outcome, marked, as_json)
        answers.append(data)
    if as_json:
        print_json(answers)
    if any(answer["fate"] == "refused" for answer in answers):
        raise typer.Exit(REFUSED)


@command("cli-load", without=("numpy",))
def load(
    acting: Acting,
    files: Annotated[list[Path], typer.Argument(help=W("cli-files"), exists=True)],
    marked: Annotated[
        Path | None, typer.Option("--marked", help=W("cli-marked"), metavar="PATH")
    ] = None,
    confirmed: Annotated[bool, typer.Option("--confirm", help=W("cli-load-confirm"))] = False,
    as_json: AsJson = False,
) -> None:
    """Take files in: workbooks and the long form, single files and folders."""
    answers: list[dict[str, Any]] = []
    tables: list[desk.TakenTable] = []
    paths = _for_marking(desk.files_in(acting, files), marked)
    with progress_bar(quiet=as_json or len(paths) < 2) as progress:
        loaded = desk.load_files(acting, paths, confirmed=confirmed)
        for path, outcome in progress.track(
            loaded, total=len(paths), description=W("cli-load-progress")
        ):
            data = checked_data(path, outcome) | changes_data(acting, outcome)
            if not as_json:
                print_checked(path, outcome)
                print_changes(acting, outcome)
            data["marked"] = _write_marked(path, outcome, marked, as_json)
            answers.append(data)
            if outcome.taken is not None:
                tables.append(outcome.taken)
    if as_json:
        print_json(answers)
    else:
        for file, schools, count in desk.standing(acting, tables) if tables else ():
            counted = {"schools": str(schools), "standing": str(count)}
            out.print(W("cli-load-standing", file=file, **counted), markup=False)
        fates = [answer["fate"] for answer in answers]
        counts = {
            name.replace("_", "-"): str(fates.count(name))
            for name in ("taken", "taken_with_warnings", "refused", "already_here")
        }
        out.print(W("cli-load-total", total=str(len(answers)), **counts))
        for name in ("taken_in_part", "unconfirmed"):
            if name in fates:
                said = W(f"cli-load-{name.replace('_', '-')}", count=str(fates.count(name)))
                out.print(said)
        meant = [answer["file"] for answer in answers if answer["confirmed"]]
        if meant:
            out.print(W("cli-load-confirmed", files="、".join(meant)), markup=False)
        for name in set_aside(acting.settings):
            print_amiss("build-set-aside", path=name)
        if any(fate.startswith("taken") for fate in fates):
            out.print(W("cli-load-next"))
    if any(answer["fate"] in ("refused", "unconfirmed") for answer in answers):
        raise typer.Exit(REFUSED)


def _for_marking(paths: list[Path], target: Path | None) -> list[Path]:
    """The files, of which several cannot be marked in one file."""
    if target is not None and target.suffix.lower() in MARKED_SUFFIXES and len(paths) > 1:
        refuse(W("cli-marked-several", target=str(target)), WRONG_USE)
    return paths


def _write_marked(
    path: Path, outcome: CheckOutcome, target: Path | None, as_json: bool
) -> str | None:
    """Write a sender's own file with its problems marked, where there is one and it is wanted."""
    checked = outcome.checked
    if target is None or not checked.problems:
        return None
    try:
        content = desk.marked_file(outcome, W)
    except SpreadsheetFault:
        if not as_json:
            out.print("  " + W("marking-not-possible"))
        return None
    is_file = target.suffix.lower() in MARKED_SUFFIXES
    out_path = target if is_file else target / desk.marked_name(path.name, content, W)
    if out_path.exists() and out_path.resolve() == path.resolve():
        refuse(W("cli-marked-same", path=str(path)), WRONG_USE)
    write_durably(out_path, content)
    if not as_json:
        out.print("  " + W("cli-marked-written", path=str(out_path)))
    return str(out_path)


def _changes_data(outcome: CheckOutcome) -> dict[str, Any]:
    rows = [
        {
            "fact_id": difference.fact.fact_id,
            "change": difference.change,
            "before": difference.before,
            "now": difference.now,
            "sheet": difference.sheet,
            "cell": difference.cell,
        }
        for difference in outcome.differences
    ]
    return {"compared_with": outcome.compared_with, "differences": rows}


def _print_changes(outcome: CheckOutcome) -> None:
    receipt, texts = outcome.compared_with, desk.difference_texts(outcome, W)
    if receipt is None:
        return
    if not texts:
        out.print("  " + W("difference-none", receipt=receipt), markup=False)
        return
    out.print("  " + W("difference-heading", receipt=receipt, count=str(len(texts))), markup=False)
    for text in texts:
        out.print(f"    {text.where}  {text.what}".rstrip(), markup=False)


def _score_figures(score: Any) -> dict[str, Any] | None:
    if score is None:
        return None
    rows = score.marts["fct_school_scores"].filter(basis="self").to_dicts()
    names = ("points", "applicable_points", "score", "rating", "tier_reached")
    return {name: None if rows[0][name] is None else str(rows[0][name]) for name in names}


def _print_score(score: Any) -> None:
    figures = _score_figures(score)
    if figures is not None and figures["score"] is not None:
        rounded = {name: f"{float(figures[name]):.2f}" for name in ("score", "points")}
        full = f"{float(figures['applicable_points']):g}"
        out.print(
            "  " + W("cli-score", score=rounded["score"], points=rounded["points"], full=full)
        )
        told = told_of_others(W, score.compared(counted=True), score.compared(counted=False))
        for sentence in told:
            out.print(f"  {sentence}", markup=False)
