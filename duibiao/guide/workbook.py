"""The guide as a workbook that an official edits in Excel or WPS.

Sheets, drop-downs, help and greyed cells follow from the description of the tables (columns.py).
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from duibiao.guide.cells import as_percent, cell_text, choice_label, choices_of
from duibiao.guide.columns import (
    ATTRIBUTES,
    LISTS,
    OF_LIST,
    TABLES,
    VALUES,
    Column,
    own_code,
)
from duibiao.guide.editions import Guide
from duibiao.guide.names import NAMED, Names
from duibiao.guide.tables import Row, Tables
from duibiao.guide.telling import column_about, column_title, column_words, table_title
from duibiao.records.model import Refused
from duibiao.spreadsheets.grids import column_name
from duibiao.words import Words, words
from duibiao.words.labels import SCHOOL_SIZES, size_in_words

FONT = "微软雅黑"
INK, FAINT, LINE = "#1F2933", "#7B8794", "#C5CDD6"
HEADER_FILL, HELPER_FILL, UNUSED_FILL = "#2F4B6E", "#F5F6F7", "#D3D8DE"
ASKED_FILL = "#FCE4D6"
A4 = 9
HEADING_ROW, FIRST_ROW = 0, 1
SPARE_ROWS = 300
"""Rows below the last one that have the formats and drop-downs too."""
LONGEST_LIST, LONGEST_HELP = 255, 255
"""What a spreadsheet takes as a list of choices, and shows of a rule's message."""
LONGEST_CELL = 32_767

LONG_TEXTS = ("requirement_zh", "rule_zh", "note_zh", "evidence_zh", "basis_zh", "label_zh")
CODE_WIDTH, TEXT_WIDTH, LONG_WIDTH = 13, 20, 44

HELPERS = {"indicators": "name_zh", "facts": "label_zh"}
"""Which column of a table tells what its codes mean, where other sheets hold only the code."""


More = Callable[[Workbook, Callable[[str], Format]], None]
"""Writes further sheets into a workbook, in formats that it is given by their names."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of a sheet: one of the table, or the grey one behind it that says what it means."""

    column: Column
    title: str
    is_helper: bool = False


def workbook_of(guide: Guide, say: Words | None = None) -> bytes:
    """The workbook (.xlsx) of a guide: a sheet of help, and one for each table.

    Codes are shown by their names, and all cells are texts, so that what was written stays so.
    With one edition alone, only its own sheet says which.
    """
    return workbook_of_tables({name: guide.rows(name) for name in TABLES}, say)


def workbook_of_tables(rows: Tables, say: Words | None = None, more: More | None = None) -> bytes:
    """The same of tables that may still have faults; `more`: writes further sheets behind help."""
    return _Export(rows, say or words()).make(more)


