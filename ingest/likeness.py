"""What a file looks like that a door does not take, so that its sender finds the right one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from duibiao.guide.columns import TABLES
from duibiao.guide.drafting.forms import read_form
from duibiao.records.model import Problem
from duibiao.spreadsheets.extraction import open_confined
from duibiao.spreadsheets.grids import Spreadsheet, SpreadsheetFault
from duibiao.spreadsheets.headers import HEADER_WITHIN_LINES, header_among
from duibiao.spreadsheets.word_document import DOCUMENT
from duibiao.spreadsheets.zip_parts import ZipParts
from duibiao.words import written_as
from duibiao.words.choices import label_key
from ingest.evidence.files import BROKEN_ZIP
from ingest.long_form.tables import IS_HEADER, TableKind, kind_of
from ingest.old_form.mapping import is_mapping
from ingest.workbook.recognised import recognise

Kind = Literal["guide", "workbook", "review", "table", "mapping", "old-form", "word", "document"]

TAKEN: Mapping[str, frozenset[Kind]] = {
    "load": frozenset(("workbook", "review", "table")),
    "review": frozenset(("review",)),
    "guide": frozenset(("guide",)),
    "draft": frozenset(("old-form",)),
    "old-form": frozenset(("old-form",)),
    "mapping": frozenset(("mapping",)),
}
"""What each door takes: what loads and checks, reviews, the guide's workbook, the draft of one, old
forms, and the sheet that maps these."""
READS_DOCUMENTS = frozenset(("draft", "old-form"))
"""Doors at which a table in a Word document will do."""

GUIDE_SHEETS = frozenset(
    label_key(title) for name in TABLES for title in (name, *written_as(f"guide-table-{name}"))
)
FEWEST_GUIDE_SHEETS = 3
"""A workbook with so many sheets that are called as tables of a guide is one of a guide."""
FEWEST_GUIDE_COLUMNS = 4
"""A table whose header has so many columns of one of a guide's, as the guide's folder has them."""
MOST_SHEETS = 20
DOCUMENTS = {b"%PDF": "PDF", b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"GIF8": "GIF"}
ZIP_START, COMPOUND_START, PARQUET_START = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"PAR1"
OF_WORD = "WordDocument".encode("utf-16-le")


def other_file(content: bytes) -> Problem | None:
    """What a file is that is no spreadsheet; None where nothing better can be said of it."""
    for start, kind in DOCUMENTS.items():
        if content.startswith(start):
            return Problem("file-is-document", parameters={"kind": kind})
    return Problem("file-is-word") if _is_word(content) else None


def _is_word(content: bytes) -> bool:
    if content.startswith(ZIP_START):
        try:
            return DOCUMENT in ZipParts(content).names
        except (SpreadsheetFault, *BROKEN_ZIP):
            return False
    return content.startswith(b"{\\rtf") or (
        content.startswith(COMPOUND_START) and OF_WORD in content
    )


def other_spreadsheet(spreadsheet: Spreadsheet) -> Problem | None:
    """What a spreadsheet is in which nobody is asked anything; None where it is not known."""
    kind, parameters = _likeness(spreadsheet)
    return None if kind is None else Problem(f"file-is-{kind}", parameters=parameters)


def wrong_door(content: bytes, door: str) -> Problem | None:
    """What a file is that a door does not take: `wrong-door-<kind>`.

    None for one that it takes, and where nothing is known of it. Nothing is raised.
    """
    kind, parameters = _kind_of(content, door)
    if kind is None or kind in TAKEN[door]:
        return None
    return Problem(f"wrong-door-{kind}", parameters={"door": door, **parameters})


def _kind_of(content: bytes, door: str) -> tuple[Kind | None, dict[str, str]]:
    told = other_file(content)
    if told is not None and told.code == "file-is-document":
        return "document", dict(told.parameters)
    if content.startswith(PARQUET_START):
        return "table", {"table": "answers"}
    reads_documents = door in READS_DOCUMENTS
    if told is not None and not (reads_documents and content.startswith(ZIP_START)):
        return "word", {}
    try:
        return _likeness(open_confined(content, with_documents=reads_documents))
    except SpreadsheetFault:
        return ("word", {}) if told is not None else (None, {})


def _likeness(spreadsheet: Spreadsheet) -> tuple[Kind | None, dict[str, str]]:
    """Which of our kinds a spreadsheet is, with what more is to be said of it."""
    names = {label_key(name or "") for name in spreadsheet.sheet_names}
    if len(names & GUIDE_SHEETS) >= FEWEST_GUIDE_SHEETS or _is_table_of_guide(spreadsheet):
        return "guide", {}
    if is_mapping(spreadsheet):
        return "mapping", {}
    recognised = recognise(spreadsheet).kind
    if recognised != "other":
        return recognised, {}
    kind = _table_in(spreadsheet)
    if kind is not None:
        return "table", {"table": kind}
    return ("old-form" if read_form(spreadsheet).has_table else None), {}


def _is_table_of_guide(spreadsheet: Spreadsheet) -> bool:
    """Whether it is one of the tables of a guide's folder."""
    grid = spreadsheet.grid(0)
    header = {cell.strip() for row in grid.rows(0, min(grid.height, 1)) for cell in row if cell}
    return any(
        len(own & header) >= min(FEWEST_GUIDE_COLUMNS, len(own))
        for columns in TABLES.values()
        for own in [{column.name for column in columns}]
        if "edition" in own and "edition" in header
    )


def _table_in(spreadsheet: Spreadsheet) -> TableKind | None:
    for position in range(min(len(spreadsheet.sheet_names), MOST_SHEETS)):
        grid = spreadsheet.grid(position)
        rows = grid.rows(0, min(grid.height, HEADER_WITHIN_LINES))
        header = header_among(enumerate(rows, start=1), IS_HEADER)
        kind = None if header is None else kind_of(header.names)
        if kind is not None:
            return kind
    return None
