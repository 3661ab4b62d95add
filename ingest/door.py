"""The door: a file is checked in memory, kept, recorded, and answered with a receipt."""

from __future__ import annotations

import datetime as dt
import io
import struct
import zipfile
import zlib
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import polars as pl

from duibiao.guide.editions import Guide
from duibiao.records.model import Problem, WorkbookReading
from duibiao.records.settings import Settings
from duibiao.records.store import digest, store_original, write_record
from duibiao.spreadsheets.extraction import given, open_confined, open_many
from duibiao.spreadsheets.grids import Spreadsheet, SpreadsheetFault
from duibiao.spreadsheets.zip_parts import ZipParts
from duibiao.warehouse.kept_guides import guide_in_force
from ingest.evidence.matching import missing_evidence
from ingest.long_form import reading as long_form
from ingest.long_form.reading import TableReading
from ingest.register import Register
from ingest.review.reading import is_review, read_review
from ingest.workbook import reading as workbook
from ingest.workbook.difference import Difference, differences
from ingest.workbook.problem_list import confirmed

Fate = Literal["taken", "taken_with_warnings", "refused", "already_here"]
OUTCOME_OF_FATE = {
    "taken": "accepted",
    "taken_with_warnings": "accepted_with_warnings",
    "refused": "refused",
}
KEYS = {
    "schools": ["school_id"],
    "cycles": ["cycle_id"],
    "findings": ["cycle_id", "school_id", "red_line"],
    "answers": ["cycle_id", "school_id", "fact_id"],
}
LOADING_ORDER = ("schools", "cycles", "answers", "findings")
TABLE_SUFFIXES = {".csv", ".parquet"}
NO_WORKBOOKS = frozenset({"no-answer-table", "review-workbook"})
"""What is told of a file that is no school's workbook, but may be something of the county's."""
XLSX_SHEET_LIST = "xl/workbook.xml"
TEMPLATE_SHEET_NAME = "填报".encode()
SUFFIXES = {".xlsx", ".xls", ".ods", ".csv", ".parquet", ".xlsm", ".xlsb", ".et"}


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


