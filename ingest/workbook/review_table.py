"""Finds the table in which reviewers write, and so tells a review from a school's workbook."""

from __future__ import annotations

from duibiao.spreadsheets.grids import Grid, Spreadsheet
from duibiao.words import LANGUAGES, words
from duibiao.words.choices import label_key
from ingest.workbook.table import LONGEST_LABEL, MOST_SHEETS, Table

COLUMNS = (
    "code",
    "dimension",
    "indicator",
    "requirement",
    "question",
    "unit",
    "self",
    "verified",
    "reason",
    "evidence",
    "note",
)
"""The columns of the table, by their names."""
OWN_COLUMNS = ("self", "verified", "reason")
NEEDED_COLUMNS = ("code", "self", "verified", "reason")
FIRST_ROWS = 200
"""The header stands in these."""


def header_message(name: str) -> str:
    """The message that stands over a column."""
    return f"{'review' if name in OWN_COLUMNS else 'workbook'}-header-{name}"


REVIEW_HEADERS = {
    label_key(words(language)(header_message(name))): name
    for name in COLUMNS
    for language in LANGUAGES
}
"""The names of columns by what stands over them in any language."""


def find_review_table(spreadsheet: Spreadsheet) -> Table | None:
    """The first table with a column for verified values, None if there is none."""
    grids = (spreadsheet.grid(at) for at in range(min(len(spreadsheet.sheet_names), MOST_SHEETS)))
    return next((table for grid in grids if (table := _table_in(grid)) is not None), None)


def _header_of(cell: str | None) -> str | None:
    if not cell or len(cell) > LONGEST_LABEL:
        return None
    return REVIEW_HEADERS.get(label_key(cell))


def _table_in(grid: Grid) -> Table | None:
    for row, cells in enumerate(grid.rows(0, min(FIRST_ROWS, grid.height))):
        columns: dict[str, int] = {}
        repeated = []
        for position, cell in enumerate(cells):
            name = _header_of(cell)
            if name is not None and columns.setdefault(name, position) != position:
                repeated.append((name, position))
        if {"code", "verified"} <= columns.keys():
            return Table(grid, row, columns, tuple(repeated))
    return None
