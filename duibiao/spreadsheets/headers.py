"""Finds the header of a table near the top of a file: what tells a table from any other file.

Children look at every file with this, most of which are no tables: it loads nothing large.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import NamedTuple

from duibiao.spreadsheets.sent import crosses
from duibiao.words.choices import label_key
from duibiao.words.text import decode_text, without_invisible

DELIMITERS = ",\t;"
MOST_LINES = 3_000_000
# A title or a remark may stand above the header.
HEADER_WITHIN_LINES = 20
HALF = 0.5

IsHeader = Callable[[Sequence[str | None]], list[str] | None]
"""Gives the names of the columns over which these cells stand, None where they are no header."""
Line = tuple[int, Sequence[str | None]]


@crosses
class TableFault(Exception):
    """A file that cannot be read as a table: `code` names the problem."""

    def __init__(self, code: str, **parameters: str) -> None:
        super().__init__(code)
        self.code = code
        self.parameters = parameters


class Columns(NamedTuple):
    """The columns of a kind of table, by the names that stand for them in the program.

    `telling`: one of these tells it from the other kinds. `beside`: columns that are there for
    people and need not be. `titles`: what may stand over a column, as `label_key` has it, with the
    column's name; `also`: what stands there in other counties' tables.
    """

    needed: tuple[str, ...]
    optional: tuple[str, ...]
    telling: frozenset[str]
    beside: tuple[str, ...] = ()
    titles: Mapping[str, str] = {}
    also: Mapping[str, str] = {}

    @property
    def all(self) -> tuple[str, ...]:
        """Needed and optional ones."""
        return self.needed + self.optional

    @property
    def known(self) -> tuple[str, ...]:
        """All of them, also those for people."""
        return self.all + self.beside

    def named(self, cells: Iterable[str | None]) -> list[str]:
        """The names of the columns over which these cells stand; what is unknown as it stands.

        What other tables have over a column counts where nothing else names that column.
        """
        keys = [label_key(without_invisible(cell or "")) for cell in cells]
        found = [key if key in self.known else self.titles.get(key) for key in keys]
        taken = set(found)
        return [
            name or (other if (other := self.also.get(key)) not in taken else None) or key
            for name, key in zip(found, keys, strict=True)
        ]

    def part_in(self, names: Iterable[str]) -> float:
        """Which part of the needed columns is among these names; 0 where that tells nothing.

        It tells something where it is more than half of them, or where half of the names are ours.
        """
        filled = [name for name in names if name]
        header = set(filled)
        if not header & self.telling:
            return 0.0
        count = len(header.intersection(self.needed))
        is_ours = count > 1 and 2 * sum(name in self.known for name in filled) >= len(filled)
        part = count / len(self.needed)
        return part if is_ours or part > HALF else 0.0


def header_of(kinds: Iterable[Columns]) -> IsHeader:
    """What knows the header of any of these kinds, in this process and in a child."""
    return partial(_named_as_any, tuple(kinds))


def _named_as_any(kinds: Sequence[Columns], cells: Sequence[str | None]) -> list[str] | None:
    cells = list(cells)
    while cells and not (cells[-1] or "").strip():
        cells.pop()
    named = [(columns, columns.named(cells)) for columns in kinds]
    best, names = max(named, key=lambda pair: pair[0].part_in(pair[1]))
    return names if best.part_in(names) else None


class Header(NamedTuple):
    """Where a header stands, from 1, the names of its columns, and what parts them in a text.

    `titles`: what stands over the columns, as it stands there.
    """

    line: int
    names: list[str]
    delimiter: str = ""
    titles: Sequence[str] = ()


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
    titles: list[str]
    letters: list[str]
    sheet_rows: dict[int, int]


def header_among(lines: Iterable[Line], is_header: IsHeader, delimiter: str = "") -> Header | None:
    """The first line near the top that is a header."""
    for line, cells in islice(lines, HEADER_WITHIN_LINES):
        if (names := is_header(cells)) is not None:
            return Header(line, names, delimiter, titles_of(cells[: len(names)]))
    return None


def titles_of(cells: Iterable[str | None]) -> list[str]:
    """What stands over columns, on one line and without what nobody sees."""
    return [" ".join(without_invisible(cell or "").split()) for cell in cells]


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
    return ((line, cells) for line, _, cells in csv_records(text, delimiter))


def csv_records(text: str, delimiter: str) -> Iterator[tuple[int, int, list[str]]]:
    """The same with the row, from 1, in which a spreadsheet program shows each."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins_at = 1
    try:
        for row, cells in enumerate(reader, start=1):
            if any(cells):
                yield begins_at, row, cells
            begins_at = reader.line_num + 1
    except csv.Error as error:
        raise TableFault("table-quotes-broken", line=str(begins_at)) from error
