"""Accounts from a sheet: every fault at once, and slips to print."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence

import openpyxl

from duibiao.people import importing, slips
from duibiao.people.accounts import Secret
from duibiao.people.acting import Assignment
from duibiao.spreadsheets.extraction import open_confined
from duibiao.words import Words

SAY = Words("zh-CN")
SCHOOLS = {"S001": "第一小学", "S002": "城关小学", "S003": "城关小学"}
HEADER = ["账号", "姓名", "职责", "学校或集团", "起始日期", "截止日期"]


def read(rows: Sequence[Sequence[object]]) -> tuple[list[importing.Wanted], list[str]]:
    """What is read of a sheet, and the faults in words."""
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    wanted, faults = importing.read(open_confined(stream.getvalue()), SCHOOLS)
    return wanted, [fault.text(SAY) for fault in faults]


def test_a_line_for_each_role_of_each_person() -> None:
    wanted, faults = read(
        [
            ["全县账号表"],
            HEADER,
            ["Li", "李老师", "填报员", "第一小学、S002", dt.date(2025, 9, 1), "2026年7月31日"],
            ["li", None, "analyst", None, None, None],
            [],
            ["wang", "王主任", "教育集团", "东片集团"],
        ]
    )
    assert faults == []
    days = dt.date(2025, 9, 1), dt.date(2026, 7, 31)
    assert [(one.login, one.name, one.assignments) for one in wanted] == [
        (
            "li",
            "李老师",
            [
                Assignment("clerk", "S001", *days),
                Assignment("clerk", "S002", *days),
                Assignment("analyst"),
            ],
        ),
        ("wang", "王主任", [Assignment("group", "东片集团")]),
    ]


def test_everything_wrong_is_told_at_once_with_its_line() -> None:
    _, faults = read(
        [
            HEADER,
            ["a b", "甲", "填报员", "S001"],
            ["ok1", "", "填报员", "S009"],
            ["ok2", "乙", "校长", "S001"],
            ["ok3", "丙", "县办", "S001"],
            ["ok4", "丁", "填报员", "", "昨天", "2025-01-01"],
            ["ok5", "戊", "填报员", "城关小学", "2025-02-01", "2025-01-01"],
        ]
    )
    assert [fault.split("：")[0] for fault in faults] == [
        *("第 2 行", "第 3 行", "第 3 行", "第 4 行", "第 5 行", "第 6 行", "第 6 行"),
        *("第 7 行", "第 7 行"),
    ]
    assert "S009" in faults[2] and "校长" in faults[3] and "城关小学" in faults[8]


def test_a_sheet_without_the_columns_says_which_there_must_be() -> None:
    assert read([["学校", "得分"], ["S001", 3]])[1] == [SAY("account-import-no-header", found="")]
    assert read([HEADER])[1] == [SAY("account-import-empty", found="")]


def test_slips_are_one_a_person_and_escape_what_was_typed() -> None:
    page = slips.html([Secret(1, "li", "<b>李", "aB3-x"), Secret(2, "wang", "王", "cD4-y")], SAY)
    assert page.count("<section>") == 2
    assert "&lt;b&gt;李" in page and "aB3-x" in page and "cD4-y" in page
