"""A guide's workbook goes back to its author with its faults marked, as a school's does."""

from __future__ import annotations

from collections.abc import Sequence

from duibiao.guide.tables import Fault
from duibiao.guide.telling import fault_words
from duibiao.records.model import Problem
from duibiao.spreadsheets.extraction import in_child
from duibiao.words import Words
from ingest.marking.marked import marked_as_told


def marked_guide(content: bytes, faults: Sequence[Fault], words: Words) -> bytes:
    """The author's own workbook with the cells of its faults coloured and a list of them.

    Raises SpreadsheetFault for a file that cannot be marked.
    """
    problems = [_problem(fault, words) for fault in faults]
    return in_child(marked_as_told, content, problems, words.language)


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
