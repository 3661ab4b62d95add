"""What a file that replaces one in force has to answer for before it is taken."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal

import duckdb

from duibiao.guide.editions import Guide
from duibiao.records.model import Answer, Refused, WorkbookReading
from duibiao.spreadsheets.confined import ConfinedFault
from duibiao.warehouse import scoring_apart
from duibiao.warehouse.scoring import SchoolScore
from duibiao.warehouse.snapshot import open_snapshot
from duibiao.warehouse.snapshot_files import snapshot_path
from duibiao.words.figures import rounded
from ingest.candidate import candidate_rows
from ingest.checked import Question
from ingest.register import Register

MOST_OF_ANSWERS = Decimal("0.5")
"""A file that leaves out more than this part of the answers in force is asked about."""
FALL_OF_SCORE = Decimal(10)
"""So is one that makes the score fall by more than this, of 100."""

Answers = Mapping[str, str | None]
PUBLISHED = """
    select score from fct_school_scores
    where cycle_id = $cycle_id and school_id = $school_id and basis = 'self'
"""


def score_of(guide: Guide, register: Register, reading: WorkbookReading) -> SchoolScore | None:
    """The score that a workbook without errors has under a guide.

    None before the first build, and where the snapshot in force cannot be used.
    """
    path = snapshot_path(register.settings)
    if path is None or reading.has_errors or reading.cycle_id is None or reading.school_id is None:
        return None
    try:
        rows = candidate_rows(reading, register)
        whose = reading.cycle_id, reading.school_id
        if scoring_apart.is_begun():
            return scoring_apart.score(path, guide, *whose, rows)
        return open_snapshot(path).scorer_under(guide).score_at_door(*whose, rows)
    except (duckdb.Error, OSError, ConfinedFault):
        return None


def score_in_force(
    guide: Guide, register: Register, cycle_id: str, school_id: str, answers: Answers
) -> Decimal | None:
    """The score that a school has on its own word, by these answers in force.

    The published one where nothing has come since that could change it.
    """
    path = snapshot_path(register.settings)
    if path is not None and register.stands_as_published(cycle_id, school_id):
        with suppress(duckdb.Error, OSError, Refused):
            snapshot = open_snapshot(path)
            if snapshot.is_made_by(guide):
                rows = snapshot.rows(PUBLISHED, cycle_id=cycle_id, school_id=school_id)
                return rows[0]["score"] if rows else None
    return own_score(score_of(guide, register, reading_of(cycle_id, school_id, answers)))


def own_score(score: SchoolScore | None) -> Decimal | None:
    """The school's score on its own word, 0 to 100, 6 places; None where there is none."""
    if score is None:
        return None
    rows = score.marts["fct_school_scores"].filter(basis="self")["score"].to_list()
    return None if not rows or rows[0] is None else Decimal(rows[0])


def questions_of(
    reading: WorkbookReading,
    before: Answers,
    score: SchoolScore | None,
    then: Decimal | None,
) -> list[Question]:
    """What to ask of a workbook of this score that replaces these answers, which had that one.

    Nothing where no more than half of the answers are left out and the score falls by no more
    than ten.
    """
    given = {answer.fact_id for answer in reading.answers if answer.value is not None}
    had = {fact_id for fact_id, value in before.items() if value is not None}
    gone = had - given
    now = own_score(score)
    falls = now is not None and then is not None and then - now > FALL_OF_SCORE
    if not falls and len(gone) <= MOST_OF_ANSWERS * len(had):
        return []
    parameters = {"fewer": str(max(0, len(had) - len(given)))}
    if falls and now is not None and then is not None:
        parameters |= {"before": rounded(then), "now": rounded(now)}
    what = "answers-and-score" if falls and gone else "score" if falls else "answers"
    return [Question(f"replaces-{what}", parameters)]


def reading_of(cycle_id: str, school_id: str, answers: Answers) -> WorkbookReading:
    """Answers in force as a workbook that says them."""
    return WorkbookReading(
        cycle_id, school_id, answers=[Answer(fact_id, value) for fact_id, value in answers.items()]
    )