@dataclass(slots=True)
class Door:
    """Checks files and takes them in, for one home and one guide."""

    settings: Settings
    guide: Guide
    register: Register

    @classmethod
    def open(cls, settings: Settings) -> Door:
        """The door as things stand now. Raises GuideFaults where the guide is wrong."""
        return cls(settings, guide_in_force(settings), Register.open(settings))

    def check(
        self, content: bytes, file_name: str, opened: Callable[[bytes], Spreadsheet] | None = None
    ) -> Checked:
        """Read a file and find everything that is wrong with it; nothing is kept.

        `opened`: another way to open a spreadsheet than in a child process that waits for it.
        """
        is_table_file = Path(file_name).suffix.lower() in TABLE_SUFFIXES
        if is_table_file and long_form.recognise(content, file_name) is not None:
            return self._checked_table(content, file_name)
        # A spreadsheet is nearly always a school's workbook: only what is none is looked at again.
        checked = self.check_workbook(content, file_name, opened)
        if not is_table_file and NO_WORKBOOKS.intersection(_codes(checked)):
            if self._holds_review(content, opened):
                return self.check_review(content, file_name, opened)
            if long_form.recognise(content, file_name) is not None:
                return self._checked_table(content, file_name)
        return checked

    def check_all(self, paths: Sequence[Path]) -> Iterator[tuple[Path, Checked]]:
        """Check files one after another as they are asked for, while more are opened ahead.

        What is checked may be handed in before the next is asked for.
        """
        contents: deque[bytes] = deque()

        def read() -> Iterator[bytes]:
            for path in paths:
                if path.suffix.lower() not in TABLE_SUFFIXES:
                    contents.append(path.read_bytes())
                    yield contents[-1]

        opened = open_many(read())
        for path in paths:
            if path.suffix.lower() in TABLE_SUFFIXES:
                yield path, self.check(path.read_bytes(), path.name)
            else:
                spreadsheet = given(next(opened))
                yield path, self.check(contents.popleft(), path.name, spreadsheet)

    def check_workbook(
        self, content: bytes, file_name: str, opened: Callable[[bytes], Spreadsheet] | None = None
    ) -> Checked:
        """Read a file as one school's workbook, whatever else it may be; nothing is kept.

        The door for schools: the county's tables do not come in by it.
        """
        reading = workbook.read_workbook(
            content, file_name, self.guide, self.register, opened=opened or open_confined
        )
        self._tell_missing_evidence(reading)
        return Checked(file_name, content, self._fate_of_workbook(content, reading), reading)

    def _tell_missing_evidence(self, reading: WorkbookReading) -> None:
        cycle_id, school_id = reading.cycle_id, reading.school_id
        if cycle_id is None or school_id is None or not reading.answers:
            return
        cycle, school = self.register.cycle(cycle_id), self.register.school(school_id, cycle_id)
        if cycle is not None and school is not None:
            handed_in = self.register.evidence(cycle_id, school_id)
            edition = self.guide.editions[cycle.edition]
            problem = missing_evidence(edition, school, reading, handed_in)
            if problem is not None:
                [problem] = confirmed([problem], reading.confirmations)
                reading.problems = [*reading.problems, problem]

    def _holds_review(self, content: bytes, opened: Callable[[bytes], Spreadsheet] | None) -> bool:
        try:
            return is_review((opened or open_confined)(content))
        except SpreadsheetFault:
            return False

    def check_review(
        self, content: bytes, file_name: str, opened: Callable[[bytes], Spreadsheet] | None = None
    ) -> Checked:
        """Read a file as what reviewers verified of one school; nothing is kept."""
        table = read_review(
            content, file_name, self.guide, self.register, opened=opened or open_confined
        )
        return Checked(file_name, content, self._fate_of_table(content, table), table=table)

    def differences(self, checked: Checked) -> tuple[str, list[Difference]] | None:
        """The hand-in in force, by its record, and what a workbook changes against it."""
        reading = checked.workbook
        if reading is None or reading.cycle_id is None or reading.school_id is None:
            return None
        pair = reading.cycle_id, reading.school_id
        cycle = self.register.cycle(reading.cycle_id)
        school = self.register.school(reading.school_id, reading.cycle_id)
        in_force = self.register.in_force(*pair)
        if cycle is None or school is None or in_force is None:
            return None
        edition = self.guide.editions[cycle.edition]
        before = self.register.answers_in_force(*pair)
        return in_force.record_id, differences(before, reading, edition, school.attributes)

    def _checked_table(self, content: bytes, file_name: str) -> Checked:
        table = long_form.read_table(content, file_name, self.guide, self.register)
        return Checked(file_name, content, self._fate_of_table(content, table), table=table)

    def _fate_of_workbook(self, content: bytes, reading: WorkbookReading) -> Fate:
        if reading.has_errors:
            return "refused"
        assert reading.cycle_id is not None and reading.school_id is not None
        in_force = self.register.in_force(reading.cycle_id, reading.school_id)
        if in_force is not None and in_force.sha256 == digest(content):
            return "already_here"
        return _fate_when_taken(len(reading.problems))

    def _fate_of_table(self, content: bytes, table: TableReading) -> Fate:
        taken = taken_rows(table)
        if taken.is_empty():
            return "refused"
        if self._is_table_here(digest(content), table, taken):
            return "already_here"
        return _fate_when_taken(len(table.problems))

    def _is_table_here(self, sha256: str, table: TableReading, taken: pl.DataFrame) -> bool:
        """Whether these bytes were taken in before and nothing since then overrode a row."""
        register, keys = self.register, KEYS[table.kind]
        same = [
            record
            for record in register.tables[table.kind]
            if record["original"]["sha256"] == sha256
            and not register.is_withdrawn(record["record_id"], None, None)
        ]
        if not same or same[-1]["reading"]["rows"] != taken.height:
            return False
        for pair in self_pairs(table, self.guide, register):
            in_force = register.in_force(*pair)
            if in_force is None or in_force.sha256 != sha256:
                return False
        if any(
            withdrawal["withdrawn_record_id"] == same[-1]["record_id"]
            for withdrawal in register.withdrawals
        ):
            return False
        later = [
            register.reading(record).select(keys)
            for record in register.tables[table.kind]
            if record["record_id"] > same[-1]["record_id"]
        ]
        return not later or taken.join(pl.concat(later), on=keys, how="semi").is_empty()

    def hand_in(
        self,
        checked: Checked,
        *,
        received_by: str,
        channel: str,
        received_at: dt.datetime | None = None,
    ) -> Checked:
        """Keep a checked file and what was read out of it; the result carries the receipt.

        A file that is already here is left alone. A refused file is kept and recorded all the
        same. Raises OSError where the disk does not take it: then nothing has a receipt.
        """
        if checked.fate == "already_here":
            return checked
        original = store_original(self.settings, checked.content, checked.file_name)
        body: dict[str, Any] = {
            "file_name": checked.file_name,
            "original": original.reference,
            "outcome": OUTCOME_OF_FATE[checked.fate],
            "problems": [_plain(problem) for problem in checked.problems],
        }
        if checked.table is not None:
            body |= self._table_body(checked.table, refused=checked.fate == "refused")
        elif checked.workbook is not None:
            body |= _workbook_body(checked.workbook)
        record = write_record(
            self.settings,
            checked.kind,
            body,
            received_by=received_by,
            channel=channel,
            received_at=received_at,
        )
        self.register.note(record)
        checked.receipt = Receipt(
            record_id=record["record_id"],
            received_at=dt.datetime.fromisoformat(record["received_at"]),
            sha256=original.sha256,
        )
        return checked

    def _table_body(self, table: TableReading, *, refused: bool) -> dict[str, Any]:
        body: dict[str, Any] = {}
        if table.kind == "answers":
            body["submissions"] = _submissions(table, self.guide, self.register)
        if not refused:
            stream = io.BytesIO()
            rows = taken_rows(table)
            rows.write_parquet(stream)
            reading = store_original(self.settings, stream.getvalue(), "reading.parquet")
            body["reading"] = reading.reference | {"rows": rows.height}
        return body


