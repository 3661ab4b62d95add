"""Writes the sheet of the county's own facts: a row a school, a column a fact, what is in force."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from duibiao.guide.editions import Edition, Fact
from duibiao.records.model import School
from duibiao.words import Words, words
from ingest.workbook.self_check import EARLIEST_DATE, LATEST_DATE
from ingest.workbook.sheet import (
    HEADER_HEIGHT,
    LARGEST,
    NOTICE_HEIGHT,
    TITLE_HEIGHT,
    Looks,
    write_text,
)

TITLE_ROW, HOW_ROW, CYCLE_ROW, LABEL_ROW, HEADER_ROW = range(5)
FIRST_ROW, FIRST_COLUMN = HEADER_ROW + 1, 2
LABEL_ROW_HEIGHT = 62
Cell = str | int | float | dt.date | None


@dataclass(frozen=True, slots=True)
class WideForm:
    """What the sheet holds: facts and schools in their order, what is in force of each.

    `asked`: by school the facts that are asked of it; another one's cell is grey.
    """

    edition: Edition
    cycle_id: str
    facts: Sequence[Fact]
    schools: Sequence[School]
    asked: Mapping[str, frozenset[str]]
    known: Mapping[tuple[str, str], Cell]


def wide_bytes(form: WideForm, language: str) -> bytes:
    """The workbook, as the bytes of an .xlsx file; the same input gives the same."""
    say, out = words(language), io.BytesIO()
    book = Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    title = say("table-kind-county-facts")
    book.set_properties({"title": title, "created": dt.datetime(2000, 1, 1)})  # noqa: DTZ001
    look, sheet = Looks(book), book.add_worksheet(title)
    sheet.set_row(TITLE_ROW, TITLE_HEIGHT, look("title"))
    sheet.write_string(TITLE_ROW, 0, say("county-facts-title", cycle=form.cycle_id), look("title"))
    sheet.set_row(HOW_ROW, NOTICE_HEIGHT, look("notice"))
    sheet.write_string(HOW_ROW, 0, say("county-facts-how"), look("notice"))
    sheet.write_string(CYCLE_ROW, 0, say("table-column-cycle_id"), look("label"))
    sheet.write_string(CYCLE_ROW, 1, form.cycle_id, look("head"))
    sheet.set_row(LABEL_ROW, LABEL_ROW_HEIGHT)
    sheet.set_row(HEADER_ROW, HEADER_HEIGHT)
    sheet.write_string(HEADER_ROW, 0, say("table-column-school_id"), look("header"))
    sheet.write_string(HEADER_ROW, 1, say("county-facts-school"), look("header"))
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 26)
    for at, fact in enumerate(form.facts, start=FIRST_COLUMN):
        sheet.set_column(at, at, 20)
        sheet.write_string(LABEL_ROW, at, _question(fact, say), look("label"))
        sheet.write_string(HEADER_ROW, at, fact.fact_id, look("header"))
        _add_rule(sheet, at, len(form.schools), fact)
    for row, school in enumerate(form.schools, start=FIRST_ROW):
        write_text(sheet, row, 0, school.school_id, look("code"))
        write_text(sheet, row, 1, school.name_zh, look("text"))
        for at, fact in enumerate(form.facts, start=FIRST_COLUMN):
            is_asked = fact.fact_id in form.asked[school.school_id]
            style = look(f"typed-{fact.kind}", grey=not is_asked)
            value = form.known.get((school.school_id, fact.fact_id))
            if isinstance(value, dt.date):
                sheet.write_datetime(row, at, dt.datetime.combine(value, dt.time()), style)
            elif isinstance(value, int | float):
                sheet.write_number(row, at, value, style)
            else:
                write_text(sheet, row, at, value or "", style)
    sheet.freeze_panes(FIRST_ROW, FIRST_COLUMN)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(LABEL_ROW, HEADER_ROW)
    book.close()
    return out.getvalue()


def _question(fact: Fact, say: Words) -> str:
    """What is asked, and in what."""
    means = fact.unit_zh or " / ".join(fact.grades)
    if fact.kind == "flag":
        means = f"{say('workbook-yes')} / {say('workbook-no')}"
    return f"{fact.label_zh}\n{means}" if means else fact.label_zh


def _add_rule(sheet: Worksheet, at: int, count: int, fact: Fact) -> None:
    """What may be typed into the cells of a fact."""
    rule: dict[str, object] | None = None
    if fact.kind == "flag":
        rule = {"validate": "list", "source": ["是", "否"]}
    elif fact.kind == "grade" and fact.grades:
        rule = {"validate": "list", "source": list(fact.grades)}
    elif fact.kind == "count":
        rule = {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": LARGEST}
    elif fact.kind == "date":
        rule = {"validate": "date", "criteria": "between"}
        rule |= {"minimum": EARLIEST_DATE, "maximum": LATEST_DATE}
    if rule is not None and count:
        sheet.data_validation(FIRST_ROW, at, FIRST_ROW + count - 1, at, rule)
