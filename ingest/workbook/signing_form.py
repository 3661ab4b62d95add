"""Writes the form to sign: what a school has handed in, to be printed, signed and sealed.

Each page bears the first digits of the hash of the file that was handed in, so that a scan of the
signed form can be matched to it.
"""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from duibiao.guide.editions import Edition, Indicator
from duibiao.records.model import Cycle, School
from duibiao.words import DEFAULT_LANGUAGE
from duibiao.words.figures import moment
from ingest.workbook.handed_in import HandedIn
from ingest.workbook.sheet import (
    FAINT,
    HEADER_FILL,
    LARGE_LINE,
    SMALL_LINE,
    FactRow,
    SheetWriter,
    lines,
    write_text,
)

CHECK_DIGITS = 16
COLUMNS = ("number", "indicator", "question", "unit", "value", "claim", "evidence", "note")
NUMBER, INDICATOR, QUESTION, UNIT, VALUE, CLAIM, EVIDENCE, NOTE = range(len(COLUMNS))
WIDTHS = (9, 21, 34, 7, 12, 9, 24, 17)
SCHOOL_ROW, RECEIPT_ROW, HEADER_ROW = 2, 4, 6
BOXES = ("secretary", "principal", "seal", "date")
BOX_HEIGHT = 84
PAGE_HEIGHT = 990
"""Points of rows on a printed page, upright."""


def check_code(sha256: str) -> str:
    """校验码: what is printed of a file's hash."""
    return sha256[:CHECK_DIGITS]


def signing_form_bytes(
    edition: Edition,
    cycle: Cycle,
    school: School,
    handed_in: HandedIn,
    language: str = DEFAULT_LANGUAGE,
) -> bytes:
    """The form of one hand-in, as the bytes of an .xlsx file. The same input, the same bytes."""
    writer = _Writer(edition, cycle, school, language)
    writer.write(handed_in)
    return writer.content()


