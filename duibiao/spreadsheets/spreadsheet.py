"""Turns the bytes of a spreadsheet into grids of texts with their true addresses, or says why not.

What a file is, its bytes tell and not its name. Macros are never run, formulas never computed:
only stored values are read.
"""

from __future__ import annotations

import csv
import io
import re

from duibiao.spreadsheets.compound import outline
from duibiao.spreadsheets.fastexcel_file import FastexcelFile
from duibiao.spreadsheets.grids import (
    DAYS_OF_1904,
    LARGEST_FILE,
    OF_WORKBOOK,
    Grid,
    Spreadsheet,
    SpreadsheetFault,
    Texts,
    cell_too_long,
    decoded,
    refuse_beyond,
    too_many_rows,
)
from duibiao.spreadsheets.markup import open_markup
from duibiao.spreadsheets.ods import OdsFile
from duibiao.spreadsheets.word_document import DOCUMENT, open_word_document
from duibiao.spreadsheets.xlsx import XlsxFile
from duibiao.spreadsheets.zip_parts import ZipParts

MOST_IN_XLS = 4_000_000
"""Cells that a sheet of an .xls file may say it has: the parser takes memory for all of them."""
ZIP_SIGNATURE = b"PK\x03\x04"
COMPOUND_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ODS_MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"
CONTROL_LETTERS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
DELIMITERS = ",\t;"
LOST_LETTERS = 20
"""A text with so many ?? and no Chinese letter was saved in a charset that has none."""
WEB_ARCHIVE = "MIME-Version:"
CHINESE_LETTER = re.compile("[\u4e00-\u9fff]")


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


def open_with_documents(content: bytes) -> Spreadsheet:
    """The same for whom a table in a Word document (.docx) will do as well as a spreadsheet."""
    if content.startswith(ZIP_SIGNATURE) and len(content) <= LARGEST_FILE:
        parts = ZipParts(content)
        if DOCUMENT in parts.names:
            return open_word_document(parts)
    return open_spreadsheet(content)


class CsvFile(Spreadsheet):
    """A text file with a sheet's rows."""

    def __init__(self, text: str) -> None:
        self.sheet_names = [None]
        delimiter = max(DELIMITERS, key=text.count)
        lines = text.count("\n") + text.count("\r")
        # Rows that are blank, and a line break of two letters, are allowed for.
        if lines > OF_WORKBOOK.rows * 10 or text.count(delimiter) > OF_WORKBOOK.cells:
            raise too_many_rows(OF_WORKBOOK)
        self._rows: list[list[str]] = []
        try:
            self._rows += csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        except csv.Error as error:  # a cell of more letters than the module takes
            raise cell_too_long(len(self._rows)) from error
        refuse_beyond(len(self._rows), max(map(len, self._rows)), OF_WORKBOOK)

    def grid(self, position: int) -> Grid:
        """The only sheet, without a name."""
        return Grid(None, Texts.columns(self._rows), len(self._rows))


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
        raise too_many_rows(OF_WORKBOOK)
    opened = FastexcelFile(content, told.merged)
    opened.days_later = DAYS_OF_1904 if told.is_of_1904 else 0
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
        return open_markup(content)
    return CsvFile(text)


def _names_stream(content: bytes, name: str) -> bool:
    return (name + "\0").encode("utf-16-le") in content
