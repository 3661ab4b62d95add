"""What clerks do to their workbooks, and what must come of it.

What must come of it is written down beside what is typed; the reader is never asked.
"""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from duibiao.guide.editions import Fact, Guide
from duibiao.records.model import School
from duibiao.records.settings import SEEDS
from ingest.workbook.problem_list import SUBJECT_HEADER
from ingest.workbook.template import (
    ANSWER,
    CHECK,
    CLAIM,
    CODE,
    FIRST_ROW,
    HEADER_ROW,
    NOTE,
    QUESTION,
)
from tests.counties.workbook_county import KINDERGARTEN, SCHOOL, SENIOR, County, other_guide
from tests.office import Clerk

# The ways in which a file is made; a scene goes out in some of them.
BY_HAND = ("openpyxl", "xlsxwriter", "wps", "wps-bare")
RESAVED = ("office-xlsx", "office-xls", "office-ods")
SHEETLESS = ("csv-gb18030", "csv-utf-16", "office-csv-utf-8")
MARKUP = ("html",)
EVERYWHERE = (*BY_HAND, *RESAVED, *SHEETLESS, *MARKUP)
WITH_SHEETS = (*BY_HAND, *RESAVED)
FEW = ("openpyxl", "wps", "office-xls")


@dataclass(frozen=True)
class Told:
    """A problem that must be told; `ways`: only of files made in these."""

    code: str
    severity: str
    sheet: str | None
    cell: str | None
    ways: Sequence[str] = EVERYWHERE


@dataclass
class Scene:
    """One workbook under the hands of a clerk."""

    county: County
    school: School
    ways: Sequence[str]
    clerk: Clerk
    answers: dict[str, str | None]
    told: list[Told] = field(default_factory=list)
    understood: set[tuple[str, str, str]] = field(default_factory=set)
    """Fact, value and how it was read."""
    claims: dict[str, str] = field(default_factory=dict)
    confirmed: int = 0
    results: dict[tuple[str, str], Any] = field(default_factory=dict)
    """What formulas come to, by sheet and cell: a program that computes none stores these."""
    with_macros: bool = False
    only_told: bool = False
    """The file is refused for something that leaves open what its answers are."""
    _used: set[str] = field(default_factory=set)

    @property
    def sheet(self) -> Worksheet:
        """The sheet with the table."""
        return self.clerk.sheet

    def free(self, kind: str, unit: str | None = None) -> str:
        """A fact that is asked and compared with no other, and not handed out before."""
        compared = {check.fact_id for check in self.county.edition.base_checks}
        compared |= {check.base_fact_id or "" for check in self.county.edition.base_checks}
        return self._hand_out(
            fact
            for fact in self.county.asked(self.school)
            if fact.kind == kind and fact.fact_id not in compared and unit in (None, fact.unit_zh)
        )

    def base(self, unit: str | None = None) -> str:
        """A fact that others must not exceed; it and the others stand between 3 and 12."""
        bases = {check.base_fact_id for check in self.county.edition.base_checks}
        return self._hand_out(
            fact
            for fact in self.county.asked(self.school)
            if fact.fact_id in bases and unit in (None, fact.unit_zh)
        )

    def _hand_out(self, facts: Iterator[Fact]) -> str:
        fact_id = next(fact.fact_id for fact in facts if fact.fact_id not in self._used)
        self._used.add(fact_id)
        return fact_id

    def says(self, fact_id: str, typed: object, value: str | None, note: str | None = None) -> str:
        """Type an answer that is taken, and how it is read; its cell."""
        self.answers[fact_id] = value
        if note is not None:
            self.understood.add((fact_id, value or "", note))
        return self.clerk.answer(fact_id, typed)

    def asks(
        self,
        fact_id: str,
        typed: object,
        code: str,
        severity: str = "error",
        ways: Sequence[str] = EVERYWHERE,
    ) -> str:
        """Type an answer that is not taken, and what is told of it; its cell."""
        self.answers[fact_id] = None
        cell = self.clerk.answer(fact_id, typed)
        self.tell(code, cell, severity, ways)
        return cell

    def tell(
        self,
        code: str,
        cell: str | None,
        severity: str = "error",
        ways: Sequence[str] = EVERYWHERE,
    ) -> None:
        """A problem of the sheet that must be told."""
        self.told.append(Told(code, severity, self.sheet.title, cell, ways))


