"""The guide tables: their columns and types, reading them from CSV, writing them again."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import polars as pl

from duibiao.guide.cells import Cell, cell_text, of_writing, typed_cell
from duibiao.guide.columns import OPTIONAL_TABLES, TABLES, ColumnType
from duibiao.words.text import decode_text, shortened


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a guide edition.

    `code` names the message `guide-fault-<code>` of the words (with the attribute `mend`), which
    `parameters` fill; `file`, `line` (1 = the header) and `column` say where, as far as it can be
    said; `found` is the text as it stood there. In a workbook `file` is still the name of the
    table's file, `line` the row of its sheet, and `cell` the sheet with the cell's address.
    `is_doubt`: it is told as `guide-doubt-<code>`, and nothing is refused for it.
    """

    code: str
    file: str
    line: int | None = None
    column: str | None = None
    found: str | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    cell: str | None = None
    is_doubt: bool = False

    @property
    def table(self) -> str:
        """The table that it is in."""
        return self.file.removesuffix(".csv")


class GuideFaults(ValueError):
    """A guide that cannot be used, with every fault of it at once, by file and line."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        order = {f"{name}.csv": number for number, name in enumerate(TABLES)}
        self.faults = sorted(
            faults,
            key=lambda fault: (order.get(fault.file, -1), fault.line or 0, fault.column or ""),
        )
        super().__init__(
            "; ".join(
                f"{fault.file}:{fault.line or ''}:{fault.column or ''} {fault.code}"
                for fault in self.faults
            )
        )


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a guide table, typed; `broken` are the columns whose text could not be read.

    A broken cell is None like a blank one, and checks ask `broken` so that one fault of the
    author is told once and not again by everything that depends on it.
    """

    table: str
    line: int
    values: Mapping[str, Cell]
    broken: frozenset[str] = frozenset()

    def text(self, column: str) -> str | None:
        """The text of a column, None if blank or broken."""
        value = self.values[column]
        assert value is None or isinstance(value, str)
        return value

    def code(self, column: str) -> str:
        """The text of a column, empty if blank or broken."""
        return self.text(column) or ""

    def whole(self, column: str) -> int | None:
        """The whole number of a column."""
        value = self.values[column]
        assert value is None or isinstance(value, int)
        return value

    def decimal(self, column: str) -> Decimal | None:
        """The decimal of a column."""
        value = self.values[column]
        assert value is None or isinstance(value, Decimal)
        return value

    def date(self, column: str) -> dt.date | None:
        """The date of a column."""
        value = self.values[column]
        assert value is None or isinstance(value, dt.date)
        return value

    def switch(self, column: str) -> bool:
        """Whether a 0/1 column is 1; blank is 0."""
        return self.values[column] is True

    def blank(self, column: str) -> bool:
        """Whether nothing stood in the cell: a cell that could not be read is not blank."""
        return self.values[column] is None and column not in self.broken

    def fault(
        self, code: str, column: str | None = None, found: str | None = None, **parameters: str
    ) -> Fault:
        """A fault at this row."""
        if found is None and column is not None and self.values.get(column) is not None:
            found = cell_text(self.values[column])
        return Fault(code, f"{self.table}.csv", self.line, column, shortened(found), parameters)


Tables = dict[str, list[Row]]


def read_tables(directory: Path) -> tuple[Tables, list[Fault]]:
    """All guide tables of a folder, typed, and what is wrong with files, columns and cells.

    A table whose file or columns are missing is there without rows; the optional ones may be.
    """
    tables: Tables = {}
    faults: list[Fault] = []
    for name in TABLES:
        path = directory / f"{name}.csv"
        if not path.is_file():
            if name not in OPTIONAL_TABLES:
                faults.append(Fault("file-missing", path.name))
            tables[name] = []
            continue
        tables[name], table_faults = read_table(name, path.read_bytes())
        faults.extend(table_faults)
    return tables, faults


