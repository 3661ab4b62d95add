"""Turns the bytes of a spreadsheet into grids of texts with their true addresses, or says why not.

What a file is, its bytes tell and not its name. Macros are never run, formulas never computed:
only stored values are read.
"""

from __future__ import annotations

import codecs
import csv
import html
import io
import posixpath
import re
import struct
import zipfile
import zlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import zip_longest
from types import MappingProxyType
from typing import Literal, NamedTuple, Protocol
from xml.parsers import expat

import fastexcel

from duibiao.spreadsheets.compound import outline

LARGEST_FILE = 20_000_000
LARGEST_UNZIPPED = 150_000_000
MOST_PARTS = 2_000


class Limits(NamedTuple):
    """The rows and cells of the rectangle from A1 to the last cell with a value.

    The reader holds all of it in memory.
    """

    rows: int
    cells: int


OF_WORKBOOK = Limits(20_000, 2_000_000)
OF_TABLE = Limits(1_048_576, 10_000_000)
MOST_IN_XLS = 4_000_000
"""Cells that a sheet of an .xls file may say it has: the parser takes memory for all of them."""

LONGEST_CELL = 32_767
"""Characters, as Excel has it."""

ZIP_SIGNATURE = b"PK\x03\x04"
COMPOUND_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ODS_MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"
BEGINNINGS_OF_OTHERS = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"Rar!",
    b"7z\xbc\xaf",
    b"{\\rtf",
)
CONTROL_LETTERS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")

Cell = tuple[int, int]
"""Row and column, from 0."""


class Column(Protocol):
    """A column of texts of which a part can be taken."""

    @property
    def null_count(self) -> int:
        """How many of them are blank."""

    def __getitem__(self, rows: slice) -> Column:
        """Some of the rows."""

    def to_pylist(self) -> list[str | None]:
        """The texts."""


class SpreadsheetFault(Exception):
    """A file that cannot be read as a spreadsheet: `code` names the problem."""

    def __init__(self, code: str, **parameters: str) -> None:
        super().__init__(code)
        self.code = code
        self.parameters = parameters


class BehindBlank(NamedTuple):
    """What stands behind a cell that came out blank.

    `error`: an error value, its text in `text`. `no_value`: a formula whose result the file does
    not hold. `merged`: a part of a merged cell whose text stands higher in the same column, at
    `top`.
    """

    kind: Literal["error", "no_value", "merged"]
    top: int = 0
    text: str = ""


class Hidden(NamedTuple):
    """What stands behind the blank cells of a sheet: by column, rows and columns from 0.

    `merged`: the first and last row of merged cells that are higher than one row, by the column
    in which they begin. `unstored`: the rows of formulas whose result the file does not hold.
    `errors`: the error values that came out blank, by row.
    """

    merged: dict[int, list[tuple[int, int]]]
    unstored: dict[int, set[int]]
    errors: dict[int, dict[int, str]]


NOTHING_HIDDEN = Hidden({}, {}, {})


