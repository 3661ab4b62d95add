"""The shapes that pass between the rooms of ingest: problems, answers, schools, readings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from duibiao.words.labels import GUIDE_ATTRIBUTES

Severity = Literal["error", "warning"]
Basis = Literal["self", "verified"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a file that was handed in.

    `code` names the message `problem-<code>` of the words, which says what is wrong, what was
    expected and how to mend it; `parameters` fill that message. The address is `sheet` and `cell`
    in a workbook and `line` (1 = the header) in the long form; a problem of the whole file has
    none. `found` is the text as it stood there.
    """

    code: str
    severity: Severity = "error"
    sheet: str | None = None
    cell: str | None = None
    line: int | None = None
    found: str | None = None
    fact_id: str | None = None
    cycle_id: str | None = None
    school_id: str | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    confirmation: str | None = None

    @property
    def subject(self) -> tuple[str, str | None, str | None]:
        """What makes it the same problem in another version of the file, wherever it stands."""
        return self.code, self.fact_id, self.found


@dataclass(frozen=True, slots=True)
class Confirmation:
    """That the sender lets a warning stand, and why: `subject` is that of the problem."""

    subject: tuple[str, str | None, str | None]
    reason: str


@dataclass(frozen=True, slots=True)
class Understood:
    """A cell that was taken although it did not stand there as asked, and as what.

    `note` names the message `value-note-<note>` that says how it was read.
    """

    fact_id: str
    found: str
    value: str
    note: str
    sheet: str | None = None
    cell: str | None = None


# Not frozen: a workbook has a hundred of them, and freezing makes each nine times as slow to make.
@dataclass(slots=True)
class Answer:
    """One fact as it was read: `value` in normal form (None: no value), `raw` as it stood."""

    fact_id: str
    value: str | None
    raw: str | None = None
    sheet: str | None = None
    cell: str | None = None
    evidence: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """The points that a school claims for an indicator (自评得分): kept, compared, never scored."""

    indicator_id: str
    points: Decimal
    sheet: str | None = None
    cell: str | None = None


@dataclass(frozen=True, slots=True)
class Cycle:
    """An assessment cycle and the edition it is scored by."""

    cycle_id: str
    edition: str
    starts_on: dt.date
    ends_on: dt.date
    deadline: dt.date
    is_closed: bool = False


@dataclass(frozen=True, slots=True)
class School:
    """A school with the attributes that are valid on a given day.

    Attributes of which the guide does not ask may be unknown. `merged_into`: the school that it
    became a part of after `valid_to`.
    """

    school_id: str
    name_zh: str
    township: str
    school_type: str
    area: str
    organisation: str | None
    leadership: str | None
    tier_held: str | None
    education_group: str | None = None
    students: int | None = None
    teachers: int | None = None
    members: int | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    merged_into: str | None = None

    @property
    def attributes(self) -> dict[str, str]:
        """The attributes that guide tables may name, as texts; unset ones are left out."""
        values = {name: getattr(self, name) for name in GUIDE_ATTRIBUTES}
        return {name: str(value) for name, value in values.items() if value is not None}


@dataclass(slots=True)
class WorkbookReading:
    """What one school's workbook says, and everything that is wrong with it.

    `cycle_id`, `school_id` and `edition` are what the file itself names (None: not found).
    With any problem of severity `error` the file stays out of scoring. `understood`: what was
    taken although it was not written as asked. `confirmations`: the warnings that the file itself
    says its sender lets stand.
    """

    cycle_id: str | None = None
    school_id: str | None = None
    edition: str | None = None
    answers: list[Answer] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    understood: list[Understood] = field(default_factory=list)
    confirmations: list[Confirmation] = field(default_factory=list)

    @property
    def has_errors(self) -> bool:
        """Whether any problem keeps the file out."""
        return any(problem.severity == "error" for problem in self.problems)


class Refused(Exception):
    """What is not done, and why; `code` and `parameters` name the words that say so."""

    def __init__(self, code: str, **parameters: str | tuple[str, ...]) -> None:
        super().__init__(f"{code} {parameters}")
        self.code = code
        self.parameters: dict[str, Any] = dict(parameters)
