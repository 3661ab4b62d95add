"""A workbook that an official edited becomes a guide again, or every fault of it by its cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from duibiao.guide.cells import number_of_writing, of_writing
from duibiao.guide.checks import ONCE_A_RED_LINE
from duibiao.guide.columns import BOUNDS, OPTIONAL_TABLES, ROW_NUMBER, TABLES, VALUES, Column
from duibiao.guide.editions import Guide
from duibiao.guide.names import Names
from duibiao.guide.sizes import size_of_writing
from duibiao.guide.tables import Fault, GuideFaults, Row, Tables, typed_table
from duibiao.guide.telling import column_title, table_title
from duibiao.records.model import Refused
from duibiao.spreadsheets.extraction import read_or_refuse
from duibiao.spreadsheets.grids import Grid, Spreadsheet
from duibiao.words import LANGUAGES, words, written_as
from duibiao.words.choices import label_key
from duibiao.words.labels import SCHOOL_SIZES
from duibiao.words.text import shortened, without_invisible

SEARCHED_ROWS = 20
"""How far down a sheet the titles of its columns are looked for."""


@dataclass(slots=True)
class _Sheet:
    """Where a table was found, and what its cells say: by line (from 1) the text of each column.

    `letters`: the column of the sheet in which a column of the table stands. `written`: the texts
    before they were brought into normal form.
    """

    title: str
    header_line: int = 1
    letters: Mapping[str, str] = field(default_factory=dict)
    lines: dict[int, dict[str, str]] = field(default_factory=dict)
    written: dict[int, dict[str, str]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def address(self, line: int | None, column: str | None) -> str:
        """The sheet with the cell of a fault, as far as it can be said."""
        if line is None:
            return self.title
        first = min(self.letters.values(), key=lambda name: (len(name), name), default="A")
        return f"{self.title}!{self.letters.get(column or '', first)}{line}"

    def at_its_cell(self, fault: Fault) -> Fault:
        """A fault with the address and the text of its cell."""
        cell = self.address(fault.line, fault.column)
        stood = self.written.get(fault.line or 0, {}).get(fault.column or "")
        found = fault.found if fault.found is None else shortened(stood) or fault.found
        return replace(fault, cell=cell, found=found)


@dataclass(frozen=True, slots=True)
class GuideWorkbook:
    """What a workbook says as guide tables, with what reading them found wrong."""

    rows: Tables
    faults: Sequence[Fault]
    sheets: Mapping[str, _Sheet]

    def guide(self) -> Guide:
        """The guide that it is. Raises GuideFaults with every fault, by sheet and cell."""
        try:
            return Guide.of_tables(self.rows, self.faults)
        except GuideFaults as found:
            raise GuideFaults(self.placed(found.faults)) from None

    def placed(self, faults: Sequence[Fault]) -> Iterator[Fault]:
        """Faults or doubts with the cells where they stand."""
        return (self.sheets[fault.table].at_its_cell(fault) for fault in faults)


def guide_of_workbook(content: bytes) -> Guide:
    """The guide in a workbook (.xlsx, .xls, .ods).

    Raises GuideFaults with every fault at once, by sheet and cell, and Refused for a file that is
    no such workbook.
    """
    return read_workbook(content).guide()


def read_workbook(content: bytes) -> GuideWorkbook:
    """What a workbook (.xlsx, .xls, .ods) says as guide tables.

    Sheets and columns are known by their titles in any language, or by their codes, wherever they
    stand; other sheets and columns are left out. Values may be written by their names.
    Raises Refused for a file that is no such workbook.
    """
    grids = _grids(content)
    sheets = {
        name: _read_sheet(name, grids[name]) if name in grids else _Sheet(_title(name))
        for name in TABLES
    }
    _name_edition(sheets)
    _in_normal_form(sheets)
    rows: Tables = {}
    faults: list[Fault] = []
    for name, sheet in sheets.items():
        rows[name] = []
        if name not in grids:
            if name not in OPTIONAL_TABLES:
                faults.append(Fault("file-missing", f"{name}.csv"))
            continue
        faults.extend(sheet.faults)
        if sheet.letters:
            rows[name], table_faults = _without_value(
                sheet, *typed_table(name, _lines(name, sheet))
            )
            faults.extend(table_faults)
    return GuideWorkbook(rows, faults, sheets)


def _grids(content: bytes) -> dict[str, Grid]:
    grids = read_or_refuse(content, _grids_of)
    if not grids:
        raise Refused("guide-workbook-none")
    return grids


def _grids_of(book: Spreadsheet) -> dict[str, Grid]:
    return {
        table: book.grid(position)
        for position, title in enumerate(book.sheet_names)
        if (table := _table_of(title or "")) is not None
    }


def _title(name: str) -> str:
    return table_title(name, words())


def _table_of(title: str) -> str | None:
    """The table that a sheet of this title holds, in any language, or by its code."""
    key = label_key(without_invisible(title))
    for name in TABLES:
        titles = {label_key(title) for title in written_as(f"guide-table-{name}")}
        if key in titles | {label_key(name)}:
            return name
    return None


def _columns_by_title(name: str) -> dict[str, Column]:
    found = {}
    for column in TABLES[name]:
        found[label_key(column.name)] = column
        for language in LANGUAGES:
            found[label_key(column_title(name, column.name, words(language)))] = column
    return found


def _read_sheet(name: str, grid: Grid) -> _Sheet:
    """The cells of a sheet as they stand there."""
    known = _columns_by_title(name)
    top = [
        [label_key(without_invisible(cell or "")) for cell in row]
        for row in grid.rows(0, min(SEARCHED_ROWS, grid.height))
    ]
    counts = [len({known[cell].name for cell in row if cell in known}) for row in top]
    title = grid.name or ""
    if not any(counts):
        return _Sheet(title, faults=[Fault("file-empty", f"{name}.csv")])
    # Of a row of titles and one of codes below it, as older workbooks have, the lower one counts.
    header_row = max(row for row, count in enumerate(counts) if count == max(counts))
    at = {position: known[cell] for position, cell in enumerate(top[header_row]) if cell in known}
    sheet = _Sheet(title, header_row + 1)
    sheet.letters = {column.name: grid.letters(position) for position, column in at.items()}
    twice = [column.name for column in at.values()]
    for column in dict.fromkeys(name for name in twice if twice.count(name) > 1):
        sheet.faults.append(
            Fault("column-twice", f"{name}.csv", header_row + 1, column, None, {"column": column})
        )
    blanks: dict[int, list[int]] = {position: [] for position in at}
    for row, cells in enumerate(grid.rows(0, grid.height)):
        texts = {column.name: cells[position] or "" for position, column in at.items()}
        if row > header_row and any(text.strip() for text in texts.values()):
            sheet.written[row + 1] = texts
            for position in at:
                if cells[position] is None:
                    blanks[position].append(row)
    for position, missing in blanks.items():
        for row in grid.behind(position, missing):
            column = at[position].name
            sheet.faults.append(Fault("cell-without-value", f"{name}.csv", row + 1, column))
    return sheet


# ------------------------------------------------------------------ what is written becomes texts


def _name_edition(sheets: Mapping[str, _Sheet]) -> None:
    """Where there is one edition alone, other sheets need not name it."""
    named = {row.get("edition", "").strip() for row in sheets["editions"].written.values()}
    edition = named.pop() if len(named) == 1 else ""
    for sheet in sheets.values():
        for row in sheet.written.values():
            if edition and not row.get("edition", "").strip():
                row["edition"] = edition


def _in_normal_form(sheets: Mapping[str, _Sheet]) -> None:
    """Bring every cell into normal form: usual values for blanks, codes for names."""
    for name, sheet in sheets.items():
        for number, (line, written) in enumerate(sheet.written.items(), 1):
            texts = dict.fromkeys((column.name for column in TABLES[name]), "")
            texts |= {column: text.strip() for column, text in written.items() if column in texts}
            for column in TABLES[name]:
                usual = str(number) if column.usual == ROW_NUMBER else column.usual
                texts[column.name] = of_writing(column, texts[column.name] or usual)
            sheet.lines[line] = texts
    names = Names({name: list(sheet.lines.values()) for name, sheet in sheets.items()})
    for name, sheet in sheets.items():
        for texts in sheet.lines.values():
            for column in TABLES[name]:
                space = names.space(name, column, texts)
                texts[column.name] = names.code(space, texts[column.name])
                if column.of == VALUES and texts["attribute"] in SCHOOL_SIZES:
                    texts[column.name] = size_of_writing(texts[column.name])
                if column.of == BOUNDS and texts.get("bound") != "grade":
                    texts[column.name] = number_of_writing(texts[column.name])
                if column.name == "value" and texts.get("effect") in ONCE_A_RED_LINE:
                    texts[column.name] = number_of_writing(texts[column.name])


def _lines(name: str, sheet: _Sheet) -> list[tuple[int, list[str]]]:
    """The lines of a table, of which the first names its columns.

    Those that the sheet lacks are not named where a row must say something in them.
    """
    header = [
        column.name
        for column in TABLES[name]
        if column.name in sheet.letters
        or not (column.needed and any(not row[column.name] for row in sheet.lines.values()))
    ]
    return [
        (sheet.header_line, header),
        *((line, [texts[column] for column in header]) for line, texts in sheet.lines.items()),
    ]


def _without_value(
    sheet: _Sheet, rows: Sequence[Row], faults: Sequence[Fault]
) -> tuple[list[Row], list[Fault]]:
    """The same, where a cell of which it was told that it has no value is not blank but broken."""
    places = {
        (fault.line, fault.column) for fault in sheet.faults if fault.code == "cell-without-value"
    }
    broken = [
        replace(
            row,
            broken=row.broken | {column for line, column in places if line == row.line and column},
        )
        for row in rows
    ]
    return broken, [
        fault
        for fault in faults
        if fault.code != "cell-blank" or (fault.line, fault.column) not in places
    ]