@dataclass(frozen=True)
class Telling:
    """A scene yet to be played: with whom, in which ways it goes out, and what is done."""

    county: str
    school: School
    ways: Sequence[str]
    play: Callable[[Scene], None]
    is_filled: bool = True
    language: str = "zh-CN"


SCENES: dict[str, Telling] = {}


def scene(
    ways: Sequence[str],
    school: School = SCHOOL,
    county: str = "ours",
    *,
    is_filled: bool = True,
    language: str = "zh-CN",
) -> Callable[[Callable[[Scene], None]], Callable[[Scene], None]]:
    """Enter what a function does to a workbook under its name."""

    def enter(play: Callable[[Scene], None]) -> Callable[[Scene], None]:
        name = play.__name__.strip("_").replace("_", "-")
        SCENES[name] = Telling(county, school, ways, play, is_filled, language)
        return play

    return enter


@cache
def county(name: str) -> County:
    """The county of the project's own guide, or of one that is nothing like it."""
    if name == "ours":
        guide = Guide.load(SEEDS)
    else:
        with tempfile.TemporaryDirectory() as folder:
            guide = other_guide(Path(folder))
    found = County.of(guide)
    closed = replace(found.cycle, cycle_id="2023", is_closed=True)
    found.register.cycles["2023"] = closed
    found.register.left.add("gone")
    found.register.previous[SENIOR.school_id] = found.answers(SENIOR)
    return found


def played(name: str) -> Scene:
    """A scene as it is when the clerk saves the file."""
    telling = SCENES[name]
    where = county(telling.county)
    answers = where.answers(telling.school) if telling.is_filled else {}
    content = where.template(telling.school, answers, telling.language)
    asked = {fact.fact_id: answers.get(fact.fact_id) for fact in where.asked(telling.school)}
    found = Scene(where, telling.school, telling.ways, Clerk(content), {**asked})
    telling.play(found)
    return found


# As it should be


@scene(EVERYWHERE)
def _clean(page: Scene) -> None:
    """Nothing but what was asked."""


@scene(FEW, KINDERGARTEN)
def _clean_kindergarten(page: Scene) -> None:
    """With rows that do not apply."""


@scene(EVERYWHERE, county="other")
def _clean_other_guide(page: Scene) -> None:
    """Of a guide that has every kind of question."""


@scene(FEW, SENIOR)
def _clean_second_year(page: Scene) -> None:
    """With last cycle's values beside."""


@scene(("openpyxl", "office-ods"), county="other", language="en")
def _clean_english(page: Scene) -> None:
    """An English template."""


# Numbers


@scene(EVERYWHERE)
def _units(page: Scene) -> None:
    page.says(page.free("count", "次"), "20次", "20", "unit")
    page.says(page.free("count", "次"), "20 次", "20", "unit")
    page.says(page.free("count", "次"), "２０次", "20", "unit")
    page.says(page.free("count", "人次"), "12人次", "12", "unit")
    page.says(page.base("人"), "12人", "12", "unit")
    page.says(page.base("人"), "12 名", "12", "unit")
    page.says(page.base("个"), " 9个 ", "9", "unit")
    page.says(page.base("课时"), "40个课时", "40", "unit")
    page.says(page.base("周"), "18周", "18", "unit")
    page.says(page.free("count", "次"), "共6次", "6", "text")
    page.says(page.free("count", "次"), "6次。", "6", "unit")
    page.says("L01_den", "24次党组织会议", "24", "text")


@scene(EVERYWHERE)
def _chinese_numerals(page: Scene) -> None:
    page.says(page.free("count", "次"), "八次", "8", "chinese-numeral")
    page.says(page.free("count", "次"), "两次", "2", "chinese-numeral")
    page.says(page.free("count", "次"), "十二", "12", "chinese-numeral")
    page.says(page.free("count", "人次"), "〇", "0", "chinese-numeral")
    page.says(page.free("count", "人次"), "零", "0", "chinese-numeral")
    page.says(page.free("count", "人次"), "一百零五人次", "105", "chinese-numeral")
    page.says(page.base("次"), "二十四", "24", "chinese-numeral")
    page.says(page.base("人次"), "1.2万", "12000", "chinese-numeral")
    page.asks(page.free("count", "次"), "一", "not-a-count")
    page.asks(page.free("count", "次"), "十几次", "not-a-count")
    page.asks(page.free("count", "人次"), "一百二", "not-a-count")


