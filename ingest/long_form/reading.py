"""The long form: tables of schools, cycles, answers and findings, for counties that have the data.

A file's columns tell which of them it is. What it holds goes through the same checks as a
workbook's, with line numbers for cells.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from duibiao.guide.editions import Guide
from duibiao.guide.tables import SCHOOL_ATTRIBUTES
from duibiao.records.model import Cycle, Problem
from duibiao.spreadsheets.text_tables import TextTable
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

# Digits of a number of people: what landing holds as INTEGER.
LONGEST_HEAD_COUNT = 9


def read_table(table: TextTable, guide: Guide, register: Register) -> TableReading:
    """What a file of the long form says, with every problem of it at once, by line.

    Rows may name only schools and cycles of the register.
    """
    kind = kind_of(table.header)
    assert kind is not None
    return READERS[kind](kind, table, guide, register).read()


def no_table(problem: Problem) -> TableReading:
    """What is read out of a file that can be read as none of these tables."""
    return TableReading("answers", no_rows("answers"), [problem])


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


READERS: Mapping[TableKind, type[TableReader]] = {
    "schools": SchoolTableReader,
    "cycles": CycleTableReader,
    "answers": AnswersReader,
    "findings": FindingsReader,
}
