"""Puts problems into words: where, what was found, what was expected, how to mend it."""

from __future__ import annotations

from dataclasses import dataclass

from duibiao.guide.editions import Fact
from duibiao.records.model import Problem, Understood
from duibiao.words import Words
from ingest.workbook.difference import shown_value


@dataclass(frozen=True, slots=True)
class ProblemText:
    """A problem in one language, ready to be shown."""

    code: str
    severity: str
    where: str
    what: str
    found: str
    expected: str
    mend: str
    confirmation: str = ""


@dataclass(frozen=True, slots=True)
class UnderstoodText:
    """A cell that was taken although it was not written as asked, in one language."""

    where: str
    found: str
    value: str
    note: str


def problem_text(problem: Problem, words: Words) -> ProblemText:
    """The words of a problem."""
    message = f"problem-{problem.code}"
    parameters = dict(problem.parameters)
    return ProblemText(
        code=problem.code,
        severity=problem.severity,
        where=address(problem, words),
        what=words(message, **parameters),
        found=problem.found or "",
        expected=words.attr(message, "expected", **parameters),
        mend=words.attr(message, "mend", **parameters),
        confirmation=problem.confirmation or "",
    )


def understood_text(understood: Understood, fact: Fact, words: Words) -> UnderstoodText:
    """The words of a cell that was taken otherwise than it stood there."""
    place = (understood.sheet, understood.cell)
    return UnderstoodText(
        where="!".join(part for part in place if part),
        found=understood.found,
        value=shown_value(understood.value, fact, words),
        note=words(f"value-note-{understood.note}"),
    )


def address(problem: Problem, words: Words) -> str:
    """Where a problem is, as the sender of the file looks for it."""
    if problem.cell is not None:
        return f"{problem.sheet}!{problem.cell}" if problem.sheet else problem.cell
    if problem.line is not None:
        return words("where-line", line=str(problem.line))
    return problem.sheet or words("where-file")