@scene(EVERYWHERE)
def _spaces_and_widths(page: Scene) -> None:
    page.says(page.free("count", "次"), "１２", "12")
    page.says(page.free("count", "次"), "　12　", "12")
    page.says(page.free("count", "次"), "12\n", "12")
    page.says(page.free("count", "次"), "20\n次", "20", "unit")
    page.says(page.free("count", "人次"), "1,234", "1234")
    page.says(page.free("count", "人次"), "１，２３４", "1234")
    page.says(page.free("count", "人次"), "12.0", "12")
    page.says(page.free("count", "人次"), "\u200b7\ufeff", "7")
    page.says(page.free("count", "项"), "\u00a07", "7")
    page.says(page.free("flag"), "　是 ", "yes")
    page.says(page.free("flag"), "否\n", "no")
    page.says(page.free("flag"), "ｙ", "yes")
    page.says(page.free("date"), "２０２４－０３－０１", "2024-03-01")


@scene(EVERYWHERE)
def _which_number(page: Scene) -> None:
    page.asks(page.free("count", "次"), "11/12", "which-number")
    page.asks(page.free("count", "次"), "11 / 12", "which-number")
    page.asks(page.free("count", "次"), "5-6次", "which-number")
    page.asks(page.free("count", "次"), "五六次", "which-number")
    page.asks(page.free("count", "人次"), "1 234", "which-number")
    page.asks(page.free("count", "人次"), "3、4", "which-number")
    page.asks(page.base("次"), "应开24次，实开20次", "which-number")
    page.asks(page.base("人"), "20人，其中女5人", "which-number")
    page.asks(page.free("count", "次"), "1、2、3、4、5", "two-numbers")


@scene(EVERYWHERE)
def _unsure_numbers(page: Scene) -> None:
    page.asks(page.free("count", "次"), "约20", "number-unsure")
    page.asks(page.free("count", "次"), "20多", "number-unsure")
    page.asks(page.free("count", "次"), "20余次", "number-unsure")
    page.asks(page.free("count", "次"), "２０次左右", "number-unsure")
    page.asks(page.free("count", "人次"), "近百人次", "not-a-count")
    page.asks(page.free("count", "人次"), "不少于12", "number-unsure")
    page.asks(page.base("人次"), "二十多人次", "number-unsure")
    page.asks(page.free("count", "项"), "若干", "not-a-count")


@scene(EVERYWHERE)
def _numbers_among_words(page: Scene) -> None:
    page.asks(page.free("count", "次"), "3次（含1次扩大会议）", "number-with-text")
    page.asks(page.free("count", "次"), "12(见附件)", "number-with-text")
    page.asks(page.free("count", "次"), "第3次", "number-with-text")
    page.asks(page.free("count", "次"), "20天", "other-unit")
    page.asks(page.free("count", "次"), "20 个月", "other-unit")
    page.asks(page.free("count", "人次"), "12人", "other-unit")
    page.asks(page.free("count", "人次"), "12次", "other-unit")
    page.asks(page.base("人"), "12人次", "other-unit")
    page.asks(page.base("项"), "8场活动", "number-with-text")


@scene(EVERYWHERE)
def _no_counts(page: Scene) -> None:
    page.asks(page.free("count", "次"), "95%", "count-percent")
    page.asks(page.free("count", "次"), "９５ ％", "count-percent")
    page.asks(page.free("count", "次"), "百分之九十五", "count-percent")
    page.asks(page.free("count", "次"), "12.5", "count-fraction")
    page.asks(page.free("count", "次"), "-3", "count-negative")
    page.asks(page.free("count", "次"), "9999999999999", "number-too-large")
    page.asks(page.free("count", "人次"), "2024年11月12日", "date-for-number")
    page.asks(page.free("count", "人次"), "很多", "not-a-count")
    page.asks(page.free("count", "人次"), "10²", "not-a-count")
    page.asks(page.free("count", "人次"), "#DIV/0!", "cell-error")


