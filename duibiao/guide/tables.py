"""The guide tables: their columns and types, reading them from CSV, writing them again."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Literal

import polars as pl

from duibiao.words.text import PLACES, SHARE_PLACES, decode_text, plain_decimal, shortened

ColumnType = Literal["text", "whole", "decimal", "date", "switch"]
Cell = str | int | Decimal | dt.date | bool | None

LONGEST_IDENTIFIER = 100
# With facts below 10^12 the exact fractions of the scoring then have room in 38 digits.
GUIDE_NUMBER_LIMIT = Decimal(10) ** 9

DECIMAL_TEXT = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
WHOLE_TEXT = re.compile(r"[+-]?\d+(\.0*)?")
DATE_TEXT = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a guide table.

    `needed`: a row must fill it. `places`: how many decimal places a decimal may have.
    `least`, `most`: the bounds of a number, included; `above`: a bound that it must exceed.
    `choices`: the only texts allowed. `identifier`: the text is a code that other tables name.
    """

    name: str
    type: ColumnType = "text"
    needed: bool = True
    places: int = PLACES
    least: int | None = None
    most: int | None = None
    above: int | None = None
    choices: tuple[str, ...] = ()
    identifier: bool = False


def _code(name: str, *, needed: bool = True) -> Column:
    return Column(name, needed=needed, identifier=True)


def _optional(name: str) -> Column:
    return Column(name, needed=False)


def _share(name: str) -> Column:
    return Column(name, "decimal", places=SHARE_PLACES, least=0, most=1)


EDITION = _code("edition")
INDICATOR = _code("indicator")
FACT = _code("fact")
PART = Column("part", "whole", least=1)
SORT = Column("sort", "whole")

KINDS = ("count", "number", "flag", "date", "grade")
METHODS = ("ratio", "count", "steps", "checklist", "grade", "late", "deduct", "bands")
EFFECTS = ("zero_indicator", "cap_rating", "no_tier")

TABLES: dict[str, tuple[Column, ...]] = {
    "editions": (
        EDITION,
        Column("title_zh"),
        Column("status", choices=("official", "working")),
        Column("valid_from", "date"),
        Column("dimension_count", "whole", least=1),
        Column("indicator_count", "whole", least=1),
        Column("total_points", "decimal", above=0),
        _optional("note_zh"),
    ),
    "dimensions": (EDITION, _code("dimension"), SORT, Column("name_zh"), _optional("name_en")),
    "indicators": (
        EDITION,
        INDICATOR,
        _code("dimension"),
        SORT,
        Column("name_zh"),
        _optional("name_en"),
        _optional("requirement_zh"),
        _optional("rule_zh"),
        Column("max_points", "decimal", above=0),
        _code("nature"),
        _code("character"),
        _optional("period_zh"),
        _optional("evidence_zh"),
        _optional("basis_zh"),
    ),
    "facts": (
        EDITION,
        INDICATOR,
        FACT,
        SORT,
        Column("label_zh"),
        Column("kind", choices=KINDS),
        _optional("unit_zh"),
        Column("answered_by", choices=("school", "county")),
        Column("required", "switch"),
    ),
    "rules": (
        EDITION,
        INDICATOR,
        PART,
        Column("share", "decimal", above=0, most=1),
        Column("method", choices=METHODS),
        _code("fact", needed=False),
        _code("base_fact", needed=False),
        Column("base_value", "decimal", needed=False, above=0),
        Column("target", "decimal", needed=False),
        Column("floor", "decimal", needed=False),
        Column("when_base_zero", needed=False, choices=("not_applicable", "skip_part", "zero")),
        Column("may_exceed", "switch", needed=False),
    ),
    "rule_bands": (
        EDITION,
        INDICATOR,
        PART,
        Column("bound", choices=("at_least", "at_most", "days_late_at_most", "grade")),
        _code("key", needed=False),
        _share("share"),
    ),
    "rule_items": (
        EDITION,
        INDICATOR,
        PART,
        FACT,
        Column("kind", choices=("item", "each", "shortfall")),
        Column("points", "decimal", needed=False, least=0),
        Column("needed", "decimal", needed=False, least=0),
    ),
    "rule_targets": (
        EDITION,
        INDICATOR,
        PART,
        _code("attribute"),
        _code("value"),
        Column("target", "decimal", above=0),
    ),
    "part_points": (EDITION, INDICATOR, PART, Column("points", "decimal", above=0, most=10**6)),
    "rule_caps": (EDITION, INDICATOR, FACT, Column("when_equal", "decimal"), _share("max_share")),
    "not_applicable": (
        EDITION,
        INDICATOR,
        _code("fact", needed=False),
        _code("attribute"),
        _code("value"),
    ),
    "red_lines": (
        EDITION,
        _code("red_line"),
        _code("indicator", needed=False),
        Column("label_zh"),
        Column("effect", choices=EFFECTS),
        _code("value", needed=False),
    ),
    "ratings": (
        EDITION,
        _code("rating"),
        SORT,
        Column("name_zh"),
        Column("min_score", "decimal", least=0, most=100),
    ),
    "tiers": (
        EDITION,
        _code("tier"),
        SORT,
        Column("name_zh"),
        Column("min_score", "decimal", least=0, most=100),
        Column("min_dimension_share", "decimal", least=0, most=1),
        Column("quota", "whole", needed=False, least=0),
    ),
    "code_lists": (_code("list"), _code("code"), Column("name_zh"), _optional("name_en")),
    "indicator_efforts": (EDITION, INDICATOR, Column("effort", "decimal", places=2, above=0)),
    "fixed_facts": (EDITION, FACT, Column("reason_zh")),
    "crosswalk": (
        _code("from_edition"),
        _code("from_indicator"),
        _code("to_edition"),
        _code("to_indicator"),
    ),
}