class Grid:
    """One sheet as columns of texts, each running from the sheet's top row.

    Columns are known by their position from the left of what is filled in; `first_column` is how
    many blank ones the sheet has before them. Only columns that are asked for are made.
    """

    def __init__(
        self,
        name: str | None,
        columns: Sequence[Column],
        height: int,
        first_column: int = 0,
        overwritten: Mapping[Cell, str] | None = None,
        find_hidden: Callable[[], Hidden] = lambda: NOTHING_HIDDEN,
    ) -> None:
        """`overwritten`: texts to put in place of those of the columns, by row and position.

        `find_hidden` is called once, if what stands behind blanks is asked for.
        """
        self.name = name
        self.height = height
        self.width = len(columns)
        self.first_column = first_column
        self._columns = columns
        self._made: dict[int, list[str | None]] = {}
        self._top: list[tuple[str | None, ...]] = []
        self._overwritten = overwritten or {}
        self._find_hidden = find_hidden

    def column(self, position: int) -> list[str | None]:
        """The texts of a column."""
        if position not in self._made:
            column = self._columns[position]
            texts: list[str | None] = [None] * self.height
            if column.null_count < self.height:
                texts = column.to_pylist()
            for (row, at), text in self._overwritten.items():
                if at == position:
                    texts[row] = text
            self._made[position] = texts
        return self._made[position]

    def rows(self, first: int, last: int) -> list[tuple[str | None, ...]]:
        """The texts of some rows, from the first to before the last."""
        if last <= len(self._top):
            return self._top[first:last]
        columns = [column[first:last].to_pylist() for column in self._columns]
        rows = list(zip(*columns, strict=True))
        if first == 0:
            self._top = rows
        return rows

    def letters(self, position: int) -> str:
        """A column as its spreadsheet names it."""
        return column_name(position + self.first_column)

    def address(self, row: int, position: int) -> str:
        """A cell as its spreadsheet names it: G12 for row 11 of the column G."""
        return f"{self.letters(position)}{row + 1}"

    @cached_property
    def hidden(self) -> Hidden:
        """What stands behind all blank cells, where the file tells of it."""
        hidden = self._find_hidden()
        merged = {column: _disjoint(blocks) for column, blocks in hidden.merged.items()}
        return hidden._replace(merged=merged)

    def behind(self, position: int, rows: Collection[int]) -> dict[int, BehindBlank]:
        """What stands behind blank cells of a column, by row, where the file tells of it."""
        column = position + self.first_column
        wanted = set(rows)
        found: dict[int, BehindBlank] = {}
        for top, bottom in self.hidden.merged.get(column, ()):
            # The shorter of the two: a file may say that a cell is a million rows high.
            parts = wanted if len(wanted) < bottom - top else range(top + 1, bottom + 1)
            for row in parts:
                if top < row <= bottom and row in wanted:
                    found[row] = BehindBlank("merged", top)
        for row in wanted.intersection(self.hidden.unstored.get(column, ())):
            found[row] = BehindBlank("no_value")
        for row, text in self.hidden.errors.get(column, {}).items():
            if row in wanted:
                found[row] = BehindBlank("error", text=text)
        return found


