"""Opens what people send in child processes, once, and hands over what was in it as texts."""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from typing import Any, TypeVar

from duibiao.records.model import Refused
from duibiao.spreadsheets.confined import (
    OF_FILE,
    OF_TABLE,
    Allowance,
    Confined,
    ConfinedFault,
    Reason,
    confined,
    for_files,
)
from duibiao.spreadsheets.grids import Grid, Spreadsheet, SpreadsheetFault, Texts
from duibiao.spreadsheets.headers import IsHeader, SentTable, TableFault
from duibiao.spreadsheets.reader import (
    Extracted,
    SheetTexts,
    extract,
    extract_any,
    extract_sheet,
)
from duibiao.spreadsheets.text_tables import TextTable, received_table
from duibiao.words import LANGUAGES, words

T = TypeVar("T")
FAULTS: dict[Reason, str] = {
    "too_long": "file-takes-too-long",
    "stopped": "file-reader-stopped",
    "too_much": "file-too-much-text",
    "failed": "file-unreadable",
}
"""How the end of a child that looked at a file is told."""

Opened = Spreadsheet | TextTable
Fault = SpreadsheetFault | TableFault


class ExtractedFile(Spreadsheet):
    """A file that was opened elsewhere; a sheet that was left out is fetched if it is asked for."""

    def __init__(self, extracted: Extracted, fetch: Callable[[int], SheetTexts]) -> None:
        self.sheet_names = extracted.sheet_names
        self.has_macros = extracted.has_macros
        self.days_later = extracted.days_later
        self._sheets = extracted.sheets
        self._fetch = fetch

    def grid(self, position: int) -> Grid:
        """The sheet at a position."""
        sheet = self._sheets[position]
        if isinstance(sheet, SpreadsheetFault):
            raise sheet
        if sheet is None:
            sheet = self._sheets[position] = self._fetch(position)
        blank = Texts([None] * sheet.height)
        columns = [blank if column is None else Texts(column) for column in sheet.columns]
        hidden = sheet.hidden
        return Grid(
            self.sheet_names[position],
            columns,
            sheet.height,
            sheet.first_column,
            find_hidden=lambda: hidden,
        )


def in_child(
    function: Callable[..., T],
    *arguments: Any,
    allowance: Allowance = OF_FILE,
    children: Confined | None = None,
) -> T:
    """What a function makes of a file in a child process.

    `children`: others than those that the process shares. Raises what the function raises by a
    code, and SpreadsheetFault for a file that is damaged, takes too long or ends the child.
    """
    try:
        return (children or confined()).call(function, *arguments, allowance=allowance)
    except ConfinedFault as fault:
        raise SpreadsheetFault(FAULTS[fault.reason]) from None


def open_confined(
    content: bytes, children: Confined | None = None, *, with_documents: bool = False
) -> Spreadsheet:
    """The spreadsheet that these bytes are, opened in a child process. Raises SpreadsheetFault.

    `with_documents`: the tables of a Word document too.
    """
    extracted = in_child(extract, content, left_out(), with_documents, children=children)
    return ExtractedFile(extracted, partial(in_child, extract_sheet, content))


def read_or_refuse(
    content: bytes, read: Callable[[Spreadsheet], T], *, with_documents: bool = False
) -> T:
    """What `read` makes of the spreadsheet that these bytes are.

    `with_documents`: or of the tables of a Word document. Raises Refused, in its words, for one
    that is no spreadsheet or at which a parser fails.
    """
    try:
        return read(open_confined(content, with_documents=with_documents))
    except SpreadsheetFault as fault:
        raise Refused(f"problem-{fault.code}", **fault.parameters) from fault
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a parser in Rust panics past Exception
        raise Refused("problem-file-unreadable") from error


def open_file(content: bytes, is_header: IsHeader, children: Confined | None = None) -> Opened:
    """A file, opened once: as a table if one of its sheets has such a header, else as it is.

    `is_header` must be a function of a module. Raises SpreadsheetFault and TableFault.
    """
    arguments = content, is_header, left_out(), own_sheets()
    found = in_child(extract_any, *arguments, allowance=OF_TABLE, children=children)
    return _opened_file(content, found)


def open_files(
    contents: Iterable[bytes], is_header: IsHeader, children: Confined | None = None
) -> Iterator[Opened | Fault]:
    """Many files in their order, opened some ahead in several child processes.

    `children`: in these, and not in some of its own.
    """
    ahead: deque[bytes] = deque()

    def arguments() -> Iterator[tuple[Any, ...]]:
        for content in contents:
            ahead.append(content)
            yield content, is_header, left_out(), own_sheets()

    with contextlib.nullcontext(children) if children else for_files() as workers:
        for result in workers.map(extract_any, arguments(), OF_TABLE):
            content = ahead.popleft()
            if isinstance(result, ConfinedFault):
                yield SpreadsheetFault(FAULTS[result.reason])
            elif isinstance(result, SpreadsheetFault | TableFault):
                yield result
            elif isinstance(result, Exception):
                raise result
            else:
                yield _opened_file(content, result)


def _opened_file(content: bytes, found: Extracted | SentTable) -> Opened:
    if isinstance(found, SentTable):
        return received_table(found)
    return ExtractedFile(found, partial(in_child, extract_sheet, content))


@cache
def left_out() -> frozenset[str]:
    """The names of the template's sheet with explanations, in which no one is asked anything."""
    return _in_any_language("workbook-sheet-guide")


@cache
def own_sheets() -> frozenset[str]:
    """The names of the template's sheet to fill in: beside it no table is looked for."""
    return _in_any_language("workbook-sheet-answers")


def _in_any_language(message_id: str) -> frozenset[str]:
    return frozenset(words(language)(message_id) for language in LANGUAGES)