UNSCORED_TABLES = ("indicator_efforts", "fixed_facts", "crosswalk")
"""Tables that may change after a cycle was closed by their edition.

No score depends on them: they say what a change costs, what cannot be changed, and which
indicators of two editions may be compared.
"""

OPTIONAL_TABLES = ("part_points", *UNSCORED_TABLES)
"""Tables that a guide may leave out, which is the same as having them without a row."""

EDITION_TABLES = tuple(name for name, columns in TABLES.items() if EDITION in columns)
"""Tables whose every row belongs to one edition."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a guide edition.

    `code` names the message `guide-fault-<code>` of the words (with the attribute `mend`), which
    `parameters` fill; `file`, `line` (1 = the header) and `column` say where, as far as it can be
    said; `found` is the text as it stood there. In a workbook `file` is still the name of the
    table's file, `line` the row of its sheet, and `cell` the sheet with the cell's address.
    """

    code: str
    file: str
    line: int | None = None
    column: str | None = None
    found: str | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    cell: str | None = None

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


def cell_text(value: Cell) -> str:
    """A typed cell as the normal form of its text; empty for None."""
    match value:
        case None:
            return ""
        case bool():
            return "1" if value else "0"
        case Decimal():
            return plain_decimal(value)
        case dt.date():
            return value.isoformat()
        case _:
            return str(value)


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
        values[column.name], code, parameters = typed_cell(column, text)
        if code is not None:
            broken.add(column.name)
            faults.append(
                Fault(code, f"{table}.csv", line, column.name, shortened(text), parameters)
            )
    return Row(table, line, values, frozenset(broken)), faults


def typed_cell(column: Column, text: str) -> tuple[Cell, str | None, dict[str, str]]:
    """The value of a guide cell, or the code of its fault with the words' parameters."""
    if text == "":
        return None, "cell-blank" if column.needed else None, {}
    match column.type:
        case "text":
            return _typed_text(column, text)
        case "switch":
            if text in ("0", "1"):
                return text == "1", None, {}
            return None, "not-a-switch", {}
        case "date":
            return _typed_date(text)
        case _:
            return _typed_number(column, unicodedata.normalize("NFKC", text))


def _typed_text(column: Column, text: str) -> tuple[Cell, str | None, dict[str, str]]:
    if column.choices and text not in column.choices:
        return None, "unknown-choice", {"choices": ", ".join(column.choices)}
    if column.identifier:
        if len(text) > LONGEST_IDENTIFIER:
            return None, "identifier-too-long", {"longest": str(LONGEST_IDENTIFIER)}
        if any(unicodedata.category(letter) in ("Cc", "Zl", "Zp") for letter in text):
            return None, "identifier-of-two-lines", {}
    return text, None, {}


def _typed_date(text: str) -> tuple[Cell, str | None, dict[str, str]]:
    match = DATE_TEXT.fullmatch(unicodedata.normalize("NFKC", text))
    try:
        return (
            dt.date(*(int(group) for group in match.groups())) if match else None,
            (None if match else "not-a-date"),
            {},
        )
    except ValueError:
        return None, "not-a-date", {}


def _typed_number(column: Column, text: str) -> tuple[Cell, str | None, dict[str, str]]:
    is_whole = column.type == "whole"
    if not text.isascii() or not (WHOLE_TEXT if is_whole else DECIMAL_TEXT).fullmatch(text):
        return None, "not-whole" if is_whole else "not-a-number", {}
    number = Decimal(text)
    code, parameters = _outside_bounds(column, number)
    if code is not None:
        return None, code, parameters
    return int(number) if is_whole else number, None, {}


def _outside_bounds(column: Column, number: Decimal) -> tuple[str | None, dict[str, str]]:
    if number.copy_abs() >= GUIDE_NUMBER_LIMIT:
        return "too-large", {}
    if column.above is not None and number <= column.above:
        return "not-above", {"bound": str(column.above)}
    if column.least is not None and number < column.least:
        return "too-small", {"bound": str(column.least)}
    if column.most is not None and number > column.most:
        return "too-great", {"bound": str(column.most)}
    if len(plain_decimal(number).partition(".")[2]) > column.places:
        return "too-many-places", {"places": str(column.places)}
    return None, {}


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
    """A table's rows as texts in normal form, in the order of the columns, sorted."""
    columns = column_names(name)
    return sorted([cell_text(row.values[column]) for column in columns] for row in rows)


def csv_text(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table as CSV text, with its header."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()
