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
from duibiao.words import written_as
from duibiao.words.choices import Choices, label_key
from duibiao.words.text import shortened
from ingest.long_form.strangers import ALSO, PERSONAL
from ingest.values.reading import parse_value

TableKind = Literal["schools", "cycles", "townships", "answers", "findings"]
Pair = tuple[str, str]

LONGEST_TEXT = 1000
MOST_COMPARED = 100
"""For so many different unknown texts the nearest label is looked for."""
FREE_TEXTS = ("name_zh", "value", "reason", "note")
# What would lead out of a folder or break a line where an identifier names a file.
UNFIT_FOR_IDENTIFIER = r"[/\\\p{Cc}]"


TOTALS = frozenset(("合计", "总计", "小计", "共计", "total"))
"""What begins a line below a table that sums it up."""


def _columns(
    needed: tuple[str, ...],
    optional: tuple[str, ...],
    telling: tuple[str, ...],
    beside: tuple[str, ...],
) -> Columns:
    """Columns with what stands over them in any language."""
    titles: dict[str, str] = {}
    also: dict[str, str] = {}
    for name in (*needed, *optional, *beside):
        for title in written_as(f"table-column-{name}"):
            titles[label_key(title)] = name
        also |= {label_key(title): name for title in ALSO.get(name, ())}
    return Columns(needed, optional, frozenset(telling), beside, titles, also)


