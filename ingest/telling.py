"""Puts problems into words: where, what was found, what was expected, how to mend it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from duibiao.guide.editions import Fact
from duibiao.records.model import Problem, Understood
from duibiao.words import Words
from ingest.checked import Checked, Question
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
    if problem.code == MISSING_OF_BEFORE:
        column = problem.parameters["column"]
        told = {"table": "other", "lacking": column, "columns": column}
        problem = replace(problem, code="table-columns-missing", parameters=told)
    message = f"problem-{problem.code}"
    # Records of before do not say these.
    before = {"kind": "other", "labels": problem.parameters.get("codes", ""), "nearest": "none"}
    before["nearest_code"] = ""
    parameters = before | dict(problem.parameters)
    if "lacking" in parameters:
        parameters["lacking"] = column_titles(parameters["lacking"].split(", "), words)
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


Tell = Callable[[Problem, Words], ProblemText]
"""How a problem is put into words."""


def as_told(problem: Problem, words: Words) -> ProblemText:
    """The words that a problem brings with it: what, expected and mend."""
    return ProblemText(
        code=problem.code,
        severity=problem.severity,
        where=address(problem, words),
        found=problem.found or "",
        **{name: problem.parameters[name] for name in ("what", "expected", "mend")},
    )


MISSING_OF_BEFORE = "table-column-missing"
"""As records of before name a column that is missing, one by one."""
MANY = 4
"""From so many on, equal problems are one line."""
RANGES_SHOWN = 12


@dataclass(frozen=True, slots=True)
class ProblemGroup:
    """Problems that are told as one: what is wrong, and where, as `填报!G6-G12、G20`.

    `problems`: those that are in it, by their places in the list that was given.
    """

    text: ProblemText
    places: str
    problems: tuple[int, ...]

    @property
    def count(self) -> int:
        """How many there are in it."""
        return len(self.problems)


def problem_groups(problems: Sequence[Problem], words: Words) -> list[ProblemGroup]:
    """The problems in their order, those that are alike as one group where the first stands.

    Alike are problems of one code, severity and sheet of which none is confirmed, where the words
    say the same or there are words for many; errors stand alone where their cells say different
    things.
    """
    alike: dict[tuple[object, ...], list[int]] = {}
    for at, problem in enumerate(problems):
        alike.setdefault(_likeness(at, problem, words), []).append(at)
    groups: list[ProblemGroup] = []
    for places in alike.values():
        if len(places) < MANY:
            groups += [_group([at], problems, words) for at in places]
        else:
            groups.append(_group(places, problems, words))
    return sorted(groups, key=lambda group: group.problems[0])


def _likeness(at: int, problem: Problem, words: Words) -> tuple[object, ...]:
    if problem.confirmation:
        return ("alone", at)
    if words.has(f"problems-many-{problem.code}"):
        return problem.code, problem.severity, problem.sheet
    text = problem_text(problem, words)
    said = text.what, text.found, text.expected, text.mend
    return problem.code, problem.severity, problem.sheet, said


def _group(places: Sequence[int], problems: Sequence[Problem], words: Words) -> ProblemGroup:
    problem = problems[places[0]]
    if len(places) == 1:
        text = problem_text(problem, words)
        return ProblemGroup(text, text.where, tuple(places))
    of_many = {name: value for name, value in problem.parameters.items() if name != "kind"}
    first = problem_text(replace(problem, parameters=of_many), words)
    many = f"problems-many-{first.code}"
    if words.has(many):
        first = replace(first, what=words(many, count=str(len(places))), found="")
    rows = _ranges([problems[at] for at in places], words)
    return ProblemGroup(replace(first, where=rows), rows, tuple(places))


def _ranges(problems: Sequence[Problem], words: Words) -> str:
    """Where problems of one sheet are: neighbours as a range."""
    placed: dict[str, list[int]] = {}
    for problem in problems:
        letters = "" if problem.cell is None else problem.cell.rstrip("0123456789")
        row = problem.line if problem.cell is None else int(problem.cell[len(letters) :])
        if row is not None:
            placed.setdefault(letters, []).append(row)
    ranges: list[str] = []
    for letters, rows in placed.items():
        begin = last = None
        for row in [*sorted(set(rows)), None]:
            if begin is None or last is None:
                begin = last = row
            elif row is not None and row == last + 1:
                last = row
            else:
                ranges.append(f"{letters}{begin}" + (f"-{letters}{last}" if last > begin else ""))
                begin = last = row
    if not ranges:
        return address(problems[0], words)
    more = words("problems-rows-more", count=str(len(problems)))
    shown = "、".join(ranges[:RANGES_SHOWN]) + (more if len(ranges) > RANGES_SHOWN else "")
    place = f"{problems[0].sheet}!{shown}" if problems[0].sheet else shown
    if problems[0].cell is None:
        place = words("where-line", line=shown)
    return _of_schools(place, problems, words)


def column_titles(columns: Sequence[str], words: Words) -> str:
    """Columns of the long form as they are called in words."""
    return words("separator-items").join(words(f"table-column-{name}") for name in columns)


def question_text(question: Question, words: Words) -> str:
    """The words of what is asked back before a file is taken."""
    return words(f"question-{question.code}", **question.parameters)


def late_text(checked: Checked, words: Words) -> str | None:
    """That a hand-in is late, and by how much; None for one in time."""
    if not checked.late_days or checked.deadline is None:
        return None
    deadline = checked.deadline.isoformat()
    return words("late-days", deadline=deadline, days=str(checked.late_days))


def became_text(checked: Checked, problem: Problem, words: Words) -> str | None:
    """What became of that which has an error, where not the whole file was refused for it."""
    if problem.severity != "error":
        return None
    if checked.fate != "taken_in_part" or checked.table is None or problem.line is None:
        return words("became-file") if checked.fate == "refused" else None
    is_of_school = (problem.cycle_id, problem.school_id) in checked.table.refused
    return words("became-school" if is_of_school else "became-line")


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
    """Where a problem is, as the sender of the file looks for it; in a county's table also whose.

    A workbook is one school's; of its problems no line is said.
    """
    return _of_schools(_address(problem, words), [problem], words)


SCHOOLS_NAMED = 5
"""Of so many schools at most, those that equal problems are about are named."""


def _of_schools(place: str, problems: Sequence[Problem], words: Words) -> str:
    # A table of schools itself says in each of its lines which.
    of_cycle = [one for one in problems if one.cycle_id and one.line is not None]
    named = {one.school_id for one in of_cycle if one.school_id}
    if not named or len(named) > SCHOOLS_NAMED:
        return place
    schools = words("separator-items").join(sorted(named))
    return words("where-of-schools", place=place, schools=schools)


def _address(problem: Problem, words: Words) -> str:
    if problem.cell is not None and problem.line is not None and problem.sheet is None:
        return words("where-line-cell", line=str(problem.line), cell=problem.cell)
    if problem.cell is not None:
        return f"{problem.sheet}!{problem.cell}" if problem.sheet else problem.cell
    if problem.line is not None:
        return words("where-line", line=str(problem.line))
    return problem.sheet or words("where-file")
