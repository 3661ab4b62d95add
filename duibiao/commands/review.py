"""The commands of the reviewers' round trip: workbooks out, what they verified in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from duibiao.commands.checked_told import checked_data, print_checked
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
    progress_bar,
    refuse,
    remember_places,
    told,
    who,
)
from duibiao.commands.template import CycleCode, SchoolCode, Target, chosen, write_all
from duibiao.records.model import School
from ingest.door import Checked, Door, find_files
from ingest.review.reading import counts
from ingest.review.workbooks import ReviewWorkbooks

review_app = typer.Typer(help=W("review-group"), no_args_is_help=True)
app.add_typer(review_app, name="review")

Every = Annotated[bool, typer.Option("--all", help=W("review-template-all"))]
Files = Annotated[list[Path], typer.Argument(help=W("review-files-help"), exists=True)]


@review_app.command("template", help=help_of("review-template-help"))
@told
def review_template(
    school: SchoolCode = None,
    cycle: CycleCode = None,
    every: Every = False,
    target: Target = Path(),
    home: Home = None,
    guide: GuideFolder = None,
) -> None:
    """Write the workbook to review of one school, or of all that have handed in."""
    door = Door.open(remember_places(home, guide))
    chosen_cycle, schools = chosen(door, cycle, school, every)
    cycle_id = chosen_cycle.cycle_id
    known = len(schools)
    if every:
        schools = [one for one in schools if door.register.in_force(cycle_id, one.school_id)]
    if not schools:
        refuse(W("review-template-none", cycle=cycle_id))
    books = ReviewWorkbooks(door, cycle_id, W.language)

    def make(one: School) -> bytes:
        return books.of(one.school_id)

    write_all(target, every, chosen_cycle, schools, make, W("review-sheet"))
    if len(schools) < known:
        out.print(W("review-template-left-out", count=str(known - len(schools))))


@review_app.command("check", help=help_of("review-check-help"))
@told
def review_check(
    files: Files, as_json: AsJson = False, home: Home = None, guide: GuideFolder = None
) -> None:
    """Say everything that is wrong with reviews; nothing is kept."""
    door = Door.open(remember_places(home, guide))
    answers = []
    for path in find_files(files):
        checked = door.check_review(path.read_bytes(), path.name)
        answers.append(_tell(path, checked, as_json))
    _end(answers, as_json)


@review_app.command("load", help=help_of("review-load-help"))
@told
def review_load(
    files: Files,
    by: By = None,
    as_json: AsJson = False,
    home: Home = None,
    guide: GuideFolder = None,
) -> None:
    """Keep what reviewers verified."""
    door = Door.open(remember_places(home, guide))
    answers = []
    paths = find_files(files)
    with progress_bar(quiet=as_json or len(paths) < 2) as progress:
        for path in progress.track(paths, description=W("review-progress-load")):
            checked = door.check_review(path.read_bytes(), path.name)
            door.hand_in(checked, received_by=who(by), channel=CHANNEL)
            answers.append(_tell(path, checked, as_json))
    if not as_json:
        fates = [answer["fate"] for answer in answers]
        refused, here = fates.count("refused"), fates.count("already_here")
        taken = len(fates) - refused - here
        totals = {"total": len(fates), "taken": taken, "refused": refused, "here": here}
        out.print(W("review-total", **{name: str(count) for name, count in totals.items()}))
        if taken:
            out.print(W("cli-load-next"))
    _end(answers, as_json)


def _tell(path: Path, checked: Checked, as_json: bool) -> dict[str, Any]:
    assert checked.table is not None
    counted = counts(checked.table)
    if not as_json:
        print_checked(path, checked)
        if counted["verified"]:
            school = checked.table.rows["school_id"][0]
            said = {name: str(count) for name, count in counted.items()}
            out.print("  " + W("review-counts", school=school, **said), markup=False)
    return checked_data(path, checked) | counted


def _end(answers: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        print_json(answers)
    if any(answer["fate"] == "refused" for answer in answers):
        raise typer.Exit(REFUSED)
