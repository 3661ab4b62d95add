"""No output fails after a file was taken: what is said to the system does not hang on who looks."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from duibiao.records.settings import SEEDS, Settings
from duibiao.records.store import read_record, record_paths
from tests.counties.small_county import small_county

RARE = "𠮷"
"""A character that GBK does not have."""


def command(home: Path, *arguments: str | Path, encoding: str) -> subprocess.Popen[bytes]:
    """`duibiao` as a person starts it, its output a pipe of this encoding."""
    environment = os.environ | {
        "DUIBIAO_HOME": str(home),
        "DUIBIAO_GUIDE": str(SEEDS),
        "PYTHONIOENCODING": encoding,
        "PYTHONUTF8": "0",
    }
    program = [sys.executable, "-m", "duibiao", *map(str, arguments)]
    return subprocess.Popen(
        program, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


@pytest.fixture
def books(settings: Settings, tmp_path: Path) -> list[Path]:
    """A county that is told of, and the workbooks of its schools, one with a rare name."""
    county = small_county(tmp_path / "files")
    with command(settings.home, "load", *county.tables, encoding="utf-8") as loading:
        loading.communicate()
    assert loading.returncode == 0
    books = [county.workbook(school, county.answers(school)) for school in county.schools]
    return [book.rename(book.with_stem(f"{RARE}{book.stem}")) for book in books]


def taken(settings: Settings) -> list[str]:
    """The workbooks that were taken, by their names."""
    records = map(read_record, record_paths(settings).values())
    return sorted(record["file_name"] for record in records if record["kind"] == "workbook")


@pytest.mark.parametrize("as_json", [False, True])
def test_what_the_terminal_cannot_show_is_replaced(
    settings: Settings, books: list[Path], as_json: bool
) -> None:
    options = ["--json"] if as_json else []
    with command(settings.home, "load", *books, *options, encoding="gbk") as loading:
        output, errors = loading.communicate()
    assert loading.returncode == 0, errors
    shown = output.decode("gbk")
    assert all(path.name.replace(RARE, "?") in shown for path in books)
    records = record_paths(settings)
    assert taken(settings) == sorted(path.name for path in books)
    assert sum(record_id in shown for record_id in records) >= len(books), "each has its receipt"


def test_all_are_taken_although_nobody_reads_on(settings: Settings, books: list[Path]) -> None:
    with command(settings.home, "load", *books, encoding="utf-8") as loading:
        assert loading.stdout is not None
        loading.stdout.close()
        assert loading.stderr is not None
        errors = loading.stderr.read()
    assert loading.returncode == 0, errors
    assert b"Traceback" not in errors
    assert taken(settings) == sorted(path.name for path in books)
