"""Reads what was opened of a CSV, spreadsheet or Parquet file as a table of texts with lines."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from duibiao.spreadsheets.grids import Grid, column_name
from duibiao.spreadsheets.headers import (
    MOST_LINES,
    Header,
    IsHeader,
    SentTable,
    TableFault,
    csv_records,
    titles_of,
)
from duibiao.words.text import MAY_BE_INVISIBLE, plain_text, without_invisible


@dataclass(slots=True)
class TextTable:
    """A table as it stands in a file.

    `header`: the names of its columns, in their order; `titles`: what stands over them. `rows`: one
    row per line that is not blank, a String column per name (of double names the first), blank
    cells null, and `line` (Int64), counted from 1 as an editor counts. `long_lines`: lines with
    more cells than there are names. `unstored`: line and column of formulas whose result the file
    does not hold. `days_later`: by so many days a day number is later here than Excel's usual.
    `letters`: the columns as a spreadsheet program names them, none where no such program opens
    the file; `sheet_rows`: by line, the row in which it shows what stands elsewhere than there.
    """

    header: list[str]
    rows: pl.DataFrame
    header_line: int = 1
    sheet: str | None = None
    long_lines: list[int] = field(default_factory=list)
    unstored: list[tuple[int, str]] = field(default_factory=list)
    days_later: int = 0
    titles: list[str] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    sheet_rows: dict[int, int] = field(default_factory=dict)

    def address(self, line: int, name: str | None = None) -> str | None:
        """A cell of a line as a spreadsheet program names it, of no column the first one.

        None where no such program opens the file, and for a column that is not there.
        """
        if not self.letters or (name is not None and name not in self.header):
            return None
        letters = self.letters[0 if name is None else self.header.index(name)]
        return f"{letters}{self.sheet_rows.get(line, line)}"

    def title(self, name: str) -> str:
        """What stands over a column, without the star of what is needed; else its name."""
        return self.titles[self.header.index(name)].rstrip("*＊") if name in self.header else name


def sent(table: TextTable) -> SentTable:
    """A table as it crosses from a child."""
    stream = io.BytesIO()
    table.rows.write_ipc(stream, compression="lz4")
    others = table.header_line, table.sheet, table.long_lines, table.unstored, table.days_later
    named = table.titles, table.letters, table.sheet_rows
    return SentTable(table.header, stream.getvalue(), *others, *named)


def received_table(sent: SentTable) -> TextTable:
    """The table that crossed."""
    return TextTable(sent.header, pl.read_ipc(sent.rows), *sent[2:])


# CSV


def csv_table(text: str, header: Header) -> TextTable:
    """The table under a header of a text. Raises TableFault."""
    read = _quoted_table if '"' in text else _unquoted_table
    return read(text, header)


def _quoted_table(text: str, header: Header) -> TextTable:
    header_line, names, delimiter, titles = header
    records = csv_records(text, delimiter)
    below = [record for record in records if record[0] > header_line]
    columns = {
        name: [cells[position] if position < len(cells) else None for _, _, cells in below]
        for position, name in _named(names)
    }
    long_lines = [
        line for line, _, cells in below if "".join(map(str, cells[len(names) :])).strip()
    ]
    return TextTable(
        names,
        _rows([line for line, _, _ in below], columns),
        header_line,
        long_lines=long_lines,
        titles=list(titles),
        letters=_letters(names),
        sheet_rows={line: row for line, row, _ in below if row != line},
    )


def _unquoted_table(text: str, header: Header) -> TextTable:
    """A CSV without quotes is its lines, split: the same as `_quoted_table`, faster."""
    header_line, names, delimiter, titles = header
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
        titles=list(titles),
        letters=_letters(names),
    )


def _letters(names: Sequence[str]) -> list[str]:
    """The columns of a text as a spreadsheet program names them."""
    return [column_name(at) for at in range(len(names))]


def _named(names: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The columns that have a name, of double names the first."""
    return ((at, name) for at, name in enumerate(names) if name and names.index(name) == at)


def _rows(lines: Iterable[int], columns: Mapping[str, Iterable[str | None]]) -> pl.DataFrame:
    """Rows of texts with their lines: without outer spaces, blank cells null, no blank rows."""
    series = [pl.Series("line", lines, dtype=pl.Int64)]
    series += [_seen(pl.Series(name, texts, dtype=pl.String)) for name, texts in columns.items()]
    texts = pl.selectors.exclude("line")
    rows = pl.DataFrame(series).with_columns(texts.str.strip_chars().replace("", None))
    return rows.filter(pl.any_horizontal(texts.is_not_null()))


def _seen(texts: pl.Series) -> pl.Series:
    """The texts without what nobody sees."""
    odd = texts.filter(texts.str.contains(MAY_BE_INVISIBLE)).unique().to_list()
    return texts.replace(odd, [without_invisible(text) for text in odd]) if odd else texts


# Spreadsheets


def sheet_table(grid: Grid, header: Header, days_later: int = 0) -> TextTable:
    """The table under a header of a sheet."""
    lines = range(header.line + 1, grid.height + 1)
    columns = {name: grid.column(at)[header.line :] for at, name in _named(header.names)}
    rows = _rows(lines, columns)
    letters = [grid.letters(at) for at in range(len(header.names))]
    table = TextTable(header.names, rows, header.line, grid.name, days_later=days_later)
    table.titles, table.letters = list(header.titles), letters
    beyond = [
        line
        for at in range(len(header.names), grid.width)
        for line, text in enumerate(grid.column(at)[header.line :], start=header.line + 1)
        if text and text.strip()
    ]
    table.long_lines = sorted(set(beyond))
    for position, name in _named(header.names):
        _look_behind_blanks(grid, position, name, table)
    return table


def _look_behind_blanks(grid: Grid, position: int, name: str, table: TextTable) -> None:
    """Tell blank cells from formulas without a result and, in .ods, from error values."""
    blanks = table.rows.filter(pl.col(name).is_null())["line"].to_list()
    behind = grid.behind(position, {line - 1 for line in blanks}) if blanks else {}
    errors = {row + 1: what.text for row, what in behind.items() if what.kind == "error"}
    table.unstored += [(row + 1, name) for row, what in behind.items() if what.kind == "no_value"]
    if errors:
        told = pl.col("line").replace_strict(errors, default=None, return_dtype=pl.String)
        table.rows = table.rows.with_columns(pl.coalesce(pl.col(name), told).alias(name))


# Parquet


def parquet_table(content: bytes, is_header: IsHeader) -> TextTable:
    """The table of a Parquet file. Raises TableFault."""
    try:
        frame = pl.read_parquet(io.BytesIO(content))
    except (pl.exceptions.PolarsError, OSError) as error:
        raise TableFault("table-unreadable") from error
    if frame.height > MOST_LINES:
        raise TableFault("table-too-large", rows=str(MOST_LINES))
    names = is_header(frame.columns)
    if names is None:
        raise TableFault("table-kind-unknown")
    series = frame.get_columns()
    columns = {name: _texts(series[position]) for position, name in _named(names)}
    rows = _rows(range(2, frame.height + 2), columns)
    return TextTable(names, rows, titles=titles_of(frame.columns))


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