@scene(WITH_SHEETS)
def _numbers_of_the_program(page: Scene) -> None:
    """Typed as numbers, dates and truth values and not as texts."""
    page.says(page.free("count", "次"), 12, "12")
    page.says(page.free("count", "次"), 12.0, "12")
    page.says(page.free("count", "次"), 999999999999, "999999999999")
    # The template shows a count without decimals: in .xlsx it is told as it is seen, as 1.
    rounded = [way for way in WITH_SHEETS if way in ("openpyxl", "office-xlsx")]
    others = [way for way in WITH_SHEETS if way not in rounded]
    cell = page.asks(page.free("count", "次"), 0.95, "count-fraction", ways=others)
    page.tell("count-shown-rounded", cell, ways=rounded)
    page.asks(page.free("count", "次"), -3, "count-negative")
    fact_id = page.free("count", "人次")
    page.asks(fact_id, dt.date(2024, 11, 12), "date-for-number")
    page.sheet.cell(page.clerk.row(fact_id), ANSWER + 1).number_format = "m/d"
    page.says(page.free("flag"), 1, "yes")
    page.says(page.free("flag"), 0, "no")
    page.says(page.free("date"), dt.date(2024, 3, 1), "2024-03-01")


@scene(EVERYWHERE, county="other")
def _numbers(page: Scene) -> None:
    page.says("area", "95 ％", "0.95", "percent")
    page.says("people", "1,200 人", "1200", "unit")
    page.says("grade", "　优 ", "优")


@scene(EVERYWHERE, county="other")
def _numbers_with_units(page: Scene) -> None:
    page.says("area", "１２００．５０平方米", "1200.5", "unit")
    page.says("people", "十二位", "12", "chinese-numeral")
    page.says("grade", "1.0", "1")


@scene(EVERYWHERE, county="other")
def _numbers_asked(page: Scene) -> None:
    page.asks("area", "约95%", "not-a-number")
    page.asks("people", "100-200人", "which-number")
    page.asks("grade", "优秀", "not-a-grade")


@scene(EVERYWHERE, county="other")
def _more_numbers_asked(page: Scene) -> None:
    page.asks("area", "0.1234567", "number-too-many-places")
    page.asks("people", "无", "none-unclear")
    page.asks("grade", "无", "none-left-blank")


# Words


@scene(EVERYWHERE)
def _flags(page: Scene) -> None:
    for typed in ("有", "√", "✔", "Y", "yes"):
        page.says(page.free("flag"), typed, "yes")
    for typed in ("无", "没有", "×", "N"):
        page.says(page.free("flag"), typed, "no")
    for typed in ("是的", "已有", "已开展", "☑是 □否", "是√ 否□"):
        page.says(page.free("flag"), typed, "yes", "word")
    for typed in ("不是", "未开展", "暂无", "□是 ☑否"):
        page.says(page.free("flag"), typed, "no", "word")


@scene(EVERYWHERE)
def _flags_asked(page: Scene) -> None:
    for typed in ("基本完成", "正在开展", "是，但未公开", "有3份", "2", "是/否", "□是 □否", "待定"):
        page.asks(page.free("flag"), typed, "not-a-flag")
    for typed in ("/", "不适用", "——", "本校无此项"):
        page.asks(page.free("flag"), typed, "not-applicable-unclear")


@scene(EVERYWHERE)
def _none_and_not_applicable(page: Scene) -> None:
    page.asks(page.free("count", "次"), "无", "none-unclear")
    page.asks(page.free("count", "次"), "没有", "none-unclear")
    page.asks(page.free("count", "次"), "暂无", "none-unclear")
    page.asks(page.free("count", "人次"), "/", "not-applicable-unclear")
    page.asks(page.free("count", "人次"), "／", "not-applicable-unclear")
    page.asks(page.free("count", "人次"), "不适用", "not-applicable-unclear")
    page.asks(page.free("count", "次"), "——", "not-applicable-unclear")
    page.asks(page.free("date"), "无", "none-left-blank")


# Dates


@scene(EVERYWHERE)
def _dates(page: Scene) -> None:
    page.says("Z02_due", "2024.3.1", "2024-03-01")
    page.says("Z02_done", "2024年3月1日", "2024-03-01")


@scene(EVERYWHERE)
def _dates_in_other_ways(page: Scene) -> None:
    page.says("Z02_due", "二〇二四年三月一日", "2024-03-01", "chinese-numeral")
    page.says("Z02_done", "20240315", "2024-03-15")


