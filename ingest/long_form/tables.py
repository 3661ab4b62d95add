"""What the tables of the long form have in common: columns, rows, and how problems are told."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

import polars as pl

from duibiao.guide.cells import LONGEST_IDENTIFIER
from duibiao.guide.editions import Edition, Fact, Guide
from duibiao.records.model import Cycle, Problem, School, Severity
from duibiao.spreadsheets.headers import Columns, header_of
from duibiao.spreadsheets.text_tables import TextTable
from duibiao.words.text import shortened
from ingest.values.reading import parse_value

TableKind = Literal["schools", "cycles", "answers", "findings"]
Pair = tuple[str, str]

LONGEST_TEXT = 1000
FREE_TEXTS = ("name_zh", "value", "reason", "note")
# What would lead out of a folder or break a line where an identifier names a file.
UNFIT_FOR_IDENTIFIER = r"[/\\\p{Cc}]"


KINDS: dict[TableKind, Columns] = {
    "answers": Columns(
        ("cycle_id", "school_id", "fact_id", "value"),
        ("basis", "reason"),
        frozenset({"fact_id"}),
    ),
    "findings": Columns(("cycle_id", "school_id", "red_line"), ("note",), frozenset({"red_line"})),
    "cycles": Columns(
        ("cycle_id", "edition", "starts_on", "ends_on", "deadline"),
        (),
        frozenset({"starts_on", "ends_on", "deadline"}),
    ),
    "schools": Columns(
        (
            "school_id",
            "name_zh",
            "township",
            "school_type",
            "area",
            "organisation",
            "leadership",
            "tier_held",
        ),
        ("education_group", "students", "teachers", "members", "valid_from", "valid_to"),
        frozenset({"name_zh", "township", "school_type", "organisation", "leadership"}),
    ),
}

IS_HEADER = header_of(KINDS.values())
"""What knows the header of any of these tables."""

ROWS: dict[TableKind, dict[str, pl.DataType]] = {
    "answers": {
        "cycle_id": pl.String(),
        "school_id": pl.String(),
        "basis": pl.String(),
        "fact_id": pl.String(),
        "value": pl.String(),
        "raw": pl.String(),
        "reason": pl.String(),
        "line": pl.Int64(),
    },
    "findings": {
        "cycle_id": pl.String(),
        "school_id": pl.String(),
        "red_line": pl.String(),
        "note": pl.String(),
        "line": pl.Int64(),
    },
    "cycles": {
        "cycle_id": pl.String(),
        "edition": pl.String(),
        "starts_on": pl.Date(),
        "ends_on": pl.Date(),
        "deadline": pl.Date(),
        "line": pl.Int64(),
    },
    "schools": {
        **dict.fromkeys(KINDS["schools"].needed, pl.String()),
        "education_group": pl.String(),
        **dict.fromkeys(("students", "teachers", "members"), pl.Int64()),
        **dict.fromkeys(("valid_from", "valid_to"), pl.Date()),
        "line": pl.Int64(),
    },
}
"""The columns of the rows that are read out, as the tables of landing have them."""


class Register(Protocol):
    """What the checks ask of the register of schools and cycles."""

    def cycle(self, cycle_id: str) -> Cycle | None:
        """The cycle of this identifier."""

    def school(self, school_id: str, cycle_id: str) -> School | None:
        """The school as it is on the cycle's last day, if it is there that day."""

    @property
    def school_ids(self) -> Collection[str]:
        """Every school that was ever told of."""

    def versions(self, school_id: str) -> Mapping[dt.date, School]:
        """Everything that was ever told of a school, by the day from which it is valid."""

    def previous_answers(self, school_id: str, cycle_id: str) -> Mapping[str, str | None]:
        """The school's values of the cycle before, in normal form."""


@dataclass(slots=True)
class TableReading:
    """What a file of the long form says, and everything that is wrong with it.

    `rows`: the lines that can be taken, with the columns of ROWS and the line of the file. Of
    answers and findings, `refused` are the (cycle, school) whose lines all stay out because one
    of them is faulty; of schools and cycles, a faulty line is not among the rows.
    """

    kind: TableKind
    rows: pl.DataFrame
    problems: list[Problem] = field(default_factory=list)
    refused: set[Pair] = field(default_factory=set)


def no_rows(kind: TableKind) -> pl.DataFrame:
    return pl.DataFrame(schema=ROWS[kind])


def kind_of(names: Iterable[str]) -> TableKind | None:
    """The kind with the greatest part of its needed columns among these, from a half on."""
    header = set(names)
    parts = {kind: columns.part_in(header) for kind, columns in KINDS.items()}
    best = max(KINDS, key=lambda kind: parts[kind])
    return best if parts[best] else None


