"""The commands that check files and take them in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from duibiao.commands.checked_told import checked_data, print_checked
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
    help_of,
    out,
    print_json,
    progress_bar,
    refuse,
    remember_places,
    told,
    who,
)
from duibiao.records.store import write_durably
from duibiao.spreadsheets.grids import SpreadsheetFault
from ingest.desk import mark, marked_name, score_of
from ingest.door import Checked, Door, find_files
from ingest.workbook.difference import Difference, difference_text

MARKED_SUFFIXES = (".xlsx", ".xlsm")


@app.command(help=help_of("cli-check"))
@told
def check(
    files: Annotated[list[Path], typer.Argument(help=W("cli-files"), exists=True)],
    marked: Annotated[
        Path | None, typer.Option("--marked", help=W("cli-marked"), metavar="PATH")
    ] = None,
    as_json: AsJson = False,
    home: Home = None,
    guide: GuideFolder = None,
) -> None:
    """Say everything that is wrong with files, and the score a workbook would have."""
    door = Door.open(remember_places(home, guide))
    answers = []
    paths = _for_marking(find_files(files), marked)
    for path, checked in door.check_all(paths):
        score = score_of(door, checked)
        changes = door.differences(checked)
        data = checked_data(path, checked) | {"score": _score_figures(score)}
        data |= _changes_data(changes)
        if not as_json:
            print_checked(path, checked)
            _print_score(score)
            _print_changes(changes)
        data["marked"] = _write_marked(path, checked, marked, as_json)
        answers.append(data)
    if as_json:
        print_json(answers)
    if any(answer["fate"] == "refused" for answer in answers):
        raise typer.Exit(REFUSED)


@app.command(help=help_of("cli-load"))
@told
def load(
    files: Annotated[list[Path], typer.Argument(help=W("cli-files"), exists=True)],
    marked: Annotated[
        Path | None, typer.Option("--marked", help=W("cli-marked"), metavar="PATH")
    ] = None,
    by: By = None,
    as_json: AsJson = False,
    home: Home = None,
    guide: GuideFolder = None,
) -> None:
    """Take files in: workbooks and the long form, single files and folders."""
    door = Door.open(remember_places(home, guide))
    answers: list[dict[str, Any]] = []
    paths = _for_marking(find_files(files), marked)
    with progress_bar(quiet=as_json or len(paths) < 2) as progress:
        files_checked = door.check_all(paths)
        for path, checked in progress.track(
            files_checked, total=len(paths), description=W("cli-load-progress")
        ):
            door.hand_in(checked, received_by=who(by), channel=CHANNEL)
            data = checked_data(path, checked)
            if not as_json:
                print_checked(path, checked)
            data["marked"] = _write_marked(path, checked, marked, as_json)
            answers.append(data)
    if as_json:
        print_json(answers)
    else:
        fates = [answer["fate"] for answer in answers]
        counts = {
            name.replace("_", "-"): str(fates.count(name))
            for name in ("taken", "taken_with_warnings", "refused", "already_here")
        }
        out.print(W("cli-load-total", total=str(len(answers)), **counts))
        if any(fate.startswith("taken") for fate in fates):
            out.print(W("cli-load-next"))
    if any(answer["fate"] == "refused" for answer in answers):
        raise typer.Exit(REFUSED)


def _for_marking(paths: list[Path], target: Path | None) -> list[Path]:
    """The files, of which several cannot be marked in one file."""
    if target is not None and target.suffix.lower() in MARKED_SUFFIXES and len(paths) > 1:
        refuse(W("cli-marked-several", target=str(target)), WRONG_USE)
    return paths


def _write_marked(path: Path, checked: Checked, target: Path | None, as_json: bool) -> str | None:
    """Write a sender's own file with its problems marked, where there is one and it is wanted."""
    if target is None or not checked.problems or checked.workbook is None:
        return None
    try:
        content = mark(checked, W)
    except SpreadsheetFault:
        if not as_json:
            out.print("  " + W("marking-not-possible"))
        return None
    is_file = target.suffix.lower() in MARKED_SUFFIXES
    out_path = target if is_file else target / marked_name(path.name, content, W)
    if out_path.exists() and out_path.resolve() == path.resolve():
        refuse(W("cli-marked-same", path=str(path)), WRONG_USE)
    write_durably(out_path, content)
    if not as_json:
        out.print("  " + W("cli-marked-written", path=str(out_path)))
    return str(out_path)


def _changes_data(changes: tuple[str, list[Difference]] | None) -> dict[str, Any]:
    if changes is None:
        return {"compared_with": None, "differences": []}
    receipt, found = changes
    rows = [
        {
            "fact_id": difference.fact.fact_id,
            "change": difference.change,
            "before": difference.before,
            "now": difference.now,
            "sheet": difference.sheet,
            "cell": difference.cell,
        }
        for difference in found
    ]
    return {"compared_with": receipt, "differences": rows}


def _print_changes(changes: tuple[str, list[Difference]] | None) -> None:
    if changes is None:
        return
    receipt, found = changes
    if not found:
        out.print("  " + W("difference-none", receipt=receipt), markup=False)
        return
    out.print("  " + W("difference-heading", receipt=receipt, count=str(len(found))), markup=False)
    for difference in found:
        text = difference_text(difference, W)
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
