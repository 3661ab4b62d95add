"""Hundreds of schools' workbooks in one command: into a folder, or into a zip as they are made."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO, cast

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

import duibiao.commands.cli
import duibiao.commands.template  # after cli, whose command of the same name it takes over
from duibiao.commands.console import app
from ingest.workbook.many_files import file_name, write_files, write_zip
from tests.counties.small_county import SmallCounty, small_county
from tests.counties.workbook_county import SCHOOL

assert duibiao.commands.cli and duibiao.commands.template


@pytest.fixture
def county(tmp_path: Path) -> SmallCounty:
    return small_county(tmp_path / "files")


@pytest.fixture
def run(tmp_path: Path, county: SmallCounty, monkeypatch: pytest.MonkeyPatch) -> Runner:
    monkeypatch.setenv("DUIBIAO_HOME", str(tmp_path / "home"))
    runner = Runner()
    assert runner("load", *county.tables).exit_code == 0
    return runner


class Runner:
    """Runs commands in this process."""

    def __call__(self, *arguments: str | Path) -> Result:
        return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_all_workbooks_come_in_a_zip(run: Runner, tmp_path: Path, county: SmallCounty) -> None:
    target = tmp_path / "all.zip"
    done = run("template", "--all", "--cycle", "2024", "--out", target)
    assert done.exit_code == 0, done.output
    assert str(target) in done.output
    with zipfile.ZipFile(target) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert names == [f"2024_{one.school_id}_{one.name_zh}.xlsx" for one in county.schools]
        first = archive.read(names[0])
    assert run("template", "S1", "--out", tmp_path / "one.xlsx").exit_code == 0
    assert first == (tmp_path / "one.xlsx").read_bytes()
    assert run("template", "S1", "--out", tmp_path / "folder").exit_code == 0
    assert (tmp_path / "folder" / names[0]).read_bytes() == first
    assert run("template").exit_code == 2


def test_forms_to_sign_are_written_of_what_was_handed_in(
    run: Runner, tmp_path: Path, county: SmallCounty
) -> None:
    nothing = run("signing-form", "--all", "--out", tmp_path / "forms.zip")
    assert nothing.exit_code == 1
    assert "signing" not in nothing.output
    school = county.schools[1]
    assert run("load", county.workbook(school, county.answers(school))).exit_code == 0
    done = run("signing-form", "--all", "--out", tmp_path / "forms.zip")
    assert done.exit_code == 0, done.output
    with zipfile.ZipFile(tmp_path / "forms.zip") as archive:
        assert archive.namelist() == ["2024_S2_第2校_签字表.xlsx"]


def test_the_register_is_written_checked_against_what_is_in_force_and_asked_about(
    run: Runner, tmp_path: Path
) -> None:
    done = run("template", "schools", "--out", tmp_path / "tables")
    assert done.exit_code == 0, done.output
    path = tmp_path / "tables" / "学校名册.xlsx"
    assert str(path) in done.output
    book = load_workbook(path)
    sheet = book.worksheets[0]
    sheet["B4"] = "改名的校"
    sheet["E4"] = "县城"
    sheet.delete_rows(6)
    book.save(path)
    marked = tmp_path / "marked.xlsx"
    checked = run("check", path, "--marked", marked)
    assert "学校名册!E4  “所在区域”里没有这一种" in checked.output
    assert "在册而这里没有 1" in checked.output, "a line with an error names its school"
    assert load_workbook(marked).worksheets[0]["E4"].comment is not None
    sheet["E4"] = "镇区"
    book.save(path)
    asked = run("load", path, "--json")
    assert asked.exit_code == 1
    [told] = json.loads(asked.output)
    assert (told["fate"], told["receipt"]) == ("unconfirmed", None)
    assert "第3校" in told["questions"][0]
    assert told["changes"]["counts"] == {"renamed": 1, "same": 1, "vanished": 1}
    assert [(row["kind"], row["identifier"]) for row in told["changes"]["rows"]] == [
        ("renamed", "S1"),
        ("vanished", "S3"),
    ]
    assert run("load", path, "--confirm").exit_code == 0


class OneWay(io.RawIOBase):
    """A stream that goes on only, as to a browser."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, content: object) -> int:
        self.parts.append(bytes(content))  # type: ignore[call-overload]
        return len(self.parts[-1])


def test_a_zip_is_written_while_its_files_are_made_and_is_always_the_same() -> None:
    made: list[str] = []
    stream = OneWay()

    def files() -> Iterator[tuple[str, bytes]]:
        for name in ("甲校.xlsx", "乙校.xlsx"):
            made.append(name)
            assert len(made) == 1 or b"".join(stream.parts).count(b"PK\x03\x04") == 1
            yield name, name.encode() * 100

    assert write_zip(cast(IO[bytes], stream), files()) == len(made) == 2
    again = io.BytesIO()
    write_zip(again, ((name, name.encode() * 100) for name in made))
    with zipfile.ZipFile(io.BytesIO(b"".join(stream.parts))) as archive:
        assert archive.namelist() == made
        assert archive.read("甲校.xlsx") == "甲校.xlsx".encode() * 100
    other = io.BytesIO()
    write_zip(other, ((name, name.encode() * 100) for name in made))
    assert other.getvalue() == again.getvalue()


def test_a_zip_that_could_not_be_finished_is_not_there(tmp_path: Path) -> None:
    def files() -> Iterator[tuple[str, bytes]]:
        yield "甲校.xlsx", b"content"
        raise KeyError("乙校")

    with pytest.raises(KeyError):
        write_files(tmp_path / "all.zip", files())
    assert list(tmp_path.iterdir()) == []


def test_a_name_leads_nowhere_else(county: SmallCounty) -> None:
    school = replace(SCHOOL, name_zh='../a\\b:c*"d"')
    assert file_name(county.cycle, school) == "2024_6109220012_..-a-b-c--d-.xlsx"
