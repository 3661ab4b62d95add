"""The guide as a workbook that an official edits in Excel or WPS, and as a guide again."""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from duibiao.guide.checks import CODED_COLUMNS
from duibiao.guide.editions import Edition, Guide
from duibiao.guide.tables import (
    OPTIONAL_TABLES,
    TABLES,
    Column,
    Fault,
    GuideFaults,
    Row,
    Tables,
    cell_text,
    typed_table,
)
from duibiao.guide.telling import HOMES, column_words
from duibiao.records.model import Refused
from duibiao.spreadsheets.extraction import open_confined
from duibiao.spreadsheets.grids import Grid, SpreadsheetFault, column_name
from duibiao.words import Words, words, written_as
from duibiao.words.labels import SCHOOL_ATTRIBUTES

FONT = "微软雅黑"
INK, FAINT, LINE = "#1F2933", "#7B8794", "#C5CDD6"
HEADER_FILL, CODE_FILL, HELPER_FILL = "#2F4B6E", "#EEF2F6", "#F5F6F7"
HEADING_ROW, CODE_ROW, FIRST_ROW = 0, 1, 2
SPARE_ROWS = 500
"""Rows below the last one that have the formats and drop-downs too."""
LONGEST_LIST, LONGEST_HELP = 255, 255
"""What a spreadsheet takes as a list of choices, and shows of a rule's message."""
LONGEST_CELL = 32_767
SEARCHED_ROWS = 20
"""How far down a sheet the codes of its columns are looked for."""