class TableReader(ABC):
    """Reads one table: collects problems, and the lines and pairs that they keep out."""

    def __init__(self, kind: TableKind, table: TextTable, guide: Guide, register: Register) -> None:
        self.kind: TableKind = kind
        self.columns = KINDS[kind]
        self.table = table
        self.guide = guide
        self.register = register
        self.lines = no_rows(kind)
        self.problems: list[Problem] = []
        self.faulty_lines: set[int] = set()
        self.refused: set[Pair] = set()

    @abstractmethod
    def taken(self) -> pl.DataFrame:
        """The lines that can be taken, after every check that this kind of table has."""

    def read(self) -> TableReading:
        """Everything that the table says, and everything that is wrong with it."""
        if not self._check_columns():
            return TableReading(self.kind, no_rows(self.kind), self.problems)
        known = [name for name in self.columns.all if name in self.table.rows.columns]
        lacking = [name for name in self.columns.all if name not in known]
        self.lines = self.table.rows.select(
            *known, *(pl.lit(None, pl.String).alias(name) for name in lacking), "line"
        )
        if self.lines.is_empty():
            self.tell("table-empty")
        self._check_cells()
        rows = self.taken().select(
            # Texts are in normal form here; a cast from text to date is not what polars 2 does.
            pl.col(name).str.to_date("%Y-%m-%d") if kind == pl.Date else pl.col(name).cast(kind)
            for name, kind in ROWS[self.kind].items()
        )
        self.problems.sort(key=lambda problem: problem.line or 0)
        return TableReading(self.kind, rows, self.problems, self.refused)

    # -------------------------------------------------------------- problems

    def tell(
        self,
        code: str,
        severity: Severity = "error",
        row: Mapping[str, Any] | None = None,
        found: str | None = None,
        **parameters: str,
    ) -> None:
        """Note a problem at a row, which an error keeps out, with its school's file."""
        row = row or {}
        cycle_id, school_id = row.get("cycle_id"), row.get("school_id")
        self.add(
            Problem(
                code,
                severity,
                sheet=self.table.sheet,
                line=row.get("line"),
                found=shortened(found),
                fact_id=row.get("fact_id"),
                cycle_id=cycle_id,
                school_id=school_id,
                parameters=parameters,
            )
        )

    def add(self, problem: Problem) -> None:
        self.problems.append(problem)
        if problem.severity == "error":
            if problem.line is not None:
                self.faulty_lines.add(problem.line)
            if problem.cycle_id and problem.school_id:
                self.refused.add((problem.cycle_id, problem.school_id))

    def tell_each(
        self, rows: pl.DataFrame, code: str, column: str | None = None, **parameters: str
    ) -> None:
        """Note a problem at each of these rows; `column`: where it was found."""
        for row in rows.iter_rows(named=True):
            found = row[column] if column else None
            if column is not None:
                self.tell(code, "error", row, found, column=column, **parameters)
            else:
                self.tell(code, "error", row, found, **parameters)

    @property
    def sound(self) -> pl.DataFrame:
        """The lines without an error so far."""
        return self.lines.filter(~pl.col("line").is_in(list(self.faulty_lines)))

    # -------------------------------------------------------------- columns and cells

    def _check_columns(self) -> bool:
        header = self.table.header
        columns = ", ".join(self.columns.all)
        header_row = {"line": self.table.header_line}
        missing = [name for name in self.columns.needed if name not in header]
        for name in missing:
            self.tell(
                "table-column-missing",
                row=header_row,
                column=name,
                columns=", ".join(self.columns.needed),
            )
        twice = [name for name in self.columns.all if header.count(name) > 1]
        for name in twice:
            self.tell("table-column-twice", row=header_row, found=name, column=name)
        for name in dict.fromkeys(header):
            if name and name not in self.columns.all:
                self.tell(
                    "table-column-unknown",
                    "warning",
                    header_row,
                    name,
                    column=name,
                    columns=columns,
                )
        return not missing and not twice

    def _check_cells(self) -> None:
        """Lines with too many cells, cells without a stored value, too long, or blank."""
        width = str(len(self.table.header))
        self.tell_each(
            self.lines.filter(pl.col("line").is_in(self.table.long_lines)),
            "table-line-too-long",
            columns=width,
        )
        for line, column in self.table.unstored:
            if column in self.columns.all:
                self.tell_each(
                    self.lines.filter(pl.col("line") == line),
                    "table-formula-without-value",
                    column,
                )
        for column in self.columns.all:
            longest = LONGEST_TEXT if column in FREE_TEXTS else LONGEST_IDENTIFIER
            self.tell_each(
                self.lines.filter(pl.col(column).str.len_chars() > longest),
                "table-cell-too-long",
                column,
                longest=str(longest),
            )
            if column in self.columns.needed and column != "value":
                told = [line for line, name in self.table.unstored if name == column]
                self.tell_each(
                    self.lines.filter(pl.col(column).is_null() & ~pl.col("line").is_in(told)),
                    "table-cell-blank",
                    column,
                )

    def check_identifier(self, column: str) -> None:
        self.tell_each(
            self.lines.filter(pl.col(column).str.contains(UNFIT_FOR_IDENTIFIER)),
            "table-identifier-unfit",
            column,
        )

    def check_codes(self, column: str, codes: Collection[str]) -> None:
        if codes:
            self.tell_each(
                self.lines.filter(pl.col(column).is_not_null() & ~pl.col(column).is_in(codes)),
                "table-code-unknown",
                column,
                codes=", ".join(codes),
            )

    def check_twice(self, *columns: str) -> None:
        """Lines that say again what an earlier one says."""
        again = (
            self.sound.with_columns(first=pl.col("line").min().over(columns))
            .filter(pl.col("line") != pl.col("first"))
            .sort("line")
        )
        for row in again.iter_rows(named=True):
            self.tell("table-line-twice", row=row, found=row[columns[-1]], line=str(row["first"]))

    def parse(self, column: str, kind: Literal["count", "date"]) -> None:
        """Bring a column of counts or dates into normal form."""
        question = Fact(column, "", 0, column, kind, None, "county", is_required=False)
        texts = self.lines[column].unique().drop_nulls().to_list()
        later = self.table.days_later
        parsed = {text: parse_value(text, question, later) for text in texts}
        for row in self.lines.filter(pl.col(column).is_not_null()).iter_rows(named=True):
            reading = parsed[row[column]]
            if reading.problem_code is not None:
                parameters = {"label": column, **reading.parameters}
                self.tell(reading.problem_code, "error", row, row[column], **parameters)
        values = {text: reading.value for text, reading in parsed.items()}
        if values:
            self.lines = self.lines.with_columns(
                pl.col(column).replace_strict(values, default=None, return_dtype=pl.String)
            )

    def check_order(self, first: str, second: str) -> None:
        """Dates in normal form compare as texts."""
        for row in self.lines.filter(pl.col(first) > pl.col(second)).iter_rows(named=True):
            self.tell(
                "table-dates-reversed",
                "error",
                row,
                f"{row[first]} > {row[second]}",
                first=first,
                second=second,
            )