@scene(EVERYWHERE)
def _dates_in_more_ways(page: Scene) -> None:
    page.says("Z02_due", "45352", "2024-03-01", "serial-date")
    page.says("Z02_done", "２０２４／３／１", "2024-03-01")


@scene(EVERYWHERE)
def _dates_asked(page: Scene) -> None:
    page.asks("Z02_due", "3月1日", "date-without-year")
    page.asks("Z02_done", "24.3.1", "date-order-unclear")


@scene(EVERYWHERE)
def _more_dates_asked(page: Scene) -> None:
    page.asks("Z02_due", "2024年3月", "date-incomplete")
    page.asks("Z02_done", "2024.3.1-2024.3.5", "which-date")


@scene(EVERYWHERE)
def _impossible_dates(page: Scene) -> None:
    page.asks("Z02_due", "2024-02-30", "date-impossible")
    page.asks("Z02_done", "2024年3月1日前", "date-with-text")


# The answers together


@scene(EVERYWHERE)
def _answers_together(page: Scene) -> None:
    above, blank = page.base(), page.base()
    check = next(each for each in page.county.edition.base_checks if each.base_fact_id == above)
    page.answers[check.fact_id] = "999"
    page.tell("above-base", page.clerk.answer(check.fact_id, "999"))
    part = next(each for each in page.county.edition.base_checks if each.base_fact_id == blank)
    page.says(blank, "0", "0")
    page.says(part.fact_id, None, None)
    page.asks(page.free("count"), None, "left-empty", "warning")
    page.asks(page.free("flag"), "  ", "left-empty", "warning")
    page.says("Z02_done", None, None)


@scene(("openpyxl", "wps", "office-xlsx", "office-csv-utf-8"), SENIOR)
def _far_from_last_cycle(page: Scene) -> None:
    fact_id = page.free("count")
    page.tell("far-from-previous", page.says(fact_id, "400", "400"), "warning")


@scene(("openpyxl", "office-xlsx", "office-ods"), is_filled=False)
def _blank(page: Scene) -> None:
    """The template as it was downloaded."""
    page.answers.update({fact.fact_id: None for fact in page.county.asked(page.school)})
    page.tell("nothing-answered", None)


@scene(EVERYWHERE)
def _claims(page: Scene) -> None:
    firsts = {
        indicator.indicator_id: indicator.facts[0].fact_id
        for indicator in page.county.edition.indicators
        if all(fact.answered_by == "school" for fact in indicator.facts)
    }
    (first, one), (second, two), (_, three), (_, four), *_ = firsts.items()
    page.clerk.claim(one, "１．５分")
    page.clerk.claim(two, "一")
    page.tell("claim-not-a-number", page.clerk.claim(two, "满分"), "warning")
    page.tell("claim-out-of-range", page.clerk.claim(three, "200"), "warning")
    page.clerk.claim(four, "/")
    page.claims = {first: "1.5"}
    assert second not in page.claims


@scene(EVERYWHERE, KINDERGARTEN)
def _not_asked(page: Scene) -> None:
    asked = {fact.fact_id for fact in page.county.asked(page.school)}
    others = [fact for fact in page.county.asked(SCHOOL) if fact.fact_id not in asked]
    page.tell("not-asked", page.clerk.answer(others[0].fact_id, "12"), "warning")
    page.clerk.answer(others[1].fact_id, "不适用")
    page.clerk.answer(others[2].fact_id, "/")


# Rows and columns


def _last_row(page: Scene) -> int:
    return page.sheet.max_row


def _unmerge(sheet: Worksheet) -> None:
    for block in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(block))


def _rearranged(page: Scene, rows: Sequence[int]) -> None:
    """Put the sheet's rows, counted from 1, into another order; 0 is a blank row."""
    sheet = page.sheet
    _unmerge(sheet)
    cells = {row: [_without_formula(cell) for cell in sheet[row]] for row in rows if row}
    sheet.delete_rows(1, sheet.max_row)
    for at, row in enumerate(rows, start=1):
        for column, (value, number_format) in enumerate(cells.get(row, []), start=1):
            sheet.cell(at, column, value).number_format = number_format


