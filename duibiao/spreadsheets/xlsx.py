"""Opens .xlsx files, and finds behind their blank cells what fastexcel does not tell of."""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Mapping
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import NamedTuple
from xml.parsers import expat

from duibiao.spreadsheets.fastexcel_file import FastexcelFile
from duibiao.spreadsheets.grids import (
    DAYS_OF_1904,
    Grid,
    Hidden,
    SpreadsheetFault,
    as_percentage,
    as_whole,
    column_number,
    refuse_beyond,
)
from duibiao.spreadsheets.zip_parts import Packed, ZipParts, unpacked

# A cell that is not within A1 to AZ9999, or does not say where it is as nearly all programs do.
# The most frequent address first: this runs over every cell of every file.
FAR_CELL = re.compile(rb'<c(?! r="[A-Z][0-9]{1,4}+"|[a-z]| r="A[A-Z][0-9]{1,4}+")')
PREFIXED_CELL = re.compile(rb":c[\s/>]")
ODD_CELL = re.compile(rb'<c(?![a-z]| r="[A-Z]{1,3}[0-9]{1,7}")')
_NOT_BLANK = rb'(?!(?: [a-z]+="[0-9A-Za-z]*")*/>)'
FILLED_ROW = re.compile(rb'<c r="[A-Z]+([0-9]+)"' + _NOT_BLANK)
FILLED_COLUMN = re.compile(rb'<c r="([A-Z]+)[0-9]+"' + _NOT_BLANK)
CELL_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
DIMENSION = re.compile(rb'<dimension ref="(?:[A-Z]{1,3}[0-9]{1,7}:)?([A-Z]{1,3})([0-9]{1,7})"')
CELL_BEGIN = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"([^>]*)>')
MERGED = re.compile(rb'mergeCell\s[^>]*?ref="([A-Z]{1,3})([0-9]{1,7}):[A-Z]{1,3}([0-9]{1,7})"')
FORMULA_WITHOUT_VALUE = re.compile(
    rb"<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
)
TYPE_OF_TEXT = b't="str"'
"""Of a formula: its result is a text, so that no value is an empty one."""
STYLES = "xl/styles.xml"
NUMBER_FORMAT = re.compile(rb'<numFmt\s+numFmtId="(\d+)"\s+formatCode="([^"]*)"')
CELL_STYLE = re.compile(rb'<xf\s[^>]*?numFmtId="(\d+)"')
PERCENTAGES, WHOLES = {b"9", b"10"}, {b"1", b"3"}
"""Formats that every program knows by number."""
WHOLE_FORMAT = re.compile(r"[#,]*0(?:_.|\\?\s)*")
STYLED_NUMBER = re.compile(
    rb'<c r="([A-Z]{1,3})([0-9]{1,7})" s="([0-9]+)"(?: t="n")?>(?:<f[^>]*>[^<]*</f>|<f[^>]*/>)?'
    rb"<v>(-?[0-9][0-9.E+-]{0,30})</v>"
)
COUNTS_FROM_1904 = re.compile(rb"""<(?:\w+:)?workbookPr\s[^>]*date1904\s*=\s*["'](?:1|true)["']""")
SHEET_ENTRY = re.compile(r"<(?:\w+:)?sheet\s([^>]*?)/?>")
RELATION_ENTRY = re.compile(r"<(?:\w+:)?Relationship\s([^>]*?)/?>")
ATTRIBUTE = re.compile(r"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


def _hidden_in_sheet(xml: bytes, formats: Formats) -> Hidden:
    """Formulas without a stored value, merged cells, and numbers that show as something else."""
    return Hidden(_merged_cells(xml), _unstored_formulas(xml), {}, _shown(xml, formats))


class Formats(NamedTuple):
    """The styles of cells, by their numbers, that show percentages, and those without decimals."""

    percentages: frozenset[bytes]
    wholes: frozenset[bytes]


def _formats(parts: ZipParts) -> Formats:
    if STYLES not in parts.names:
        return Formats(frozenset(), frozenset())
    xml = parts.read(STYLES)
    named = {
        match[1]: html.unescape(match[2].decode("utf-8", "replace"))
        for match in NUMBER_FORMAT.finditer(xml)
    }
    percentages, wholes = set(), set()
    styles = xml[xml.find(b"<cellXfs") : xml.find(b"</cellXfs")]
    for number, match in enumerate(CELL_STYLE.finditer(styles)):
        code = named.get(match[1], "")
        if match[1] in PERCENTAGES or "%" in code:
            percentages.add(str(number).encode())
        elif match[1] in WHOLES or WHOLE_FORMAT.fullmatch(code):
            wholes.add(str(number).encode())
    return Formats(frozenset(percentages), frozenset(wholes))


def _shown(xml: bytes, formats: Formats) -> dict[int, dict[int, str]]:
    shown: dict[int, dict[int, str]] = {}
    if not formats.percentages and not formats.wholes:
        return shown
    for match in STYLED_NUMBER.finditer(xml):
        letters, row, style, value = match.groups()
        text = None
        if style in formats.percentages:
            text = as_percentage(value.decode())
        elif style in formats.wholes and b"." in value:
            text = as_whole(value.decode())
        if text is not None:
            shown.setdefault(_column_number(letters), {})[int(row) - 1] = text
    return shown


def _merged_cells(xml: bytes) -> dict[int, list[tuple[int, int]]]:
    merged: dict[int, list[tuple[int, int]]] = {}
    for letters, top, bottom in MERGED.findall(xml, max(0, xml.rfind(b"sheetData>"))):
        if top != bottom:
            block = (int(top) - 1, int(bottom) - 1)
            merged.setdefault(_column_number(letters), []).append(block)
    return merged


def _unstored_formulas(xml: bytes) -> dict[int, set[int]]:
    if _has_odd_names(xml):
        return _SheetScan(xml).unstored
    unstored: dict[int, set[int]] = {}
    for match in FORMULA_WITHOUT_VALUE.finditer(xml):
        cell = CELL_BEGIN.match(xml, xml.rfind(b"<c", 0, match.start()))
        if cell is None:
            return _SheetScan(xml).unstored
        if TYPE_OF_TEXT not in cell[3]:
            unstored.setdefault(_column_number(cell[1]), set()).add(int(cell[2]) - 1)
    return unstored


@lru_cache(1024)
def _column_number(letters: bytes) -> int:
    return column_number(letters.decode())


def _has_odd_names(xml: bytes) -> bool:
    return b"<worksheet" not in xml[:1000] or PREFIXED_CELL.search(xml) is not None


class XlsxFile(FastexcelFile):
    """An .xlsx (or .xlsm) file."""

    def __init__(self, content: bytes, parts: ZipParts) -> None:
        self.has_macros = any(name.endswith("vbaProject.bin") for name in parts.names)
        self._parts = parts
        self._targets = _sheet_targets(parts)
        is_of_1904 = COUNTS_FROM_1904.search(parts.read("xl/workbook.xml")) is not None
        self.days_later = DAYS_OF_1904 if is_of_1904 else 0
        super().__init__(content)

    def grid(self, position: int) -> Grid:
        """The sheet at a position."""
        name = self.sheet_names[position] or ""
        part = self._targets[name]
        if self.is_believed and self._says_it_is_small(part):
            return self._loaded(
                position, lambda: _hidden_in_sheet(self._parts.read(part), self._formats)
            )
        xml = self._parts.read(part)
        has_odd_names = _has_odd_names(xml)
        if has_odd_names or FAR_CELL.search(xml):
            is_odd = has_odd_names or ODD_CELL.search(xml) is not None
            refuse_beyond(
                *(_last_cell_of_odd(xml) if is_odd else _last_cell(xml)), self.limits, name
            )
        return self._loaded(position, lambda: _hidden_in_sheet(xml, self._formats))

    @cached_property
    def _formats(self) -> Formats:
        return _formats(self._parts)

    def _says_it_is_small(self, part: str) -> bool:
        """Whether the sheet says at its beginning that all its cells lie within the limits."""
        match = DIMENSION.search(self._parts.read_beginning(part))
        if match is None:
            return False
        rows, columns = int(match[2]), column_number(match[1].decode()) + 1
        return rows <= self.limits.rows and rows * columns <= self.limits.cells


def _sheet_targets(parts: ZipParts) -> Mapping[str, str]:
    """The part of the zip in which each sheet lies."""
    return _targets(parts.packed("xl/workbook.xml"), parts.packed("xl/_rels/workbook.xml.rels"))


@lru_cache(256)  # one program's files are alike in this
def _targets(sheet_list: Packed, relation_list: Packed) -> Mapping[str, str]:
    relations = {}
    for entry in RELATION_ENTRY.finditer(unpacked(*relation_list).decode("utf-8")):
        attributes = attributes_of(entry[1])
        target = attributes["Target"]
        path = target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
        relations[attributes["Id"]] = posixpath.normpath(path)
    targets = {}
    for entry in SHEET_ENTRY.finditer(unpacked(*sheet_list).decode("utf-8")):
        attributes = attributes_of(entry[1])
        relation = next(
            value for name, value in attributes.items() if name.rpartition(":")[2] == "id"
        )
        targets[attributes["name"]] = relations[relation]
    return MappingProxyType(targets)


def attributes_of(text: str) -> dict[str, str]:
    return {
        match[1]: html.unescape(match[2] if match[2] is not None else match[3])
        for match in ATTRIBUTE.finditer(text)
    }


def _last_cell(xml: bytes) -> tuple[int, int]:
    """The last row and the last column with something in a cell, counted from 1."""
    letters = {name.decode() for name in FILLED_COLUMN.findall(xml)}
    return (
        max(map(int, FILLED_ROW.findall(xml)), default=0),
        max(map(column_number, letters), default=-1) + 1,
    )


def _last_cell_of_odd(xml: bytes) -> tuple[int, int]:
    scan = _SheetScan(xml)
    return scan.last_row, scan.last_column


class _SheetScan:
    """What a sheet holds whose cells are not written as nearly all programs do: a tenth as fast.

    `last_row`, `last_column`: the last with something in a cell, from 1. `unstored`: the rows of
    formulas without a stored value, by column, from 0.
    """

    def __init__(self, xml: bytes) -> None:
        self.last_row = self.last_column = 0
        self.unstored: dict[int, set[int]] = {}
        self._row = self._column = self._depth = self._depth_of_cell = 0
        self._is_formula = self._is_in_formula = self._has_value = False
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._refuse
        parser.Parse(xml, True)

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        local_name = name.rpartition(":")[2]
        if local_name == "row":
            self._row, self._column = int(attributes.get("r", self._row + 1)), 0
        elif local_name == "c":
            self._column += 1
            self._depth_of_cell = self._depth
            self._is_formula, self._has_value = False, attributes.get("t") == "str"
            if "r" in attributes:
                match = CELL_ADDRESS.fullmatch(attributes["r"])
                if match is None:
                    raise SpreadsheetFault("file-unreadable")
                self._column, self._row = column_number(match[1]) + 1, int(match[2])
        elif self._depth_of_cell and self._depth == self._depth_of_cell + 1:
            self.last_row = max(self.last_row, self._row)
            self.last_column = max(self.last_column, self._column)
            self._is_in_formula = local_name == "f"
            self._is_formula = self._is_formula or self._is_in_formula

    def _text(self, text: str) -> None:
        if self._depth > self._depth_of_cell > 0 and not self._is_in_formula and text.strip():
            self._has_value = True

    def _end(self, _: str) -> None:
        if self._depth == self._depth_of_cell:
            self._depth_of_cell = 0
            if self._is_formula and not self._has_value:
                self.unstored.setdefault(self._column - 1, set()).add(self._row - 1)
        self._depth -= 1

    def _refuse(self, *_: object) -> None:
        raise SpreadsheetFault("file-unreadable")  # no spreadsheet program writes a DOCTYPE
