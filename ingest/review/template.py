"""Writes the workbook in which reviewers verify what a school said: one file a school."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from xlsxwriter.utility import xl_range, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from duibiao.guide.editions import Edition, Fact, Indicator
from duibiao.records.model import Cycle, School
from duibiao.words import DEFAULT_LANGUAGE
from duibiao.words.text import plain_decimal
from ingest.workbook.handed_in import HandedIn
from ingest.workbook.review_table import COLUMNS, header_message
from ingest.workbook.sheet import (
    HEAD_ROWS,
    LARGE_LINE,
    LONGEST_HELP,
    SMALL_LINE,
    FactRow,
    SheetWriter,
    lines,
    protect,
    runs,
    set_head_heights,
    set_heights,
    validate,
    write_text,
)

CODE, DIMENSION, INDICATOR, REQUIREMENT, QUESTION, UNIT = range(6)
SELF, VERIFIED, REASON, EVIDENCE, NOTE = range(6, len(COLUMNS))
WIDTHS = (8, 10, 16, 38, 27, 7, 12, 12, 25, 25, 14)
SCHOOL_ROW, CYCLE_ROW, HEADER_ROW = 2, 3, HEAD_ROWS
FIRST_ROW = HEADER_ROW + 1
LACKING_FILL = "#FDE68A"
TALLEST = 400
"""Points; a row of a spreadsheet can be 409 high."""


def review_template_bytes(
    edition: Edition,
    cycle: Cycle,
    school: School,
    handed_in: HandedIn | None,
    of_county: Mapping[str, str] | None = None,
    files: Mapping[str, Sequence[str]] | None = None,
    language: str = DEFAULT_LANGUAGE,
    rater: str | None = None,
) -> bytes:
    """A school's workbook to review, as the bytes of an .xlsx file.

    `handed_in`: what the school said, None if nothing. `of_county`: what the county said of its
    own facts already. `files`: titles of the files of evidence, by indicator. `rater`: whose points
    it takes, None for the office's. The same input gives the same bytes.
    """
    writer = _Writer(edition, cycle, school, language)
    writer.rater = rater
    writer.write(handed_in, of_county or {}, files or {})
    return writer.content()


class _Writer(SheetWriter):
    """Writes the one sheet."""

    rater: str | None = None

    def write(
        self,
        handed_in: HandedIn | None,
        of_county: Mapping[str, str],
        files: Mapping[str, Sequence[str]],
    ) -> None:
        """The sheet in which reviewers write."""
        sheet = self.add_sheet(self.say("review-sheet"), WIDTHS)
        blocks = self.place_facts(FIRST_ROW, "school", "county")
        values: dict[str, str | None] = dict(of_county)
        # What the county answers stands among a hand-in too, as it was published.
        values |= {
            fact_id: value
            for fact_id, value in (handed_in.answers if handed_in else {}).items()
            if fact_id in self.edition.facts and self.edition.facts[fact_id].answered_by == "school"
        }
        evidence = self._evidence(handed_in, files)
        notes = handed_in.notes if handed_in else {}
        for column, name in enumerate(COLUMNS):
            header = self.say(header_message(name))
            sheet.write_string(HEADER_ROW, column, header, self.look("header"))
        set_head_heights(sheet)
        heights = []
        for indicator, rows in blocks:
            self._write_indicator(sheet, indicator, rows)
            for placed in rows:
                fact_id = placed.fact.fact_id
                self._write_fact(sheet, placed, values.get(fact_id))
                small = self.look("small", not placed.is_asked)
                for column, texts in ((EVIDENCE, evidence), (NOTE, notes)):
                    write_text(sheet, placed.row, column, texts.get(fact_id, ""), small)
            heights.append(self._heights(indicator, rows, evidence, notes))
        asked = [placed for _, rows in blocks for placed in rows if placed.is_asked]
        self._write_head(sheet, handed_in, [placed.row for placed in asked])
        self._write_rules(sheet, asked)
        sheet.freeze_panes(FIRST_ROW, 0)
        set_heights(sheet, blocks, heights)
        self.set_up_print(sheet, HEADER_ROW)
        protect(sheet)
        if asked:
            sheet.set_selection(asked[0].row, VERIFIED, asked[0].row, VERIFIED)

    def _evidence(
        self, handed_in: HandedIn | None, files: Mapping[str, Sequence[str]]
    ) -> dict[str, str]:
        """What proves each fact: what the school wrote; the files at their indicator's first."""
        texts = dict(handed_in.evidence) if handed_in else {}
        for indicator in self.edition.indicators:
            titles = files.get(indicator.indicator_id)
            if titles and indicator.facts:
                first = indicator.facts[0].fact_id
                named = self.say("review-files", titles="、".join(titles))
                texts[first] = "\n".join(filter(None, (texts.get(first), named)))
        return texts

    def _write_head(
        self, sheet: Worksheet, handed_in: HandedIn | None, rows: Sequence[int]
    ) -> None:
        title = self.say("review-title", title=self.edition.title_zh)
        self.write_title(sheet, title, self.say("review-how"), REQUIREMENT)
        self.write_identity(
            sheet, SCHOOL_ROW, (CODE, DIMENSION, REQUIREMENT), (QUESTION, UNIT, VERIFIED)
        )
        receipt = handed_in.receipt_id if handed_in else self.say("review-nothing-handed-in")
        self.write_field(sheet, SCHOOL_ROW, (REASON, EVIDENCE, NOTE), "receipt", receipt)
        if self.edition.given_rules:
            self._write_rater(sheet)
        sheet.write_string(CYCLE_ROW, REASON, self.say("review-progress-label"), self.look("label"))
        sheet.merge_range(CYCLE_ROW, EVIDENCE, CYCLE_ROW, NOTE, "", self.look("progress"))
        self.write_count(sheet, (CYCLE_ROW, EVIDENCE), "review-progress", rows, VERIFIED, 0)

    def _write_rater(self, sheet: Worksheet) -> None:
        """Whose points it takes, beside the title; one may write a code there."""
        sheet.write_string(0, REASON, self.say("workbook-head-rater"), self.look("label"))
        sheet.merge_range(0, EVIDENCE, 0, NOTE, "", self.look("typed-text"))
        write_text(sheet, 0, EVIDENCE, self.rater or "", self.look("typed-text"))
        sheet.data_validation(
            0,
            EVIDENCE,
            0,
            EVIDENCE,
            {
                "validate": "any",
                "input_title": self.say("workbook-head-rater"),
                "input_message": self.say("review-rater-input")[:LONGEST_HELP],
            },
        )

    def _write_indicator(
        self, sheet: Worksheet, indicator: Indicator, rows: Sequence[FactRow]
    ) -> None:
        grey = not any(placed.is_asked for placed in rows)
        for column, text, style in (
            (DIMENSION, self.dimensions[indicator.dimension_id], "small"),
            (INDICATOR, self.heading(indicator), "bold"),
            (REQUIREMENT, self.requirement(indicator), "small"),
        ):
            self.write_over(sheet, rows, column, text, self.look(style, grey))

    def _write_fact(self, sheet: Worksheet, placed: FactRow, value: str | None) -> None:
        row, fact, grey = placed.row, placed.fact, not placed.is_asked
        self.write_question(sheet, placed, (CODE, QUESTION, UNIT))
        self.write_value(sheet, row, SELF, fact, value, self.look(f"said-{fact.kind}", grey))
        sheet.write_blank(row, VERIFIED, None, self.look(f"typed-{fact.kind}", grey))
        sheet.write_blank(row, REASON, None, self.look("typed-text", grey))

    def question(self, fact: Fact) -> str:
        """A fact's question, and that the county answers it where it does."""
        question = super().question(fact)
        rule = self.edition.given_rules.get(fact.fact_id)
        if rule is not None:
            least, most = plain_decimal(rule.least), plain_decimal(rule.most)
            return self.say("review-given-question", question=question, least=least, most=most)
        if fact.answered_by == "county":
            return self.say("review-county-question", question=question)
        return question

    def _write_rules(self, sheet: Worksheet, asked: Sequence[FactRow]) -> None:
        """What may be chosen; where a school was asked, any other value may be typed as well."""
        of_school: dict[tuple[str, ...], list[int]] = {}
        for placed in asked:
            fact = placed.fact
            if fact.answered_by == "school":
                of_school.setdefault((fact.kind, *fact.grades), []).append(placed.row)
            else:
                rule = self.rule(fact.kind, fact.grades) | self._range(fact)
                validate(sheet, VERIFIED, [placed.row], rule)
        for (kind, *grades), alike in of_school.items():
            validate(sheet, VERIFIED, alike, self._choices(kind, grades))
        rows = [placed.row for placed in asked if placed.fact.answered_by == "school"]
        self._colour_lacking_reasons(sheet, rows)

    def _range(self, fact: Fact) -> dict[str, Any]:
        """From where to where points may be given; of other facts nothing."""
        rule = self.edition.given_rules.get(fact.fact_id)
        if rule is None:
            return {}
        least, most = plain_decimal(rule.least), plain_decimal(rule.most)
        told = self.say("review-given-input", least=least, most=most)
        return {
            "minimum": float(rule.least),
            "maximum": float(rule.most),
            "input_message": told[:LONGEST_HELP],
            "error_message": told[:LONGEST_HELP],
        }

    def _choices(self, kind: str, grades: Sequence[str]) -> dict[str, Any]:
        choices = [self.say("review-agrees"), self.say("review-none")]
        if kind == "flag":
            choices += [self.say("workbook-yes"), self.say("workbook-no")]
        needed = self.say(f"workbook-input-{kind}", grades="、".join(grades))
        return {
            "validate": "list",
            "source": [*choices, *grades],
            "show_error": False,
            "input_title": self.say("review-header-verified"),
            "input_message": self.say("review-input", needed=needed)[:LONGEST_HELP],
        }

    def _colour_lacking_reasons(self, sheet: Worksheet, rows: Sequence[int]) -> None:
        if not rows:
            return
        own, verified, reason = (
            xl_rowcol_to_cell(rows[0], column) for column in (SELF, VERIFIED, REASON)
        )
        differs = f'TRIM({verified}&"")<>"",{verified}&""<>{own}&""'
        agrees = f'TRIM({verified}&"")<>"{self.say("review-agrees")}"'
        ranges = [xl_range(first, REASON, last, REASON) for first, last in runs(rows)]
        sheet.conditional_format(
            ranges[0],
            {
                "type": "formula",
                "criteria": f'=AND({differs},{agrees},TRIM({reason}&"")="")',
                "format": self.workbook.add_format({"bg_color": LACKING_FILL}),
                "multi_range": " ".join(ranges),
            },
        )

    def _heights(
        self,
        indicator: Indicator,
        rows: Sequence[FactRow],
        evidence: Mapping[str, str],
        notes: Mapping[str, str],
    ) -> list[float]:
        over_all = [
            (self.requirement(indicator), 21, SMALL_LINE),
            (self.heading(indicator), 9, LARGE_LINE),
            (self.dimensions[indicator.dimension_id], 4.5, SMALL_LINE),
        ]
        heights = self.heights(rows, over_all, 12.5)
        for at, placed in enumerate(rows):
            for texts, letters in ((evidence, 13), (notes, 7)):
                text = texts.get(placed.fact.fact_id, "")
                heights[at] = min(max(heights[at], lines(text, letters) * SMALL_LINE + 6), TALLEST)
        return heights
