"""The sheet 问题清单 of a marked file: how it is laid out, and what its sender confirms in it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace

from duibiao.records.model import Confirmation, Problem
from duibiao.spreadsheets.grids import Grid, Spreadsheet, SpreadsheetFault
from duibiao.words import LANGUAGES, words
from duibiao.words.choices import label_key
from ingest.values.reading import says_nothing_due

COLUMNS = (
    "number",
    "severity",
    "sheet",
    "cell",
    "found",
    "problem",
    "expected",
    "mend",
    "state",
    "reason",
)
"""The columns that one sees; `marking-header-<name>` is what stands over each."""

SUBJECT_HEADER = "duibiao-subject"
"""Over a hidden column: what makes each problem the same in another version of the file."""

SHEET_LABELS = frozenset(label_key(words(name)("workbook-sheet-problems")) for name in LANGUAGES)
REASON_HEADERS = frozenset(label_key(words(name)("marking-header-reason")) for name in LANGUAGES)
SEARCHED_ROWS = 30
"""How far down the sheet its header is looked for."""
MOST_CONFIRMATIONS = 5_000
LONGEST_REASON = 200


def is_problem_list(sheet_name: str | None) -> bool:
    """Whether a sheet of this name is a list of problems, or a copy of one."""
    return label_key(sheet_name or "").startswith(tuple(SHEET_LABELS))


def subject_text(problem: Problem) -> str:
    """What the hidden column says of a problem."""
    return json.dumps(problem.subject, separators=(",", ":"))


def read_confirmations(spreadsheet: Spreadsheet) -> list[Confirmation]:
    """The warnings that the sender lets stand, with the reason given; nothing is ever raised.

    A reason that says nothing, such as 无 or /, confirms nothing.
    """
    confirmations: list[Confirmation] = []
    for at, name in enumerate(spreadsheet.sheet_names):
        if is_problem_list(name):
            try:
                grid = spreadsheet.grid(at)
            except SpreadsheetFault:  # it is ours to leave out, whatever was done to it
                continue
            confirmations += _confirmations_in(grid)
    return confirmations[:MOST_CONFIRMATIONS]


def _confirmations_in(grid: Grid) -> Iterable[Confirmation]:
    for row, cells in enumerate(grid.rows(0, min(SEARCHED_ROWS, grid.height))):
        if SUBJECT_HEADER not in cells:
            continue
        reasons = [at for at, cell in enumerate(cells) if label_key(cell or "") in REASON_HEADERS]
        if not reasons:
            continue
        pairs = zip(grid.column(cells.index(SUBJECT_HEADER)), grid.column(reasons[0]), strict=True)
        for text, reason in list(pairs)[row + 1 :]:
            subject = _subject_of(text)
            told = " ".join((reason or "")[: 4 * LONGEST_REASON].split())[:LONGEST_REASON]
            if subject is not None and told and not says_nothing_due(told):
                yield Confirmation(subject, told)
        return


def _subject_of(text: str | None) -> tuple[str, str | None, str | None] | None:
    """What a cell of the hidden column names, None if it names nothing."""
    try:
        code, fact_id, found = json.loads(text or "")
    except (ValueError, TypeError, RecursionError):
        return None
    if not isinstance(code, str) or not all(
        part is None or isinstance(part, str) for part in (fact_id, found)
    ):
        return None
    return code, fact_id, found


def confirmed(problems: Iterable[Problem], confirmations: Sequence[Confirmation]) -> list[Problem]:
    """The problems in their order, each warning that is confirmed with its reason.

    An error cannot be confirmed. A warning whose cell says something else by now is another one.
    """
    reasons = {confirmation.subject: confirmation.reason for confirmation in confirmations}
    return [
        replace(problem, confirmation=reasons[problem.subject])
        if problem.severity == "warning" and problem.subject in reasons
        else problem
        for problem in problems
    ]
