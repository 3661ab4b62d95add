"""What the workbooks made for a school have in common: looks, rows of facts, rules, print."""

from __future__ import annotations

import datetime as dt
import io
import math
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache, partial
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

from duibiao.guide.editions import AnsweredBy, Edition, Fact, FactKind, Indicator
from duibiao.records.model import Cycle, School
from duibiao.words import DEFAULT_LANGUAGE, Words, words
from duibiao.words.text import TOO_LARGE, plain_decimal
from ingest.values.reading import read_date
from ingest.workbook.self_check import EARLIEST_DATE, LATEST_DATE

SMALL_LINE, LARGE_LINE = 13.5, 15
"""Points that a line of text takes in the font sizes 9 and 10."""

HEAD_ROWS = 4
"""Rows over the header of a table: title, notice, and two of labels."""
TITLE_HEIGHT, NOTICE_HEIGHT, LABEL_HEIGHT, HEADER_HEIGHT = 30, 18, 21, 30
PAGE_HEIGHT = 670
"""Points of rows on a printed page: A4 across, less margins, at the print scale, less 4 %."""

FONT = "微软雅黑"
INK, FAINT, LINE, WRONG, WAITING = "#1F2933", "#7B8794", "#C5CDD6", "#B42318", "#B45309"
HEADER_FILL, HEAD_FILL, INPUT_FILL, GREY_FILL = "#2F4B6E", "#EEF2F6", "#FFFBE8", "#ECEEF0"

LARGEST = int(TOO_LARGE) - 1
LONGEST_HELP = 255
"""What a spreadsheet shows of a rule's message."""
SIGNIFICANT_DIGITS = 15
"""What a spreadsheet keeps of a number; one with more digits is written as text."""


class Sheet(Worksheet):  # type: ignore[misc]  # the library has no types
    """A sheet whose formulas hold no function that is newer than the file format.

    Looking for those in each formula would take longer than all else.
    """

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return formula.removeprefix("=")


@lru_cache(4096)
def _said(say: Words, message_id: str, **values: str) -> str:
    """The words, remembered: they are the same from school to school."""
    return say(message_id, **values)


