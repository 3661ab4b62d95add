"""Writes the workbook that a school fills in, from the guide tables alone."""

from __future__ import annotations

import datetime as dt
import io
import math
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache, partial
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from ingest.guide import Code, Edition, Fact, FactKind, Indicator
from ingest.model import Cycle, School
from ingest.self_check import EARLIEST_DATE, LATEST_DATE, Cells, SelfCheck
from ingest.text import TOO_LARGE
from words import DEFAULT_LANGUAGE, Words, words

COLUMNS = (
    "code",
    "dimension",
    "indicator",
    "requirement",
    "question",
    "unit",
    "answer",
    "check",
    "previous",
    "claim",
    "evidence",
    "note",
)
"""The columns of the table; `workbook-header-<name>` is what stands over each."""

CODE, DIMENSION, INDICATOR, REQUIREMENT, QUESTION, UNIT = range(6)
ANSWER, CHECK, PREVIOUS, CLAIM, EVIDENCE, NOTE = range(6, len(COLUMNS))
WIDTHS = (9, 9, 16, 42, 27, 7, 12, 11, 10, 9, 21, 15)
TITLE_ROW, NOTICE_ROW, SCHOOL_ROW, CYCLE_ROW, HEADER_ROW = 0, 1, 2, 3, 4
FIRST_ROW = HEADER_ROW + 1

TITLE_HEIGHT, NOTICE_HEIGHT, LABEL_HEIGHT, HEADER_HEIGHT = 30, 18, 21, 24
HEAD_HEIGHT = TITLE_HEIGHT + NOTICE_HEIGHT + 2 * LABEL_HEIGHT
PAGE_HEIGHT = 670
"""Points of rows on a printed page: A4 across, less margins, at the print scale, less 4 %."""
SMALL_LINE, LARGE_LINE = 13.5, 15
"""Points that a line of text takes in the font sizes 9 and 10."""

FONT = "微软雅黑"
INK, FAINT, LINE, WRONG, WAITING = "#1F2933", "#7B8794", "#C5CDD6", "#B42318", "#B45309"
HEADER_FILL, HEAD_FILL, INPUT_FILL, GREY_FILL = "#2F4B6E", "#EEF2F6", "#FFFBE8", "#ECEEF0"

LARGEST = int(TOO_LARGE) - 1
LONGEST_HELP = 255
"""What a spreadsheet shows of a rule's message."""
SIGNIFICANT_DIGITS = 15
"""What a spreadsheet keeps of a number; one with more digits is written as text."""


def template_bytes(
    edition: Edition,
    guide_codes: Mapping[str, Mapping[str, Code]],
    cycle: Cycle,
    school: School,
    previous: Mapping[str, str | None],
    answers: Mapping[str, str | None] | None = None,
    language: str = DEFAULT_LANGUAGE,
    evidence: Mapping[str, str] | None = None,
) -> bytes:
    """The workbook of one school for one cycle, as the bytes of an .xlsx file.

    `previous` and `answers` are values in normal form by fact; a text of `answers` that is no
    value of its fact's kind is written as it stands. `evidence`: titles of evidence by fact. The
    same input gives the same bytes.
    """
    out = io.BytesIO()
    workbook = Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    workbook.set_properties(
        {
            "title": edition.title_zh,
            "subject": f"{cycle.cycle_id} {school.school_id}",
            "created": dt.datetime.combine(cycle.starts_on, dt.time()),
        }
    )
    writer = _Writer(workbook, edition, guide_codes, cycle, school, words(language))
    writer.write_answer_sheet(previous, answers or {}, evidence or {})
    writer.write_guide_sheet()
    workbook.close()
    return out.getvalue()


class _Sheet(Worksheet):  # type: ignore[misc]  # the library has no types
    """A sheet whose formulas hold no function that is newer than the file format.

    Looking for those in each formula would take longer than all else.
    """

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return formula.removeprefix("=")


@lru_cache(4096)
def _said(say: Words, message_id: str, **values: str) -> str:
    """The words, remembered: they are the same from school to school."""
    return say(message_id, **values)


class _Looks:
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

    def __call__(self, style: str, grey: bool = False, **changes: Any) -> Format:
        key = style, grey, *changes.items()
        if key not in self._made:
            look = self.styles[style] | changes
            if grey:
                look |= {"bg_color": GREY_FILL, "font_color": FAINT, "locked": True, "bold": False}
            self._made[key] = self._workbook.add_format(look)
        return self._made[key]


