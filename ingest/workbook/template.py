"""Writes the workbook that a school fills in, from the guide tables alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from xlsxwriter.utility import xl_range, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from duibiao.guide.editions import Edition, FactKind, Indicator
from duibiao.records.model import Cycle, School
from duibiao.words import DEFAULT_LANGUAGE
from ingest.workbook.self_check import Cells, SelfCheck
from ingest.workbook.sheet import (
    FAINT,
    HEAD_ROWS,
    LARGE_LINE,
    SMALL_LINE,
    TITLE_HEIGHT,
    WAITING,
    WRONG,
    FactRow,
    SheetWriter,
    lines,
    protect,
    set_head_heights,
    set_heights,
    validate,
    write_text,
)

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
WIDTHS = (8, 10, 16, 42, 27, 7, 12, 11, 10, 9, 21, 15)
SCHOOL_ROW, CYCLE_ROW, HEADER_ROW = 2, 3, HEAD_ROWS
FIRST_ROW = HEADER_ROW + 1


def template_bytes(
    edition: Edition,
    cycle: Cycle,
    school: School,
    previous: Mapping[str, str | None],
    answers: Mapping[str, str | None] | None = None,
    language: str = DEFAULT_LANGUAGE,
    evidence: Mapping[str, str] | None = None,
    notes: Mapping[str, str] | None = None,
    claims: Mapping[str, str] | None = None,
) -> bytes:
    """The workbook of one school for one cycle, as the bytes of an .xlsx file.

    `previous` and `answers` are values in normal form by fact; a text of `answers` that is no
    value of its fact's kind is written as it stands. `evidence` and `notes`: titles of evidence,
    and notes, by fact; `claims`: the points that the school claims, by indicator. The same input
    gives the same bytes.
    """
    writer = _Writer(edition, cycle, school, language)
    texts = {EVIDENCE: evidence or {}, NOTE: notes or {}}
    writer.write_answer_sheet(previous, answers or {}, texts, claims or {})
    writer.write_guide_sheet()
    return writer.content()


class _Writer(SheetWriter):
    """Writes the sheets of one workbook."""

    def __init__(self, edition: Edition, cycle: Cycle, school: School, language: str) -> None:
        super().__init__(edition, cycle, school, language)
        self.blocks = self.place_facts(FIRST_ROW, "school")
        self.self_check = SelfCheck(edition, self._checked_cells(), self.say)
        self._answerable: dict[tuple[FactKind, tuple[str, ...]], list[int]] = {}
        """The rows with an answer of a kind (and grades): one rule for all of them."""
        self._claimable: dict[Decimal, list[int]] = {}
        """The rows with claimed points, by how many there can be."""

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
        texts: Mapping[int, Mapping[str, str]],
        claims: Mapping[str, str],
    ) -> None:
        """The sheet in which the school writes; `texts`: of the columns beside, by fact."""
        sheet = self.add_sheet(self.say("workbook-sheet-answers"), WIDTHS)
        self._write_head(sheet, answers)
        for column, name in enumerate(COLUMNS):
            text = self.say(f"workbook-header-{name}")
            sheet.write_string(HEADER_ROW, column, text, self.look("header"))
        for indicator, rows in self.blocks:
            self._write_indicator(sheet, indicator, rows, claims.get(indicator.indicator_id))
            for placed in rows:
                fact_id = placed.fact.fact_id
                self._write_fact(sheet, placed, previous.get(fact_id), answers.get(fact_id))
                form = self.look("typed-text", not placed.is_asked)
                for column, said in texts.items():
                    write_text(sheet, placed.row, column, said.get(fact_id, ""), form)
                self._write_check(sheet, placed, answers, texts[EVIDENCE])
        self._write_rules(sheet)
        self._colour_checks(sheet)
        sheet.freeze_panes(FIRST_ROW, 0)
        heights = [self._heights(indicator, rows) for indicator, rows in self.blocks]
        set_heights(sheet, self.blocks, heights)
        self.set_up_print(sheet, HEADER_ROW)
        protect(sheet)
        if self.blocks:
            sheet.set_selection(FIRST_ROW, ANSWER, FIRST_ROW, ANSWER)

    def _write_head(self, sheet: Worksheet, answers: Mapping[str, str | None]) -> None:
        set_head_heights(sheet)
        title = self.say("workbook-title", title=self.edition.title_zh)
        self.write_title(sheet, title, self.say("workbook-how-to-fill"), REQUIREMENT)
        self.write_identity(
            sheet, SCHOOL_ROW, (CODE, DIMENSION, REQUIREMENT), (QUESTION, UNIT, PREVIOUS)
        )
        label = self.look("label")
        sheet.write_string(SCHOOL_ROW, CLAIM, self.say("workbook-head-deadline"), label)
        sheet.merge_range(SCHOOL_ROW, EVIDENCE, SCHOOL_ROW, NOTE, "", self.look("head-date"))
        sheet.write_datetime(SCHOOL_ROW, EVIDENCE, self.cycle.deadline, self.look("head-date"))
        sheet.write_string(CYCLE_ROW, CLAIM, self.say("workbook-head-progress"), label)
        sheet.merge_range(CYCLE_ROW, EVIDENCE, CYCLE_ROW, NOTE, "", self.look("progress"))
        needed = [
            placed
            for _, rows in self.blocks
            for placed in rows
            if placed.is_asked and placed.fact.is_required
        ]
        filled = sum(1 for placed in needed if answers.get(placed.fact.fact_id))
        rows = [placed.row for placed in needed]
        self.write_count(sheet, (CYCLE_ROW, EVIDENCE), "workbook-progress", rows, ANSWER, filled)

    def _write_indicator(
        self, sheet: Worksheet, indicator: Indicator, rows: Sequence[FactRow], claim: str | None
    ) -> None:
        grey = not any(placed.is_asked for placed in rows)
        for column, text, style in (
            (DIMENSION, self.dimensions[indicator.dimension_id], "small"),
            (INDICATOR, self.heading(indicator), "bold"),
            (REQUIREMENT, self.requirement(indicator), "small"),
            (CLAIM, "", "typed-claim"),
        ):
            self.write_over(sheet, rows, column, text, self.look(style, grey))
        if claim:
            form = self.look("typed-claim", grey)
            self.write_number(sheet, rows[0].row, CLAIM, claim, form)
        if not grey:
            self._claimable.setdefault(indicator.max_points, []).append(rows[0].row)

    def _write_fact(
        self, sheet: Worksheet, placed: FactRow, previous: str | None, answer: str | None
    ) -> None:
        row, fact, grey = placed.row, placed.fact, not placed.is_asked
        look = self.look
        self.write_question(sheet, placed, (CODE, QUESTION, UNIT))
        self.write_value(sheet, row, PREVIOUS, fact, previous, look(f"previous-{fact.kind}", grey))
        self.write_value(sheet, row, ANSWER, fact, answer, look(f"typed-{fact.kind}", grey))
        if placed.is_asked:
            self._answerable.setdefault((fact.kind, fact.grades), []).append(row)

    def _write_check(
        self,
        sheet: Worksheet,
        placed: FactRow,
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

    def _write_rules(self, sheet: Worksheet) -> None:
        for (kind, grades), rows in self._answerable.items():
            validate(sheet, ANSWER, rows, self.rule(kind, grades))
        for most, rows in self._claimable.items():
            validate(sheet, CLAIM, rows, self.claim_rule(most))

    def _heights(self, indicator: Indicator, rows: Sequence[FactRow]) -> list[float]:
        return self.heights(
            rows,
            [
                (self.requirement(indicator), 23, SMALL_LINE),
                (self.heading(indicator), 9, LARGE_LINE),
                (self.dimensions[indicator.dimension_id], 4.5, SMALL_LINE),
            ],
            12.5,
        )

    # The sheet 说明

    def write_guide_sheet(self) -> None:
        """The sheet that says how to fill in, and the guide's text in full."""
        say, look = self.say, self.look
        sheet = self.add_sheet(say("workbook-sheet-guide"), (10, 14, 20, 8, 44, 44, 12, 30))
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
        self.set_up_print(sheet, header_row)
        protect(sheet)

    def _write_how(self, sheet: Worksheet, row: int) -> int:
        say, look = self.say, self.look
        sheet.write_string(row, 0, say("workbook-guide-how"), look("section"))
        topics = ("cells", "kinds", "blank", "check", "grey", "claim", "hand-in")
        for at, topic in enumerate(topics, 1):
            text = say(f"workbook-guide-how-{topic}", sheet=say("workbook-sheet-answers"))
            sheet.merge_range(row + at, 0, row + at, 7, "", look("plain"))
            sheet.write_string(row + at, 0, f"{at}. {text}", look("plain"))
            sheet.set_row(row + at, lines(text, 85) * LARGE_LINE + 5)
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
            name = self.name(dimension.name_zh, dimension.name_en)
            sheet.write_string(row, 1, name, look("text"))
            sheet.set_row(row, lines(name, 7.5) * LARGE_LINE + 4)
            sheet.write_number(row, 2, len(own), look("points"))
            points = float(sum(one.max_points for one in own if not one.is_bonus))
            sheet.write_number(row, 3, points, look("points"))
        row += 1
        sheet.write_blank(row, 0, None, look("bold"))
        sheet.write_string(row, 1, say("workbook-guide-total"), look("bold"))
        sheet.write_number(row, 2, len(self.edition.indicators), look("points", bold=True))
        total = float(sum(one.max_points for one in self.edition.indicators if not one.is_bonus))
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
        row = header_row
        for indicator in self.edition.indicators:
            row += 1
            county = [fact.label_zh for fact in indicator.facts if fact.answered_by == "county"]
            rule = indicator.rule_zh or ""
            if county:
                rule = f"{rule}\n{say('workbook-guide-county', labels='、'.join(county))}".strip()
            name = self.name(indicator.name_zh, indicator.name_en)
            texts = (
                (0, indicator.indicator_id, "code"),
                (1, self.dimensions[indicator.dimension_id], "small"),
                (2, name, "bold"),
                (4, indicator.requirement_zh or "", "small"),
                (5, rule, "small"),
                (6, indicator.period_zh or "", "small"),
                (7, indicator.evidence_zh or "", "small"),
            )
            for column, text, style in texts:
                write_text(sheet, row, column, text, look(style))
            sheet.write_number(row, 3, float(indicator.max_points), look("points"))
            height = max(
                lines(indicator.requirement_zh or "", 24),
                lines(rule, 24),
                lines(indicator.evidence_zh or "", 16),
                lines(name, 10),
            )
            sheet.set_row(row, max(20, height * 14 + 8))
        return row + 1, header_row