class _Writer(SheetWriter):
    """Writes the one sheet."""

    def write(self, handed_in: HandedIn) -> None:
        """The sheet: whose, what was said, and where to sign."""
        sheet = self.add_sheet(self.say("signing-sheet"), WIDTHS)
        code = check_code(handed_in.sha256)
        self._write_head(sheet, handed_in, code)
        last = self._write_table(sheet, handed_in)
        self._write_boxes(sheet, last + 1, self._identified(handed_in, code))
        self.set_up_print(sheet, HEADER_ROW, self._identified(handed_in, code))
        sheet.set_portrait()
        sheet.protect("")

    def _identified(self, handed_in: HandedIn, code: str) -> str:
        return self.say("signing-identified", code=code, receipt=handed_in.receipt_id)

    def _write_head(self, sheet: Worksheet, handed_in: HandedIn, code: str) -> None:
        title = self.say("signing-title", title=self.edition.title_zh)
        self.write_title(sheet, title, self.say("signing-how"), QUESTION)
        left, right = (NUMBER, INDICATOR, QUESTION), (UNIT, VALUE, NOTE)
        self.write_identity(sheet, SCHOOL_ROW, left, right)
        received = moment(handed_in.received_at)
        self.write_field(sheet, RECEIPT_ROW, left, "receipt", handed_in.receipt_id)
        self.write_field(sheet, RECEIPT_ROW, right, "received", received)
        self.write_field(sheet, RECEIPT_ROW + 1, left, "check-code", code)
        self.write_field(sheet, RECEIPT_ROW + 1, right, "sha256", handed_in.sha256)
        for row, height in enumerate((30, 18, 21, 21, 21, 21, 30)):
            sheet.set_row(row, height)
        for column, name in enumerate(COLUMNS):
            text = self.say(f"signing-header-{name}")
            sheet.write_string(HEADER_ROW, column, text, self.look("header"))

    def _write_table(self, sheet: Worksheet, handed_in: HandedIn) -> int:
        """The rows that the school was asked, under their dimensions; the last of them."""
        row, dimension_id, used = HEADER_ROW, None, 162.0
        breaks: list[int] = []
        for indicator, placed in self.place_facts(0, "school"):
            facts = [one.fact for one in placed if one.is_asked]
            if not facts:
                continue
            starts = indicator.dimension_id != dimension_id
            first = row + (2 if starts else 1)
            rows = [FactRow(first + at, fact, True) for at, fact in enumerate(facts)]
            heights = self._heights(indicator, rows, handed_in)
            if used + sum(heights) + 20 * starts > PAGE_HEIGHT:
                breaks.append(first - starts)
                used = 30
            if starts:
                dimension_id = indicator.dimension_id
                sheet.merge_range(first - 1, NUMBER, first - 1, NOTE, "", self.look("band"))
                text = self.dimensions[indicator.dimension_id]
                sheet.write_string(first - 1, NUMBER, text, self.look("band"))
                sheet.set_row(first - 1, 20)
            used += sum(heights) + 20 * starts
            self._write_indicator(sheet, indicator, rows, handed_in)
            for one, height in zip(rows, heights, strict=True):
                sheet.set_row(one.row, height)
            row = rows[-1].row
        if used + BOX_HEIGHT + 60 > PAGE_HEIGHT:
            breaks.append(row + 1)
        sheet.set_h_pagebreaks(breaks)
        return row

    def _write_indicator(
        self, sheet: Worksheet, indicator: Indicator, rows: Sequence[FactRow], handed_in: HandedIn
    ) -> None:
        self.write_over(sheet, rows, INDICATOR, self.heading(indicator), self.look("bold"))
        claim = handed_in.claims.get(indicator.indicator_id) or ""
        self.write_over(sheet, rows, CLAIM, claim, self.look("said-claim"))
        for placed in rows:
            fact, row = placed.fact, placed.row
            self.write_question(sheet, placed, (NUMBER, QUESTION, UNIT))
            value = handed_in.answers.get(fact.fact_id)
            form = self.look(f"said-{fact.kind}")
            if value is None:
                form = self.look("unit", font_color=FAINT)
                value = self.say("signing-blank") if fact.is_required else None
            self.write_value(sheet, row, VALUE, fact, value, form)
            for column, texts in ((EVIDENCE, handed_in.evidence), (NOTE, handed_in.notes)):
                write_text(sheet, row, column, texts.get(fact.fact_id, ""), self.look("small"))

    def _heights(
        self, indicator: Indicator, rows: Sequence[FactRow], handed_in: HandedIn
    ) -> list[float]:
        heights = self.heights(rows, [(self.heading(indicator), 12, LARGE_LINE)], 17)
        for at, placed in enumerate(rows):
            fact_id = placed.fact.fact_id
            for texts, letters in ((handed_in.evidence, 13), (handed_in.notes, 9)):
                high = lines(texts.get(fact_id, ""), letters) * SMALL_LINE + 6
                heights[at] = min(max(heights[at], high), 400)
        return heights

    def _write_boxes(self, sheet: Worksheet, row: int, identified: str) -> None:
        """Where to sign and seal: posts, no names."""
        sheet.set_row(row, 12)
        sheet.merge_range(row + 1, NUMBER, row + 1, NOTE, "", self.look("plain"))
        text = self.say("signing-declaration")
        sheet.write_string(row + 1, NUMBER, text, self.look("plain"))
        sheet.set_row(row + 1, 24)
        places = ((NUMBER, INDICATOR), (QUESTION, QUESTION), (UNIT, CLAIM), (EVIDENCE, NOTE))
        for box, (first, last) in zip(BOXES, places, strict=True):
            look = self.look("text", valign="top", font_color=HEADER_FILL, bold=True)
            if first != last:
                sheet.merge_range(row + 2, first, row + 2, last, "", look)
            sheet.write_string(row + 2, first, self.say(f"signing-box-{box}"), look)
        sheet.set_row(row + 2, BOX_HEIGHT)
        look = self.look("plain", bold=True, text_wrap=False)
        sheet.write_string(row + 3, NUMBER, identified, look)
        sheet.set_row(row + 3, 18)
