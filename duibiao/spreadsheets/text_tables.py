"""Reads a CSV, spreadsheet or Parquet file as a table of texts with line numbers."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar

import polars as pl

from duibiao.spreadsheets import confined
from duibiao.spreadsheets.grids import OF_TABLE, Grid, SpreadsheetFault
from duibiao.spreadsheets.spreadsheet import open_spreadsheet
from duibiao.words.text import decode_text, plain_text

PARQUET_SIGNATURE = b"PAR1"
SPREADSHEET_SIGNATURES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
DELIMITERS = ",\t;"
MOST_LINES = 3_000_000
# A title or a remark may stand above the header.
HEADER_WITHIN_LINES = 20
MOST_SHEETS = 40

IsHeader = Callable[[Sequence[str]], bool]
T = TypeVar("T")


class TableFault(Exception):
    """A file that cannot be read as a table: `code` names the problem."""

    def __init__(self, code: str, **parameters: str) -> None:
        super().__init__(code)
        self.code = code
        self.parameters = parameters


@dataclass(slots=True)
class TextTable:
    """A table as it stands in a file.

    `header`: the names of its columns in normal form, in their order. `rows`: one row per line
    that is not blank, a String column per name (of double names the first), blank cells null, and
    `line` (Int64), counted from 1 as an editor counts. `long_lines`: lines with more cells than
    there are names. `unstored`: line and column of formulas whose result the file does not hold.
    """

    header: list[str]
    rows: pl.DataFrame
    header_line: int = 1
    sheet: str | None = None
    long_lines: list[int] = field(default_factory=list)
    unstored: list[tuple[int, str]] = field(default_factory=list)

    def __reduce__(self) -> tuple[Any, ...]:
        """How it goes from a child process to its parent: in a tenth of the bytes."""
        stream = io.BytesIO()
        self.rows.write_ipc(stream, compression="lz4")
        others = self.header_line, self.sheet, self.long_lines, self.unstored
        return _sent_table, (self.header, stream.getvalue(), *others)


def _sent_table(header: list[str], rows: bytes, *others: Any) -> TextTable:
    return TextTable(header, pl.read_ipc(rows), *others)


def header_name(text: str | None) -> str:
    """A column's name in normal form: half-width, lower case, without outer spaces."""
    return unicodedata.normalize("NFKC", text or "").strip().casefold()


def read_header(content: bytes, is_header: IsHeader) -> list[str] | None:
    """The names of the columns, None if no line near the top is a header.

    Raises TableFault and SpreadsheetFault for a file that cannot be read.
    """
    if content.startswith(PARQUET_SIGNATURE):
        names = [header_name(name) for name in pl.read_parquet_schema(io.BytesIO(content))]
        return names if is_header(names) else None
    if content.startswith(SPREADSHEET_SIGNATURES):
        return next((names for _, _, names in _grids(content, is_header)), None)
    text = _csv_text(content)
    for delimiter in DELIMITERS:
        found = _header_among(_csv_lines(text, delimiter), is_header)
        if found is not None:
            return found[1]
    return None


def read_text_table(content: bytes, is_header: IsHeader) -> TextTable | None:
    """The first table with such a header, None if there is none.

    Raises TableFault and SpreadsheetFault for a file that cannot be read.
    """
    if content.startswith(PARQUET_SIGNATURE):
        return _parquet_table(content, is_header)
    if content.startswith(SPREADSHEET_SIGNATURES):
        return _sheet_table(content, is_header)
    return _csv_table(content, is_header)


# ------------------------------------------------------------------ in a child process


def read_header_confined(content: bytes, is_header: IsHeader) -> list[str] | None:
    """`read_header` in a child process; `is_header` must be a function of a module.

    Raises TableFault and SpreadsheetFault, whatever the bytes are.
    """
    return _call(_read_header, content, is_header)


def read_text_table_confined(content: bytes, is_header: IsHeader) -> TextTable | None:
    """`read_text_table` in a child process; `is_header` must be a function of a module.

    Raises TableFault and SpreadsheetFault, whatever the bytes are.
    """
    return _call(_read_text_table, content, is_header)


def _call(read: Callable[[bytes, IsHeader], T], content: bytes, is_header: IsHeader) -> T:
    children = confined.confined()
    return children.call(read, content, is_header, allowance=confined.OF_TABLE)


def _read_header(content: bytes, is_header: IsHeader) -> list[str] | None:
    return _named_faults(lambda: read_header(content, is_header))


def _read_text_table(content: bytes, is_header: IsHeader) -> TextTable | None:
    return _named_faults(lambda: read_text_table(content, is_header))