class Looks:
    """The cell formats of one workbook, each made once."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[object, ...], Format] = {}
        base = {"font_name": FONT, "font_size": 10, "font_color": INK, "valign": "vcenter"}
        boxed = base | {"border": 1, "border_color": LINE, "text_wrap": True}
        centred = boxed | {"align": "center"}
        self.styles: dict[str, dict[str, Any]] = {
            "title": base | {"font_size": 16, "bold": True},
            "notice": base | {"font_size": 9, "font_color": FAINT},
            "working": base | {"font_size": 9, "bold": True, "font_color": WAITING},
            "label": centred | {"bg_color": HEAD_FILL, "font_color": FAINT, "font_size": 9},
            "head": boxed | {"bold": True, "num_format": "@", "text_wrap": False, "indent": 1},
            "head-date": boxed | {"bold": True, "num_format": "yyyy-mm-dd", "align": "center"},
            "progress": centred | {"bold": True, "text_wrap": False},
            "header": centred | {"bg_color": HEADER_FILL, "font_color": "#FFFFFF", "bold": True},
            "section": base | {"font_size": 12, "bold": True, "font_color": HEADER_FILL},
            "band": boxed
            | {"indent": 1, "bold": True, "bg_color": HEAD_FILL, "font_color": HEADER_FILL},
            "plain": base | {"text_wrap": True},
            "text": boxed | {"indent": 1},
            "small": boxed | {"indent": 1, "font_size": 9},
            "bold": boxed | {"indent": 1, "bold": True},
            "code": centred | {"font_size": 9, "font_color": FAINT},
            "unit": centred,
            "check": centred | {"font_size": 9, "text_wrap": False, "shrink": True},
            "points": boxed | {"align": "right", "indent": 1},
            "typed-text": boxed | {"bg_color": INPUT_FILL, "locked": False, "font_size": 9},
        }
        kinds: dict[str, dict[str, Any]] = {
            "count": {"align": "right", "indent": 1, "num_format": "0"},
            "number": {"align": "right", "indent": 1},
            "flag": {"align": "center"},
            "grade": {"align": "center"},
            "date": {"align": "right", "indent": 1, "num_format": "yyyy-mm-dd"},
            "claim": {"align": "right", "indent": 1},
        }
        for kind, look in kinds.items():
            self.styles[f"typed-{kind}"] = (
                boxed | {"bg_color": INPUT_FILL, "locked": False, "bold": True} | look
            )
            self.styles[f"previous-{kind}"] = boxed | {"font_color": FAINT} | look
            self.styles[f"said-{kind}"] = boxed | {"bold": True} | look

    def __call__(self, style: str, grey: bool = False, **changes: Any) -> Format:
        key = style, grey, *changes.items()
        if key not in self._made:
            look = self.styles[style] | changes
            if grey:
                look |= {"bg_color": GREY_FILL, "font_color": FAINT, "locked": True, "bold": False}
            self._made[key] = self._workbook.add_format(look)
        return self._made[key]


@dataclass(frozen=True, slots=True)
class FactRow:
    """One row of a table: a fact, where it stands, and whether this school is asked."""

    row: int
    fact: Fact
    is_asked: bool


Block = tuple[Indicator, list[FactRow]]


class SheetWriter:
    """One school's workbook for a cycle while it is written: what each kind of it needs."""

    def __init__(self, edition: Edition, cycle: Cycle, school: School, language: str) -> None:
        self._out = io.BytesIO()
        self.workbook = Workbook(self._out, {"in_memory": True, "strings_to_formulas": False})
        self.workbook.set_properties(
            {
                "title": edition.title_zh,
                "subject": f"{cycle.cycle_id} {school.school_id}",
                "created": dt.datetime.combine(cycle.starts_on, dt.time()),
            }
        )
        self.look = Looks(self.workbook)
        self.edition = edition
        self.cycle = cycle
        self.school = school
        self.say: Callable[..., str] = partial(_said, words(language))
        self.language = language
        self.dimensions = {
            dimension.dimension_id: self.name(dimension.name_zh, dimension.name_en)
            for dimension in edition.dimensions
        }

    def content(self) -> bytes:
        """The file, once everything is written."""
        self.workbook.close()
        return self._out.getvalue()

    def add_sheet(self, name: str, widths: Sequence[float]) -> Worksheet:
        """A new sheet with columns of these widths."""
        sheet = self.workbook.add_worksheet(name, Sheet)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        return sheet

    def place_facts(self, first: int, *answered_by: AnsweredBy) -> list[Block]:
        """The rows, from a first one on, of all facts that these answer."""
        asked = self.edition.asked_facts(self.school.attributes)
        blocks = []
        row = first
        for indicator in self.edition.indicators:
            facts = [fact for fact in indicator.facts if fact.answered_by in answered_by]
            if facts:
                placed = [
                    FactRow(row + at, fact, fact.fact_id in asked) for at, fact in enumerate(facts)
                ]
                blocks.append((indicator, placed))
                row += len(facts)
        return blocks

    # Words

    def heading(self, indicator: Indicator) -> str:
        """An indicator's name, code and points."""
        return self.say(
            "workbook-indicator",
            name=self.name(indicator.name_zh, indicator.name_en),
            indicator=indicator.indicator_id,
            points=plain_decimal(indicator.max_points),
        )

    def requirement(self, indicator: Indicator) -> str:
        """What an indicator demands and how it is scored."""
        parts = []
        if indicator.requirement_zh:
            parts.append(self.say("workbook-requirement", requirement=indicator.requirement_zh))
        if indicator.rule_zh:
            parts.append(self.say("workbook-rule", rule=indicator.rule_zh))
        return "\n".join(parts)

    def question(self, fact: Fact) -> str:
        """A fact's question, and whether it may stay blank."""
        if fact.is_required:
            return fact.label_zh
        return self.say("workbook-optional", label=fact.label_zh)

    def name(self, name_zh: str, name_en: str | None) -> str:
        """A name in the workbook's language, where the guide has it."""
        return name_zh if self.language == DEFAULT_LANGUAGE else name_en or name_zh

    # Parts of a sheet

    def write_title(self, sheet: Worksheet, title: str, how: str, how_column: int) -> None:
        """The title in the first row; below, that the edition is none in force, and what to do."""
        sheet.write_string(0, 0, title, self.look("title"))
        if self.edition.status == "working":
            sheet.write_string(1, 0, self.say("workbook-working-edition"), self.look("working"))
            sheet.write_string(1, how_column, how, self.look("notice"))
        else:
            sheet.write_string(1, 0, how, self.look("notice"))

    def write_field(
        self, sheet: Worksheet, row: int, columns: tuple[int, int, int], name: str, text: str
    ) -> None:
        """A label of the head in the first column, its text in a cell over the two others."""
        label, first, last = columns
        sheet.write_string(row, label, self.say(f"workbook-head-{name}"), self.look("label"))
        sheet.merge_range(row, first, row, last, "", self.look("head"))
        sheet.write_string(row, first, text, self.look("head"))

    def write_identity(
        self,
        sheet: Worksheet,
        row: int,
        left: tuple[int, int, int],
        right: tuple[int, int, int],
    ) -> None:
        """Whose workbook it is, on two rows."""
        self.write_field(sheet, row, left, "school-name", self.school.name_zh)
        self.write_field(sheet, row, right, "school-id", self.school.school_id)
        self.write_field(sheet, row + 1, left, "cycle", self.cycle.cycle_id)
        self.write_field(sheet, row + 1, right, "edition", self.edition.edition_id)

    def write_over(
        self, sheet: Worksheet, rows: Sequence[FactRow], column: int, text: str, form: Format
    ) -> None:
        """A text in one cell over all rows of an indicator."""
        first, last = rows[0].row, rows[-1].row
        if first != last:
            sheet.merge_range(first, column, last, column, "", form)
        write_text(sheet, first, column, text, form)

    def write_value(
        self, sheet: Worksheet, row: int, column: int, fact: Fact, value: str | None, form: Format
    ) -> None:
        """A value in normal form as the cell a spreadsheet has for it; any other text as text."""
        if not value:
            sheet.write_blank(row, column, None, form)
            return
        match fact.kind:
            case "flag" if value in ("yes", "no"):
                sheet.write_string(row, column, self.say(f"workbook-{value}"), form)
                return
            case "date" if (date := _date(value)) is not None:
                sheet.write_datetime(row, column, date, form)
                return
            # Where whole numbers are shown, another one would be seen rounded.
            case "count" if not value.isdecimal():
                pass
            case "count" | "number":
                self.write_number(sheet, row, column, value, form)
                return
        sheet.write_string(row, column, value, form)

    def write_number(
        self, sheet: Worksheet, row: int, column: int, text: str, form: Format
    ) -> None:
        """A number in normal form as a number; any other text as text."""
        number = _number(text)
        if number is None:
            sheet.write_string(row, column, text, form)
        else:
            sheet.write_number(row, column, number, form)

    def write_question(
        self, sheet: Worksheet, placed: FactRow, columns: tuple[int, int, int]
    ) -> None:
        """A fact's code, question and unit; that it does not apply where it is not asked."""
        grey = not placed.is_asked
        code, question, unit = columns
        sheet.write_string(placed.row, code, placed.fact.fact_id, self.look("code", grey))
        text = self.question(placed.fact)
        sheet.write_string(placed.row, question, text, self.look("text", grey))
        text = self.say("workbook-not-applicable") if grey else placed.fact.unit_zh or ""
        write_text(sheet, placed.row, unit, text, self.look("unit", grey))

    def write_count(
        self,
        sheet: Worksheet,
        at: tuple[int, int],
        message: str,
        rows: Sequence[int],
        column: int,
        filled: int,
    ) -> None:
        """How many of some rows are filled in, counted by the spreadsheet; `filled`: by now."""
        ranges = [xl_range(first, column, last, column) for first, last in runs(rows)]
        # COUNTA takes 255 arguments at most; so many gaps would need very many small exceptions.
        counted = "+".join(
            f"COUNTA({','.join(ranges[at : at + 250])})" for at in range(0, len(ranges), 250)
        )
        said = self.say(message, filled="\0", required=str(len(rows)))
        before, _, after = said.partition("\0")
        formula = f'="{before}"&({counted or "0"})&"{after}"'
        sheet.write_formula(*at, formula, self.look("progress"), f"{before}{filled}{after}")

    # What may be typed

    def rule(self, kind: FactKind, grades: tuple[str, ...]) -> dict[str, Any]:
        """The rule of cells that take an answer of a kind."""
        whole = {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": LARGEST}
        rules: dict[FactKind, dict[str, Any]] = {
            "count": whole,
            "number": whole | {"validate": "decimal", "minimum": -LARGEST},
            "flag": {
                "validate": "list",
                "source": [self.say("workbook-yes"), self.say("workbook-no")],
            },
            "grade": {"validate": "list", "source": list(grades)},
            "date": {
                "validate": "date",
                "criteria": "between",
                "minimum": EARLIEST_DATE,
                "maximum": LATEST_DATE,
            },
        }
        return rules[kind] | self.help(kind, grades="、".join(grades))

    def claim_rule(self, most: Decimal) -> dict[str, Any]:
        """The rule of cells that take points."""
        within = {
            "validate": "decimal",
            "criteria": "between",
            "minimum": 0,
            "maximum": float(most),
        }
        return within | self.help("claim", points=plain_decimal(most))

    def help(self, kind: str, **values: str) -> dict[str, str]:
        """What is said when a cell is entered, and when it refuses what was typed."""
        column = "claim" if kind == "claim" else "answer"
        return {
            "input_title": self.say(f"workbook-header-{column}"),
            "input_message": self.say(f"workbook-input-{kind}", **values)[:LONGEST_HELP],
            "error_title": self.say("workbook-refused-title"),
            "error_message": self.say(f"workbook-refused-{kind}", **values)[:LONGEST_HELP],
        }

    # Print

    def heights(
        self,
        rows: Sequence[FactRow],
        over_all: Sequence[tuple[str, float, float]],
        letters: float,
    ) -> list[float]:
        """The height of each row, in points, so that every text can be read.

        `over_all`: texts over all the rows, with letters and points of their lines; `letters`: of
        a line of the question. Spreadsheets fit a row to its text, but not to that of merged
        cells.
        """
        whole = max(lines(text, wide) * high for text, wide, high in over_all)
        least = max(20.0, (whole + 6) / len(rows))
        return [
            max(least, lines(self.question(placed.fact), letters) * LARGE_LINE + 4)
            for placed in rows
        ]

    def set_up_print(self, sheet: Worksheet, header_row: int, beside: str = "") -> None:
        """A4 across, as wide as the page, the header on each; `beside`: more for the footer."""
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(header_row)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        notice = self.say("workbook-working-edition") if self.edition.status == "working" else ""
        # All three together may be 255 letters long.
        left = f"{self.school.name_zh[:LONGEST_IN_FOOTER]} {self.cycle.cycle_id}"
        middle = "　".join(filter(None, (notice, beside)))
        page = self.say("workbook-footer-page")
        sheet.set_footer(f"&L&8{_plain_footer(left)}&C&8{_plain_footer(middle)}&R&8{page}")


LONGEST_IN_FOOTER = 40


def _plain_footer(text: str) -> str:
    return text.replace("&", "&&")


def set_head_heights(sheet: Worksheet) -> None:
    """The heights of the rows over the table."""
    for row, height in enumerate((TITLE_HEIGHT, NOTICE_HEIGHT, LABEL_HEIGHT, LABEL_HEIGHT)):
        sheet.set_row(row, height)
    sheet.set_row(HEAD_ROWS, HEADER_HEIGHT)


def set_heights(
    sheet: Worksheet, blocks: Sequence[Block], heights: Sequence[Sequence[float]]
) -> None:
    """The height of each row, and page breaks that cut no indicator."""
    used: float = TITLE_HEIGHT + NOTICE_HEIGHT + 2 * LABEL_HEIGHT + HEADER_HEIGHT
    breaks: list[int] = []
    for (_, rows), high in zip(blocks, heights, strict=True):
        if used + sum(high) > PAGE_HEIGHT:
            breaks.append(rows[0].row)
            used = HEADER_HEIGHT
        used += sum(high)
        for placed, height in zip(rows, high, strict=True):
            sheet.set_row(placed.row, height)
    sheet.set_h_pagebreaks(breaks)


def protect(sheet: Worksheet) -> None:
    """Locked except where one types, without a password: a guard rail, not a lock."""
    sheet.protect("", {"format_columns": True, "format_rows": True})


def write_text(sheet: Worksheet, row: int, column: int, text: str, form: Format) -> None:
    """A text, or an empty cell of the same look."""
    if text:
        sheet.write_string(row, column, text, form)
    else:
        sheet.write_blank(row, column, None, form)


def validate(sheet: Worksheet, column: int, rows: Sequence[int], rule: dict[str, Any]) -> None:
    """One rule for all cells alike: a rule a cell would double the file."""
    ranges = [[first, column, last, column] for first, last in runs(rows)]
    sheet.data_validation(*ranges[0], rule | {"other_cells": ranges[1:]})


def runs(rows: Sequence[int]) -> list[tuple[int, int]]:
    """First and last row of each unbroken run of rows."""
    found: list[tuple[int, int]] = []
    for row in rows:
        if found and found[-1][1] == row - 1:
            found[-1] = found[-1][0], row
        else:
            found.append((row, row))
    return found


def _date(text: str) -> dt.date | None:
    """The date of a text in normal form, if it is one that an answer may say."""
    try:
        date = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return date if read_date(text) == date else None


def _number(text: str) -> float | None:
    """The number of a text in normal form, if a spreadsheet can hold it exactly."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    if not number.is_finite() or len(number.as_tuple().digits) > SIGNIFICANT_DIGITS:
        return None
    return float(number) if plain_decimal(number) == text else None


@lru_cache(4096)
def lines(text: str, letters: float) -> int:
    """How many lines a text takes where a line holds so many Chinese letters."""
    return sum(
        max(1, math.ceil(sum(_letter_width(letter) for letter in line) / letters))
        for line in text.split("\n")
    )


def _letter_width(letter: str) -> float:
    return 1.0 if unicodedata.east_asian_width(letter) in "WF" else 0.55
