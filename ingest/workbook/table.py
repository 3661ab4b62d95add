"""Finds the table that schools fill in, and the labelled cells over it, wherever they stand."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from duibiao.records.model import Problem
from duibiao.spreadsheets.grids import Grid, Spreadsheet
from duibiao.words import written_as
from duibiao.words.choices import label_key
from ingest.workbook.template import COLUMNS

MOST_SHEETS = 40
LONGEST_LABEL = 24
HEADERS_THAT_TELL = 3
"""A row is the header if it has the code's header and so many of ours in all."""
FIRST_ROWS, ROWS_AT_ONCE = 6, 200
"""A template's header stands in the first rows; if not there, larger parts are looked through."""

IDENTIFYING_HEADS = ("school-id", "cycle", "edition")


def _labels(prefix: str, names: Iterable[str]) -> dict[str, str]:
    """The names by the labels that they have in any language."""
    return {label_key(label): name for name in names for label in written_as(f"{prefix}-{name}")}


HEADERS = _labels("workbook-header", COLUMNS)
HEADS = _labels(
    "workbook-head", ("school-name", *IDENTIFYING_HEADS, "deadline", "progress", "rater")
)
ANSWER_SHEETS = frozenset(_labels("workbook-sheet", ["answers"]))
GUIDE_SHEETS = frozenset(_labels("workbook-sheet", ["guide"]))
PROBLEM_SHEETS = tuple(_labels("workbook-sheet", ["problems"]))
"""How the names of the sheets begin in which we list problems, and of copies of them."""


@lru_cache(4096)
def _remembered_key(text: str) -> str:
    return label_key(text)


def header_of(cell: str | None) -> str | None:
    """The column that a header cell names, None if it names none."""
    if not cell or len(cell) > LONGEST_LABEL:
        return None
    return HEADERS.get(_remembered_key(cell))


def _head_of(cell: str) -> str | None:
    return HEADS.get(_remembered_key(cell)) if len(cell) <= LONGEST_LABEL else None


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet in which the table was found.

    `columns`: position in the grid by column name. `repeated`: headers that stand there once more.
    """

    grid: Grid
    header_row: int
    columns: dict[str, int]
    repeated: tuple[tuple[str, int], ...]

    def text(self, row: int, name: str) -> str | None:
        """The text of a cell, None if it is blank or its column is not there."""
        position = self.columns.get(name)
        cell = None if position is None else self.grid.column(position)[row]
        return cell if cell and not cell.isspace() else None

    def address(self, row: int, name: str) -> str:
        """A cell as its spreadsheet names it."""
        return self.grid.address(row, self.columns[name])

    def answers(self) -> dict[str, str]:
        """What stands in the answer column, by code: to compare two sheets."""
        return {
            code: answer
            for row in range(self.header_row + 1, self.grid.height)
            if (code := self.text(row, "code")) and (answer := self.text(row, "answer"))
        }


@dataclass(frozen=True, slots=True)
class Head:
    """What stands beside a label over the table; `text` None: nothing, and there it should."""

    row: int
    position: int
    text: str | None

    @property
    def identifier(self) -> str | None:
        """The text as an identifier: half-width, without outer spaces; None if blank."""
        return unicodedata.normalize("NFKC", self.text).strip() or None if self.text else None


def find_table(spreadsheet: Spreadsheet) -> tuple[Table | None, list[Problem]]:
    """The table that schools fill in; a problem if several sheets hold different answers.

    A second sheet with the same answers, or with none, is left alone.
    """
    names = [label_key(name or "") for name in spreadsheet.sheet_names]
    order = sorted(
        (
            at
            for at, name in enumerate(names)
            if name not in GUIDE_SHEETS and not name.startswith(PROBLEM_SHEETS)
        ),
        key=lambda at: names[at] not in ANSWER_SHEETS,
    )
    grids = (spreadsheet.grid(at) for at in order[:MOST_SHEETS])
    tables = [table for grid in grids if (table := _table_in(grid)) is not None]
    if len(tables) <= 1:
        return (tables[0] if tables else None), []
    filled: list[Table] = []
    for table in tables:
        answers = table.answers()
        if answers and all(answers != other.answers() for other in filled):
            filled.append(table)
    if len(filled) <= 1:
        return (filled or tables)[0], []
    sheets = "、".join(table.grid.name or "" for table in filled)
    return filled[0], [
        Problem("several-tables", sheet=filled[1].grid.name, parameters={"sheets": sheets})
    ]


def _table_in(grid: Grid) -> Table | None:
    """The table of a sheet; one without an answer column only if there is no other in the rows."""
    above: list[tuple[str, int]] = []
    unanswerable: Table | None = None
    first, last = 0, FIRST_ROWS
    while first < grid.height:
        for row, cells in enumerate(grid.rows(first, last), first):
            named = [
                (name, position)
                for position, cell in enumerate(cells)
                if cell and (name := header_of(cell)) is not None
            ]
            # A header may stand in two rows, some of its cells merged over both.
            for headers in (named, above + named) if named and above else (named,):
                table = _table_of(grid, row, headers)
                if table is not None and "answer" in table.columns:
                    return table
                unanswerable = unanswerable or table
            if unanswerable is not None and row > unanswerable.header_row:
                return unanswerable
            above = named
        first, last = last, last + ROWS_AT_ONCE
    return unanswerable


def _table_of(grid: Grid, row: int, headers: Sequence[tuple[str, int]]) -> Table | None:
    """The table over which these headers stand, by name and position; None if they are too few."""
    columns: dict[str, int] = {}
    for name, position in headers:
        columns.setdefault(name, position)
    if "code" not in columns or len(columns) < HEADERS_THAT_TELL:
        return None
    repeated = tuple(pair for pair in headers if pair not in columns.items())
    return Table(grid, row, columns, repeated)


def find_heads(table: Table) -> dict[str, Head]:
    """The labelled cells over the table, or anywhere on the sheet for those not found there."""
    heads = dict(_heads_in(table.grid, 0, table.header_row))
    if not heads.keys() >= {*IDENTIFYING_HEADS}:
        heads = dict(_heads_in(table.grid, table.header_row + 1, table.grid.height)) | heads
    return heads


def _heads_in(grid: Grid, first: int, last: int) -> Iterator[tuple[str, Head]]:
    for row, cells in enumerate(grid.rows(first, last), first):
        for position, cell in enumerate(cells):
            if not cell:
                continue
            name = _head_of(cell)
            if name is not None:
                yield name, _beside(cells, row, position)
                continue
            label, colon, behind = cell.replace("：", ":").partition(":")
            if colon and (name := _head_of(label)) is not None:
                yield name, Head(row, position, behind)


def _beside(cells: tuple[str | None, ...], row: int, position: int) -> Head:
    """The first filled cell to the right of a label, unless it is the next label."""
    for right in range(position + 1, len(cells)):
        cell = cells[right]
        if cell and not cell.isspace():
            if _head_of(cell) is not None:
                break
            return Head(row, right, cell)
    return Head(row, position + 1, None)
