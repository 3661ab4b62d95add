"""The long form: tables of schools, cycles, answers and findings, for counties that have the data.

A file's columns tell which of them it is. What it holds goes through the same checks as a
workbook's, with line numbers for cells.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import polars as pl

from duibiao.guide.editions import Guide
from duibiao.guide.tables import SCHOOL_ATTRIBUTES
from duibiao.records.model import Cycle, Problem
from duibiao.spreadsheets.grids import SpreadsheetFault
from duibiao.spreadsheets.text_tables import (
    TableFault,
    read_header_confined,
    read_text_table_confined,
)
from ingest.long_form.answers import AnswersReader
from ingest.long_form.tables import (
    Register,
    SchoolsReader,
    TableKind,
    TableReader,
    TableReading,
    kind_of,
    no_rows,
)

__all__ = ["Register", "TableKind", "TableReading", "read_table", "recognise"]

# Digits of a number of people: what landing holds as INTEGER.
LONGEST_HEAD_COUNT = 9

logger = logging.getLogger(__name__)
T = TypeVar("T")


def recognise(content: bytes, file_name: str) -> TableKind | None:
    """Which table of the long form a file holds, None if it is none or cannot be read."""
    header = _parsed(lambda: read_header_confined(content, _is_header), file_name)
    return None if header is None or isinstance(header, Problem) else kind_of(header)


def read_table(content: bytes, file_name: str, guide: Guide, register: Register) -> TableReading:
    """What a file of the long form says, with every problem of it at once, by line.

    Rows may name only schools and cycles of the register. Nothing is raised, whatever the bytes
    are; a file that is no such table is told so as answers without rows.
    """
    table = _parsed(lambda: read_text_table_confined(content, _is_header), file_name)
    if table is None:
        table = Problem("table-kind-unknown")
    if isinstance(table, Problem):
        return TableReading("answers", no_rows("answers"), [table])
    kind = kind_of(table.header)
    assert kind is not None
    readers: Mapping[TableKind, type[TableReader]] = {
        "schools": SchoolTableReader,
        "cycles": CycleTableReader,
        "answers": AnswersReader,
        "findings": FindingsReader,
    }
    return readers[kind](kind, table, guide, register).read()


def _parsed(parse: Callable[[], T], file_name: str) -> T | Problem:
    """What a parser makes of a file, or the problem that it cannot be read."""
    try:
        return parse()
    except (TableFault, SpreadsheetFault) as fault:
        return Problem(fault.code, parameters=fault.parameters)
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException:  # a parser in Rust panics past Exception
        logger.exception("%s could not be read", file_name)
        return Problem("table-unreadable")


def _is_header(names: Sequence[str]) -> bool:
    return kind_of(names) is not None


class SchoolTableReader(TableReader):
    """Schools with their attributes, each valid for a time; a faulty line keeps itself out."""

    def taken(self) -> pl.DataFrame:
        """The lines without an error."""
        self.check_identifier("school_id")
        for attribute, code_list in SCHOOL_ATTRIBUTES.items():
            self.check_codes(attribute, self.guide.codes.get(code_list, {}))
        for column in ("students", "teachers", "members"):
            self.parse(column, "count")
            too_many = pl.col(column).str.len_chars() > LONGEST_HEAD_COUNT
            self.tell_each(self.lines.filter(too_many), "number-too-large", column)
        for column in ("valid_from", "valid_to"):
            self.parse(column, "date")
        self.check_order("valid_from", "valid_to")
        self.check_twice("school_id", "valid_from")
        return self.sound


class CycleTableReader(TableReader):
    """Cycles with their edition and days; a faulty line keeps itself out."""

    def taken(self) -> pl.DataFrame:
        """The lines without an error."""
        self.check_identifier("cycle_id")
        editions = list(self.guide.editions)
        self.tell_each(
            self.lines.filter(~pl.col("edition").is_in(editions)),
            "table-edition-unknown",
            "edition",
            editions=", ".join(editions),
        )
        for column in ("starts_on", "ends_on", "deadline"):
            self.parse(column, "date")
        self.check_order("starts_on", "ends_on")
        self.check_order("starts_on", "deadline")
        self.check_twice("cycle_id")
        for row in self.sound.iter_rows(named=True):
            cycle = self.register.cycle(row["cycle_id"])
            if cycle is not None and cycle.is_closed and not _says_the_same(row, cycle):
                self.tell("table-cycle-closed", "error", row, row["cycle_id"])
        return self.sound


def _says_the_same(row: Mapping[str, Any], cycle: Cycle) -> bool:
    days = (cycle.starts_on, cycle.ends_on, cycle.deadline)
    return row["edition"] == cycle.edition and [
        row[name] for name in ("starts_on", "ends_on", "deadline")
    ] == [day.isoformat() for day in days]


class FindingsReader(SchoolsReader):
    """Red lines that the county found a school to have crossed."""

    def taken(self) -> pl.DataFrame:
        """The lines without an error."""
        self.check_pairs()
        for edition, lines in self.lines_by_edition():
            red_lines = list(edition.red_lines)
            self.tell_each(
                lines.filter(~pl.col("red_line").is_in(red_lines)),
                "table-red-line-unknown",
                "red_line",
                edition=edition.edition_id,
                red_lines=", ".join(red_lines),
            )
        self.check_twice("cycle_id", "school_id", "red_line")
        return self.sound