class _Export:
    def __init__(self, rows: Tables, say: Words) -> None:
        self.has_one_edition = len(rows["editions"]) == 1
        self.say = say
        self.english = say.language == "en"
        self.out = io.BytesIO()
        self.book = Workbook(self.out, {"in_memory": True, "strings_to_formulas": False})
        self.book.set_properties({"title": say("guide-workbook-title")})
        self.rows = rows
        self.texts = {
            name: [
                {column: cell_text(value) for column, value in row.values.items()} for row in rows
            ]
            for name, rows in self.rows.items()
        }
        self.names = Names(self.texts)
        self._formats: dict[str, Format] = {}
        self.headings = {name: self._headings_of(name) for name in TABLES}

    def make(self, more: More | None) -> bytes:
        self._help(self.book.add_worksheet(self.say("guide-workbook-help")))
        if more is not None:
            more(self.book, self.look)
        for name in TABLES:
            self._table(name, self.book.add_worksheet(table_title(name, self.say)))
        self.book.close()
        return self.out.getvalue()

    def look(self, name: str) -> Format:
        """A format of the workbook by its name."""
        if name not in self._formats:
            looks: dict[str, dict[str, object]] = {
                "heading": {"bold": True, "font_color": "white", "bg_color": HEADER_FILL},
                "helper_heading": {"font_color": FAINT, "bg_color": HELPER_FILL},
                "cell": {"num_format": "@", "valign": "top", "text_wrap": True},
                "helper": {"font_color": FAINT, "bg_color": HELPER_FILL, "valign": "top"},
                "title": {"bold": True, "font_size": 14},
                "bold": {"bold": True, "valign": "top"},
                "text": {"text_wrap": True, "valign": "top"},
                "faint": {"text_wrap": True, "valign": "top", "font_color": FAINT},
                "asked": {"text_wrap": True, "valign": "top", "bg_color": ASKED_FILL},
            }
            usual: dict[str, object] = {"font_name": FONT, "font_size": 10, "font_color": INK}
            if name in ("heading", "helper_heading", "cell", "helper", "asked"):
                usual |= {"border": 1, "border_color": LINE}
            self._formats[name] = self.book.add_format(usual | looks[name])
        return self._formats[name]

    def _headings_of(self, name: str) -> list[Heading]:
        headings = []
        for column in TABLES[name]:
            if name != "editions" and column.name == "edition" and self.has_one_edition:
                continue
            title = column_title(name, column.name, self.say)
            headings.append(Heading(column, title))
            if column.of in HELPERS and column.of != name:
                told = self.say("guide-workbook-meaning", title=title)
                headings.append(Heading(column, told, is_helper=True))
        return headings

    # -------------------------------------------------------------- a table

    def _table(self, name: str, sheet: Worksheet) -> None:
        headings, rows = self.headings[name], self.rows[name]
        last = FIRST_ROW + len(rows) + SPARE_ROWS
        for position, heading in enumerate(headings):
            look = self.look("helper_heading" if heading.is_helper else "heading")
            sheet.write_string(HEADING_ROW, position, heading.title, look)
            cells = self.look("helper" if heading.is_helper else "cell")
            sheet.set_column(position, position, _width(heading), cells)
            if not heading.is_helper:
                self._drop_down(sheet, name, position, heading.column, last)
                self._grey(sheet, name, position, heading.column, last)
        for number, (row, texts) in enumerate(
            zip(rows, self.texts[name], strict=True), start=FIRST_ROW
        ):
            for position, heading in enumerate(headings):
                if heading.is_helper:
                    self._meaning(sheet, number, position, heading.column, texts)
                else:
                    shown = self._shown(name, heading.column, row, texts)
                    _write(sheet, number, position, shown, self.look("cell"))
        for number in range(FIRST_ROW + len(rows), last if len(rows) else FIRST_ROW):
            for position, heading in enumerate(headings):
                if heading.is_helper:
                    self._meaning(sheet, number, position, heading.column, {})
        sheet.freeze_panes(FIRST_ROW, 2 if len(headings) > 4 else 0)
        sheet.autofilter(HEADING_ROW, 0, FIRST_ROW + max(len(rows), 1) - 1, len(headings) - 1)
        everything = f"A1:{column_name(len(headings) - 1)}{last}"
        sheet.ignore_errors({"number_stored_as_text": everything})
        sheet.set_paper(A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEADING_ROW)
        # The spare rows have formulas, which would be printed as empty pages.
        sheet.print_area(HEADING_ROW, 0, FIRST_ROW + max(len(rows), 1) - 1, len(headings) - 1)

    def _shown(self, name: str, column: Column, row: Row, texts: Mapping[str, str]) -> str:
        """A cell as people write it."""
        value, text = row.values[column.name], texts[column.name]
        if text and choices_of(column):
            return choice_label(column, text, self.say)
        if column.percent and column.most is not None and isinstance(value, Decimal):
            return as_percent(value)
        if column.of == VALUES and texts.get("attribute") in SCHOOL_SIZES:
            return size_in_words(self.say, text)
        return self.names.name(self.names.space(name, column, texts), text, self.english)

    def _meaning(
        self, sheet: Worksheet, row: int, position: int, column: Column, texts: Mapping[str, str]
    ) -> None:
        """What the code before it means: looked up while one edits, where codes are clear."""
        code, look = texts.get(column.name, ""), self.look("helper")
        told = self._told(column, code, texts.get("edition", "")) if code else ""
        if not self.has_one_edition:
            sheet.write_string(row, position, told, look)
            return
        codes, meanings = (
            self._area(column.of, name, is_whole=True)
            for name in (_own(column.of), HELPERS[column.of])
        )
        cell = f"{column_name(position - 1)}{row + 1}"
        formula = f'=IF({cell}="","",IFERROR(INDEX({meanings},MATCH({cell},{codes},0)),"?"))'
        sheet.write_formula(row, position, formula, look, told)

    def _told(self, column: Column, code: str, edition: str) -> str:
        return next(
            (
                row[HELPERS[column.of]]
                for row in self.texts[column.of]
                if row[_own(column.of)] == code and row["edition"] == edition
            ),
            "",
        )

    def _area(self, table: str, column: str, *, is_whole: bool = False) -> str:
        """The cells of a column of another sheet, as formulas name them."""
        at = next(
            position
            for position, heading in enumerate(self.headings[table])
            if heading.column.name == column and not heading.is_helper
        )
        letter = column_name(at)
        title = table_title(table, self.say).replace("'", "''")
        if is_whole:
            return f"'{title}'!${letter}:${letter}"
        last = FIRST_ROW + len(self.rows[table]) + SPARE_ROWS
        return f"'{title}'!${letter}${FIRST_ROW + 1}:${letter}${last}"

    def _grey(self, sheet: Worksheet, name: str, position: int, column: Column, last: int) -> None:
        """Cells that a row's method, kind or effect does not look at are grey."""
        if column.when is None:
            return
        by, choices = column.when
        at = next(
            place
            for place, heading in enumerate(self.headings[name])
            if heading.column.name == by and not heading.is_helper
        )
        cell = f"${column_name(at)}{FIRST_ROW + 1}"
        deciding = next(one for one in TABLES[name] if one.name == by)
        labels = [choice_label(deciding, choice, self.say) for choice in choices]
        others = ",".join(f'{cell}<>"{label}"' for label in ("", *labels))
        grey = self.book.add_format({"bg_color": UNUSED_FILL, "font_color": FAINT})
        rule = {"type": "formula", "criteria": f"=AND({others})", "format": grey}
        sheet.conditional_format(FIRST_ROW, position, last, position, rule)

    # -------------------------------------------------------------- drop-downs

    def _drop_down(
        self, sheet: Worksheet, name: str, position: int, column: Column, last: int
    ) -> None:
        """Choices of a closed list are held to; codes of other sheets are proposed."""
        source = self._choices(name, column)
        rule: dict[str, object] = {
            "validate": "any" if source is None else "list",
            "input_title": column_title(name, column.name, self.say)[:32],
            "input_message": self._input_message(name, column)[:LONGEST_HELP],
        }
        if source is not None:
            rule |= {
                "source": source,
                "error_type": "stop" if choices_of(column) else "warning",
                "error_title": self.say("guide-workbook-refused"),
                "error_message": column_words(column, self.say)[:LONGEST_HELP],
            }
        sheet.data_validation(FIRST_ROW, position, last, position, rule)

    def _choices(self, name: str, column: Column) -> Sequence[str] | str | None:
        if choices_of(column):
            return [choice_label(column, choice, self.say) for choice in choices_of(column)]
        if column.of == VALUES:
            return "=" + self._area("code_lists", "name_zh")
        if column.of in (ATTRIBUTES, LISTS) or column.of.startswith(OF_LIST):
            space = self.names.space(name, column, {})
            named = [] if space is None else self.names.names(space, self.english)
            return named if named and len(",".join(named)) <= LONGEST_LIST else None
        if column.of not in TABLES or column.of == name or own_code(column.of) is None:
            return None
        return "=" + self._area(column.of, "name_zh" if column.of in NAMED else _own(column.of))

    def _input_message(self, name: str, column: Column) -> str:
        about = column_about(name, column.name, self.say)
        return "\n".join([about, *self._meanings(column)]) if column.choices else about

    def _meanings(self, column: Column) -> list[str]:
        say = self.say
        return [
            say(
                "guide-workbook-choice",
                choice=choice_label(column, choice, say),
                about=say.attr(f"guide-choice-{column.name}-{choice}", "about"),
            )
            for choice in column.choices
        ]

    # -------------------------------------------------------------- help

    def _help(self, sheet: Worksheet) -> None:
        say = self.say
        for position, width in enumerate((22, 22, 34, 70)):
            sheet.set_column(position, position, width)
        sheet.hide_gridlines(2)
        sheet.set_paper(A4)
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
        row += 1
        for name, columns in TABLES.items():
            title, about = table_title(name, say), say.attr(f"guide-table-{name}", "about")
            sheet.write_url(row, 0, f"internal:'{title}'!A1", self.look("bold"), title)
            sheet.merge_range(row, 1, row, 3, about, self.look("text"))
            row += 1
            for column in columns:
                heading = column_title(name, column.name, say)
                sheet.write_string(row, 1, heading, self.look("text"))
                sheet.write_string(row, 2, column_words(column, say), self.look("faint"))
                told = "\n".join([column_about(name, column.name, say), *self._meanings(column)])
                sheet.write_string(row, 3, told, self.look("text"))
                lines = told.count("\n") + 1 + len(told) // 60
                if lines > 1:
                    sheet.set_row(row, 15 * lines)
                row += 1


def _own(table: str) -> str:
    column = own_code(table)
    assert column is not None
    return column.name


def _width(heading: Heading) -> int:
    if heading.is_helper:
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