def _without_formula(cell: Cell | MergedCell) -> tuple[Any, str]:
    """What stands in a cell and how it is shown; a formula, which names others, is left out."""
    return None if cell.data_type == "f" else cell.value, cell.number_format


@scene((*FEW, "office-ods", "csv-gb18030", "html"))
def _rows_turned_round(page: Scene) -> None:
    table = range(FIRST_ROW + 1, _last_row(page) + 1)
    page.says(page.free("count", "次"), "20次", "20", "unit")
    _rearranged(page, [*range(1, FIRST_ROW + 1), *reversed(table)])


@scene((*FEW, "office-ods", "csv-gb18030", "html"))
def _rows_inserted(page: Scene) -> None:
    head, table = range(1, HEADER_ROW + 1), range(FIRST_ROW + 1, _last_row(page) + 1)
    fact_id = page.free("count", "次")
    page.clerk.answer(fact_id, "约20")
    page.answers[fact_id] = None
    _rearranged(page, [0, 0, *head, HEADER_ROW + 1, 0, *table[:7], 0, 0, *table[7:], 0, 0])
    page.sheet.cell(1, 1, "石泉县教育局文件")
    page.sheet.cell(HEADER_ROW + 4, 1, "一、领导作用发挥")
    below = page.sheet.max_row + 1
    page.sheet.cell(below, 1, "填表人：")
    page.sheet.cell(below, ANSWER + 1, "校长（签字）：")
    page.tell("number-unsure", f"{get_column_letter(ANSWER + 1)}{page.clerk.row(fact_id)}")


@scene((*FEW, "csv-gb18030"))
def _header_repeated(page: Scene) -> None:
    """As on every printed page."""
    table = range(FIRST_ROW + 1, _last_row(page) + 1)
    header = HEADER_ROW + 1
    _rearranged(
        page, [*range(1, header + 1), *table[:40], header, *table[40:80], 0, header, *table[80:]]
    )


@scene((*FEW, "office-ods", "html"))
def _header_in_two_rows(page: Scene) -> None:
    table = range(FIRST_ROW + 1, _last_row(page) + 1)
    _rearranged(page, [*range(1, HEADER_ROW + 2), 0, *table])
    sheet, header = page.sheet, HEADER_ROW + 1
    for column in (QUESTION, ANSWER):
        sheet.cell(header + 1, column + 1, sheet.cell(header, column + 1).value)
        sheet.cell(header, column + 1).value = "由学校填写" if column == QUESTION else None
    for column in (CODE, CLAIM):
        letter = get_column_letter(column + 1)
        sheet.merge_cells(f"{letter}{header}:{letter}{header + 1}")


@scene((*FEW, "csv-utf-16"))
def _row_deleted(page: Scene) -> None:
    fact_id = page.free("count")
    gone = page.clerk.row(fact_id)
    _rearranged(page, [row for row in range(1, _last_row(page) + 1) if row != gone])
    del page.answers[fact_id]
    page.tell("row-missing", None, "warning")


@scene((*FEW, "csv-gb18030"))
def _codes_spoilt(page: Scene) -> None:
    one, two = page.free("count"), page.free("flag")
    page.tell("unknown-code", page.clerk.type(page.clerk.row(one), CODE, "X99"))
    page.tell("code-missing", page.clerk.type(page.clerk.row(two), CODE, None))
    del page.answers[one], page.answers[two]


@scene((*FEW, "office-ods", "html"))
def _code_twice(page: Scene) -> None:
    fact_id = page.free("flag")
    below = _last_row(page) + 1
    page.tell("code-twice", page.clerk.type(below, CODE, fact_id))
    fact = page.county.edition.facts[fact_id]
    page.clerk.type(below, QUESTION, fact.label_zh)
    page.clerk.type(below, ANSWER, "否")


@scene((*FEW, "csv-gb18030"))
def _codes_in_capitals(page: Scene) -> None:
    for row in range(FIRST_ROW + 1, _last_row(page) + 1):
        code = str(page.sheet.cell(row, CODE + 1).value)
        page.sheet.cell(row, CODE + 1).value = f" {code.upper()} "


