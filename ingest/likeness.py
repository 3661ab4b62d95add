"""What a file looks like that no door takes, so that its sender finds the right one."""

from __future__ import annotations

from duibiao.guide.columns import TABLES
from duibiao.records.model import Problem
from duibiao.spreadsheets.grids import Spreadsheet, SpreadsheetFault
from duibiao.spreadsheets.headers import HEADER_WITHIN_LINES, header_among
from duibiao.spreadsheets.zip_parts import ZipParts
from duibiao.words import written_as
from duibiao.words.choices import label_key
from ingest.evidence.files import BROKEN_ZIP
from ingest.long_form.tables import IS_HEADER, kind_of
from ingest.old_form.reading import read_form

GUIDE_SHEETS = frozenset(
    label_key(title) for name in TABLES for title in (name, *written_as(f"guide-table-{name}"))
)
FEWEST_GUIDE_SHEETS = 3
"""A workbook with so many sheets that are called as tables of a guide is one of a guide."""
MOST_SHEETS = 20
DOCUMENTS = {b"%PDF": "PDF", b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"GIF8": "GIF"}
ZIP_START, COMPOUND_START = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
OF_WORD = "WordDocument".encode("utf-16-le")


def other_file(content: bytes) -> Problem | None:
    """What a file is that is no spreadsheet; None where nothing better can be said of it."""
    for start, kind in DOCUMENTS.items():
        if content.startswith(start):
            return Problem("file-is-document", parameters={"kind": kind})
    is_word = content.startswith(b"{\\rtf") or (
        content.startswith(COMPOUND_START) and OF_WORD in content
    )
    if content.startswith(ZIP_START):
        try:
            is_word = "word/document.xml" in ZipParts(content).names
        except (SpreadsheetFault, *BROKEN_ZIP):
            return None
    return Problem("file-is-word") if is_word else None


def other_spreadsheet(spreadsheet: Spreadsheet) -> Problem | None:
    """What a spreadsheet is in which nobody is asked anything; None where it is not known."""
    names = {label_key(name or "") for name in spreadsheet.sheet_names}
    if len(names & GUIDE_SHEETS) >= FEWEST_GUIDE_SHEETS:
        return Problem("file-is-guide")
    for position in range(min(len(spreadsheet.sheet_names), MOST_SHEETS)):
        grid = spreadsheet.grid(position)
        rows = grid.rows(0, min(grid.height, HEADER_WITHIN_LINES))
        header = header_among(enumerate(rows, start=1), IS_HEADER)
        kind = None if header is None else kind_of(header.names)
        if kind is not None:
            return Problem("file-is-table", parameters={"table": kind})
    return Problem("file-is-old-form") if read_form(spreadsheet).has_table else None