LONG_TEXTS = ("requirement_zh", "rule_zh", "note_zh", "evidence_zh", "basis_zh", "label_zh")
CODE_WIDTH, TEXT_WIDTH, LONG_WIDTH = 13, 20, 44
Helper = Callable[[Edition, Row], str]


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of a sheet: one of the table, or one that only tells what a code means."""

    column: Column | None
    title: str
    tell: Helper | None = None


# ------------------------------------------------------------------ export


def workbook_of(guide: Guide, say: Words | None = None) -> bytes:
    """The workbook (.xlsx) of a guide: a sheet of help, and one for each table.

    All cells are texts, so that codes and decimals stay as they are written.
    """
    return _Export(guide, say or words()).make()


class _Export:
    def __init__(self, guide: Guide, say: Words) -> None:
        self.guide = guide
        self.say = say
        self.out = io.BytesIO()
        self.book = Workbook(self.out, {"in_memory": True, "strings_to_formulas": False})
        self.book.set_properties({"title": say("guide-workbook-title")})
        self._formats: dict[str, Format] = {}
        self.headings = {name: self._headings_of(name) for name in TABLES}

    def make(self) -> bytes:
        self._help(self.book.add_worksheet(self.say("guide-workbook-help")))
        for name in TABLES:
            self._table(name, self.book.add_worksheet(self.say(f"guide-table-{name}")))
        self.book.close()
        return self.out.getvalue()

    def look(self, name: str) -> Format:
        """A format of the workbook by its name."""
        if name not in self._formats:
            looks: dict[str, dict[str, object]] = {
                "heading": {"bold": True, "font_color": "white", "bg_color": HEADER_FILL},
                "helper_heading": {"font_color": FAINT, "bg_color": HELPER_FILL},
                "code": {"font_color": FAINT, "bg_color": CODE_FILL, "font_size": 8},
                "cell": {"num_format": "@", "valign": "top", "text_wrap": True},
                "helper": {"font_color": FAINT, "bg_color": HELPER_FILL, "valign": "top"},
                "title": {"bold": True, "font_size": 14},
                "bold": {"bold": True, "valign": "top"},
                "text": {"text_wrap": True, "valign": "top"},
                "faint": {"text_wrap": True, "valign": "top", "font_color": FAINT},
            }
            usual: dict[str, object] = {"font_name": FONT, "font_size": 10, "font_color": INK}
            if name in ("heading", "helper_heading", "code", "cell", "helper"):
                usual |= {"border": 1, "border_color": LINE}
            self._formats[name] = self.book.add_format(usual | looks[name])
        return self._formats[name]

    def _headings_of(self, name: str) -> list[Heading]:
        headings = []
        for column in TABLES[name]:
            headings.append(Heading(column, column_title(name, column.name, self.say)))
            helper = HELPERS.get((name, column.name)) or HELPERS.get(("", column.name))
            if helper is not None and (name, column.name) not in OWN_CODES:
                headings.append(Heading(None, self.say(helper[0]), helper[1]))
        return headings

    def _table(self, name: str, sheet: Worksheet) -> None:
        headings = self.headings[name]
        rows = self.guide.rows(name)
        for position, heading in enumerate(headings):
            is_helper = heading.column is None
            look = self.look("helper_heading" if is_helper else "heading")
            sheet.write_string(HEADING_ROW, position, heading.title, look)
            code = "" if heading.column is None else heading.column.name
            sheet.write_string(CODE_ROW, position, code, self.look("code"))
            cells = self.look("helper" if is_helper else "cell")
            sheet.set_column(position, position, _width(heading), cells)
            if heading.column is not None:
                self._drop_down(sheet, name, position, heading.column, len(rows))
        for number, row in enumerate(rows, start=FIRST_ROW):
            edition = self.guide.editions.get(str(row.values.get("edition")))
            for position, heading in enumerate(headings):
                if heading.column is not None:
                    text = cell_text(row.values[heading.column.name])
                    _write(sheet, number, position, text, self.look("cell"))
                elif heading.tell is not None and edition is not None:
                    text = heading.tell(edition, row)
                    _write(sheet, number, position, text, self.look("helper"))
        last = FIRST_ROW + max(len(rows), 1) - 1
        sheet.freeze_panes(FIRST_ROW, 2 if len(headings) > 4 else 0)
        sheet.autofilter(CODE_ROW, 0, last, len(headings) - 1)
        everything = f"A1:{column_name(len(headings) - 1)}{last + SPARE_ROWS}"
        sheet.ignore_errors({"number_stored_as_text": everything})
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEADING_ROW, CODE_ROW)

    def _drop_down(
        self, sheet: Worksheet, name: str, position: int, column: Column, row_count: int
    ) -> None:
        """Choices of a closed list are held to; codes of other sheets are proposed."""
        source = self._choices(name, column)
        help_text = self._input_message(name, column)
        if source is None and not help_text:
            return
        rule: dict[str, object] = {
            "validate": "any" if source is None else "list",
            "input_title": column_title(name, column.name, self.say)[:32],
            "input_message": help_text[:LONGEST_HELP],
        }
        if source is not None:
            is_closed = bool(column.choices) or column.type == "switch"
            rule |= {
                "source": source,
                "error_type": "stop" if is_closed else "warning",
                "error_title": self.say("guide-workbook-refused"),
                "error_message": column_words(column, self.say)[:LONGEST_HELP],
            }
        sheet.data_validation(
            FIRST_ROW, position, FIRST_ROW + row_count + SPARE_ROWS, position, rule
        )

    def _choices(self, name: str, column: Column) -> list[str] | str | None:
        if column.choices:
            return list(column.choices)
        if column.type == "switch":
            return ["0", "1"]
        if column.name == "attribute":
            return list(SCHOOL_ATTRIBUTES)
        if (name, column.name) in CODED_COLUMNS:
            codes = list(self.guide.codes.get(CODED_COLUMNS[name, column.name], {}))
            return codes if codes and len(",".join(codes)) <= LONGEST_LIST else None
        home = HOMES.get(column.name.rpartition("_")[2])
        if not column.identifier or home is None or (name, column.name) in OWN_CODES:
            return None
        at = next(
            position
            for position, heading in enumerate(self.headings[home])
            if heading.column is not None and (home, heading.column.name) in OWN_CODES
        )
        letter = column_name(at)
        last = FIRST_ROW + len(self.guide.rows(home)) + SPARE_ROWS
        title = self.say(f"guide-table-{home}").replace("'", "''")
        return f"='{title}'!${letter}${FIRST_ROW + 1}:${letter}${last}"

    def _input_message(self, name: str, column: Column) -> str:
        if column.choices:
            return "\n".join(
                f"{choice} {self.say(f'guide-choice-{column.name}-{choice}')}"
                for choice in column.choices
            )
        return column_about(name, column.name, self.say)

    def _help(self, sheet: Worksheet) -> None:
        say = self.say
        sheet.set_column(0, 0, 22)
        sheet.set_column(1, 1, 22)
        sheet.set_column(2, 2, 34)
        sheet.set_column(3, 3, 70)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.write_string(0, 0, say("guide-workbook-title"), self.look("title"))
        row = 2
        for line in say("guide-workbook-how").splitlines():
            sheet.merge_range(row, 0, row, 3, line, self.look("text"))
            row += 1
        row += 1
        for position, part in enumerate(("sheet", "column", "holds", "about")):
            sheet.write_string(row, position, say(f"guide-workbook-{part}"), self.look("heading"))
        sheet.freeze_panes(row + 1, 0)
        row += 1
        for name, columns in TABLES.items():
            title, about = say(f"guide-table-{name}"), say.attr(f"guide-table-{name}", "about")
            sheet.write_url(row, 0, f"internal:'{title}'!A1", self.look("bold"), title)
            sheet.merge_range(row, 1, row, 3, about, self.look("text"))
            row += 1
            for column in columns:
                heading = f"{column_title(name, column.name, say)}  {column.name}"
                sheet.write_string(row, 1, heading, self.look("text"))
                sheet.write_string(row, 2, column_words(column, say), self.look("faint"))
                told = column_about(name, column.name, say)
                if column.choices:
                    meanings = (
                        f"{choice}：{say(f'guide-choice-{column.name}-{choice}')}"
                        for choice in column.choices
                    )
                    told = "\n".join(filter(None, (told, *meanings)))
                sheet.write_string(row, 3, told, self.look("text"))
                lines = told.count("\n") + 1 + len(told) // 60
                if lines > 1:
                    sheet.set_row(row, 15 * lines)
                row += 1


def column_title(table: str, column: str, say: Words) -> str:
    """The heading of a column in words."""
    return say(_column_message(table, column, say))


def column_about(table: str, column: str, say: Words) -> str:
    """What a column means."""
    return say.attr(_column_message(table, column, say), "about")


def _column_message(table: str, column: str, say: Words) -> str:
    own = f"guide-column-{table}-{column}"
    return own if say.has(own) else f"guide-column-{column}"


def _dimension_name(edition: Edition, row: Row) -> str:
    return next(
        (one.name_zh for one in edition.dimensions if one.dimension_id == row.code("dimension")), ""
    )


def _indicator_name(edition: Edition, row: Row) -> str:
    for indicator in edition.indicators:
        if indicator.indicator_id == row.code("indicator"):
            names = {one.dimension_id: one.name_zh for one in edition.dimensions}
            return f"{names[indicator.dimension_id]} · {indicator.name_zh}"
    return ""


def _fact_label(column: str) -> Helper:
    def tell(edition: Edition, row: Row) -> str:
        fact = edition.facts.get(row.code(column))
        return fact.label_zh if fact else ""

    return tell


HELPERS: dict[tuple[str, str], tuple[str, Helper]] = {
    ("indicators", "dimension"): ("guide-workbook-dimension-name", _dimension_name),
    ("", "indicator"): ("guide-workbook-indicator-name", _indicator_name),
    ("", "fact"): ("guide-workbook-fact-label", _fact_label("fact")),
    ("", "base_fact"): ("guide-workbook-base-label", _fact_label("base_fact")),
}
"""After which columns stands what their codes mean; the table is empty where it is any."""

OWN_CODES = {
    ("editions", "edition"),
    ("dimensions", "dimension"),
    ("indicators", "indicator"),
    ("facts", "fact"),
    ("ratings", "rating"),
}
"""The columns in which codes are defined."""


def _width(heading: Heading) -> int:
    if heading.column is None:
        return TEXT_WIDTH
    if heading.column.name in LONG_TEXTS:
        return LONG_WIDTH
    is_text = heading.column.type == "text" and not heading.column.identifier
    return TEXT_WIDTH if is_text and not heading.column.choices else CODE_WIDTH


def _write(sheet: Worksheet, row: int, position: int, text: str, look: Format) -> None:
    if len(text) > LONGEST_CELL:
        raise Refused("guide-workbook-cell-too-long", longest=str(LONGEST_CELL))
    if text:
        sheet.write_string(row, position, text, look)
    else:
        sheet.write_blank(row, position, None, look)


# ------------------------------------------------------------------ import


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Where a table was found: its sheet's title, the line of its codes, and their columns."""

    title: str
    header_row: int
    letters: Mapping[str, str]

    def address(self, line: int | None, column: str | None) -> str:
        """The sheet with the cell of a fault, as far as it can be said."""
        if line is None:
            return self.title
        first = min(self.letters.values(), key=lambda name: (len(name), name), default="A")
        return f"{self.title}!{self.letters.get(column or '', first)}{line}"