def read_table(name: str, content: bytes) -> tuple[list[Row], list[Fault]]:
    """One guide table from the bytes of its CSV file."""
    text = decode_text(content)
    if text is None or "\0" in text:
        return [], [Fault("file-unreadable", f"{name}.csv")]
    try:
        lines = list(_numbered_lines(text))
    except csv.Error:
        return [], [Fault("file-unreadable", f"{name}.csv")]
    if not lines:
        return [], [Fault("file-empty", f"{name}.csv")]
    return typed_table(name, lines)


def typed_table(name: str, lines: Sequence[tuple[int, list[str]]]) -> tuple[list[Row], list[Fault]]:
    """One guide table from its lines with their numbers, of which the first names the columns."""
    header_line, header_cells = lines[0]
    header = [cell.strip() for cell in header_cells]
    faults = _header_faults(name, header_line, header)
    if faults:
        return [], faults
    rows = []
    for line, cells in lines[1:]:
        if any(cell.strip() for cell in cells[len(header) :]):
            faults.append(
                Fault("too-many-cells", f"{name}.csv", line, None, shortened(",".join(cells)))
            )
            continue
        texts = {
            column: _of_plain_lines(cells[position]) if position < len(cells) else ""
            for position, column in enumerate(header)
        }
        row, row_faults = _typed_row(name, line, texts)
        rows.append(row)
        faults.extend(row_faults)
    return rows, faults


def _of_plain_lines(cell: str) -> str:
    """The text of a cell; how the lines in it end does not matter."""
    return cell.replace("\r\n", "\n").replace("\r", "\n").strip()


def _numbered_lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """The records of a CSV with the line each begins at; lines without any text are left out."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    begins_at = 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield begins_at, cells
        begins_at = reader.line_num + 1


def _header_faults(name: str, line: int, header: list[str]) -> list[Fault]:
    file = f"{name}.csv"
    missing = [
        Fault("column-missing", file, line, column.name, None, {"column": column.name})
        for column in TABLES[name]
        if column.name not in header
    ]
    known = {column.name for column in TABLES[name]}
    twice = [
        Fault("column-twice", file, line, column, column, {"column": column})
        for column in sorted(known)
        if header.count(column) > 1
    ]
    return missing + twice


def _typed_row(table: str, line: int, texts: Mapping[str, str]) -> tuple[Row, list[Fault]]:
    values: dict[str, Cell] = {}
    broken: set[str] = set()
    faults: list[Fault] = []
    for column in TABLES[table]:
        text = texts[column.name]
        values[column.name], code, parameters = typed_cell(column, of_writing(column, text))
        if code is not None:
            broken.add(column.name)
            faults.append(
                Fault(code, f"{table}.csv", line, column.name, shortened(text), parameters)
            )
    return Row(table, line, values, frozenset(broken)), faults


def frame(name: str, rows: Iterable[Row]) -> pl.DataFrame:
    """A table's rows as a typed frame: String, Int64 (0/1 columns too), Decimal and Date."""
    types: dict[ColumnType, pl.DataType] = {
        "text": pl.String(),
        "whole": pl.Int64(),
        "date": pl.Date(),
        "switch": pl.Int64(),
    }
    schema = {
        column.name: types.get(column.type) or pl.Decimal(24, column.places)
        for column in TABLES[name]
    }
    return pl.DataFrame(
        [[_frame_cell(row.values[column]) for column in schema] for row in rows],
        schema=schema,
        orient="row",
    )


def _frame_cell(value: Cell) -> Cell:
    return int(value) if isinstance(value, bool) else value


def column_names(name: str) -> list[str]:
    """The columns of a table, in their order."""
    return [column.name for column in TABLES[name]]


def text_rows(name: str, rows: Iterable[Row]) -> list[list[str]]:
    """A table's rows as texts in normal form, in the order of the columns."""
    columns = column_names(name)
    return [[cell_text(row.values[column]) for column in columns] for row in rows]


def csv_text(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table as CSV text, with its header."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()
