"""Opens what fastexcel reads as it stands (.xls): what other kinds of file build on."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import fastexcel

from duibiao.spreadsheets.grids import NOTHING_HIDDEN, Grid, Hidden, Spreadsheet, refuse_beyond

ERROR_TEXTS = {
    "Div0": "#DIV/0!",
    "NA": "#N/A",
    "Name": "#NAME?",
    "Null": "#NULL!",
    "Num": "#NUM!",
    "Ref": "#REF!",
    "Value": "#VALUE!",
}
UNREAD_CELL = re.compile(r"got '(\w+)\(\"?(.*?)\"?\)'", re.DOTALL)


class FastexcelFile(Spreadsheet):
    """A file that fastexcel reads, as it stands (.xls), with the merged cells of its sheets."""

    def __init__(
        self, content: bytes, merged: Sequence[dict[int, list[tuple[int, int]]]] = ()
    ) -> None:
        self.reader = fastexcel.read_excel(content)
        self.sheet_names = list(self.reader.sheet_names)
        self._merged = merged

    def grid(self, position: int) -> Grid:
        """The sheet at a position."""
        if len(self._merged) != len(self.sheet_names):  # whose they are is not certain
            return self._loaded(position, lambda: NOTHING_HIDDEN)
        return self._loaded(position, lambda: Hidden(self._merged[position], {}, {}, {}))

    def _loaded(self, position: int, find_hidden: Callable[[], Hidden]) -> Grid:
        # Without header_row and with skip_rows=0, rows count from the sheet's top; blank columns
        # at the left are left out whatever one asks, and absolute_index tells how many.
        sheet = self.reader.load_sheet(position, header_row=None, skip_rows=0, dtypes="string")
        name = self.sheet_names[position]
        if not sheet.width or not sheet.height:
            return Grid(name, [], 0)
        refuse_beyond(sheet.height, sheet.width, self.limits, name or "")
        batch, errors = sheet.to_arrow_with_errors()
        return Grid(
            name,
            batch.columns,
            sheet.height,
            sheet.selected_columns[0].absolute_index,
            {
                (error.position[0], error.position[1]): _unread_text(error.detail)
                for error in (errors.errors if errors else ())
            },
            find_hidden,
        )


def _unread_text(detail: str) -> str:
    """What stood in a cell that is no text, number, date or truth value."""
    match = UNREAD_CELL.search(detail)
    if match is None:
        return "#N/A"
    kind, inner = match.groups()
    return ERROR_TEXTS.get(inner, "#N/A") if kind == "Error" else inner