def _named_faults(read: Callable[[], T]) -> T:
    """What a reader gives, or a fault with a name."""
    try:
        return read()
    except (TableFault, SpreadsheetFault, KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # a parser in Rust panics past Exception
        raise TableFault("table-unreadable") from error


# ------------------------------------------------------------------ CSV

Line = tuple[int, Sequence[str | None]]


def _csv_table(content: bytes, is_header: IsHeader) -> TextTable | None:
    text = _csv_text(content)
    for delimiter in DELIMITERS:
        found = _header_among(_csv_lines(text, delimiter), is_header)
        if found is not None:
            read = _quoted_table if '"' in text else _unquoted_table
            return read(text, delimiter, *found)
    return None


def _csv_text(content: bytes) -> str:
    text = decode_text(content)
    if text is None or "\0" in text:
        raise TableFault("table-unreadable")
    if text.count("\n") > MOST_LINES:
        raise TableFault("table-too-large", rows=str(MOST_LINES))
    return text


def _csv_lines(text: str, delimiter: str) -> Iterator[Line]:
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


def _quoted_table(text: str, delimiter: str, header_line: int, names: list[str]) -> TextTable:
    below = [(line, cells) for line, cells in _csv_lines(text, delimiter) if line > header_line]
    columns = {
        name: [cells[position] if position < len(cells) else None for _, cells in below]
        for position, name in _named(names)
    }
    long_lines = [line for line, cells in below if "".join(map(str, cells[len(names) :])).strip()]
    return TextTable(
        names, _rows([line for line, _ in below], columns), header_line, long_lines=long_lines
    )


def _unquoted_table(text: str, delimiter: str, header_line: int, names: list[str]) -> TextTable:
    """A CSV without quotes is its lines, split: the same as `_quoted_table`, faster."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    # One field more than there are names takes what is too much.
    below = pl.Series("below", lines[header_line:], dtype=pl.String)
    fields = below.str.splitn(delimiter, len(names) + 1).struct.unnest()
    numbers = range(header_line + 1, len(lines) + 1)
    columns = {name: fields.to_series(position) for position, name in _named(names)}
    beyond = fields.to_series(len(names)).str.replace_all(delimiter, "", literal=True)
    is_long = (beyond.str.strip_chars().str.len_chars() > 0).fill_null(value=False)
    return TextTable(
        names,
        _rows(numbers, columns),
        header_line,
        long_lines=(is_long.arg_true() + header_line + 1).to_list(),
    )


def _header_among(lines: Iterable[Line], is_header: IsHeader) -> tuple[int, list[str]] | None:
    """The first line near the top that is a header, with its names."""
    for line, cells in islice(lines, HEADER_WITHIN_LINES):
        names = [header_name(cell) for cell in cells]
        if is_header(names):
            return line, _without_blank_end(names)
    return None


def _without_blank_end(names: list[str]) -> list[str]:
    while names and not names[-1]:
        names = names[:-1]
    return names


def _named(names: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The columns that have a name, of double names the first."""
    return ((at, name) for at, name in enumerate(names) if name and names.index(name) == at)


def _rows(lines: Iterable[int], columns: Mapping[str, Iterable[str | None]]) -> pl.DataFrame:
    """Rows of texts with their lines: without outer spaces, blank cells null, no blank rows."""
    series = [pl.Series("line", lines, dtype=pl.Int64)]
    series += [pl.Series(name, texts, dtype=pl.String) for name, texts in columns.items()]
    texts = pl.selectors.exclude("line")
    rows = pl.DataFrame(series).with_columns(texts.str.strip_chars().replace("", None))
    return rows.filter(pl.any_horizontal(texts.is_not_null()))


# ------------------------------------------------------------------ spreadsheets


def _grids(content: bytes, is_header: IsHeader) -> Iterator[tuple[Grid, int, list[str]]]:
    """The sheets that hold such a table, each with its header's line and names."""
    opened = open_spreadsheet(content)
    opened.limits = OF_TABLE
    for position in range(min(len(opened.sheet_names), MOST_SHEETS)):
        grid = opened.grid(position)
        top = enumerate(grid.rows(0, HEADER_WITHIN_LINES), start=1)
        found = _header_among(top, is_header)
        if found is not None:
            yield grid, *found


def _sheet_table(content: bytes, is_header: IsHeader) -> TextTable | None:
    for grid, header_line, names in _grids(content, is_header):
        lines = range(header_line + 1, grid.height + 1)
        columns = {name: grid.column(at)[header_line:] for at, name in _named(names)}
        table = TextTable(names, _rows(lines, columns), header_line, grid.name)
        beyond = [
            line
            for at in range(len(names), grid.width)
            for line, text in enumerate(grid.column(at)[header_line:], start=header_line + 1)
            if text and text.strip()
        ]
        table.long_lines = sorted(set(beyond))
        for position, name in _named(names):
            _look_behind_blanks(grid, position, name, table)
        return table
    return None


def _look_behind_blanks(grid: Grid, position: int, name: str, table: TextTable) -> None:
    """Tell blank cells from formulas without a result and, in .ods, from error values."""
    blanks = table.rows.filter(pl.col(name).is_null())["line"].to_list()
    behind = grid.behind(position, {line - 1 for line in blanks}) if blanks else {}
    errors = {row + 1: what.text for row, what in behind.items() if what.kind == "error"}
    table.unstored += [(row + 1, name) for row, what in behind.items() if what.kind == "no_value"]
    if errors:
        told = pl.col("line").replace_strict(errors, default=None, return_dtype=pl.String)
        table.rows = table.rows.with_columns(pl.coalesce(pl.col(name), told).alias(name))


# ------------------------------------------------------------------ Parquet


def _parquet_table(content: bytes, is_header: IsHeader) -> TextTable | None:
    try:
        frame = pl.read_parquet(io.BytesIO(content))
    except (pl.exceptions.PolarsError, OSError) as error:
        raise TableFault("table-unreadable") from error
    if frame.height > MOST_LINES:
        raise TableFault("table-too-large", rows=str(MOST_LINES))
    names = [header_name(name) for name in frame.columns]
    if not is_header(names):
        return None
    series = frame.get_columns()
    columns = {name: _texts(series[position]) for position, name in _named(names)}
    return TextTable(names, _rows(range(2, frame.height + 2), columns))


def _texts(values: pl.Series) -> pl.Series:
    """A column's values as the texts that a cell with them would show."""
    kind = values.dtype
    if kind == pl.String:
        return values
    if kind.is_nested() or kind in (pl.Binary, pl.Object):
        raise TableFault("table-unreadable")
    if kind.is_float() or kind.is_decimal():
        distinct = values.unique().to_list()
        texts = [None if value is None else plain_text(value) for value in distinct]
        return values.replace_strict(distinct, texts, return_dtype=pl.String)
    return values.cast(pl.String)
