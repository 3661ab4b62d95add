"""Puts problems and faults into words: where, what was found, what was expected, how to mend it."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.guide_tables import Fault
from ingest.model import Problem
from words import Words


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
    )


def address(problem: Problem, words: Words) -> str:
    """Where a problem is, as the sender of the file looks for it."""
    if problem.cell is not None:
        return f"{problem.sheet}!{problem.cell}" if problem.sheet else problem.cell
    if problem.line is not None:
        return words("where-line", line=str(problem.line))
    return problem.sheet or words("where-file")


def fault_text(fault: Fault, words: Words) -> str:
    """The words of a guide's fault: file, line and column, what is wrong, how to mend it."""
    message = f"guide-fault-{fault.code}"
    parameters = dict(fault.parameters)
    places = [fault.file]
    if fault.line is not None:
        places.append(words("where-line", line=str(fault.line)))
    if fault.column is not None:
        places.append(fault.column)
    what = words(message, **parameters)
    found = f" ({words('cli-found', found=fault.found)})" if fault.found else ""
    mend = words("cli-mend", mend=words.attr(message, "mend", **parameters))
    return f"{' · '.join(places)}  {what}{found}\n    {mend}"