def guide_of_workbook(content: bytes) -> Guide:
    """The guide in a workbook (.xlsx, .xls, .ods).

    Sheets are known by their titles, columns by their codes, wherever both stand; other sheets and
    columns are left out. Raises GuideFaults with every fault at once, by sheet and cell, and
    Refused for a file that is no such workbook.
    """
    try:
        book = open_confined(content)
        grids = {
            table: book.grid(position)
            for position, title in enumerate(book.sheet_names)
            if (table := _table_of(title or "")) is not None
        }
    except SpreadsheetFault as fault:
        raise Refused(f"problem-{fault.code}", **fault.parameters) from fault
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a parser in Rust panics past Exception
        raise Refused("problem-file-unreadable") from error
    if not grids:
        raise Refused("guide-workbook-none")
    rows: Tables = {}
    faults: list[Fault] = []
    sheets: dict[str, _Sheet] = {}
    for name in TABLES:
        rows[name] = []
        if name not in grids:
            if name not in OPTIONAL_TABLES:
                faults.append(Fault("file-missing", f"{name}.csv"))
            sheets[name] = _Sheet(words()(f"guide-table-{name}"), 0, {})
            continue
        rows[name], table_faults, sheets[name] = _read_sheet(name, grids[name])
        faults.extend(table_faults)
    try:
        return Guide.of_tables(rows, faults)
    except GuideFaults as found:
        raise GuideFaults(
            replace(fault, cell=sheets[fault.table].address(fault.line, fault.column))
            for fault in found.faults
        ) from None


