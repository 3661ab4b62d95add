"""A newcomer's county: the commands of docs/another-county, run as they stand there."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import duckdb
import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from duibiao.guide.editions import Guide
from duibiao.records.settings import Settings
from duibiao.warehouse.snapshot_files import snapshot_path
from tests.forked import run_module
from tests.test_serve import free_port, is_healthy, wait_for

pytestmark = pytest.mark.timeout(600)

DOCS = Path(__file__).parents[1] / "docs"
BLOCK = re.compile(r"(`[^`\n]+\.csv`[^\n]*\n\n)?^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
TRANSLATED = {
    "my-county": "某某县",
    "My County": "某某县",
    "guide.xlsx": "指南.xlsx",
    "schools.xlsx": "学校名册.xlsx",
    "cycles.xlsx": "年度.xlsx",
    "forms": "填报表",
    "county.csv": "县里填.csv",
}
SCHOOLS = [
    ("S1", "第一小学", "城关镇", "小学", "城镇"),
    ("S2", "第二小学", "河口乡", "小学", "乡村"),
    ("S3", "初级中学", "城关镇", "初中", "城镇"),
    ("S4", "九年制学校", "石坝乡", "九年一贯", "乡村"),
    ("S5", "高级中学", "城关镇", "高中", "城镇"),
]
ANSWERS = {"count": "{number}", "number": "26", "flag": "是", "date": "2025-07-03"}


def blocks(name: str) -> Iterator[tuple[str, str, str]]:
    """What is to be typed or saved: kind, the file it is saved as, the text."""
    for before, kind, text in BLOCK.findall((DOCS / name).read_text(encoding="utf-8")):
        yield kind, before.split("`")[1] if before else "", text


def commands(name: str) -> list[list[str]]:
    """The commands of a document, in words."""
    return [
        shlex.split(line)
        for kind, _, text in blocks(name)
        if kind == "sh"
        for line in text.splitlines()
    ]


def test_both_languages_have_the_same_commands() -> None:
    english = [
        [TRANSLATED.get(word, word) for word in command]
        for command in commands("another-county.md")
    ]
    assert english == commands("another-county.zh-CN.md")


def fill(path: Path, rows: list[Mapping[str, object]]) -> None:
    """Write rows below the headings of a table that was made to be filled in."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    headings = {str(cell.value).rstrip("*"): place for place, cell in enumerate(sheet[3], 1)}
    for number, row in enumerate(rows, 4):
        for heading, value in row.items():
            sheet.cell(number, headings[heading]).value = value  # type: ignore[assignment]
    book.save(path)


def fill_register(path: Path) -> None:
    names = ("学校代码", "学校名称", "所在乡镇", "学校类型", "所在区域")
    held = next(heading for heading in headings_of(path) if heading.startswith("现有"))
    fill(path, [dict(zip(names, school, strict=True)) | {held: "未入档"} for school in SCHOOLS])


def headings_of(path: Path) -> list[str]:
    return [str(cell.value).rstrip("*") for cell in openpyxl.load_workbook(path).worksheets[0][3]]


def fill_cycle(path: Path) -> None:
    year, edition, starts_on, ends_on, deadline = headings_of(path)[:5]
    days = {starts_on: dt.date(2025, 1, 1), ends_on: dt.date(2025, 12, 31)}
    fill(path, [{year: "2025", edition: "reading-2025", **days, deadline: dt.date(2099, 1, 1)}])


def fill_forms(folder: Path) -> None:
    """Every school answers all that it is asked, the later ones less and less."""
    (edition,) = Guide.load(folder.parent / "guide").editions.values()
    paths = sorted(folder.glob("*.xlsx"))
    assert len(paths) == len(SCHOOLS)
    for place, path in enumerate(paths):
        book = openpyxl.load_workbook(path)
        sheet = book.worksheets[0]
        assert isinstance(sheet, Worksheet)
        for row in sheet.iter_rows(min_row=6):
            fact = edition.facts.get(str(row[0].value))
            value = row[6]
            if fact is not None and value.fill.fgColor.rgb != sheet["A1"].fill.fgColor.rgb:
                number = 9 if fact.unit_zh == "人" else 40 - 3 * place
                value.value = ANSWERS[fact.kind].format(number=number)
        book.save(path)


FILLED: dict[str, Callable[[Path], None]] = {
    "duibiao template schools": fill_register,
    "duibiao template cycles": fill_cycle,
    "duibiao template --all": fill_forms,
}
"""What a person does after these commands with what they have written."""


def test_the_document_leads_from_an_empty_folder_to_a_ranking(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DUIBIAO_HOME", "DUIBIAO_GUIDE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    printed = {}
    for kind, file, text in blocks("another-county.zh-CN.md"):
        if kind == "csv":
            Path(file).write_text(text, encoding="utf-8")
            continue
        for line in text.splitlines():
            printed[line] = typed(shlex.split(line))
            for beginning, do in FILLED.items():
                if line.startswith(beginning):
                    do(Path(shlex.split(line)[-1]))
    assert "3 个维度、13 项指标" in next(said for line, said in printed.items() if "check" in line)
    path = snapshot_path(Settings.resolve())
    assert path is not None
    with duckdb.connect(str(path), read_only=True) as connection:
        scores = connection.execute(
            "select rank_county, school_id, score from fct_school_scores"
            " where basis = 'self' order by rank_county, school_id"
        ).fetchall()
    assert {school for _, school, _ in scores} == {school[0] for school in SCHOOLS}
    assert [rank for rank, _, _ in scores] == sorted(rank for rank, _, _ in scores)
    assert len({score for _, _, score in scores}) > 1
    ranking = next(said for line, said in printed.items() if line.startswith("duibiao sql"))
    assert all(school[0] in ranking for school in SCHOOLS)


def typed(command: list[str]) -> str:
    """What a command prints; the folder's are done here, and the server is looked at and ended."""
    if command[0] == "mkdir":
        Path(command[1]).mkdir()
    elif command[0] == "cd":
        os.chdir(command[1])
    elif command[1] == "serve":
        serve()
    else:
        assert command[0] == "duibiao"
        done = run_module("duibiao", command[1:], os.environ | {"DUIBIAO_LANG": "zh"})
        assert done.returncode == 0, (command, done.stdout + done.stderr)
        return done.stdout
    return ""


def serve() -> None:
    port = free_port()
    program = str(Path(sys.executable).with_name("duibiao"))
    with subprocess.Popen(
        [program, "serve", "--port", str(port)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as server:
        with contextlib.ExitStack() as ending:
            ending.callback(server.send_signal, signal.SIGTERM)
            wait_for(lambda: is_healthy(port), 90, "the dashboard")
        printed = server.communicate(timeout=30)[0].decode()
    assert server.returncode == 0 and "Traceback" not in printed, printed
