"""What reviewers verified is checked and kept."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from duibiao.people.acting import Acting
from duibiao.people.policy import ask, ask_for_some
from duibiao.records.model import Problem, Refused
from ingest.desk.handing_in import CheckOutcome
from ingest.door import Checked, Door
from ingest.long_form.reading import no_table
from ingest.opening import each_file
from ingest.register import Register, cycle_or_code, school_or_code
from ingest.review.reading import counts


def check_review(acting: Acting, content: bytes, file_name: str) -> CheckOutcome:
    """Check what reviewers filled in; nothing is kept. Raises GuideFaults."""
    ask_for_some(acting, "check_review")
    door = Door.open(acting.settings)
    checked = door.check_review(content, file_name)
    _ask_for_school(acting, "check_review", door.register, checked)
    return CheckOutcome(checked)


def check_reviews(acting: Acting, paths: Sequence[Path]) -> Iterator[tuple[Path, CheckOutcome]]:
    """Check several, one after another; nothing is kept. Raises GuideFaults."""
    ask_for_some(acting, "check_review")
    door = Door.open(acting.settings)
    for path, checked in _checked_of(door, paths):
        try:
            _ask_for_school(acting, "check_review", door.register, checked)
        except Refused:
            yield path, CheckOutcome(_of_another(checked))
        else:
            yield path, CheckOutcome(checked)


def _checked_of(
    door: Door, paths: Sequence[Path], without: Collection[Path] = ()
) -> Iterator[tuple[Path, Checked]]:
    """Files one after another, those in a zip one by one."""
    for path, content in each_file((path, path.read_bytes()) for path in paths):
        if path in without:
            continue
        if isinstance(content, Problem):
            yield path, Checked(path.name, b"", "refused", table=no_table(content))
        else:
            yield path, door.check_review(content, path.name)


def _of_another(checked: Checked) -> Checked:
    """A review of a school that is not hers: nothing of it is told, and it is not kept."""
    told = no_table(Problem("review-not-yours"))
    return Checked(checked.file_name, checked.content, "refused", table=told)


def load_review(acting: Acting, outcome: CheckOutcome) -> CheckOutcome:
    """Keep a review that was checked; it is checked once more. Raises GuideFaults and OSError."""
    ask_for_some(acting, "review")
    door = Door.open(acting.settings)
    again = door.check_review(outcome.checked.content, outcome.checked.file_name)
    acting = _ask_for_school(acting, "review", door.register, again)
    kept = door.hand_in(again, received_by=acting.name, channel=acting.channel)
    return CheckOutcome(kept)


def load_reviews(
    acting: Acting, paths: Sequence[Path], *, without: Collection[Path] = ()
) -> Iterator[tuple[Path, CheckOutcome]]:
    """Check and keep several, one after another. Raises GuideFaults and OSError.

    `without`: files, also in a zip, that are left alone.
    """
    ask_for_some(acting, "review")
    door = Door.open(acting.settings)
    for path, checked in _checked_of(door, paths, without):
        try:
            by = _ask_for_school(acting, "review", door.register, checked)
        except Refused:
            yield path, CheckOutcome(_of_another(checked))
            continue
        kept = door.hand_in(checked, received_by=by.name, channel=by.channel)
        yield path, CheckOutcome(kept)


def _ask_for_school(acting: Acting, action: str, register: Register, checked: Checked) -> Acting:
    """Whether she may do it with the school that a review is of; one that names none is hers."""
    if checked.table is None or checked.table.pair is None:
        return ask_for_some(acting, action)
    cycle_id, school_id = checked.table.pair
    school = school_or_code(register, cycle_id, school_id)
    return ask(acting, action, cycle_or_code(register, cycle_id), school)


def review_counts(outcome: CheckOutcome) -> tuple[str | None, dict[str, int]]:
    """The school of a review, and how many answers it verifies (`verified`, `agreed`, `none`)."""
    table = outcome.checked.table
    if table is None or table.rows.is_empty():
        return None, dict.fromkeys(("verified", "agreed", "none"), 0)
    return str(table.rows["school_id"][0]), counts(table)
