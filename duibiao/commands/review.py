"""The commands of the reviewers' round trip: workbooks out, what they verified in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from duibiao.commands.checked_told import checked_data, print_checked
from duibiao.commands.console import (
    REFUSED,
    AsJson,
    W,
    app,
    command,
    out,
    print_json,
    progress_bar,
)
from duibiao.commands.template import CycleCode, SchoolCode, Target, one_or_all, write_all
from duibiao.people.acting import Acting
from ingest.desk import reviewing
from ingest.desk.forms import beside, review_workbooks
from ingest.desk.handing_in import CheckOutcome, files_in

review_app = typer.Typer(help=W("review-group"), no_args_is_help=True)
app.add_typer(review_app, name="review")

Every = Annotated[bool, typer.Option("--all", help=W("review-template-all"))]
RaterCode = Annotated[str | None, typer.Option("--rater", help=W("review-template-rater"))]
Files = Annotated[list[Path], typer.Argument(help=W("review-files-help"), exists=True)]


@command("review-template-help", "template", review_app)
def review_template(
    acting: Acting,
    school: SchoolCode = None,
    cycle: CycleCode = None,
    every: Every = False,
    rater: RaterCode = None,
    target: Target = Path(),
) -> None:
    """Write the workbook to review of one school, or of all that have handed in."""
    found = review_workbooks(acting, cycle, one_or_all(school, every), W.language, rater)
    write_all(target, every, found, beside("reviews", W, rater))
    if found.left_out:
        out.print(W("review-template-left-out", count=str(found.left_out)))


@command("review-check-help", "check", review_app)
def review_check(
    acting: Acting,
    files: Files,
    as_json: AsJson = False,
) -> None:
    """Say everything that is wrong with reviews; nothing is kept."""
    reviews = reviewing.check_reviews(acting, files_in(acting, files))
    _end([_tell(path, outcome, as_json) for path, outcome in reviews], as_json)


@command("review-load-help", "load", review_app)
def review_load(
    acting: Acting,
    files: Files,
    as_json: AsJson = False,
) -> None:
    """Keep what reviewers verified."""
    answers = []
    paths = files_in(acting, files)
    with progress_bar(quiet=as_json or len(paths) < 2) as progress:
        reviews = reviewing.load_reviews(acting, paths)
        for path, outcome in progress.track(
            reviews, total=len(paths), description=W("review-progress-load")
        ):
            answers.append(_tell(path, outcome, as_json))
    if not as_json:
        fates = [answer["fate"] for answer in answers]
        refused, here = fates.count("refused"), fates.count("already_here")
        taken = len(fates) - refused - here
        totals = {"total": len(fates), "taken": taken, "refused": refused, "here": here}
        out.print(W("review-total", **{name: str(count) for name, count in totals.items()}))
        if taken:
            out.print(W("cli-load-next"))
    _end(answers, as_json)


def _tell(path: Path, outcome: CheckOutcome, as_json: bool) -> dict[str, Any]:
    school, counted = reviewing.review_counts(outcome)
    if not as_json:
        print_checked(path, outcome)
        if counted["verified"]:
            said = {name: str(count) for name, count in counted.items()}
            out.print("  " + W("review-counts", school=str(school), **said), markup=False)
    return checked_data(path, outcome) | counted


def _end(answers: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        print_json(answers)
    if any(answer["fate"] == "refused" for answer in answers):
        raise typer.Exit(REFUSED)
