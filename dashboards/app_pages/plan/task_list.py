"""A plan as a workbook of tasks (任务清单): for a school to hand out, fill in and print."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from xlsxwriter import Workbook

FONT = "微软雅黑"
WIDTHS = (6, 26, 30, 13, 13, 9, 16, 13, 18)
FACT_COLUMN = 2
LONGEST_LINK = 2000
# Of the address, over the columns from the facts on.
LINE_LETTERS, LINE_HEIGHT = 120, 14


@dataclass(frozen=True, slots=True)
class TaskRow:
    """An answer to change; `number` and `gained` (points) are those of its indicator."""

    number: int
    indicator: str
    fact: str
    before: str
    after: str
    gained: Decimal
    deadline: dt.date


@dataclass(frozen=True, slots=True)
class TaskSheet:
    """Everything that stands on the sheet, in words; `address`: its name, and where it leads."""

    title: str
    head: Sequence[tuple[str, str]]
    headings: Sequence[str]
    rows: Sequence[TaskRow]
    note: str
    address: tuple[str, str]
    sheet: str


def task_list_bytes(plan: TaskSheet) -> bytes:
    """The sheet as the bytes of an .xlsx file: the responsible post and the progress left open."""
    out = io.BytesIO()
    workbook = Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    workbook.set_properties({"title": plan.title})
    base = {"font_name": FONT, "font_size": 10, "valign": "vcenter"}
    boxed = base | {"border": 1, "border_color": "#C5CDD6", "text_wrap": True}
    title = workbook.add_format(base | {"font_size": 15, "bold": True})
    plain = workbook.add_format(base)
    small = workbook.add_format(base | {"font_size": 9, "font_color": "#5A6672"})
    name = workbook.add_format(base | {"font_color": "#5A6672"})
    header = workbook.add_format(
        boxed | {"bold": True, "bg_color": "#1F5F8B", "font_color": "#FFFFFF", "align": "center"}
    )
    text = workbook.add_format(boxed)
    centred = workbook.add_format(boxed | {"align": "center"})
    strong = workbook.add_format(boxed | {"bold": True})
    gain = workbook.add_format(boxed | {"num_format": "+0.00;-0.00;0.00"})
    date = workbook.add_format(boxed | {"num_format": "yyyy-mm-dd", "align": "center"})
    open_cell = workbook.add_format(boxed | {"bg_color": "#FFFBE8"})

    sheet = workbook.add_worksheet(plan.sheet)
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 28)
    sheet.write_string(0, 0, plan.title, title)
    line = 1
    for label, said in plan.head:
        sheet.write_string(line, 0, label, name)
        sheet.write_string(line, FACT_COLUMN, said, plain)
        line += 1
    heading_line = line + 1
    for column, heading in enumerate(plan.headings):
        sheet.write_string(heading_line, column, heading, header)
    sheet.set_row(heading_line, 24)
    line = heading_line + 1
    for number, group in groupby(plan.rows, lambda row: row.number):
        rows = list(group)
        last = line + len(rows) - 1
        shared = ((0, number, centred), (1, rows[0].indicator, text))
        rest = ((5, rows[0].gained, gain), (6, "", open_cell), (7, rows[0].deadline, date))
        for column, value, form in (*shared, *rest, (8, "", open_cell)):
            if last > line:
                sheet.merge_range(line, column, last, column, "", form)
            _write(sheet, line, column, value, form)
        for at, row in enumerate(rows):
            for column, value, form in ((2, row.fact, text), (3, row.before, centred)):
                sheet.write_string(line + at, column, value, form)
            sheet.write_string(line + at, 4, row.after, strong)
            sheet.set_row(line + at, 30)
        line = last + 1
    sheet.write_string(line + 1, 0, plan.note, small)
    label, target = plan.address
    sheet.write_string(line + 2, 0, label, small)
    wrapped = workbook.add_format(base | {"font_size": 9, "text_wrap": True})
    sheet.merge_range(line + 2, FACT_COLUMN, line + 2, len(WIDTHS) - 1, "", wrapped)
    if target.startswith("http") and len(target) <= LONGEST_LINK:
        sheet.write_url(line + 2, FACT_COLUMN, target, wrapped, target)
    else:
        sheet.write_string(line + 2, FACT_COLUMN, target, wrapped)
    sheet.set_row(line + 2, LINE_HEIGHT * (1 + len(target) // LINE_LETTERS))
    sheet.freeze_panes(heading_line + 1, 0)
    sheet.repeat_rows(heading_line)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer("&C&P / &N")
    workbook.close()
    return out.getvalue()


def _write(sheet: object, line: int, column: int, value: object, form: object) -> None:
    match value:
        case Decimal():
            sheet.write_number(line, column, float(value), form)  # type: ignore[attr-defined]
        case int():
            sheet.write_number(line, column, value, form)  # type: ignore[attr-defined]
        case dt.date():
            sheet.write_datetime(line, column, value, form)  # type: ignore[attr-defined]
        case _:
            sheet.write_string(line, column, str(value), form)  # type: ignore[attr-defined]
