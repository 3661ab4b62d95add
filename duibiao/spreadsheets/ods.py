"""Opens .ods files, and finds behind their blank cells what fastexcel does not tell of."""

from __future__ import annotations

import datetime as dt
import html
import re

from duibiao.spreadsheets.fastexcel_file import FastexcelFile
from duibiao.spreadsheets.grids import (
    OF_WORKBOOK,
    WIDEST,
    Grid,
    Hidden,
    SpreadsheetFault,
    as_percentage,
    too_many_rows,
)
from duibiao.spreadsheets.xlsx import attributes_of
from duibiao.spreadsheets.zip_parts import ZipParts

FIRST_DAY = re.compile(rb'<table:null-date\s[^>]*date-value="([0-9-]{10})')
USUAL_FIRST_DAY = dt.date(1899, 12, 30)
TABLE_BEGIN = re.compile(rb"<table:table\s([^>]*)>")
TABLE_ROW = re.compile(rb"<table:table-row([^>]*?)(/?)>")
TABLE_CELL = re.compile(rb"<table:(covered-)?table-cell([^>]*?)(/?)>")
ROWS_REPEATED = re.compile(rb'number-rows-repeated="([0-9]+)"')
COLUMNS_REPEATED = re.compile(rb'number-columns-repeated="([0-9]+)"')
ROWS_SPANNED = re.compile(rb'number-rows-spanned="([0-9]+)"')
MANY_ROWS = re.compile(rb'number-rows-repeated="[0-9]{5,}"')
MANY_COLUMNS = re.compile(rb'number-columns-repeated="[0-9]{4,}"')
PARAGRAPH = re.compile(rb"<text:p[^>]*>([^<]*)</text:p>")
SOMETHING_HIDDEN = re.compile(
    rb'rows-spanned="(?!1")|value-type="(?:error|percentage)"|table:formula='
)
NUMBER_OF_CELL = re.compile(rb'office:value="(-?[0-9][0-9.E+-]{0,30})"')
HAS_VALUE = re.compile(
    rb"office:(?:value|date-value|string-value|boolean-value|time-value)|<text:p"
)


def _hidden_in_table(xml: bytes, height: int) -> Hidden:
    """Error values, formulas without a stored value, and merged cells, in the rows of a table."""
    hidden = Hidden({}, {}, {}, {})
    if SOMETHING_HIDDEN.search(xml) is None:
        return hidden
    row = 0
    begins = list(TABLE_ROW.finditer(xml))
    ends = [begin.start() for begin in begins[1:]] + [len(xml)]
    for begin, end in zip(begins, ends, strict=True):
        rows = range(row, min(height, row + _repeated(ROWS_REPEATED, begin[1])))
        if SOMETHING_HIDDEN.search(xml, begin.end(), end) is not None:
            _hidden_in_row(xml, begin.end(), end, rows, hidden)
        row = rows.stop
    return hidden


def _hidden_in_row(xml: bytes, begin: int, end: int, rows: range, hidden: Hidden) -> None:
    column = 0
    for cell in TABLE_CELL.finditer(xml, begin, end):
        columns = range(column, column + min(WIDEST, _repeated(COLUMNS_REPEATED, cell[2])))
        column = columns.stop
        tag = cell[2]
        if b'value-type="error"' in tag:
            paragraph = None if cell[3] else PARAGRAPH.match(xml, cell.end(), end)
            text = html.unescape(paragraph[1].decode("utf-8")) if paragraph else ""
            for at in columns:
                hidden.errors.setdefault(at, {}).update(dict.fromkeys(rows, text or "#N/A"))
        elif b'value-type="percentage"' in tag and (value := NUMBER_OF_CELL.search(tag)):
            seen = as_percentage(value[1].decode())
            for at in columns if seen is not None else ():
                hidden.shown.setdefault(at, {}).update(dict.fromkeys(rows, seen or ""))
        elif b"table:formula=" in tag and b"value-type=" not in tag:
            for at in columns:
                hidden.unstored.setdefault(at, set()).update(rows)
        elif (height := _repeated(ROWS_SPANNED, tag)) > 1:
            hidden.merged.setdefault(columns.start, []).append(
                (rows.start, rows.start + height - 1)
            )


def _repeated(pattern: re.Pattern[bytes], tag: bytes) -> int:
    match = pattern.search(tag)
    return int(match[1]) if match else 1


class OdsFile(FastexcelFile):
    """An .ods file."""

    def __init__(self, content: bytes, parts: ZipParts) -> None:
        manifest = "META-INF/manifest.xml"
        if manifest in parts.names and b"encryption-data" in parts.read(manifest):
            raise SpreadsheetFault("file-encrypted")
        self._xml = parts.read("content.xml")
        _refuse_repeated_values(self._xml)
        self.days_later = _days_later(self._xml)
        super().__init__(content)

    def grid(self, position: int) -> Grid:
        """The sheet at a position."""
        table = self._table(self.sheet_names[position] or "")
        return self._loaded(position, lambda: _hidden_in_table(table, self.limits.rows))

    def _table(self, sheet_name: str) -> bytes:
        for begin in TABLE_BEGIN.finditer(self._xml):
            if attributes_of(begin[1].decode("utf-8")).get("table:name") == sheet_name:
                end = self._xml.find(b"</table:table>", begin.end())
                return self._xml[begin.end() : end]
        return b""


def _days_later(xml: bytes) -> int:
    """How much later than usual the first day is from which day numbers count."""
    match = FIRST_DAY.search(xml)
    if match is None:
        return 0
    try:
        return (dt.date.fromisoformat(match[1].decode()) - USUAL_FIRST_DAY).days
    except ValueError:
        return 0


def _refuse_repeated_values(xml: bytes) -> None:
    """Refuse a sheet that says "this cell a million times"."""
    for match in MANY_ROWS.finditer(xml):
        if HAS_VALUE.search(xml, match.end(), xml.find(b"</table:table-row>", match.end())):
            raise too_many_rows(OF_WORKBOOK)
    for match in MANY_COLUMNS.finditer(xml):
        begin = xml.rfind(b"<", 0, match.start())
        end = xml.find(b">", match.end())
        if HAS_VALUE.search(xml, begin, end):
            raise too_many_rows(OF_WORKBOOK)
