"""What a child does with a stranger's file: opens it once and takes the texts out of it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from duibiao.spreadsheets import grids
from duibiao.spreadsheets.confined import OF_FILE, OF_TABLE, go_on_within
from duibiao.spreadsheets.grids import (
    LONGEST_CELL,
    Grid,
    Hidden,
    Spreadsheet,
    SpreadsheetFault,
    cell_too_long,
)
from duibiao.spreadsheets.headers import (
    HEADER_WITHIN_LINES,
    Header,
    IsHeader,
    SentTable,
    TableFault,
    csv_header,
    csv_text,
    header_among,
)
from duibiao.spreadsheets.sent import crosses
from duibiao.spreadsheets.spreadsheet import (
    COMPOUND_SIGNATURE,
    ZIP_SIGNATURE,
    open_spreadsheet,
    open_with_documents,
)

MOST_SHEETS = 100
"""So many are opened at once: a template has two."""
MOST_SHEETS_WITH_TABLES = 40
MAY_BE_LARGE_FROM = 1_000_000
"""Bytes. A smaller spreadsheet is opened within what one school's file may take."""
PARQUET_SIGNATURE = b"PAR1"


@crosses
class SheetTexts(NamedTuple):
    """A sheet as plain values: `columns` has None for a column in which nothing stands."""

    columns: list[list[str | None] | None]
    height: int
    first_column: int
    hidden: Hidden


@crosses
class Extracted(NamedTuple):
    """A file as plain values.

    A sheet that cannot be read is there as the reason why not, one that was left out as None.
    """

    sheet_names: list[str | None]
    has_macros: bool
    sheets: list[SheetTexts | SpreadsheetFault | None]
    days_later: int = 0


def extract(
    content: bytes, left_out: frozenset[str] = frozenset(), with_documents: bool = False
) -> Extracted:
    """The sheets of a file as plain values, but those of some names. Raises SpreadsheetFault.

    `with_documents`: the tables of a Word document too.
    """
    opened = _opened(content, open_with_documents if with_documents else open_spreadsheet)
    return _extracted(opened, left_out, {})


def extract_any(
    content: bytes, is_header: IsHeader, left_out: frozenset[str], own_sheets: frozenset[str]
) -> Extracted | SentTable:
    """The first table with such a header, or else the sheets of a file, but those of some names.

    A file that has a sheet of `own_sheets` is no table. Raises SpreadsheetFault and TableFault.
    """
    go_on_within(OF_FILE if len(content) < MAY_BE_LARGE_FROM else OF_TABLE)
    found: Header | None = None
    if content.startswith(PARQUET_SIGNATURE):
        return _table(lambda tables: tables.parquet_table(content, is_header))
    if not content.startswith((ZIP_SIGNATURE, COMPOUND_SIGNATURE)):
        with contextlib.suppress(TableFault):  # what is no table may be a workbook
            text = csv_text(content)
            found = csv_header(text, is_header)
        if found is not None:
            header = found
            return _table(lambda tables: tables.csv_table(text, header))
    opened = _opened(content)
    looked_at: dict[int, Grid | SpreadsheetFault] = {}
    if own_sheets.isdisjoint(filter(None, opened.sheet_names)):
        for position in range(min(len(opened.sheet_names), MOST_SHEETS_WITH_TABLES)):
            grid = looked_at[position] = _grid(opened, position)
            if isinstance(grid, SpreadsheetFault) and grid.code == grids.TOO_MANY_ROWS:
                grid = _large_grid(opened, position)
            if isinstance(grid, Grid):
                top = enumerate(grid.rows(0, HEADER_WITHIN_LINES), start=1)
                if found := header_among(top, is_header):
                    place = grid, found, opened.days_later
                    return _table(lambda tables, place=place: tables.sheet_table(*place))
    return _extracted(opened, left_out, looked_at)


def _grid(opened: Spreadsheet, position: int) -> Grid | SpreadsheetFault:
    try:
        return opened.grid(position)
    except SpreadsheetFault as fault:
        return fault


def _large_grid(opened: Spreadsheet, position: int) -> Grid | SpreadsheetFault:
    """A sheet that has too many rows for a workbook, as one of a table."""
    go_on_within(OF_TABLE)
    opened.limits = grids.OF_TABLE
    grid = _grid(opened, position)
    opened.limits = grids.OF_WORKBOOK
    return grid


def _table(read: Callable[..., Any]) -> SentTable:
    """What is read by `text_tables`, which it is given, to be sent.

    A file of which a parser says nothing that has a name is unreadable.
    """
    go_on_within(OF_TABLE)
    # Loaded for tables alone: a child that reads workbooks does without what it takes.
    from duibiao.spreadsheets import text_tables

    try:
        return text_tables.sent(read(text_tables))
    except (TableFault, SpreadsheetFault, KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # a parser in Rust panics past Exception
        raise TableFault("table-unreadable") from error


def extract_sheet(content: bytes, position: int) -> SheetTexts:
    """One sheet of a file as plain values. Raises SpreadsheetFault."""
    return _texts(_opened(content).grid(position))


def _extracted(
    opened: Spreadsheet,
    left_out: frozenset[str],
    looked_at: Mapping[int, Grid | SpreadsheetFault],
) -> Extracted:
    names = list(opened.sheet_names)
    sheets: list[SheetTexts | SpreadsheetFault | None] = []
    for position, name in enumerate(names):
        # What is further back is fetched if anyone asks for it.
        if position >= MOST_SHEETS or (name in left_out and len(names) > 1):
            sheets.append(None)
            continue
        grid = looked_at.get(position) or _grid(opened, position)
        try:
            sheets.append(grid if isinstance(grid, SpreadsheetFault) else _texts(grid))
        except SpreadsheetFault as fault:
            sheets.append(fault)
    return Extracted(names, opened.has_macros, sheets, opened.days_later)


def _opened(
    content: bytes, opened_by: Callable[[bytes], Spreadsheet] = open_spreadsheet
) -> Spreadsheet:
    opened = opened_by(content)
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