def _disjoint(blocks: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Merged cells in order, without those over others: no program writes them."""
    kept: list[tuple[int, int]] = []
    for top, bottom in sorted(blocks):
        if not kept or top > kept[-1][1]:
            kept.append((top, bottom))
    return kept


class Spreadsheet(ABC):
    """An opened file: the names of its sheets, and each as a grid."""

    sheet_names: list[str | None]
    has_macros: bool = False
    limits: Limits = OF_WORKBOOK
    is_believed: bool = False
    """Whether what an .xlsx file says of the size of its sheets is taken as true. If it is not,
    such a file can end the process; if it is believed, reading is a quarter faster."""

    @abstractmethod
    def grid(self, position: int) -> Grid:
        """The sheet at a position. Raises SpreadsheetFault."""


def open_spreadsheet(content: bytes) -> Spreadsheet:
    """The spreadsheet that these bytes are: .xlsx, .xls, .ods, .csv, or a table with tags.

    Raises SpreadsheetFault for a file that is empty, too large, encrypted or something else, and
    whatever the parsers raise for one that is damaged.
    """
    if not content.strip(b"\0 \t\r\n"):
        raise SpreadsheetFault("file-empty")
    if len(content) > LARGEST_FILE:
        raise SpreadsheetFault("file-too-large", most=str(LARGEST_FILE // 1_000_000))
    if content.startswith(ZIP_SIGNATURE):
        return _open_zip(content)
    if content.startswith(COMPOUND_SIGNATURE):
        return _open_compound(content)
    return _open_text(content)


def column_name(column: int) -> str:
    """The letters of a column counted from 0: A for 0, AA for 26."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """The column counted from 0 of its letters."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


# What lies in a zip

LOCAL_HEADER = struct.Struct("<4s22xHH")
DIRECTORY_ENTRY = b"PK\x01\x02"
IS_ENCRYPTED = 1
MOST_INFLATION = 1032
"""More than this a byte of a deflated part cannot become."""


class ZipParts:
    """The parts of a zip file, never unpacked beyond the size that they declare.

    Raises SpreadsheetFault for one that declares too much.
    """

    def __init__(self, content: bytes) -> None:
        self._content = content
        if content.count(DIRECTORY_ENTRY) > MOST_PARTS:  # a list of a million takes seconds to read
            raise self._too_large()
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            self.names = {info.filename: info for info in archive.infolist()}
            sizes = [info.file_size for info in archive.infolist()]
        if sum(sizes) > LARGEST_UNZIPPED:
            raise self._too_large()

    @staticmethod
    def _too_large() -> SpreadsheetFault:
        return SpreadsheetFault("file-unpacks-too-large", most=str(LARGEST_UNZIPPED // 1_000_000))

    def read(self, name: str) -> bytes:
        """One part, unpacked. (zipfile's own reading takes three times as long.)"""
        return _unpacked(*self.packed(name))

    def read_beginning(self, name: str) -> bytes:
        """The first bytes of one part."""
        packed = self.packed(name)
        if packed.method != zipfile.ZIP_DEFLATED:
            return packed.data[:BEGINNING]
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed.data, BEGINNING)

    def packed(self, name: str) -> Packed:
        """One part as it lies in the file."""
        info = self.names[name]
        if info.flag_bits & IS_ENCRYPTED:
            raise SpreadsheetFault("file-encrypted")
        begin = info.header_offset + LOCAL_HEADER.size
        _, name_length, extra_length = LOCAL_HEADER.unpack_from(self._content, info.header_offset)
        begin += name_length + extra_length
        data = self._content[begin : begin + info.compress_size]
        return Packed(data, info.compress_type, info.file_size)


class Packed(NamedTuple):
    """A part of a zip file: its bytes as they lie there, and what they are to become."""

    data: bytes
    method: int
    size: int


def _unpacked(data: bytes, method: int, size: int) -> bytes:
    if method == zipfile.ZIP_DEFLATED:
        if len(data) * MOST_INFLATION <= LARGEST_UNZIPPED:
            data = zlib.decompress(data, -zlib.MAX_WBITS, size + 1)
        else:  # slower, but stops where the declared size does
            data = zlib.decompressobj(-zlib.MAX_WBITS).decompress(data, size + 1)
    elif method != zipfile.ZIP_STORED:
        raise SpreadsheetFault("file-unreadable")
    if len(data) != size:
        raise SpreadsheetFault("file-unreadable")
    return data


# Files that fastexcel reads

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
        return self._loaded(position, lambda: Hidden(self._merged[position], {}, {}))

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


# .xlsx

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
BEGINNING = 4096
CELL_BEGIN = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"([^>]*)>')
MERGED = re.compile(rb'mergeCell\s[^>]*?ref="([A-Z]{1,3})([0-9]{1,7}):[A-Z]{1,3}([0-9]{1,7})"')
FORMULA_WITHOUT_VALUE = re.compile(
    rb"<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
)
TYPE_OF_TEXT = b't="str"'
"""Of a formula: its result is a text, so that no value is an empty one."""
SHEET_ENTRY = re.compile(r"<(?:\w+:)?sheet\s([^>]*?)/?>")
RELATION_ENTRY = re.compile(r"<(?:\w+:)?Relationship\s([^>]*?)/?>")
ATTRIBUTE = re.compile(r"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


def _hidden_in_sheet(xml: bytes) -> Hidden:
    """Formulas without a stored value, and merged cells."""
    return Hidden(_merged_cells(xml), _unstored_formulas(xml), {})


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
        super().__init__(content)

    def grid(self, position: int) -> Grid:
        """The sheet at a position."""
        name = self.sheet_names[position] or ""
        part = self._targets[name]
        if self.is_believed and self._says_it_is_small(part):
            return self._loaded(position, lambda: _hidden_in_sheet(self._parts.read(part)))
        xml = self._parts.read(part)
        has_odd_names = _has_odd_names(xml)
        if has_odd_names or FAR_CELL.search(xml):
            is_odd = has_odd_names or ODD_CELL.search(xml) is not None
            refuse_beyond(
                *(_last_cell_of_odd(xml) if is_odd else _last_cell(xml)), self.limits, name
            )
        return self._loaded(position, lambda: _hidden_in_sheet(xml))

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
    for entry in RELATION_ENTRY.finditer(_unpacked(*relation_list).decode("utf-8")):
        attributes = _attributes(entry[1])
        target = attributes["Target"]
        path = target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
        relations[attributes["Id"]] = posixpath.normpath(path)
    targets = {}
    for entry in SHEET_ENTRY.finditer(_unpacked(*sheet_list).decode("utf-8")):
        attributes = _attributes(entry[1])
        relation = next(
            value for name, value in attributes.items() if name.rpartition(":")[2] == "id"
        )
        targets[attributes["name"]] = relations[relation]
    return MappingProxyType(targets)


def _attributes(text: str) -> dict[str, str]:
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


def refuse_beyond(rows: int, columns: int, limits: Limits, sheet: str = "") -> None:
    """Refuse a sheet whose cells span more than can be held in memory."""
    if rows > limits.rows or rows * columns > limits.cells:
        raise _too_many_rows(limits, sheet)


def cell_too_long(row: int) -> SpreadsheetFault:
    """That a cell of a row, from 0, holds more than any spreadsheet program writes."""
    return SpreadsheetFault("file-cell-too-long", row=str(row + 1), most=str(LONGEST_CELL))


def _too_many_rows(limits: Limits, sheet: str = "") -> SpreadsheetFault:
    return SpreadsheetFault("file-too-many-rows", sheet=sheet, most=str(limits.rows))


# .ods

TABLE_BEGIN = re.compile(rb"<table:table\s([^>]*)>")
TABLE_ROW = re.compile(rb"<table:table-row([^>]*?)(/?)>")
TABLE_CELL = re.compile(rb"<table:(covered-)?table-cell([^>]*?)(/?)>")
ROWS_REPEATED = re.compile(rb'number-rows-repeated="([0-9]+)"')
COLUMNS_REPEATED = re.compile(rb'number-columns-repeated="([0-9]+)"')
ROWS_SPANNED = re.compile(rb'number-rows-spanned="([0-9]+)"')
WIDEST = 16_384
MANY_ROWS = re.compile(rb'number-rows-repeated="[0-9]{5,}"')
MANY_COLUMNS = re.compile(rb'number-columns-repeated="[0-9]{4,}"')
PARAGRAPH = re.compile(rb"<text:p[^>]*>([^<]*)</text:p>")
SOMETHING_HIDDEN = re.compile(rb'rows-spanned="(?!1")|value-type="error"|table:formula=')
HAS_VALUE = re.compile(
    rb"office:(?:value|date-value|string-value|boolean-value|time-value)|<text:p"
)


def _hidden_in_table(xml: bytes, height: int) -> Hidden:
    """Error values, formulas without a stored value, and merged cells, in the rows of a table."""
    hidden = Hidden({}, {}, {})
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
        super().__init__(content)

    def grid(self, position: int) -> Grid:
        """The sheet at a position."""
        table = self._table(self.sheet_names[position] or "")
        return self._loaded(position, lambda: _hidden_in_table(table, self.limits.rows))

    def _table(self, sheet_name: str) -> bytes:
        for begin in TABLE_BEGIN.finditer(self._xml):
            if _attributes(begin[1].decode("utf-8")).get("table:name") == sheet_name:
                end = self._xml.find(b"</table:table>", begin.end())
                return self._xml[begin.end() : end]
        return b""


def _refuse_repeated_values(xml: bytes) -> None:
    """Refuse a sheet that says "this cell a million times"."""
    for match in MANY_ROWS.finditer(xml):
        if HAS_VALUE.search(xml, match.end(), xml.find(b"</table:table-row>", match.end())):
            raise _too_many_rows(OF_WORKBOOK)
    for match in MANY_COLUMNS.finditer(xml):
        begin = xml.rfind(b"<", 0, match.start())
        end = xml.find(b">", match.end())
        if HAS_VALUE.search(xml, begin, end):
            raise _too_many_rows(OF_WORKBOOK)


# .csv

DELIMITERS = ",\t;"
LOST_LETTERS = 20
"""A text with so many ?? and no Chinese letter was saved in a charset that has none."""
WEB_ARCHIVE = "MIME-Version:"
CHINESE_LETTER = re.compile("[\u4e00-\u9fff]")


class CsvFile(Spreadsheet):
    """A text file with a sheet's rows."""

    def __init__(self, text: str) -> None:
        self.sheet_names = [None]
        delimiter = max(DELIMITERS, key=text.count)
        lines = text.count("\n") + text.count("\r")
        # Rows that are blank, and a line break of two letters, are allowed for.
        if lines > OF_WORKBOOK.rows * 10 or text.count(delimiter) > OF_WORKBOOK.cells:
            raise _too_many_rows(OF_WORKBOOK)
        self._rows: list[list[str]] = []
        try:
            self._rows += csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        except csv.Error as error:  # a cell of more letters than the module takes
            raise cell_too_long(len(self._rows)) from error
        refuse_beyond(len(self._rows), max(map(len, self._rows)), OF_WORKBOOK)

    def grid(self, position: int) -> Grid:
        """The only sheet, without a name."""
        return Grid(None, Texts.columns(self._rows), len(self._rows))


class Texts(list[str | None]):
    """A column of texts in a list."""

    @classmethod
    def columns(cls, rows: Iterable[Sequence[str | None]]) -> list[Texts]:
        """The columns of rows that may be of different lengths; an empty text is blank."""
        return [cls(cell or None for cell in column) for column in zip_longest(*rows)]

    def __getitem__(self, rows: slice) -> Texts:  # type: ignore[override]
        return Texts(super().__getitem__(rows))

    @property
    def null_count(self) -> int:
        """How many of them are blank."""
        return self.count(None)

    def to_pylist(self) -> list[str | None]:
        """The texts."""
        return list(self)


def decoded(content: bytes) -> str | None:
    """The text in UTF-8, UTF-16 with a mark, or GB18030; None for what is none."""
    if content.startswith(BEGINNINGS_OF_OTHERS):
        return None
    encodings: tuple[str, ...] = ("utf-8-sig", "gb18030")
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ("utf-16",)
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


# What a file is


def _open_zip(content: bytes) -> Spreadsheet:
    parts = ZipParts(content)
    if "xl/workbook.xml" in parts.names:
        return XlsxFile(content, parts)
    if "content.xml" in parts.names and "mimetype" in parts.names:
        if not parts.read("mimetype").startswith(ODS_MIMETYPE):
            raise SpreadsheetFault("file-not-a-spreadsheet")
        return OdsFile(content, parts)
    raise SpreadsheetFault("file-not-a-spreadsheet")


def _open_compound(content: bytes) -> Spreadsheet:
    """An old binary file: .xls, or the wrapper of an encrypted .xlsx."""
    if _names_stream(content, "EncryptedPackage"):
        raise SpreadsheetFault("file-encrypted")
    if not (_names_stream(content, "Workbook") or _names_stream(content, "Book")):
        raise SpreadsheetFault("file-not-a-spreadsheet")
    told = outline(content)
    if told.is_encrypted:
        raise SpreadsheetFault("file-encrypted")
    if any(rows * columns > MOST_IN_XLS for rows, columns in told.sizes):
        raise _too_many_rows(OF_WORKBOOK)
    opened = FastexcelFile(content, told.merged)
    opened.has_macros = _names_stream(content, "_VBA_PROJECT_CUR")
    return opened


def _open_text(content: bytes) -> Spreadsheet:
    """A text: a CSV file, or a table written with tags."""
    text = decoded(content)
    if content.count(b"??") > LOST_LETTERS and not (text and CHINESE_LETTER.search(text)):
        raise SpreadsheetFault("file-letters-lost")
    if text is None or CONTROL_LETTERS.search(text) or text.startswith(WEB_ARCHIVE):
        raise SpreadsheetFault("file-not-a-spreadsheet")
    if text.lstrip().startswith("<"):
        from duibiao.spreadsheets.markup import open_markup

        return open_markup(content)
    return CsvFile(text)


def _names_stream(content: bytes, name: str) -> bool:
    return (name + "\0").encode("utf-16-le") in content
