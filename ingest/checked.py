"""A file as the door answers for it: what was read, what is wrong, what became of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from duibiao.records.model import Problem, WorkbookReading
from ingest.judging import Fate
from ingest.long_form.tables import TableReading


@dataclass(frozen=True, slots=True)
class Receipt:
    """That a file was kept: under which identifier, when (UTC), and the hash of its bytes."""

    record_id: str
    received_at: dt.datetime
    sha256: str


@dataclass(slots=True)
class Checked:
    """A file, what was read out of it, what is wrong with it, and what became of it."""

    file_name: str
    content: bytes
    fate: Fate
    workbook: WorkbookReading | None = None
    table: TableReading | None = None
    receipt: Receipt | None = None

    @property
    def problems(self) -> list[Problem]:
        """Everything that is wrong, as the sender meets it."""
        reading = self.workbook or self.table
        return reading.problems if reading else []

    @property
    def kind(self) -> str:
        """workbook, schools, cycles, answers or findings."""
        return self.table.kind if self.table else "workbook"
