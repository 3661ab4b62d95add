"""Finds the header of a table near the top of a file: what tells a table from any other file.

Children look at every file with this, most of which are no tables: it loads nothing large.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import NamedTuple

from duibiao.spreadsheets.sent import crosses
from duibiao.words.text import decode_text, without_invisible

DELIMITERS = ",\t;"
MOST_LINES = 3_000_000
# A title or a remark may stand above the header.
HEADER_WITHIN_LINES = 20
LEAST_PART = 0.5

IsHeader = Callable[[Sequence[str]], bool]
Line = tuple[int, Sequence[str | None]]


@crosses
class TableFault(Exception):
    """A file that cannot be read as a table: `code` names the problem."""

    def __init__(self, code: str, **parameters: str) -> None:
        super().__init__(code)
        self.code = code
        self.parameters = parameters


class Columns(NamedTuple):
    """The columns of a kind of table; `telling`: one of these tells it from the other kinds."""

    needed: tuple[str, ...]
    optional: tuple[str, ...]
    telling: frozenset[str]

    @property
    def all(self) -> tuple[str, ...]:
        """Needed and optional ones."""
        return self.needed + self.optional

    def part_in(self, names: Iterable[str]) -> float:
        """Which part of the needed columns is among these names; 0 where that tells nothing."""
        header = set(names)
        part = len(header.intersection(self.needed)) / len(self.needed)
        return part if part >= LEAST_PART and header & self.telling else 0.0


def header_of(kinds: Iterable[Columns]) -> IsHeader:
    """What knows the header of any of these kinds, in this process and in a child."""
    return partial(_is_of_any, tuple(kinds))


def _is_of_any(kinds: Sequence[Columns], names: Sequence[str]) -> bool:
    return any(columns.part_in(names) for columns in kinds)


class Header(NamedTuple):
    """Where a header stands, from 1, the names under which it has its columns, and what parts them
    in a text."""

    line: int
    names: list[str]
    delimiter: str = ""


@crosses
class SentTable(NamedTuple):
    """A table as it goes from a child process to its parent: `rows` as Arrow IPC."""

    header: list[str]
    rows: bytes
    header_line: int
    sheet: str | None
    long_lines: list[int]
    unstored: list[tuple[int, str]]
    days_later: int


def header_name(text: str | None) -> str:
    """A column's name in normal form: half-width, lower case, without outer spaces."""
    return unicodedata.normalize("NFKC", without_invisible(text or "")).strip().casefold()


def header_among(lines: Iterable[Line], is_header: IsHeader, delimiter: str = "") -> Header | None:
    """The first line near the top that is a header."""
    for line, cells in islice(lines, HEADER_WITHIN_LINES):
        names = [header_name(cell) for cell in cells]
        if is_header(names):
            while names and not names[-1]:
                names.pop()
            return Header(line, names, delimiter)
    return None


def csv_text(content: bytes) -> str:
    """The text of a CSV file. Raises TableFault for one that is none, or too long."""
    text = decode_text(content)
    if text is None or "\0" in text:
        raise TableFault("table-unreadable")
    if text.count("\n") > MOST_LINES:
        raise TableFault("table-too-large", rows=str(MOST_LINES))
    return text


def csv_header(text: str, is_header: IsHeader) -> Header | None:
    """The header of a CSV file, whatever parts its columns; None if it has none of these."""
    for delimiter in DELIMITERS:
        try:
            found = header_among(csv_lines(text, delimiter), is_header, delimiter)
        except TableFault:  # it may be right when parted otherwise
            continue
        if found is not None:
            return found
    return None


def csv_lines(text: str, delimiter: str) -> Iterator[Line]:
    """The records of a CSV file that are not blank, with the line at which each begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins_at = 1
    try:
        for cells in reader:
            if any(cells):
                yield begins_at, cells
            begins_at = reader.line_num + 1
    except csv.Error as error:
        raise TableFault("table-quotes-broken", line=str(begins_at)) from error