@scene((*BY_HAND, "office-xlsx", "office-ods", "csv-gb18030"))
def _columns_moved(page: Scene) -> None:
    """The columns from the last to the first."""
    sheet = page.sheet
    _unmerge(sheet)
    page.says(page.free("count", "次"), "20次", "20", "unit")
    for cells in sheet.iter_rows(min_row=HEADER_ROW + 1):
        looks = [_without_formula(cell) for cell in cells]
        for cell, (value, number_format) in zip(cells, reversed(looks), strict=True):
            cell.value = value
            cell.number_format = number_format


@scene((*FEW, "csv-gb18030"))
def _older_template(page: Scene) -> None:
    """Of the time before the self-check had a column."""
    _unmerge(page.sheet)
    page.sheet.delete_cols(CHECK + 1)


@scene(FEW)
def _only_code_and_answer(page: Scene) -> None:
    _unmerge(page.sheet)
    page.sheet.delete_cols(ANSWER + 2, NOTE - ANSWER)


@scene((*FEW, "office-ods", "csv-gb18030", "html"))
def _answer_column_renamed(page: Scene) -> None:
    page.sheet.cell(HEADER_ROW + 1, ANSWER + 1).value = "填写"
    page.tell("column-missing", None)
    page.only_told = True


@scene(FEW)
def _answer_column_twice(page: Scene) -> None:
    page.tell("column-twice", page.clerk.type(HEADER_ROW + 1, NOTE + 1, "填报值"))
    page.only_told = True


@scene((*WITH_SHEETS, "html"))
def _answers_merged(page: Scene) -> None:
    indicator = next(
        indicator
        for indicator in page.county.edition.indicators
        if len(indicator.facts) > 2 and all(fact.kind == "flag" for fact in indicator.facts)
    )
    rows = [page.clerk.row(fact.fact_id) for fact in indicator.facts]
    for fact in indicator.facts:
        page.says(fact.fact_id, None, "yes")
    cell = page.clerk.answer(indicator.facts[0].fact_id, "是")
    letter = get_column_letter(ANSWER + 1)
    page.sheet.merge_cells(f"{letter}{rows[0]}:{letter}{rows[-1]}")
    page.tell("merged-answer", cell, "warning")


@scene((*WITH_SHEETS, "html"))
def _hidden_rows_and_columns(page: Scene) -> None:
    page.asks(page.free("count"), "约20", "number-unsure")
    for column in (CODE, ANSWER):
        page.sheet.column_dimensions[get_column_letter(column + 1)].hidden = True
    for row in range(FIRST_ROW + 1, FIRST_ROW + 30):
        page.sheet.row_dimensions[row].hidden = True


# Sheets


def _copy(page: Scene, title: str) -> Worksheet:
    """A copy of the table's sheet, without its formulas."""
    for cells in page.sheet.iter_rows(min_row=HEADER_ROW):
        for cell in cells:
            if str(cell.value).startswith("="):
                cell.value = None
    copied = page.clerk.book.copy_worksheet(page.sheet)
    copied.title = title
    return copied


@scene(WITH_SHEETS)
def _sheet_renamed(page: Scene) -> None:
    page.sheet.title = "江南第一小学（报送）"
    page.asks(page.free("count"), "约20", "number-unsure")
    cover = page.clerk.book.create_sheet("封面", 0)
    cover["B3"] = "2024 年度填报材料"


@scene(("openpyxl", "office-xlsx", "office-xls", "office-ods"))
def _sheet_hidden(page: Scene) -> None:
    page.clerk.book.create_sheet("封面", 0)["B3"] = "2024 年度填报材料"
    page.clerk.book.active = 0
    page.sheet.sheet_state = "hidden"
    page.asks(page.free("count"), "约20", "number-unsure")


@scene(WITH_SHEETS)
def _sheet_copied(page: Scene) -> None:
    page.says(page.free("count", "次"), "八次", "8", "chinese-numeral")
    _copy(page, "填报 (2)")


@scene(WITH_SHEETS)
def _sheet_copied_and_changed(page: Scene) -> None:
    fact_id = page.free("count")
    page.says(fact_id, "8", "8")
    copied = _copy(page, "填报 (2)")
    copied.cell(page.clerk.row(fact_id), ANSWER + 1).value = "9"
    page.told.append(Told("several-tables", "error", "填报 (2)", None))


