"""Reads the tables of a Word document (.docx): each a sheet, under the paragraphs before it.

The one part with the text is looked at, tag by tag; no other part, link, entity or macro is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lxml import etree

from duibiao.spreadsheets.grids import OF_WORKBOOK, SpreadsheetFault, too_many_rows
from duibiao.spreadsheets.markup import MarkupFile, Sheet
from duibiao.spreadsheets.zip_parts import ZipParts

DOCUMENT = "word/document.xml"
MOST_CELLS = 200_000
MOST_BEFORE = 20
"""So many paragraphs before a table are kept: its title and what is said of it."""
PARAGRAPHS_BEFORE = 2_000
"""Letters of a paragraph outside of tables that are kept."""
WIDEST_SPAN = 1_000
NOT_SHOWN = frozenset(("Fallback", "del", "instrText", "delText"))


def open_word_document(parts: ZipParts) -> MarkupFile:
    """The tables of a document. Raises SpreadsheetFault for one without any, or that is damaged."""
    xml = parts.read(DOCUMENT)
    # No program writes a declaration of types, with which entities come.
    if b"<!DOCTYPE" in xml or not xml.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise SpreadsheetFault("file-unreadable")
    reader = _Reader()
    target: Any = reader  # its types want fewer methods than the library calls
    parser = etree.XMLParser(
        target=target, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        parser.feed(xml)
        parser.close()
    except etree.LxmlError as error:
        raise SpreadsheetFault("file-unreadable") from error
    if not reader.sheets:
        raise SpreadsheetFault("document-without-table")
    return MarkupFile(reader.sheets)


class _Reader:
    """Takes the tags of a document; a table within a cell is read as text of that cell."""

    def __init__(self) -> None:
        self.sheets: list[Sheet] = []
        self._before: list[str] = []
        self._sheet: Sheet | None = None
        self._depth = self._not_shown = self._cells = 0
        self._row = self._column = 0
        self._span, self._goes_on, self._begins = 1, False, False
        self._merged: dict[int, tuple[int, int]] = {}
        self._parts: list[str] = []
        self._is_text = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """A tag begins."""
        name = _local(tag)
        if name in NOT_SHOWN:
            self._not_shown += 1
        elif name == "tbl":
            self._depth += 1
            if self._depth == 1:
                self._begin_table()
        elif name == "t":
            self._is_text = not self._not_shown
        elif name in ("tab", "br", "cr") and not self._not_shown:
            self._parts.append(" " if name == "tab" else "\n")
        elif self._depth == 1:
            self._begin_part(name, {_local(key): text for key, text in attributes.items()})

    def _begin_part(self, name: str, given: Mapping[str, str]) -> None:
        if name == "tr":
            self._row, self._column = self._row + 1, 0
        elif name == "gridBefore":
            self._column += _span(given)
        elif name == "tc":
            self._span, self._goes_on, self._begins, self._parts = 1, False, False, []
        elif name == "gridSpan":
            self._span = max(1, _span(given))
        elif name == "vMerge":
            self._begins = given.get("val") == "restart"
            self._goes_on = not self._begins

    def end(self, tag: str) -> None:
        """A tag ends."""
        name = _local(tag)
        if name in NOT_SHOWN:
            self._not_shown -= 1
        elif name == "t":
            self._is_text = False
        elif name == "p" and self._depth:
            self._parts.append("\n")
        elif name == "p":
            text = _plain(self._parts)[:PARAGRAPHS_BEFORE]
            self._parts = []
            if text:
                self._before = [*self._before[1 - MOST_BEFORE :], text]
        elif name == "tc" and self._depth == 1:
            self._end_cell()
        elif name == "tbl":
            self._depth -= 1
            if not self._depth:
                self._end_table()

    def data(self, text: str) -> None:
        """A text between tags."""
        if self._is_text:
            self._parts.append(text)

    def close(self) -> None:
        """The document is at its end."""

    def _begin_table(self) -> None:
        self._sheet = Sheet(f"表{len(self.sheets) + 1}")
        for row, text in enumerate(self._before):
            self._sheet.put(row, 0, text)
        self._row = len(self._before) - 1
        self._before, self._parts, self._merged = [], [], {}

    def _end_cell(self) -> None:
        assert self._sheet is not None
        self._cells += 1
        if self._cells > MOST_CELLS:
            raise too_many_rows(OF_WORKBOOK)
        text = None if self._goes_on else _plain(self._parts) or None
        # The last column that it reaches over is there too: tables that go on are as wide.
        self._sheet.put(self._row, self._column + self._span - 1, None)
        self._sheet.put(self._row, self._column, text)
        if self._begins or not self._goes_on:
            self._end_merged(self._column)
        if self._begins:
            self._merged[self._column] = self._row, self._row
        elif self._goes_on and self._column in self._merged:
            self._merged[self._column] = self._merged[self._column][0], self._row
        self._column += self._span
        self._parts = []

    def _end_merged(self, column: int) -> None:
        block = self._merged.pop(column, None)
        if block is not None and self._sheet is not None:
            self._sheet.merge(column, *block)

    def _end_table(self) -> None:
        assert self._sheet is not None
        for column in list(self._merged):
            self._end_merged(column)
        self.sheets.append(self._sheet)
        self._sheet, self._parts = None, []


def _plain(parts: list[str]) -> str:
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)


def _span(given: Mapping[str, str]) -> int:
    text = given.get("val", "")
    return min(int(text), WIDEST_SPAN) if text.isascii() and text.isdigit() else 1


def _local(name: str) -> str:
    return name.rpartition("}")[2]