KINDS: dict[TableKind, Columns] = {
    "answers": _columns(
        ("cycle_id", "school_id", "fact_id", "value"),
        ("basis", "reason", "rater"),
        ("fact_id",),
        ("name_zh", "label_zh", "unit_zh", "range", "number"),
    ),
    "findings": _columns(
        ("cycle_id", "school_id", "red_line"),
        ("note",),
        ("red_line",),
        ("name_zh", "number"),
    ),
    "cycles": _columns(
        ("cycle_id", "edition", "starts_on", "ends_on", "deadline"),
        (),
        ("starts_on", "ends_on", "deadline"),
        ("number",),
    ),
    "townships": _columns(
        ("township", "tile_row", "tile_column"),
        (),
        ("tile_row", "tile_column"),
        ("number",),
    ),
    "schools": _columns(
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
        (
            "education_group",
            "students",
            "teachers",
            "members",
            "valid_from",
            "valid_to",
            "merged_into",
        ),
        ("name_zh", "township", "school_type", "organisation", "leadership"),
        ("number",),
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
        "rater": pl.String(),
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
    "townships": {
        "township": pl.String(),
        **dict.fromkeys(("tile_row", "tile_column"), pl.Int64()),
        "line": pl.Int64(),
    },
    "schools": {
        **dict.fromkeys(KINDS["schools"].needed, pl.String()),
        "education_group": pl.String(),
        **dict.fromkeys(("students", "teachers", "members"), pl.Int64()),
        **dict.fromkeys(("valid_from", "valid_to"), pl.Date()),
        "merged_into": pl.String(),
        "line": pl.Int64(),
    },
}
"""The columns of the rows that are read out, as the tables of landing have them."""


class Register(Protocol):
    """What the checks ask of the register of schools and cycles."""

    @property
    def cycles(self) -> Mapping[str, Cycle]:
        """Every cycle by its identifier."""

    def schools_by_cycle(self, cycle_id: str) -> Mapping[str, School]:
        """Every school that is there on a cycle's last day."""

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
    of them is faulty; of schools and cycles, a faulty line is not among the rows. `pair`: of which
    a review is, also where nothing of it can be taken.
    """

    kind: TableKind
    rows: pl.DataFrame
    problems: list[Problem] = field(default_factory=list)
    refused: set[Pair] = field(default_factory=set)
    pair: Pair | None = None


def no_rows(kind: TableKind) -> pl.DataFrame:
    return pl.DataFrame(schema=ROWS[kind])


def kind_of(names: Iterable[str]) -> TableKind | None:
    """The kind with the greatest part of its needed columns among these, from a half on."""
    header = set(names)
    parts = {kind: columns.part_in(header) for kind, columns in KINDS.items()}
    best = max(KINDS, key=lambda kind: parts[kind])
    return best if parts[best] else None


def _place(problem: Problem) -> tuple[int, int, str]:
    """Where a problem stands, in the order in which one reads."""
    cell = problem.cell or ""
    return problem.line or 0, len(cell), cell


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

    def read_cells(self) -> None:  # noqa: B027  # not every table has such cells
        """Bring cells into normal form that need no other cell for it."""

    @abstractmethod
    def taken(self) -> pl.DataFrame:
        """The lines that can be taken, after every check that this kind of table has."""

    @property
    def needed(self) -> tuple[str, ...]:
        """The columns that must be there, with something in each cell."""
        return self.columns.needed

    def read(self) -> TableReading:
        """Everything that the table says, and everything that is wrong with it."""
        is_whole = self._check_columns()
        there = set(self.table.rows.columns)
        self.lines = self.table.rows.select(
            *(
                name if name in there else pl.lit(None, pl.String).alias(name)
                for name in self.columns.known
            ),
            "line",
        )
        self._leave_out_totals()
        if self.lines.is_empty():
            self.tell("table-empty")
        self._check_cells()
        self.read_cells()
        if not is_whole:
            self.problems.sort(key=_place)
            return TableReading(self.kind, no_rows(self.kind), self.problems)
        rows = self.taken().select(
            # Texts are in normal form here; a cast from text to date is not what polars 2 does.
            pl.col(name).str.to_date("%Y-%m-%d") if kind == pl.Date else pl.col(name).cast(kind)
            for name, kind in ROWS[self.kind].items()
        )
        self.problems.sort(key=_place)
        return TableReading(self.kind, rows, self.problems, self.refused)

    def _leave_out_totals(self) -> None:
        """Lines that say nothing of their own: a number alone, or the sum below a table."""
        is_blank = pl.all_horizontal(pl.col(name).is_null() for name in self.columns.all)
        lines = self.lines.filter(~is_blank)
        first = pl.col(self.needed[0])
        # Few lines have to be looked at in all their columns.
        unnamed = lines.filter(first.is_null() | first.is_in(list(TOTALS)))
        texts = (pl.col(name).str.replace_all(r"[\s　：:]", "") for name in self.columns.known)
        says_total = pl.any_horizontal(
            text.str.to_lowercase().is_in(list(TOTALS)).fill_null(value=False) for text in texts
        )
        self.lines = lines.join(
            unnamed.filter(says_total), on="line", how="anti", maintain_order="left"
        )

    # -------------------------------------------------------------- problems

    def tell(
        self,
        code: str,
        severity: Severity = "error",
        row: Mapping[str, Any] | None = None,
        found: str | None = None,
        at: str | None = None,
        **parameters: str,
    ) -> None:
        """Note a problem at a row, which an error keeps out, with its school's file.

        `at`: the column of its cell, where it is one cell's.
        """
        row = row or {}
        line = row.get("line")
        self.add(
            Problem(
                code,
                severity,
                sheet=self.table.sheet,
                cell=None if line is None else self.table.address(line, at),
                line=line,
                found=shortened(found),
                fact_id=row.get("fact_id"),
                cycle_id=row.get("cycle_id"),
                school_id=row.get("school_id"),
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
        if column is not None:
            parameters["column"] = self.table.title(column)
        for row in rows.iter_rows(named=True):
            found = row[column] if column else None
            self.tell(code, "error", row, found, column, **parameters)

    @property
    def sound(self) -> pl.DataFrame:
        """The lines without an error so far."""
        return self.lines.filter(~pl.col("line").is_in(list(self.faulty_lines)))

    # -------------------------------------------------------------- columns and cells

    def _check_columns(self) -> bool:
        header = self.table.header
        header_row = {"line": self.table.header_line}
        missing = [name for name in self.needed if name not in header]
        if missing:
            # In the reader's language they are told by `lacking`.
            lacking = ", ".join(missing)
            parameters = {"table": self.kind, "lacking": lacking, "columns": lacking}
            self.tell("table-columns-missing", "error", header_row, None, None, **parameters)
        twice = [name for name in self.columns.all if header.count(name) > 1]
        for name in twice:
            title = self.table.title(name)
            self.tell("table-column-twice", "error", header_row, title, name, column=title)
        known = self.columns.known
        for name in dict.fromkeys(header):
            if name and name not in known:
                self._tell_unknown_column(name, header_row)
        return not missing and not twice

    def _tell_unknown_column(self, name: str, header_row: Mapping[str, Any]) -> None:
        title = self.table.title(name)
        if any(label_key(word) in name for word in PERSONAL):
            code = "table-column-personal"
            self.tell(code, "warning", header_row, title, name, column=title)
            return
        lacking = ", ".join(self.columns.all)
        self.tell(
            "table-column-unknown",
            "warning",
            header_row,
            title,
            name,
            column=title,
            columns=lacking,
        )

    def _check_cells(self) -> None:
        """Lines with too many cells, cells without a stored value, too long, or blank."""
        width = str(len(self.table.header))
        filled = set(self.needed).intersection(self.table.header) - {"value"}
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
            if column in filled:
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

    def read_codes(
        self,
        column: str,
        choices: Choices,
        code: str = "table-code-unknown",
        lines: pl.DataFrame | None = None,
        **parameters: str,
    ) -> pl.DataFrame:
        """Bring a column of codes, or of their labels, into codes; nothing where it is neither.

        `lines`: of these alone, which are given back; else of all. `code`: how it is told of what
        means none of the choices.
        """
        among = self.lines if lines is None else lines
        texts = among[column].unique().drop_nulls().to_list()
        meant = {text: choices.code(text) for text in texts}
        unknown = sorted(text for text in texts if meant[text] is None)
        near = {text: choices.nearest(text) for text in unknown[:MOST_COMPARED]}
        parameters |= {
            "column": self.table.title(column),
            "codes": ", ".join(choices.labels),
            "labels": "、".join(choices.label(one) for one in choices.labels),
        }
        for row in among.filter(pl.col(column).is_in(unknown)).iter_rows(named=True):
            text = row[column]
            nearest = near.get(text)
            proposed = {
                "nearest": "none" if nearest is None else choices.label(nearest),
                "nearest_code": nearest or "",
            }
            self.tell(code, "error", row, text, column, **parameters, **proposed)
        if texts:
            among = among.with_columns(
                pl.col(column).replace_strict(meant, default=None, return_dtype=pl.String)
            )
        if lines is None:
            self.lines = among
        return among

    def check_twice(self, *columns: str) -> None:
        """Lines that say again what an earlier one says."""
        again = (
            self.sound.with_columns(first=pl.col("line").min().over(columns))
            .filter(pl.col("line") != pl.col("first"))
            .sort("line")
        )
        for row in again.iter_rows(named=True):
            line = str(row["first"])
            self.tell("table-line-twice", "error", row, row[columns[-1]], columns[0], line=line)

    def parse(self, column: str, kind: Literal["count", "date"]) -> None:
        """Bring a column of counts or dates into normal form."""
        question = Fact(column, "", 0, column, kind, None, "county", is_required=False)
        texts = self.lines[column].unique().drop_nulls().to_list()
        later = self.table.days_later
        parsed = {text: parse_value(text, question, later) for text in texts}
        for row in self.lines.filter(pl.col(column).is_not_null()).iter_rows(named=True):
            reading = parsed[row[column]]
            if reading.problem_code is not None:
                parameters = {"label": self.table.title(column), **reading.parameters}
                self.tell(reading.problem_code, "error", row, row[column], column, **parameters)
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
                second,
                first=self.table.title(first),
                second=self.table.title(second),
            )


STRANGERS = frozenset(
    {
        "table-cycle-unknown",
        "table-cycle-closed",
        "table-edition-unknown",
        "table-school-unknown",
        "table-names-many-schools",
    }
)
"""Problems after which nothing else is said of a school: what it is asked is not known."""


class SchoolsReader(TableReader):
    """A table whose lines speak of a school in a cycle."""

    def check_pairs(self) -> None:
        """Cycles that are known and open, schools that are there on their last day.

        Both may be said by their codes or their names. Told once for each school, at the first of
        its lines; afterwards `lines` holds only those of schools and cycles that are known.
        """
        self._read_cycles()
        self._read_schools()
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

    def _read_cycles(self) -> None:
        cycles = Choices({code: (f"{code}年度", f"{code}年") for code in self.register.cycles})
        texts = self.lines["cycle_id"].unique().drop_nulls().to_list()
        self._replace("cycle_id", {text: choice for text in texts if (choice := cycles.code(text))})

    def _read_schools(self) -> None:
        """The names of schools become their codes, where one school alone has the name."""
        pairs = self.lines.select("cycle_id", "school_id").unique(maintain_order=True).drop_nulls()
        named: dict[tuple[str, str], list[str]] = {}
        meant: dict[str, str] = {}
        for cycle_id in pairs["cycle_id"].unique():
            for school_id, school in self.register.schools_by_cycle(cycle_id).items():
                named.setdefault((cycle_id, label_key(school.name_zh)), []).append(school_id)
        known = set(self.register.school_ids)
        for cycle_id, text in pairs.iter_rows():
            found = named.get((cycle_id, label_key(text)), []) if text not in known else []
            if len(found) == 1:
                meant[text] = found[0]
            elif found:
                row = self.lines.filter(cycle_id=cycle_id, school_id=text).row(0, named=True)
                schools = ", ".join(found)
                code = "table-names-many-schools"
                self.tell(code, "error", row, text, "school_id", schools=schools)
        self._replace("school_id", meant)

    def _replace(self, column: str, meant: Mapping[str, str]) -> None:
        if any(text != code for text, code in meant.items()):
            self.lines = self.lines.with_columns(
                pl.col(column).replace(list(meant), list(meant.values()))
            )

    def _check_pair(self, row: Mapping[str, Any], cycle_id: str, school_id: str) -> None:
        cycle = self.register.cycle(cycle_id)
        if cycle is None:
            self.tell("table-cycle-unknown", "error", row, cycle_id, "cycle_id")
        elif cycle.is_closed:
            self.tell("table-cycle-closed", "error", row, cycle_id, "cycle_id")
        elif cycle.edition not in self.guide.editions:
            editions = ", ".join(self.guide.editions)
            parameters = {"editions": editions, "nearest": "none"}
            self.tell("table-edition-unknown", "error", row, cycle.edition, None, **parameters)
        elif (school := self.register.school(school_id, cycle_id)) is None:
            self.tell("table-school-unknown", "error", row, school_id, "school_id")
        elif (name := row["name_zh"]) and label_key(name) != label_key(school.name_zh):
            parameters = {"school": school_id, "expected": school.name_zh}
            code = "school-name-differs"
            self.tell(code, "warning", row, name, "name_zh", **parameters)

    def lines_by_edition(self) -> Iterator[tuple[Edition, pl.DataFrame]]:
        """The lines of the cycles that go by each edition."""
        cycles: dict[str, list[str]] = {}
        for cycle_id in self.lines["cycle_id"].unique(maintain_order=True):
            cycle = self.register.cycle(cycle_id)
            assert cycle is not None
            cycles.setdefault(cycle.edition, []).append(cycle_id)
        for edition, named in cycles.items():
            yield self.guide.editions[edition], self.lines.filter(pl.col("cycle_id").is_in(named))