def _codes(checked: Checked) -> set[str]:
    return {problem.code for problem in checked.problems}


def _plain(value: Problem) -> dict[str, Any]:
    fields = asdict(value)
    return {name: item for name, item in fields.items() if item not in (None, {})}


def _workbook_body(reading: WorkbookReading) -> dict[str, Any]:
    return {
        "cycle_id": reading.cycle_id,
        "school_id": reading.school_id,
        "edition": reading.edition,
        "answers": [asdict(answer) for answer in reading.answers],
        "claims": [
            {"indicator_id": claim.indicator_id, "claimed_points": str(claim.points)}
            for claim in reading.claims
        ],
    }


def taken_rows(table: TableReading) -> pl.DataFrame:
    """The rows of a long-form file that are not kept out by a fault of their school."""
    if not table.refused or table.kind not in ("answers", "findings"):
        return table.rows
    refused = pl.DataFrame(
        sorted(table.refused), schema={"cycle_id": pl.String, "school_id": pl.String}, orient="row"
    )
    return table.rows.join(
        refused, on=["cycle_id", "school_id"], how="anti", nulls_equal=True, maintain_order="left"
    )


def self_pairs(table: TableReading, guide: Guide, register: Register) -> Iterator[tuple[str, str]]:
    """The (cycle, school) pairs for which the taken rows are a school's own hand-in."""
    if table.kind != "answers":
        return
    own = taken_rows(table).filter(pl.col("basis") == "self")
    for (cycle_id,), rows in own.group_by("cycle_id", maintain_order=True):
        cycle = register.cycle(str(cycle_id))
        if cycle is None:
            continue
        edition = guide.editions[cycle.edition]
        asked = [fact_id for fact_id, fact in edition.facts.items() if fact.answered_by == "school"]
        answered = rows.filter(pl.col("fact_id").is_in(asked))
        for school_id in answered["school_id"].unique(maintain_order=True):
            yield str(cycle_id), str(school_id)


def _submissions(table: TableReading, guide: Guide, register: Register) -> list[dict[str, Any]]:
    counts: Counter[tuple[str | None, str | None, str]] = Counter(
        (problem.cycle_id, problem.school_id, problem.severity) for problem in table.problems
    )

    refused = [(*pair, True) for pair in sorted(table.refused)]
    taken = [(*pair, False) for pair in self_pairs(table, guide, register)]
    return [
        {
            "cycle_id": cycle_id,
            "school_id": school_id,
            "outcome": OUTCOME_OF_FATE["refused" if is_refused else _fate_when_taken(warnings)],
            "error_count": counts[cycle_id, school_id, "error"],
            "warning_count": warnings,
        }
        for cycle_id, school_id, is_refused in taken + refused
        for warnings in (counts[cycle_id, school_id, "warning"],)
    ]


def _fate_when_taken(warnings: int) -> Fate:
    return "taken_with_warnings" if warnings else "taken"


def find_files(paths: Iterable[Path]) -> list[Path]:
    """The files to load: those named, and every spreadsheet below the folders named.

    The long form comes first, schools and cycles before what names them.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(
                inner
                for inner in path.rglob("*")
                if inner.is_file()
                and inner.suffix.lower() in SUFFIXES
                and not inner.name.startswith(("~$", "."))
            )
        else:
            found.append(path)
    return sorted(found, key=_loading_order)


def _loading_order(path: Path) -> int:
    kind = _table_kind(path.read_bytes(), path.name)
    return len(LOADING_ORDER) if kind is None else LOADING_ORDER.index(kind)


def _table_kind(content: bytes, file_name: str) -> str | None:
    """Which table of the long form a file holds, or None for a school's workbook."""
    if _is_surely_workbook(content):
        return None
    return long_form.recognise(content, file_name)


def _is_surely_workbook(content: bytes) -> bool:
    """Whether the file lists the template's sheet: a look at its zip directory, for speed."""
    try:
        return TEMPLATE_SHEET_NAME in ZipParts(content).read_beginning(XLSX_SHEET_LIST)
    except SpreadsheetFault:
        return False
    except (KeyError, OSError, ValueError, NotImplementedError, RuntimeError):
        return False
    except (zipfile.BadZipFile, zlib.error, struct.error):
        return False
