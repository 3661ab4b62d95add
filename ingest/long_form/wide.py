"""The county's own facts on one sheet: a row a school, a column a fact, read as lines of answers.

It is no table of its own: each filled cell becomes a line of the long form, and every check is that
form's. What is told stands at the cell of the sheet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from duibiao.guide.editions import Edition, Fact, Guide
from duibiao.spreadsheets.grids import Grid, Spreadsheet
from duibiao.spreadsheets.text_tables import TextTable
from duibiao.words import words, written_as
from duibiao.words.choices import label_key
from ingest.long_form.reading import read_table
from ingest.long_form.tables import KINDS, Register, TableReading

MOST_SHEETS, HEADER_WITHIN = 40, 40
"""Sheets that are looked at, and rows of each in which the header may stand."""
COUNTY, VERIFIED = "county", "verified"
LINE = ("cycle_id", "school_id", "name_zh", "fact_id", "value", "basis")
"""The columns of the lines that the cells become."""
Place = tuple[int, int]
"""Row and position in the grid, from 0."""


def askable_facts(edition: Edition) -> list[Fact]:
    """The facts that the county answers with a plain value: points need a reason each, and a rater
    perhaps, for which such a sheet has no room.
    """
    return [
        fact
        for fact_id, fact in edition.facts.items()
        if fact.answered_by == COUNTY and fact_id not in edition.given_rules
    ]


@dataclass(slots=True)
class WideTable(TextTable):
    """Lines made of cells. `cells`: where each column of a line stands in the sheet, if anywhere.

    Lines are numbered through; `rows_of` says in which row of the sheet each has its cell.
    """

    cells: Mapping[tuple[int, str], str] = field(default_factory=dict)
    rows_of: Mapping[int, int] = field(default_factory=dict)

    def address(self, line: int, name: str | None = None) -> str | None:
        """A cell of a line as the spreadsheet names it."""
        return self.cells.get((line, name or "school_id"))


@dataclass(frozen=True, slots=True)
class _Header:
    """Where the header stands, and what stands below it: facts by position."""

    row: int
    school: int
    name: int | None
    facts: Mapping[int, str]
    cycle: tuple[str, Place] | None


def wide_table(spreadsheet: Spreadsheet, guide: Guide) -> WideTable | None:
    """The lines of a spreadsheet that holds such a sheet, None for any other.

    Raises SpreadsheetFault where a sheet cannot be read.
    """
    known = {
        label_key(fact.fact_id): fact.fact_id
        for edition in guide.editions.values()
        for fact in askable_facts(edition)
    }
    for position in range(min(len(spreadsheet.sheet_names), MOST_SHEETS)):
        grid = spreadsheet.grid(position)
        header = _header(grid, known)
        if header is not None:
            return _lines(grid, header, spreadsheet.days_later)
    return None


def read_wide(table: WideTable, guide: Guide, register: Register) -> TableReading:
    """What the sheet says, as a table of answers, with every problem at its cell."""
    found = read_table(table, guide, register)

    def placed(line: int | None) -> int | None:
        return None if line is None else table.rows_of.get(line, line)

    for at, problem in enumerate(found.problems):
        parameters = dict(problem.parameters)
        if problem.code == "table-line-twice":
            parameters["line"] = str(placed(int(parameters["line"])))
        found.problems[at] = replace(problem, line=placed(problem.line), parameters=parameters)
    rows = pl.Series("line", [placed(line) for line in found.rows["line"]], dtype=pl.Int64)
    found.rows = found.rows.with_columns(rows)
    return found


def _header(grid: Grid, known: Mapping[str, str]) -> _Header | None:
    rows = grid.rows(0, min(grid.height, HEADER_WITHIN))
    for at, cells in enumerate(rows):
        named = KINDS["answers"].named(cells)
        facts = {
            position: known[key]
            for position, cell in enumerate(cells)
            if cell and (key := label_key(cell)) in known
        }
        if "school_id" in named and facts:
            names = {label_key(text) for text in written_as("county-facts-school")}
            beside = (
                position
                for position, (cell, name) in enumerate(zip(cells, named, strict=True))
                if name == "name_zh" or (cell and label_key(cell) in names)
            )
            school = named.index("school_id")
            return _Header(at, school, next(beside, None), facts, _cycle(rows[:at]))
    return None


def _cycle(rows: Sequence[Sequence[str | None]]) -> tuple[str, Place] | None:
    """What stands beside the word for a cycle over the header."""
    labels = {label_key(text) for text in written_as("table-column-cycle_id")}
    for row, cells in enumerate(rows):
        for position, cell in enumerate(cells):
            if cell and label_key(cell) in labels:
                beside = ((at, text) for at, text in enumerate(cells) if at > position and text)
                found = next(beside, None)
                if found is not None:
                    return found[1].strip(), (row, found[0])
    return None


def _lines(grid: Grid, header: _Header, days_later: int) -> WideTable:
    cycle, cycle_at = header.cycle or (None, (header.row, header.school))
    lines: list[tuple[str | None, ...]] = []
    cells: dict[tuple[int, str], str] = {}
    rows_of: dict[int, int] = {}
    unstored: list[tuple[int, str]] = []
    below = range(header.row + 1, grid.height)
    schools = grid.column(header.school)
    names = [None] * grid.height if header.name is None else grid.column(header.name)
    for position, fact_id in header.facts.items():
        texts = grid.column(position)
        blanks = {row for row in below if not (texts[row] or "").strip()}
        behind = grid.behind(position, blanks)
        for row in below:
            value = texts[row] if row not in blanks else None
            hidden = behind.get(row)
            if value is None and (hidden is None or hidden.kind == "merged"):
                continue
            if value is None and hidden is not None and hidden.kind == "error":
                value = hidden.text
            line = len(lines) + 1
            if value is None:
                unstored.append((line, "value"))
            lines.append((cycle, schools[row], names[row], fact_id, value, VERIFIED))
            rows_of[line] = row + 1
            at = {
                "cycle_id": cycle_at,
                "school_id": (row, header.school),
                "fact_id": (header.row, position),
                "value": (row, position),
            }
            if header.name is not None:
                at["name_zh"] = (row, header.name)
            cells |= {(line, name): grid.address(*place) for name, place in at.items()}
    frame = pl.DataFrame(lines, schema=dict.fromkeys(LINE, pl.String), orient="row")
    frame = frame.with_columns(pl.col(pl.String).str.strip_chars().replace("", None))
    return WideTable(
        list(LINE),
        frame.with_columns(line=pl.int_range(1, pl.len() + 1, dtype=pl.Int64)),
        header.row + 1,
        grid.name,
        unstored=unstored,
        days_later=days_later,
        titles=[words()(f"table-column-{name}") for name in LINE],
        cells=cells,
        rows_of=rows_of,
    )
