"""Opens spreadsheets and tables in child processes, and hands over what was in them as texts."""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from typing import NamedTuple

from duibiao.spreadsheets.confined import Confined, confined
from duibiao.spreadsheets.grids import (
    LONGEST_CELL,
    Grid,
    Hidden,
    Spreadsheet,
    SpreadsheetFault,
    Texts,
    cell_too_long,
)
from duibiao.spreadsheets.spreadsheet import open_spreadsheet

MOST_SHEETS = 100
"""So many are opened at once: a template has two."""


class SheetTexts(NamedTuple):
    """A sheet as plain values: `columns` has None for a column in which nothing stands."""

    columns: list[list[str | None] | None]
    height: int
    first_column: int
    hidden: Hidden


class Extracted(NamedTuple):
    """A file as plain values.

    A sheet that cannot be read is there as the reason why not, one that was left out as None.
    """

    sheet_names: list[str | None]
    has_macros: bool
    sheets: list[SheetTexts | SpreadsheetFault | None]


class ExtractedFile(Spreadsheet):
    """A file that was opened elsewhere; a sheet that was left out is fetched if it is asked for."""

    def __init__(self, extracted: Extracted, fetch: Callable[[int], SheetTexts]) -> None:
        self.sheet_names = extracted.sheet_names
        self.has_macros = extracted.has_macros
        self._sheets = extracted.sheets
        self._fetch = fetch

    def grid(self, position: int) -> Grid:
        """The sheet at a position."""
        sheet = self._sheets[position]
        if isinstance(sheet, SpreadsheetFault):
            raise sheet
        if sheet is None:
            sheet = self._sheets[position] = self._fetch(position)
        blank = Texts([None] * sheet.height)
        columns = [blank if column is None else Texts(column) for column in sheet.columns]
        hidden = sheet.hidden
        return Grid(
            self.sheet_names[position],
            columns,
            sheet.height,
            sheet.first_column,
            find_hidden=lambda: hidden,
        )


def open_confined(content: bytes, children: Confined | None = None) -> Spreadsheet:
    """The spreadsheet that these bytes are, opened in a child process.

    `children`: others than those that the process shares. Raises SpreadsheetFault as
    `open_spreadsheet` does, and for a file that is damaged, takes too long or ends the child.
    """
    extracted = (children or confined()).call(extract, content, left_out())
    return ExtractedFile(extracted, lambda at: confined().call(extract_sheet, content, at))


def open_many(
    contents: Iterable[bytes], children: Confined | None = None
) -> Iterator[Spreadsheet | SpreadsheetFault]:
    """Many files in their order, opened some ahead in several child processes.

    `children`: in these, and not in some of its own.
    """
    ahead: deque[bytes] = deque()

    def arguments() -> Iterator[tuple[bytes, frozenset[str]]]:
        for content in contents:
            ahead.append(content)
            yield content, left_out()

    with contextlib.nullcontext(children) if children else Confined() as workers:
        for result in workers.map(extract, arguments()):
            content = ahead.popleft()
            if isinstance(result, SpreadsheetFault):
                yield result
            elif isinstance(result, Exception):
                raise result
            else:
                fetch = partial(confined().call, extract_sheet, content)
                yield ExtractedFile(result, fetch)


@cache
def left_out() -> frozenset[str]:
    """The names of the template's sheet with explanations, in which no one is asked anything."""
    from duibiao.words import LANGUAGES, words

    return frozenset(words(language)("workbook-sheet-guide") for language in LANGUAGES)


def given(opened: Spreadsheet | SpreadsheetFault) -> Callable[[bytes], Spreadsheet]:
    """How a reader opens a file that `open_many` has opened already."""

    def give(_: bytes) -> Spreadsheet:
        if isinstance(opened, SpreadsheetFault):
            raise opened
        return opened

    return give


# In the child


def extract(content: bytes, left_out: frozenset[str] = frozenset()) -> Extracted:
    """The sheets of a file as plain values, but those of some names. Raises SpreadsheetFault."""
    opened = _opened(content)
    names = list(opened.sheet_names)
    sheets: list[SheetTexts | SpreadsheetFault | None] = []
    for position, name in enumerate(names):
        # What is further back is fetched if anyone asks for it.
        if position >= MOST_SHEETS or (name in left_out and len(names) > 1):
            sheets.append(None)
            continue
        try:
            sheets.append(_texts(opened.grid(position)))
        except SpreadsheetFault as fault:
            sheets.append(fault)
    return Extracted(names, opened.has_macros, sheets)


def extract_sheet(content: bytes, position: int) -> SheetTexts:
    """One sheet of a file as plain values. Raises SpreadsheetFault."""
    return _texts(_opened(content).grid(position))


def _opened(content: bytes) -> Spreadsheet:
    opened = open_spreadsheet(content)
    # A file that lies about the size of its sheets ends nothing but this child.
    opened.is_believed = True
    return opened


def _texts(grid: Grid) -> SheetTexts:
    columns: list[list[str | None] | None] = []
    for position in range(grid.width):
        column = list(grid.column(position))
        longest = max(map(len, filter(None, column)), default=0)
        if longest > LONGEST_CELL:
            row = next(row for row, text in enumerate(column) if text and len(text) == longest)
            raise cell_too_long(row)
        columns.append(column if longest else None)
    return SheetTexts(columns, grid.height, grid.first_column, grid.hidden)
