"""Reads tables that are written as text with tags: HTML saved as .xls, and Excel 2003 XML.

Both come from old programs and from web systems that "export to Excel". Nothing outside the file
is looked at, no script is run, no entity is expanded.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from typing import Any

from lxml import etree

from duibiao.spreadsheets.grids import (
    DAYS_OF_1904,
    OF_WORKBOOK,
    WIDEST,
    Grid,
    Hidden,
    Spreadsheet,
    SpreadsheetFault,
    Texts,
    decoded,
    refuse_beyond,
)

TABLE_TAG = re.compile(r"<table[\s>]", re.IGNORECASE)
CELL_TAG = re.compile(r"<(?:td|th|cell)[\s>/]", re.IGNORECASE)
MOST_CELLS = 200_000
"""Each takes a few microseconds; a template has a thousand."""
CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]{2,20})", re.IGNORECASE)
CHARSET_WITHIN = 2048
WORKBOOK_TAG = re.compile(r"<(?:\w+:)?Workbook\s[^>]*urn:schemas-microsoft-com:office:spreadsheet")
TAG_WITHIN = 4096
FROM_1904 = re.compile(r"<(?:\w+:)?Date1904\s*/?>")
WHITESPACE = re.compile(r"\s+")
NUMBER = re.compile("0*[1-9][0-9]{0,8}")
NOT_SHOWN = frozenset(("script", "style", "title", "xml"))
LINK_OF_SHEET = re.compile(r"table\d+")
LINE_BREAKS = frozenset(("br", "p", "div", "li"))
WIDEST_SPAN, HIGHEST_SPAN = 1_000, 65_534
"""As browsers have it."""


def open_markup(content: bytes) -> Spreadsheet:
    """The tables of a text that begins with a tag. Raises SpreadsheetFault."""
    text = _text(content)
    if text is None:
        raise SpreadsheetFault("file-not-a-spreadsheet")
    is_workbook = WORKBOOK_TAG.search(text, 0, TAG_WITHIN) is not None
    if not is_workbook and TABLE_TAG.search(text) is None:
        raise SpreadsheetFault("file-not-a-spreadsheet")
    if sum(1 for _ in CELL_TAG.finditer(text)) > MOST_CELLS:
        raise SpreadsheetFault("file-too-many-rows", sheet="", most=str(OF_WORKBOOK.rows))
    if is_workbook:
        if "<!DOCTYPE" in text:  # entities come with it; no spreadsheet program writes one
            raise SpreadsheetFault("file-unreadable")
        opened = MarkupFile(_WorkbookReader.sheets_of(text))
        opened.days_later = DAYS_OF_1904 if FROM_1904.search(text) else 0
        return opened
    return MarkupFile(_HtmlReader.sheets_of(text))


def _text(content: bytes) -> str | None:
    """The text, by the charset that it names if that is neither UTF-8 nor a Chinese one."""
    named = CHARSET.search(content[:CHARSET_WITHIN])
    if named is not None and not named[1].lower().startswith((b"utf", b"gb")):
        try:
            return codecs.decode(content, named[1].decode())
        except (LookupError, UnicodeDecodeError, TypeError):
            pass
    return decoded(content)


class Sheet:
    """The rows of a sheet as they come up, never wider or higher than can be held."""

    def __init__(self, name: str | None) -> None:
        self.name = name
        self.rows: list[list[str | None]] = []
        self.width = 0
        self.hidden = Hidden({}, {}, {}, {})

    def put(self, row: int, column: int, text: str | None) -> None:
        """Write into a cell. Raises SpreadsheetFault for one that is too far out."""
        self.width = max(self.width, column + 1)
        if column >= WIDEST:
            raise SpreadsheetFault("file-too-many-rows", sheet="", most=str(OF_WORKBOOK.rows))
        refuse_beyond(max(row + 1, len(self.rows)), self.width, OF_WORKBOOK, self.name or "")
        while len(self.rows) <= row:
            self.rows.append([])
        cells = self.rows[row]
        cells += [None] * (column + 1 - len(cells))
        cells[column] = text

    def merge(self, column: int, top: int, bottom: int) -> None:
        """Note a merged cell that is higher than a row."""
        if bottom > top:
            self.hidden.merged.setdefault(column, []).append((top, bottom))

    def grid(self) -> Grid:
        """The sheet."""
        columns = Texts.columns(self.rows)
        return Grid(self.name, columns, len(self.rows), find_hidden=lambda: self.hidden)


class MarkupFile(Spreadsheet):
    """Sheets that were read from tags."""

    def __init__(self, sheets: list[Sheet]) -> None:
        self._sheets = sheets
        self.sheet_names = [sheet.name for sheet in sheets]

    def grid(self, position: int) -> Grid:
        """The sheet at a position."""
        return self._sheets[position].grid()


# HTML


class _HtmlTable:
    """A table while it is read: `covered` is the last row over which a cell of a column reaches."""

    def __init__(self) -> None:
        self.sheet = Sheet(None)
        self.row = -1
        self.column = 0
        self.covered: dict[int, int] = {}
        self.parts: list[str] | None = None

    def begin_cell(self, attributes: Mapping[str, str]) -> None:
        """Go to the next cell that none reaches into, and note how far this one reaches."""
        self.end_cell()
        self.row = max(self.row, 0)
        while self.covered.get(self.column, -1) >= self.row:
            self.column += 1
        wide = min(_number(attributes.get("colspan"), 1), WIDEST_SPAN)
        high = min(_number(attributes.get("rowspan"), 1), HIGHEST_SPAN)
        bottom = self.row + high - 1
        self.sheet.merge(self.column, self.row, bottom)
        if high > 1:
            self.covered.update(dict.fromkeys(range(self.column, self.column + wide), bottom))
        self._next_column = self.column + wide
        self.parts = []

    def end_cell(self) -> None:
        """Write what was in the cell, if one is open."""
        if self.parts is None:
            return
        lines = (" ".join(line.split()) for line in "".join(self.parts).split("\n"))
        text = "\n".join(line for line in lines if line)
        self.sheet.put(self.row, self.column, text or None)
        self.column, self.parts = self._next_column, None

    def begin_row(self) -> None:
        """Go to the first column of the next row."""
        self.end_cell()
        self.row, self.column = self.row + 1, 0


class _HtmlReader:
    """Takes the tags of a page: its tables stand one below the other, as Excel shows them.

    LibreOffice writes a link to itself before each sheet, with the sheet's name.
    """

    def __init__(self) -> None:
        self.sheets = [Sheet(None)]
        self._open: list[_HtmlTable] = []
        self._not_shown = 0
        self._is_in_link = self._is_in_name = False

    @classmethod
    def sheets_of(cls, text: str) -> list[Sheet]:
        """The sheets of a page, most often one."""
        reader = cls()
        target: Any = reader  # its types want fewer methods than the library calls
        parser = etree.HTMLParser(target=target, no_network=True, huge_tree=False)
        try:
            parser.feed(text)
            parser.close()
        except etree.LxmlError as error:
            raise SpreadsheetFault("file-unreadable") from error
        return reader.sheets

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """A tag begins."""
        if tag in NOT_SHOWN:
            self._not_shown += 1
        elif tag == "table":
            self._open.append(_HtmlTable())
        elif self._open:
            table = self._open[-1]
            if tag == "tr":
                table.begin_row()
            elif tag in ("td", "th"):
                table.begin_cell(attributes)
            elif tag in LINE_BREAKS and table.parts is not None:
                table.parts.append("\n")
        elif tag == "a" and LINK_OF_SHEET.fullmatch(attributes.get("name", "")):
            self._is_in_link = True
            if self.sheets[-1].rows:
                self.sheets.append(Sheet(None))
        elif tag == "em":
            self._is_in_name = self._is_in_link

    def end(self, tag: str) -> None:
        """A tag ends."""
        if tag in NOT_SHOWN:
            self._not_shown -= 1
        elif self._open and tag in ("td", "th", "tr"):
            self._open[-1].end_cell()
        elif self._open and tag == "table":
            self._take(self._open.pop())
        elif tag == "em":
            self._is_in_name = False
        elif tag == "a":
            self._is_in_link = False

    def data(self, text: str) -> None:
        """A text between tags."""
        if self._open:
            parts = self._open[-1].parts
            if parts is not None and not self._not_shown:
                parts.append(WHITESPACE.sub(" ", text))
        elif self._is_in_name:
            self.sheets[-1].name = (self.sheets[-1].name or "") + text

    def close(self) -> None:
        """The page is at its end; tables may still be open."""
        while self._open:
            self._take(self._open.pop())

    def _take(self, table: _HtmlTable) -> None:
        """Set a table below those that ended before it."""
        table.end_cell()
        sheet = self.sheets[-1]
        first = len(sheet.rows)
        for row, cells in enumerate(table.sheet.rows, first):
            sheet.put(row, max(0, len(cells) - 1), None)
            sheet.rows[row] = cells
        for column, blocks in table.sheet.hidden.merged.items():
            for top, bottom in blocks:
                sheet.merge(column, top + first, bottom + first)


def _number(text: str | None, otherwise: int) -> int:
    """The whole number above 0 that an attribute gives, else another one."""
    match = NUMBER.fullmatch((text or "").strip())
    return int(match[0]) if match else otherwise


# Excel 2003 XML


class _WorkbookReader:
    """Takes the tags of an Excel 2003 XML workbook."""

    def __init__(self) -> None:
        self.sheets: list[Sheet] = []
        self._row = self._column = 0
        self._rows_below = self._columns_beside = 1
        self._type = ""
        self._parts: list[str] | None = None
        self._has_value = self._is_formula = False

    @classmethod
    def sheets_of(cls, text: str) -> list[Sheet]:
        """The sheets of a workbook."""
        reader = cls()
        target: Any = reader
        parser = etree.XMLParser(
            target=target,
            encoding="utf-8",
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
        )
        try:
            parser.feed(text.encode("utf-8"))
            parser.close()
        except etree.LxmlError as error:
            raise SpreadsheetFault("file-unreadable") from error
        return reader.sheets

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """A tag begins."""
        name = _local(tag)
        given = {_local(key): value for key, value in attributes.items()}
        if name == "Worksheet":
            self.sheets.append(Sheet(given.get("Name", "")))
            self._row, self._rows_below = -1, 1
        elif not self.sheets:
            return
        elif name == "Row":
            self._row = _number(given.get("Index"), self._row + self._rows_below + 1) - 1
            self._rows_below = 1 + _number(given.get("Span"), 0)
            self._column, self._columns_beside = -1, 1
        elif name == "Cell":
            index = _number(given.get("Index"), self._column + self._columns_beside + 1)
            self._column = index - 1
            self._columns_beside = 1 + _number(given.get("MergeAcross"), 0)
            bottom = self._row + _number(given.get("MergeDown"), 0)
            self.sheets[-1].merge(self._column, self._row, bottom)
            self._is_formula, self._has_value = "Formula" in given, False
        elif name == "Data":
            self._type, self._parts, self._has_value = given.get("Type", ""), [], True

    def data(self, text: str) -> None:
        """A text between tags."""
        if self._parts is not None:
            self._parts.append(text)

    def end(self, tag: str) -> None:
        """A tag ends."""
        name = _local(tag)
        if name == "Data" and self._parts is not None:
            text = "".join(self._parts)
            if self._type == "Boolean":
                text = "true" if text.strip() == "1" else "false"
            elif self._type == "DateTime":
                text = text.replace("T", " ").removesuffix(".000")
            self._parts = None
            self.sheets[-1].put(self._row, self._column, text or None)
        elif name == "Cell" and self._is_formula and not self._has_value:
            self.sheets[-1].hidden.unstored.setdefault(self._column, set()).add(self._row)
            self._is_formula = False

    def close(self) -> None:
        """The workbook is at its end."""


def _local(name: str) -> str:
    return name.rpartition("}")[2]
