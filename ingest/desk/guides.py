"""A guide's workbook goes back to its author with its faults marked, as a school's does.

So does the table that a guide was drafted from, and a file that is none of these is told its door.
"""

from __future__ import annotations

from collections.abc import Sequence

from duibiao.guide.drafting.drafts import Note
from duibiao.guide.drafting.writing import asked, reason
from duibiao.guide.tables import Fault
from duibiao.guide.telling import fault_words
from duibiao.records.model import Problem, Refused
from duibiao.spreadsheets.confined import OF_TABLE
from duibiao.spreadsheets.extraction import in_child
from duibiao.words import Words
from ingest.likeness import wrong_door
from ingest.marking.marked import marked_as_told
from ingest.telling import problem_text


def marked_guide(content: bytes, faults: Sequence[Fault], words: Words) -> bytes:
    """The author's own workbook with the cells of its faults coloured and a list of them.

    Raises SpreadsheetFault for a file that cannot be marked.
    """
    problems = [_problem(fault, words) for fault in faults]
    return in_child(marked_as_told, content, problems, words.language)


def marked_draft(content: bytes, notes: Sequence[Note], words: Words) -> bytes:
    """The county's own table with the cells marked that were not understood or do not add up.

    Raises SpreadsheetFault for a file that cannot be marked.
    """
    problems = [
        Problem(
            note.reason,
            "warning",
            sheet=note.sheet,
            cell=note.cell,
            found=note.text or None,
            parameters={
                "what": reason(note, words),
                "expected": words("draft-problem-expected"),
                "mend": asked(note, words),
            },
        )
        for note in notes
        if note.is_marked
    ]
    return in_child(marked_as_told, content, problems, words.language, allowance=OF_TABLE)


def refuse_other_kinds(content: bytes, door: str, words: Words) -> None:
    """Raises Refused, with the door that takes it, for a file that a door does not take.

    `door`: `guide`, `draft` or `old-form`. A file of which nothing is known is let through.
    """
    told = wrong_door(content, door)
    if told is not None:
        text = problem_text(told, words)
        raise Refused("wrong-door", what=text.what, expected=text.expected, mend=text.mend)


def _problem(fault: Fault, words: Words) -> Problem:
    sheet, _, cell = (fault.cell or "").partition("!")
    told = fault_words(fault, words)
    return Problem(
        fault.code,
        sheet=sheet or None,
        cell=cell or None,
        found=fault.found,
        parameters={"what": told.what, "expected": told.expected, "mend": told.mend},
    )
