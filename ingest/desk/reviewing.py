"""What reviewers verified is checked and kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from duibiao.people.acting import Acting
from duibiao.people.policy import ask
from ingest.desk.handing_in import CheckOutcome
from ingest.door import Door
from ingest.review.reading import counts


def check_review(acting: Acting, content: bytes, file_name: str) -> CheckOutcome:
    """Check what reviewers filled in; nothing is kept. Raises GuideFaults."""
    ask(acting, "check_review")
    return CheckOutcome(Door.open(acting.settings).check_review(content, file_name))


def check_reviews(acting: Acting, paths: Sequence[Path]) -> Iterator[tuple[Path, CheckOutcome]]:
    """Check several, one after another; nothing is kept. Raises GuideFaults."""
    ask(acting, "check_review")
    door = Door.open(acting.settings)
    for path in paths:
        yield path, CheckOutcome(door.check_review(path.read_bytes(), path.name))


def load_review(acting: Acting, outcome: CheckOutcome) -> CheckOutcome:
    """Keep a review that was checked; it is checked once more. Raises GuideFaults and OSError."""
    acting = ask(acting, "review")
    door = Door.open(acting.settings)
    again = door.check_review(outcome.checked.content, outcome.checked.file_name)
    kept = door.hand_in(again, received_by=acting.name, channel=acting.channel)
    return CheckOutcome(kept)


def load_reviews(acting: Acting, paths: Sequence[Path]) -> Iterator[tuple[Path, CheckOutcome]]:
    """Check and keep several, one after another. Raises GuideFaults and OSError."""
    acting = ask(acting, "review")
    door = Door.open(acting.settings)
    for path in paths:
        checked = door.check_review(path.read_bytes(), path.name)
        kept = door.hand_in(checked, received_by=acting.name, channel=acting.channel)
        yield path, CheckOutcome(kept)


def review_counts(outcome: CheckOutcome) -> tuple[str | None, dict[str, int]]:
    """The school of a review, and how many answers it verifies (`verified`, `agreed`, `none`)."""
    table = outcome.checked.table
    if table is None or table.rows.is_empty():
        return None, dict.fromkeys(("verified", "agreed", "none"), 0)
    return str(table.rows["school_id"][0]), counts(table)