STRANGERS = frozenset(
    {
        "table-cycle-unknown",
        "table-cycle-closed",
        "table-edition-unknown",
        "table-school-unknown",
    }
)
"""Problems after which nothing else is said of a school: what it is asked is not known."""


class SchoolsReader(TableReader):
    """A table whose lines speak of a school in a cycle."""

    def check_pairs(self) -> None:
        """Cycles that are known and open, schools that are there on their last day.

        Told once for each school, at the first of its lines; afterwards `lines` holds only those
        of schools and cycles that are known.
        """
        named = self.lines.drop_nulls(["cycle_id", "school_id"])
        pairs = named.unique(["cycle_id", "school_id"], keep="first", maintain_order=True)
        for row in pairs.iter_rows(named=True):
            self._check_pair(row, row["cycle_id"], row["school_id"])
        strangers = [
            (problem.cycle_id, problem.school_id)
            for problem in self.problems
            if problem.code in STRANGERS
        ]
        kinds = {"cycle_id": pl.String, "school_id": pl.String}
        self.lines = named.join(
            pl.DataFrame(strangers, schema=kinds, orient="row"),
            on=list(kinds),
            how="anti",
            maintain_order="left",
        )

    def _check_pair(self, row: Mapping[str, Any], cycle_id: str, school_id: str) -> None:
        cycle = self.register.cycle(cycle_id)
        if cycle is None:
            self.tell("table-cycle-unknown", "error", row, cycle_id)
        elif cycle.is_closed:
            self.tell("table-cycle-closed", "error", row, cycle_id)
        elif cycle.edition not in self.guide.editions:
            editions = ", ".join(self.guide.editions)
            self.tell("table-edition-unknown", "error", row, cycle.edition, editions=editions)
        elif self.register.school(school_id, cycle_id) is None:
            self.tell("table-school-unknown", "error", row, school_id)

    def lines_by_edition(self) -> Iterator[tuple[Edition, pl.DataFrame]]:
        """The lines of the cycles that go by each edition."""
        cycles: dict[str, list[str]] = {}
        for cycle_id in self.lines["cycle_id"].unique(maintain_order=True):
            cycle = self.register.cycle(cycle_id)
            assert cycle is not None
            cycles.setdefault(cycle.edition, []).append(cycle_id)
        for edition, named in cycles.items():
            yield self.guide.editions[edition], self.lines.filter(pl.col("cycle_id").is_in(named))
