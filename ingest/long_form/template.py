"""Writes a table of the long form as a workbook to fill in, with what is in force in it."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from duibiao.spreadsheets.grids import column_name
from duibiao.words import DEFAULT_LANGUAGE, Words, words
from duibiao.words.choices import Choices
from ingest.long_form.tables import TableKind
from ingest.workbook.self_check import EARLIEST_DATE, LATEST_DATE
from ingest.workbook.sheet import (
    HEAD_FILL,
    HEADER_HEIGHT,
    LARGE_LINE,
    LONGEST_HELP,
    NOTICE_HEIGHT,
    TITLE_HEIGHT,
    Looks,
    lines,
    write_text,
)

Cell = str | int | float | dt.date | None
TITLE_ROW, HOW_ROW, HEADER_ROW = range(3)
FIRST_ROW = HEADER_ROW + 1
SPARE_ROWS = 500
"""Rows below the last one that have the formats and drop-downs too."""
MARK_OF_NEEDED = "*"
DATES = ("valid_from", "valid_to", "starts_on", "ends_on", "deadline")
NUMBERS = ("students", "teachers", "members", "tile_row", "tile_column")
WIDTHS = {"name_zh": 28, "leadership": 22, "label_zh": 44, "reason": 24, "note": 30, "red_line": 44}
USUAL_WIDTH, LEAST_DATE_WIDTH = 15, 12
LIST_COLUMN = 6
"""Where the lists of choices begin on the sheet of help, behind what is said of the columns."""
LINE_LETTERS = 62
"""Letters that a line of help holds."""


@dataclass(frozen=True, slots=True)
class TableForm:
    """A table to write: its columns, which must be filled in, its rows by column.

    `choices`: the codes of a column, whose labels one chooses from; `proposed`: texts that a column
    mostly holds, beside which others may stand. `cycle`: the only one that it speaks of.
    """

    kind: TableKind
    columns: Sequence[str]
    needed: Sequence[str]
    rows: Sequence[Mapping[str, Cell]]
    choices: Mapping[str, Choices] = field(default_factory=dict)
    proposed: Mapping[str, Sequence[str]] = field(default_factory=dict)
    cycle: str | None = None


def table_bytes(form: TableForm, language: str = DEFAULT_LANGUAGE) -> bytes:
    """The workbook of a table, as the bytes of an .xlsx file; the same input gives the same."""
    return _Writer(form, words(language)).content()


def label_of(choices: Choices, code: str, say: Words) -> str:
    """What a code is called in a language; one without a label stands for itself."""
    labels = choices.labels.get(code, ())
    is_default = say.language == DEFAULT_LANGUAGE
    return (labels[0] if is_default else labels[-1]) if labels else code


class _Writer:
    """Writes the sheet of the table and that of help."""

    def __init__(self, form: TableForm, say: Words) -> None:
        self.form = form
        self.say = say
        self._out = io.BytesIO()
        self._book = Workbook(self._out, {"in_memory": True, "strings_to_formulas": False})
        title = say(f"table-kind-{form.kind}")
        self._book.set_properties({"title": title, "created": dt.datetime(2000, 1, 1)})  # noqa: DTZ001
        self._look = Looks(self._book)
        self._look.styles |= {
            "cell": self._look.styles["typed-text"] | {"font_size": 10, "num_format": "@"},
            "cell-date": self._look.styles["typed-date"] | {"bold": False},
            "cell-number": self._look.styles["typed-count"] | {"bold": False},
            "cell-beside": self._look.styles["small"] | {"bg_color": HEAD_FILL},
            "header-optional": self._look.styles["header"] | {"bold": False},
        }
        self._table = self._book.add_worksheet(title)
        self._help = self._book.add_worksheet(say("workbook-sheet-guide"))

    def content(self) -> bytes:
        """The file."""
        sources = self._write_help()
        self._write_table(sources)
        self._book.close()
        return self._out.getvalue()

    def _options(self, column: str) -> list[str]:
        """What one may choose from in a column, or mostly does."""
        if column in self.form.choices:
            choices = self.form.choices[column]
            return [label_of(choices, code, self.say) for code in choices.labels]
        return list(self.form.proposed.get(column, ()))

    # The table

    def _write_table(self, sources: Mapping[str, str]) -> None:
        form, say, sheet = self.form, self.say, self._table
        cycle = {} if form.cycle is None else {"cycle": form.cycle}
        title = say(f"table-template-title-{form.kind}", **cycle)
        # A row's look, so that those of the columns do not show over the table.
        sheet.set_row(TITLE_ROW, TITLE_HEIGHT, self._look("title"))
        sheet.write_string(TITLE_ROW, 0, title, self._look("title"))
        sheet.set_row(HOW_ROW, NOTICE_HEIGHT, self._look("notice"))
        how = say(f"table-template-how-{form.kind}")
        sheet.write_string(HOW_ROW, 0, how, self._look("notice"))
        sheet.set_row(HEADER_ROW, HEADER_HEIGHT)
        for at, column in enumerate(form.columns):
            is_needed = column in form.needed
            header = say(f"table-column-{column}") + (MARK_OF_NEEDED if is_needed else "")
            look = self._look("header" if is_needed else "header-optional")
            sheet.write_string(HEADER_ROW, at, header, look)
            width = LEAST_DATE_WIDTH if column in DATES else WIDTHS.get(column, USUAL_WIDTH)
            sheet.set_column(at, at, width, self._style(column))
            self._add_rule(at, column, sources.get(column))
        for row, cells in enumerate(form.rows, start=FIRST_ROW):
            for at, column in enumerate(form.columns):
                self._write_cell(row, at, column, cells.get(column))
        last = FIRST_ROW + max(len(form.rows), 1) - 1
        right = len(form.columns) - 1
        sheet.autofilter(HEADER_ROW, 0, last, right)
        sheet.freeze_panes(FIRST_ROW, 2 if right > 3 else 0)
        everything = f"A1:{column_name(right)}{last + SPARE_ROWS + 1}"
        sheet.ignore_errors({"number_stored_as_text": everything})
        self._set_up_print(sheet)
        sheet.repeat_rows(HEADER_ROW)

    def _style(self, column: str) -> object:
        is_name_beside = column == "name_zh" and not self._names_schools
        if is_name_beside or column in ("label_zh", "unit_zh", "range"):
            return self._look("cell-beside")
        kind = "-date" if column in DATES else "-number" if column in NUMBERS else ""
        return self._look(f"cell{kind}")

    @property
    def _names_schools(self) -> bool:
        return self.form.kind == "schools"

    def _write_cell(self, row: int, at: int, column: str, value: Cell) -> None:
        sheet, look = self._table, self._style(column)
        if isinstance(value, dt.date):
            is_plain = column in DATES
            look = look if is_plain else self._look("cell-date")
            sheet.write_datetime(row, at, dt.datetime.combine(value, dt.time()), look)
        elif isinstance(value, int | float):
            sheet.write_number(row, at, value, self._look("cell-number"))
        else:
            text = value or ""
            if text and column in self.form.choices:
                text = label_of(self.form.choices[column], text, self.say)
            write_text(sheet, row, at, text, look)

    def _add_rule(self, at: int, column: str, source: str | None) -> None:
        """What may be typed: a choice of a list, a day, a number; and what the column holds."""
        say = self.say
        rule: dict[str, object] = {"validate": "any"}
        if source is not None:
            rule = {"validate": "list", "source": source}
            if column not in self.form.choices:
                rule["show_error"] = False
        elif column in DATES:
            rule = {"validate": "date", "criteria": "between"}
            rule |= {"minimum": EARLIEST_DATE, "maximum": LATEST_DATE}
        elif column in NUMBERS:
            rule = {"validate": "integer", "criteria": ">=", "value": 0}
        about = say.attr(f"table-column-{column}", "about")
        rule |= {
            "input_title": say(f"table-column-{column}")[:32],
            "input_message": about[:LONGEST_HELP],
            "error_title": say("workbook-refused-title")[:32],
            "error_message": (say("table-help-refused") if source else about)[:LONGEST_HELP],
        }
        last = FIRST_ROW + len(self.form.rows) + SPARE_ROWS
        self._table.data_validation(FIRST_ROW, at, last, at, rule)

    # The sheet of help

    def _write_help(self) -> dict[str, str]:
        """How to fill in, the columns, the lists; returns where each column's list stands."""
        say, sheet, form, look = self.say, self._help, self.form, self._look
        for at, width in enumerate((20, 22, 8, 56, 3, 3)):
            sheet.set_column(at, at, width)
        sheet.set_row(0, TITLE_HEIGHT)
        sheet.write_string(0, 0, say("table-help-title"), look("title"))
        row = 1
        for number, text in enumerate(say(f"table-help-lines-{form.kind}").splitlines(), 1):
            numbered = f"{number}. {text}"
            sheet.merge_range(row, 0, row, 3, "", look("plain"))
            sheet.write_string(row, 0, numbered, look("plain"))
            sheet.set_row(row, lines(numbered, LINE_LETTERS) * LARGE_LINE + 5)
            row += 1
        row += 1
        for at, part in enumerate(("column", "name", "needed", "about")):
            sheet.write_string(row, at, say(f"table-help-{part}"), look("header"))
        for column in form.columns:
            row += 1
            needed = say("table-help-is-needed") if column in form.needed else ""
            about = say.attr(f"table-column-{column}", "about")
            texts = (say(f"table-column-{column}"), column, needed, about)
            for at, text in enumerate(texts):
                write_text(sheet, row, at, text, look("text"))
            sheet.set_row(row, lines(about, 26) * LARGE_LINE + 5)
        self._set_up_print(sheet)
        sheet.print_area(0, 0, row, 3)
        return self._write_lists()

    def _write_lists(self) -> dict[str, str]:
        say, sheet, look = self.say, self._help, self._look
        sources = {}
        at = LIST_COLUMN
        quoted = say("workbook-sheet-guide").replace("'", "''")
        for column in self.form.columns:
            options = self._options(column)
            if not options:
                continue
            heading = say("table-help-list", column=say(f"table-column-{column}"))
            sheet.write_string(1, at, heading, look("header"))
            sheet.set_column(at, at, WIDTHS.get(column, 22))
            for row, option in enumerate(options, start=2):
                sheet.write_string(row, at, option, look("text"))
            letters = column_name(at)
            sources[column] = f"='{quoted}'!${letters}$3:${letters}${len(options) + 2}"
            at += 1
            if column in self.form.choices:
                sheet.write_string(1, at, say("table-help-code"), look("header"))
                for row, code in enumerate(self.form.choices[column].labels, start=2):
                    sheet.write_string(row, at, code, look("code"))
                at += 1
        return sources

    def _set_up_print(self, sheet: Worksheet) -> None:
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.set_footer(f"&R&8{self.say('workbook-footer-page')}")