def _table_of(title: str) -> str | None:
    """The table that a sheet of this title holds, in any language, or by its code."""
    folded = title.strip().casefold()
    for name in TABLES:
        titles = {title.casefold() for title in written_as(f"guide-table-{name}")}
        if folded in titles | {name}:
            return name
    return None


def _read_sheet(name: str, grid: Grid) -> tuple[list[Row], list[Fault], _Sheet]:
    columns = {column.name: column for column in TABLES[name]}
    top = grid.rows(0, min(SEARCHED_ROWS, grid.height))
    known = [sum(_code(cell) in columns for cell in row) for row in top]
    title = grid.name or ""
    if not any(known):
        sheet = _Sheet(title, 0, {})
        return [], [Fault("file-empty", f"{name}.csv")], sheet
    # Titles above may read like the codes below them.
    header_row = max(range(len(known)), key=lambda row: (known[row], row))
    header = [_code(cell) for cell in top[header_row]]
    at = {position: code for position, code in enumerate(header) if code in columns}
    letters = {code: grid.letters(position) for position, code in at.items()}
    sheet = _Sheet(title, header_row, letters)
    lines = [(header_row + 1, list(at.values()))]
    blanks: dict[int, list[int]] = {position: [] for position in at}
    for row, cells in enumerate(grid.rows(0, grid.height)):
        texts = [_text(columns[code], cells[position]) for position, code in at.items()]
        if row > header_row and any(text.strip() for text in texts):
            lines.append((row + 1, texts))
            for position in at:
                if cells[position] is None:
                    blanks[position].append(row)
    rows, faults = typed_table(name, lines)
    for position, missing in blanks.items():
        for row in grid.behind(position, missing):
            faults.append(Fault("cell-without-value", f"{name}.csv", row + 1, at[position]))
    told = {(fault.line, fault.column) for fault in faults if fault.code == "cell-without-value"}
    faults = [
        fault
        for fault in faults
        if fault.code != "cell-blank" or (fault.line, fault.column) not in told
    ]
    return rows, faults, sheet


def _code(cell: str | None) -> str:
    return (cell or "").strip().casefold()


def _text(column: Column, cell: str | None) -> str:
    """The text of a cell; a day that the program took for a point in time is a day again."""
    text = cell or ""
    return text.removesuffix(" 00:00:00") if column.type == "date" else text


# ------------------------------------------------------------------ folders


def write_folder(guide: Guide, folder: Path, *, replace_files: bool = False) -> None:
    """The guide's tables as a folder, whole or not at all.

    Raises Refused where the folder holds files and these are not to be replaced.
    """
    if folder.exists() and any(folder.iterdir()) and not replace_files:
        raise Refused("guide-folder-not-empty", folder=str(folder))
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        guide.write_tables(made)
        made.chmod(0o755)
        if not folder.exists():
            made.rename(folder)
            return
        for path in sorted(made.iterdir()):
            path.replace(folder / path.name)
    finally:
        shutil.rmtree(made, ignore_errors=True)
