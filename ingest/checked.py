"""A file as the door answers for it: what was read, what is wrong, what became of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from duibiao.records.model import Problem, WorkbookReading
from duibiao.warehouse.scoring import SchoolScore
from ingest.judging import Fate
from ingest.long_form.changes import Changes
from ingest.long_form.parts import Part
from ingest.long_form.tables import TableReading
from ingest.receipts import receipt_number


@dataclass(frozen=True, slots=True)
class Receipt:
    """That a file was kept: under which identifier, when (UTC), and the hash of its bytes."""

    record_id: str
    received_at: dt.datetime
    sha256: str

    @property
    def number(self) -> str:
        """The receipt as it is read over the telephone."""
        return receipt_number(self.record_id)


@dataclass(frozen=True, slots=True)
class Question:
    """What has to be confirmed before a file is taken: `question-<code>` and its parameters."""

    code: str
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Checked:
    """A file, what was read out of it, what is wrong with it, and what became of it.

    `questions`: to be confirmed before it is taken. `late_days`: how many days after the deadline
    it comes, 0 for in time; `deadline`: which that is. `score`: the score that it would have,
    where that had to be known. `changes`: what a table of schools or cycles changes. `part`: which
    part it is of a table that was too large to be read at once.
    """

    file_name: str
    content: bytes
    fate: Fate
    workbook: WorkbookReading | None = None
    table: TableReading | None = None
    receipt: Receipt | None = None
    questions: list[Question] = field(default_factory=list)
    late_days: int = 0
    deadline: dt.date | None = None
    score: SchoolScore | None = None
    changes: Changes | None = None
    part: Part | None = None

    @property
    def problems(self) -> list[Problem]:
        """Everything that is wrong, as the sender meets it."""
        reading = self.workbook or self.table
        return reading.problems if reading else []

    @property
    def kind(self) -> str:
        """workbook, schools, cycles, answers or findings."""
        return self.table.kind if self.table else "workbook"