@scene(FEW)
def _blank_copy_first(page: Scene) -> None:
    copied = _copy(page, "空表")
    for row in range(FIRST_ROW + 1, copied.max_row + 1):
        copied.cell(row, ANSWER + 1).value = None
    page.clerk.book.move_sheet(copied, -2)


@scene(("openpyxl", "wps", "office-xlsx", "office-ods"))
def _warning_confirmed(page: Scene) -> None:
    fact_id = page.free("flag")
    page.asks(fact_id, None, "left-empty", "warning")
    listed = page.clerk.book.create_sheet("问题清单")
    listed.append(["序号", "问题", "情况属实的说明", SUBJECT_HEADER])
    listed.append([1, "未填", "本年度没有换届", json.dumps(["left-empty", fact_id, None])])
    page.confirmed = 1


@scene(FEW)
def _other_sheets_beside(page: Scene) -> None:
    notes = page.clerk.book.create_sheet("附表")
    notes.append(["代码", "填报值"])
    notes.append(["L01_num", "99"])


@scene(FEW)
def _no_table(page: Scene) -> None:
    page.sheet.delete_rows(1, _last_row(page))
    page.sheet["A1"] = "见纸质材料"
    page.told.append(Told("no-answer-table", "error", None, None))
    page.only_told = True


# The head


@scene((*FEW, "office-ods", "csv-gb18030", "html"))
def _another_schools_name(page: Scene) -> None:
    page.tell("school-name-differs", page.clerk.head("学校名称", "江南第二小学"), "warning")


@scene((*FEW, "csv-gb18030"))
def _unknown_school(page: Scene) -> None:
    page.tell("unknown-school", page.clerk.head("学校代码", "6109229999"))
    page.only_told = True


@scene((*FEW, "csv-gb18030"))
def _school_that_left(page: Scene) -> None:
    page.tell("school-not-in-cycle", page.clerk.head("学校代码", "gone"))
    page.only_told = True


@scene((*FEW, "office-ods", "html"))
def _closed_cycle(page: Scene) -> None:
    page.tell("cycle-closed", page.clerk.head("考核年度", "2023"))


@scene((*FEW, "csv-gb18030"))
def _other_edition(page: Scene) -> None:
    page.tell("edition-differs", page.clerk.head("指南版本", "old-1"))


@scene((*FEW, "csv-gb18030"))
def _no_cycle(page: Scene) -> None:
    page.tell("head-missing", page.clerk.head("考核年度", None))
    page.only_told = True


# Formulas, macros


@scene(BY_HAND[1:3])
def _formulas_with_results(page: Scene) -> None:
    def computed(fact_id: str, formula: str, result: object) -> str:
        cell = page.clerk.answer(fact_id, formula)
        page.results[page.sheet.title, cell] = result
        return cell

    right: list[tuple[str, str, object, str]] = [
        ("count", "=6+6", 12, "12"),
        ("count", '="2"&"0"', "20", "20"),
        ("flag", '=IF(1>0,"是","否")', "是", "yes"),
    ]
    for kind, formula, result, value in right:
        fact_id = page.free(kind)
        computed(fact_id, formula, result)
        page.answers[fact_id] = value
    fact_id = page.free("count", "次")
    computed(fact_id, '=20&"次"', "20次")
    page.says(fact_id, '=20&"次"', "20", "unit")
    failing: list[tuple[str, object, str]] = [
        ("=1/0", "#DIV/0!", "cell-error"),
        ("=VLOOKUP(1,A1:A2,1,0)", "#N/A", "cell-error"),
        ("=2/3", 0.6666666666666666, "count-fraction"),
    ]
    for formula, result, code in failing:
        fact_id = page.free("count")
        page.tell(code, computed(fact_id, formula, result))
        page.answers[fact_id] = None


@scene(("openpyxl", "office-xlsx", "office-xls", "office-ods"))
def _formulas(page: Scene) -> None:
    """The program computes, or does not: then nothing is known of the result."""
    unknown = ("openpyxl",)
    fact_id = page.free("count")
    cell = page.clerk.answer(fact_id, "=1/0")
    page.answers[fact_id] = None
    page.tell("formula-without-value", cell, ways=unknown)
    page.tell("cell-error", cell, ways=RESAVED)


@scene(("openpyxl", "wps"))
def _macros(page: Scene) -> None:
    page.with_macros = True
    page.told.append(Told("macros-ignored", "warning", None, None))