@dataclass(frozen=True, slots=True)
class _FactRow:
    """One row of the table: a fact, where it stands, and whether this school is asked."""

    row: int
    fact: Fact
    is_asked: bool


class _Writer:
    """Writes the sheets of one workbook."""

    def __init__(
        self,
        workbook: Workbook,
        edition: Edition,
        guide_codes: Mapping[str, Mapping[str, Code]],
        cycle: Cycle,
        school: School,
        say: Words,
    ) -> None:
        self.workbook = workbook
        self.look = _Looks(workbook)
        self.edition = edition
        self.codes = guide_codes
        self.cycle = cycle
        self.school = school
        self.say = partial(_said, say)
        self.language = say.language
        self.blocks = self._place_facts()
        self.self_check = SelfCheck(edition, self._checked_cells(), say)
        self._answerable: dict[tuple[FactKind, tuple[str, ...]], list[int]] = {}
        """The rows with an answer of a kind (and grades): one rule for all of them."""
        self._claimable: dict[Decimal, list[int]] = {}
        """The rows with claimed points, by how many there can be."""

    def _place_facts(self) -> list[tuple[Indicator, list[_FactRow]]]:
        attributes = self.school.attributes
        blocks = []
        row = FIRST_ROW
        for indicator in self.edition.indicators:
            facts = [fact for fact in indicator.facts if fact.answered_by == "school"]
            if facts:
                placed = [
                    _FactRow(row + at, fact, self.edition.is_asked(fact.fact_id, attributes))
                    for at, fact in enumerate(facts)
                ]
                blocks.append((indicator, placed))
                row += len(facts)
        return blocks

    def _checked_cells(self) -> dict[str, Cells]:
        """What the self-check looks at; evidence in the first row of what expects some."""
        cells = {}
        for indicator, rows in self.blocks:
            evidence = None
            if indicator.evidence_zh:
                evidence = xl_range(rows[0].row, EVIDENCE, rows[-1].row, EVIDENCE)
            for placed in rows:
                if placed.is_asked:
                    answer = xl_rowcol_to_cell(placed.row, ANSWER)
                    cells[placed.fact.fact_id] = Cells(answer, evidence)
                    evidence = None
        return cells

    # The sheet 填报

    def write_answer_sheet(
        self,
        previous: Mapping[str, str | None],
        answers: Mapping[str, str | None],
        evidence: Mapping[str, str],
    ) -> None:
        """The sheet in which the school writes."""
        sheet = self.workbook.add_worksheet(self.say("workbook-sheet-answers"), _Sheet)
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)
        self._write_head(sheet, answers)
        for column, name in enumerate(COLUMNS):
            text = self.say(f"workbook-header-{name}")
            sheet.write_string(HEADER_ROW, column, text, self.look("header"))
        sheet.set_row(HEADER_ROW, HEADER_HEIGHT)
        used: float = HEAD_HEIGHT + HEADER_HEIGHT
        breaks: list[int] = []
        for indicator, rows in self.blocks:
            heights = self._heights(indicator, rows)
            if used + sum(heights) > PAGE_HEIGHT:
                breaks.append(rows[0].row)
                used = HEADER_HEIGHT
            used += sum(heights)
            for placed, height in zip(rows, heights, strict=True):
                sheet.set_row(placed.row, height)
            self._write_indicator(sheet, indicator, rows)
            for placed in rows:
                fact_id = placed.fact.fact_id
                self._write_fact(sheet, placed, previous.get(fact_id), answers.get(fact_id))
                if evidence.get(fact_id):
                    form = self.look("typed-text", not placed.is_asked)
                    sheet.write_string(placed.row, EVIDENCE, evidence[fact_id], form)
                self._write_check(sheet, placed, answers, evidence)
        self._write_rules(sheet)
        self._colour_checks(sheet)
        sheet.freeze_panes(FIRST_ROW, 0)
        self._set_up_print(sheet, HEADER_ROW)
        sheet.set_h_pagebreaks(breaks)
        _protect(sheet)
        if self.blocks:
            sheet.set_selection(self.blocks[0][1][0].row, ANSWER, self.blocks[0][1][0].row, ANSWER)

    def _write_head(self, sheet: Worksheet, answers: Mapping[str, str | None]) -> None:
        say, look = self.say, self.look
        sheet.set_row(TITLE_ROW, TITLE_HEIGHT)
        title = say("workbook-title", title=self.edition.title_zh)
        sheet.write_string(TITLE_ROW, 0, title, look("title"))
        sheet.set_row(NOTICE_ROW, NOTICE_HEIGHT)
        how = say("workbook-how-to-fill")
        if self.edition.status == "working":
            notice = say("workbook-working-edition")
            sheet.write_string(NOTICE_ROW, 0, notice, look("working"))
            sheet.write_string(NOTICE_ROW, REQUIREMENT, how, look("notice"))
        else:
            sheet.write_string(NOTICE_ROW, 0, how, look("notice"))
        for row in (SCHOOL_ROW, CYCLE_ROW):
            sheet.set_row(row, LABEL_HEIGHT)
        left, middle, right = (CODE, DIMENSION, REQUIREMENT), (QUESTION, UNIT, PREVIOUS), CLAIM
        for row, (label, first, last), name, text in (
            (SCHOOL_ROW, left, "school-name", self.school.name_zh),
            (SCHOOL_ROW, middle, "school-id", self.school.school_id),
            (CYCLE_ROW, left, "cycle", self.cycle.cycle_id),
            (CYCLE_ROW, middle, "edition", self.edition.edition_id),
        ):
            sheet.write_string(row, label, say(f"workbook-head-{name}"), look("label"))
            sheet.merge_range(row, first, row, last, "", look("head"))
            sheet.write_string(row, first, text, look("head"))
        sheet.write_string(SCHOOL_ROW, right, say("workbook-head-deadline"), look("label"))
        sheet.merge_range(SCHOOL_ROW, EVIDENCE, SCHOOL_ROW, NOTE, "", look("head-date"))
        sheet.write_datetime(SCHOOL_ROW, EVIDENCE, self.cycle.deadline, look("head-date"))
        sheet.write_string(CYCLE_ROW, right, say("workbook-head-progress"), look("label"))
        sheet.merge_range(CYCLE_ROW, EVIDENCE, CYCLE_ROW, NOTE, "", look("progress"))
        self._write_progress(sheet, answers)

    def _write_progress(self, sheet: Worksheet, answers: Mapping[str, str | None]) -> None:
        """已填 n / 应填 m over the rows that must be answered, counted by the spreadsheet."""
        needed = [
            placed
            for _, rows in self.blocks
            for placed in rows
            if placed.is_asked and placed.fact.is_required
        ]
        ranges = [
            xl_range(first, ANSWER, last, ANSWER)
            for first, last in _runs([placed.row for placed in needed])
        ]
        # COUNTA takes 255 arguments at most; so many gaps would need very many small exceptions.
        counted = "+".join(
            f"COUNTA({','.join(ranges[at : at + 250])})" for at in range(0, len(ranges), 250)
        )
        before, _, after = self.say(
            "workbook-progress", filled="\0", required=str(len(needed))
        ).partition("\0")
        filled = sum(1 for placed in needed if answers.get(placed.fact.fact_id))
        sheet.write_formula(
            CYCLE_ROW,
            EVIDENCE,
            f'="{before}"&({counted or "0"})&"{after}"',
            self.look("progress"),
            f"{before}{filled}{after}",
        )

    def _write_indicator(
        self, sheet: Worksheet, indicator: Indicator, rows: Sequence[_FactRow]
    ) -> None:
        grey = not any(placed.is_asked for placed in rows)
        dimension = next(
            dimension
            for dimension in self.edition.dimensions
            if dimension.dimension_id == indicator.dimension_id
        )
        first, last = rows[0].row, rows[-1].row
        for column, text, style in (
            (DIMENSION, self._name(dimension.name_zh, dimension.name_en), "small"),
            (INDICATOR, self._heading(indicator), "bold"),
            (REQUIREMENT, self._requirement(indicator), "small"),
            (CLAIM, "", "typed-claim"),
        ):
            form = self.look(style, grey)
            if first != last:
                sheet.merge_range(first, column, last, column, "", form)
            if text:
                sheet.write_string(first, column, text, form)
            else:
                sheet.write_blank(first, column, None, form)
        if not grey:
            self._claimable.setdefault(indicator.max_points, []).append(first)

    def _write_fact(
        self, sheet: Worksheet, placed: _FactRow, previous: str | None, answer: str | None
    ) -> None:
        row, fact, grey = placed.row, placed.fact, not placed.is_asked
        look = self.look
        sheet.write_string(row, CODE, fact.fact_id, look("code", grey))
        sheet.write_string(row, QUESTION, self._question(fact), look("text", grey))
        unit = self.say("workbook-not-applicable") if grey else fact.unit_zh or ""
        _write_text(sheet, row, UNIT, unit, look("unit", grey))
        self._write_value(sheet, row, PREVIOUS, fact, previous, look(f"previous-{fact.kind}", grey))
        self._write_value(sheet, row, ANSWER, fact, answer, look(f"typed-{fact.kind}", grey))
        for column in (EVIDENCE, NOTE):
            sheet.write_blank(row, column, None, look("typed-text", grey))
        if placed.is_asked:
            self._answerable.setdefault((fact.kind, fact.grades), []).append(row)

    def _write_check(
        self,
        sheet: Worksheet,
        placed: _FactRow,
        answers: Mapping[str, str | None],
        evidence: Mapping[str, str],
    ) -> None:
        form, fact_id = self.look("check", not placed.is_asked), placed.fact.fact_id
        if placed.is_asked:
            formula = self.self_check.formula(fact_id)
            value = self.self_check.value(fact_id, answers, evidence)
            sheet.write_formula(placed.row, CHECK, formula, form, value)
        else:
            sheet.write_blank(placed.row, CHECK, None, form)

    def _colour_checks(self, sheet: Worksheet) -> None:
        """What is wrong is red and bold, what is to come amber, what is fine faint."""
        if not self.blocks:
            return
        first, last = FIRST_ROW, self.blocks[-1][1][-1].row
        cell = xl_rowcol_to_cell(first, CHECK)
        for criteria, look in (
            (f'{cell}=""', {}),
            (f'LEFT({cell})="{self.self_check.fine[:1]}"', {"font_color": FAINT}),
            (f'{cell}="{self.self_check.blank}"', {"font_color": WAITING}),
            (f'{cell}<>""', {"font_color": WRONG, "bold": True}),
        ):
            rule = {"type": "formula", "criteria": f"={criteria}", "stop_if_true": True}
            form = self.workbook.add_format(look) if look else None
            sheet.conditional_format(first, CHECK, last, CHECK, rule | {"format": form})

    def _write_value(
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
            case "date":
                try:
                    sheet.write_datetime(row, column, dt.date.fromisoformat(value), form)
                    return
                except ValueError:
                    pass
            case "count" | "number":
                number = _number(value)
                if number is not None:
                    sheet.write_number(row, column, number, form)
                    return
        sheet.write_string(row, column, value, form)

    def _write_rules(self, sheet: Worksheet) -> None:
        """What may be typed, one rule for all cells alike: a rule a cell would double the file."""
        for (kind, grades), rows in self._answerable.items():
            _validate(sheet, ANSWER, rows, self._rule(kind, grades))
        for most, rows in self._claimable.items():
            rule = {
                "validate": "decimal",
                "criteria": "between",
                "minimum": 0,
                "maximum": float(most),
            }
            _validate(sheet, CLAIM, rows, rule | self._help("claim", points=_plain(most)))

    def _rule(self, kind: FactKind, grades: tuple[str, ...]) -> dict[str, Any]:
        rules: dict[FactKind, dict[str, Any]] = {
            "count": {
                "validate": "integer",
                "criteria": "between",
                "minimum": 0,
                "maximum": LARGEST,
            },
            "number": {
                "validate": "decimal",
                "criteria": "between",
                "minimum": -LARGEST,
                "maximum": LARGEST,
            },
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
        return rules[kind] | self._help(kind, grades="、".join(grades))

    def _help(self, kind: str, **values: str) -> dict[str, str]:
        """What is said when a cell is entered, and when it refuses what was typed."""
        column = "claim" if kind == "claim" else "answer"
        return {
            "input_title": self.say(f"workbook-header-{column}"),
            "input_message": self.say(f"workbook-input-{kind}", **values)[:LONGEST_HELP],
            "error_title": self.say("workbook-refused-title"),
            "error_message": self.say(f"workbook-refused-{kind}", **values)[:LONGEST_HELP],
        }

    def _heights(self, indicator: Indicator, rows: Sequence[_FactRow]) -> list[float]:
        """The height of each row, in points, so that every text can be read.

        Spreadsheets fit a row to its text, but not to that of merged cells.
        """
        whole = max(
            _lines(self._requirement(indicator), 23) * SMALL_LINE,
            _lines(self._heading(indicator), 9) * LARGE_LINE,
        )
        least = max(20.0, (whole + 6) / len(rows))
        return [
            max(least, _lines(self._question(placed.fact), 12.5) * LARGE_LINE + 4)
            for placed in rows
        ]

    def _heading(self, indicator: Indicator) -> str:
        return self.say(
            "workbook-indicator",
            name=self._name(indicator.name_zh, indicator.name_en),
            indicator=indicator.indicator_id,
            points=_plain(indicator.max_points),
        )

    def _requirement(self, indicator: Indicator) -> str:
        parts = []
        if indicator.requirement_zh:
            parts.append(self.say("workbook-requirement", requirement=indicator.requirement_zh))
        if indicator.rule_zh:
            parts.append(self.say("workbook-rule", rule=indicator.rule_zh))
        return "\n".join(parts)

    def _question(self, fact: Fact) -> str:
        if fact.is_required:
            return fact.label_zh
        return self.say("workbook-optional", label=fact.label_zh)

    def _name(self, name_zh: str, name_en: str | None) -> str:
        return name_zh if self.language == DEFAULT_LANGUAGE else name_en or name_zh

    def _label(self, list_name: str, code: str) -> str:
        known = self.codes.get(list_name, {}).get(code)
        return self._name(known.name_zh, known.name_en) if known else code

    def _set_up_print(self, sheet: Worksheet, header_row: int) -> None:
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(header_row)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        notice = self.say("workbook-working-edition") if self.edition.status == "working" else ""
        left = f"{self.school.name_zh} {self.cycle.cycle_id}".replace("&", "&&")
        sheet.set_footer(f"&L&8{left}&C&8{notice}&R&8{self.say('workbook-footer-page')}")

    # The sheet 说明

    def write_guide_sheet(self) -> None:
        """The sheet that says how to fill in, and the guide's text in full."""
        say, look = self.say, self.look
        sheet = self.workbook.add_worksheet(say("workbook-sheet-guide"))
        for column, width in enumerate((10, 14, 20, 8, 44, 44, 12, 30)):
            sheet.set_column(column, column, width)
        sheet.set_row(0, TITLE_HEIGHT)
        sheet.write_string(
            0, 0, say("workbook-guide-title", title=self.edition.title_zh), look("title")
        )
        row = 1
        if self.edition.status == "working":
            notice = say("workbook-working-edition")
            if self.edition.note_zh:
                notice = f"{notice}　{self.edition.note_zh}"
            sheet.write_string(row, 0, notice, look("working"))
            row += 1
        row = self._write_how(sheet, row + 1)
        row = self._write_dimensions(sheet, row + 1)
        row, header_row = self._write_indicators(sheet, row + 1)
        if self.edition.red_lines:
            sheet.write_string(row + 1, 0, say("workbook-guide-red-lines"), look("section"))
            for at, (red_line, label) in enumerate(self.edition.red_lines.items(), row + 2):
                sheet.write_string(at, 0, red_line, look("code"))
                sheet.merge_range(at, 1, at, 7, "", look("text"))
                sheet.write_string(at, 1, label, look("text"))
        self._set_up_print(sheet, header_row)
        _protect(sheet)

    def _write_how(self, sheet: Worksheet, row: int) -> int:
        say, look = self.say, self.look
        sheet.write_string(row, 0, say("workbook-guide-how"), look("section"))
        topics = ("cells", "kinds", "blank", "check", "grey", "claim", "hand-in")
        for at, topic in enumerate(topics, 1):
            text = say(f"workbook-guide-how-{topic}", sheet=say("workbook-sheet-answers"))
            sheet.merge_range(row + at, 0, row + at, 7, "", look("plain"))
            sheet.write_string(row + at, 0, f"{at}. {text}", look("plain"))
            sheet.set_row(row + at, 20)
        return row + len(topics) + 1

    def _write_dimensions(self, sheet: Worksheet, row: int) -> int:
        say, look = self.say, self.look
        sheet.write_string(row, 0, say("workbook-guide-dimensions"), look("section"))
        headers = (
            say("workbook-header-code"),
            say("workbook-header-dimension"),
            say("workbook-guide-dimension-count"),
            say("workbook-guide-points"),
        )
        row += 1
        for column, text in enumerate(headers):
            sheet.write_string(row, column, text, look("header"))
        for dimension in self.edition.dimensions:
            row += 1
            own = [
                indicator
                for indicator in self.edition.indicators
                if indicator.dimension_id == dimension.dimension_id
            ]
            sheet.write_string(row, 0, dimension.dimension_id, look("code"))
            name = self._name(dimension.name_zh, dimension.name_en)
            sheet.write_string(row, 1, name, look("text"))
            sheet.write_number(row, 2, len(own), look("points"))
            points = float(sum(indicator.max_points for indicator in own))
            sheet.write_number(row, 3, points, look("points"))
        row += 1
        sheet.write_blank(row, 0, None, look("bold"))
        sheet.write_string(row, 1, say("workbook-guide-total"), look("bold"))
        sheet.write_number(row, 2, len(self.edition.indicators), look("points", bold=True))
        total = float(sum(indicator.max_points for indicator in self.edition.indicators))
        sheet.write_number(row, 3, total, look("points", bold=True))
        return row + 1

    def _write_indicators(self, sheet: Worksheet, row: int) -> tuple[int, int]:
        say, look = self.say, self.look
        sheet.write_string(row, 0, say("workbook-guide-indicators"), look("section"))
        header_row = row + 1
        headers = (
            say("workbook-header-code"),
            say("workbook-header-dimension"),
            say("workbook-header-indicator"),
            say("workbook-guide-points"),
            say("workbook-guide-requirement"),
            say("workbook-guide-rule"),
            say("workbook-guide-period"),
            say("workbook-guide-evidence"),
        )
        for column, text in enumerate(headers):
            sheet.write_string(header_row, column, text, look("header"))
        dimensions = {
            dimension.dimension_id: self._name(dimension.name_zh, dimension.name_en)
            for dimension in self.edition.dimensions
        }
        row = header_row
        for indicator in self.edition.indicators:
            row += 1
            county = [fact.label_zh for fact in indicator.facts if fact.answered_by == "county"]
            rule = indicator.rule_zh or ""
            if county:
                rule = f"{rule}\n{say('workbook-guide-county', labels='、'.join(county))}".strip()
            name = self._name(indicator.name_zh, indicator.name_en)
            texts = (
                (0, indicator.indicator_id, "code"),
                (1, dimensions[indicator.dimension_id], "small"),
                (2, name, "bold"),
                (4, indicator.requirement_zh or "", "small"),
                (5, rule, "small"),
                (6, indicator.period_zh or "", "small"),
                (7, indicator.evidence_zh or "", "small"),
            )
            for column, text, style in texts:
                _write_text(sheet, row, column, text, look(style))
            sheet.write_number(row, 3, float(indicator.max_points), look("points"))
            lines = max(
                _lines(indicator.requirement_zh or "", 24),
                _lines(rule, 24),
                _lines(indicator.evidence_zh or "", 16),
                _lines(name, 10),
            )
            sheet.set_row(row, max(20, lines * 14 + 8))
        return row + 1, header_row


def _protect(sheet: Worksheet) -> None:
    """Locked except where one types, without a password: a guard rail, not a lock."""
    sheet.protect("", {"format_columns": True, "format_rows": True})


def _write_text(sheet: Worksheet, row: int, column: int, text: str, form: Format) -> None:
    if text:
        sheet.write_string(row, column, text, form)
    else:
        sheet.write_blank(row, column, None, form)


def _validate(sheet: Worksheet, column: int, rows: Sequence[int], rule: dict[str, Any]) -> None:
    ranges = [[first, column, last, column] for first, last in _runs(rows)]
    sheet.data_validation(*ranges[0], rule | {"other_cells": ranges[1:]})


def _runs(rows: Sequence[int]) -> list[tuple[int, int]]:
    """First and last row of each unbroken run of rows."""
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and runs[-1][1] == row - 1:
            runs[-1] = runs[-1][0], row
        else:
            runs.append((row, row))
    return runs


def _number(text: str) -> float | None:
    """The number of a text in normal form, if a spreadsheet can hold it exactly."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    if not number.is_finite() or len(number.as_tuple().digits) > SIGNIFICANT_DIGITS:
        return None
    return float(number) if _plain(number) == text else None


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


@lru_cache(4096)
def _lines(text: str, letters: float) -> int:
    """How many lines a text takes where a line holds so many Chinese letters."""
    return sum(
        max(1, math.ceil(sum(_letter_width(letter) for letter in line) / letters))
        for line in text.split("\n")
    )


def _letter_width(letter: str) -> float:
    return 1.0 if unicodedata.east_asian_width(letter) in "WF" else 0.55
