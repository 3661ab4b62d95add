"""Opens spreadsheets and tables in child processes, and hands over what was in them as texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ingest.confined import Confined, confined
from ingest.spreadsheet import (
    LONGEST_CELL,
    Grid,
    Hidden,
    Spreadsheet,
    SpreadsheetFault,
    Texts,
    cell_too_long,
    open_spreadsheet,
)

MOST_SHEETS = 100


class SheetTexts(NamedTuple):
    """A sheet as plain values: `columns` has None for a column in which nothing stands."""

    columns: list[list[str | None] | None]
    height: int
    first_column: int
    hidden: Hidden


class Extracted(NamedTuple):
    """A file as plain values; a sheet that cannot be read is there as the reason why not."""

    sheet_names: list[str | None]
    has_macros: bool
    sheets: list[SheetTexts | SpreadsheetFault]


class ExtractedFile(Spreadsheet):
    """A file that was opened elsewhere: all that can be asked of it is here."""

    def __init__(self, extracted: Extracted) -> None:
        self.sheet_names = extracted.sheet_names
        self.has_macros = extracted.has_macros
        self._sheets = extracted.sheets

    def grid(self, position: int) -> Grid:
        """The sheet at a position."""
        if position >= len(self._sheets):
            raise SpreadsheetFault("file-too-much-text")
        sheet = self._sheets[position]
        if isinstance(sheet, SpreadsheetFault):
            raise sheet
        blank = Texts([None] * sheet.height)
        columns = [blank if column is None else Texts(column) for column in sheet.columns]
        return Grid(
            self.sheet_names[position],
            columns,
            sheet.height,
            sheet.first_column,
            find_hidden=lambda: sheet.hidden,
        )


def open_confined(content: bytes) -> Spreadsheet:
    """The spreadsheet that these bytes are, opened in a child process.

    Raises SpreadsheetFault as `open_spreadsheet` does, and for a file that is damaged, takes too
    long or ends the child.
    """
    return ExtractedFile(confined().call(extract, content))


def open_many(contents: Iterable[bytes]) -> Iterator[Spreadsheet | SpreadsheetFault]:
    """Many files in their order, opened some ahead in several child processes."""
    with Confined() as children:
        for result in children.map(extract, contents):
            if isinstance(result, SpreadsheetFault):
                yield result
            elif isinstance(result, Exception):
                raise result
            else:
                yield ExtractedFile(result)


# In the child


def extract(content: bytes) -> Extracted:
    """All sheets of a file as plain values. Raises SpreadsheetFault."""
    opened = open_spreadsheet(content)
    # A file that lies about the size of its sheets ends nothing but this child.
    opened.is_believed = True
    sheets: list[SheetTexts | SpreadsheetFault] = []
    for position in range(min(MOST_SHEETS, len(opened.sheet_names))):
        try:
            sheets.append(_texts(opened.grid(position)))
        except SpreadsheetFault as fault:
            sheets.append(fault)
    return Extracted(list(opened.sheet_names), opened.has_macros, sheets)


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
