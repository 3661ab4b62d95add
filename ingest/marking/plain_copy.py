"""Copies what stands in a spreadsheet of any kind into a new .xlsx file, address by address."""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Sequence

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from duibiao.spreadsheets.grids import Grid, Spreadsheet, SpreadsheetFault
from duibiao.words import Words
from ingest.marking.problem_sheet import text_lines, text_width
from ingest.workbook.problem_list import is_problem_list

LONGEST_SHEET_NAME = 31
NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]")
PLAIN_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]*[1-9])?")
LONGEST_NUMBER = 8
"""Signs of a number; a longer one, such as a school's code, stays a text, which shows whole."""
LONGEST_CELL = 32_767
LEAST_WIDTH, MOST_WIDTH = 8, 45
LINE_HEIGHT, MOST_HEIGHT = 15, 200
SHARE_THAT_FITS = 0.9
"""A column is so wide that this share of its texts stands on one line."""
MOST_CELLS_LOOKED_BEHIND = 20_000
A4 = 9


def as_xlsx(
    spreadsheet: Spreadsheet, say: Words, nameless: str | None = None
) -> tuple[bytes, dict[str | None, str]]:
    """The new file, and the names of its sheets by those that they had.

    `nameless`: what a sheet without a name is called, else as the one that schools fill in. A list
    of problems is left out. Raises SpreadsheetFault for a file without other sheets.
    """
    out = io.BytesIO()
    names: dict[str | None, str] = {}
    workbook = Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    looks = _Looks(workbook)
    for at, name in enumerate(spreadsheet.sheet_names):
        if not is_problem_list(name):
            names[name] = _fit_name(
                name or nameless or say("workbook-sheet-answers"), names.values()
            )
            _write_grid(workbook.add_worksheet(names[name]), spreadsheet.grid(at), looks)
    if not names:
        raise SpreadsheetFault("file-cannot-be-marked")
    workbook.close()
    return out.getvalue(), names


def _fit_name(name: str, taken: Collection[str]) -> str:
    """A name that a sheet of an .xlsx file may have, and no other has."""
    plain = NOT_IN_SHEET_NAMES.sub("_", name).strip("'")[:LONGEST_SHEET_NAME] or "_"
    fit, number = plain, 1
    while fit.casefold() in {other.casefold() for other in taken}:
        number += 1
        fit = f"{plain[: LONGEST_SHEET_NAME - 4]} {number}"
    return fit


class _Looks:
    """How cells look: what is a text stays one, whatever it begins with."""

    def __init__(self, workbook: Workbook) -> None:
        self.number: Format = workbook.add_format({"valign": "vcenter"})
        text = {"valign": "vcenter", "quote_prefix": True}
        self.text: Format = workbook.add_format(text)
        self.wrapped: Format = workbook.add_format(text | {"text_wrap": True})


def _write_grid(sheet: Worksheet, grid: Grid, looks: _Looks) -> None:
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    is_small = grid.width * grid.height <= MOST_CELLS_LOOKED_BEHIND
    columns = [grid.column(position) for position in range(grid.width)]
    heights: dict[int, int] = {}
    for position, shown in enumerate(columns):
        column = position + grid.first_column
        width = _width(shown)
        sheet.set_column(column, column, width)
        texts = _with_hidden(sheet, grid, position, shown, looks) if is_small else shown
        beside = columns[position + 1] if position + 1 < grid.width else [None] * grid.height
        for row, text in enumerate(texts):
            if not text:
                continue
            if len(text) <= LONGEST_NUMBER and PLAIN_NUMBER.fullmatch(text):
                sheet.write_number(row, column, float(text), looks.number)
            elif beside[row] or "\n" in text:
                sheet.write_string(row, column, text[:LONGEST_CELL], looks.wrapped)
                lines = text_lines(text[:LONGEST_CELL], width - 1)
                heights[row] = max(heights.get(row, 1), lines)
            else:  # a title may run on over the blank cells beside it
                sheet.write_string(row, column, text[:LONGEST_CELL], looks.text)
    for row, lines in heights.items():
        sheet.set_row(row, min(lines * LINE_HEIGHT, MOST_HEIGHT))


def _width(texts: Sequence[str | None]) -> float:
    widths = sorted(text_width(text) for text in texts if text)
    fitting = widths[int(len(widths) * SHARE_THAT_FITS)] if widths else 0
    return min(max(fitting + 2, LEAST_WIDTH), MOST_WIDTH)


def _with_hidden(
    sheet: Worksheet, grid: Grid, position: int, texts: Sequence[str | None], looks: _Looks
) -> Sequence[str | None]:
    """A column's texts with its error values, its merged cells merged again."""
    blank = [row for row, text in enumerate(texts) if not text]
    behind = grid.behind(position, blank)
    bottoms = {hidden.top: row for row, hidden in sorted(behind.items()) if hidden.kind == "merged"}
    column = position + grid.first_column
    for top, bottom in bottoms.items():
        sheet.merge_range(top, column, bottom, column, "", looks.wrapped)
    errors = {row: hidden.text for row, hidden in behind.items() if hidden.kind == "error"}
    return [errors.get(row, text) for row, text in enumerate(texts)]
