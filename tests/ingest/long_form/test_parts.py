"""A table of answers that is too large to be read at once is read in parts of whole schools."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from duibiao.records.model import Problem
from duibiao.records.settings import SEEDS, Settings
from duibiao.records.store import digest, read_record, record_paths
from duibiao.spreadsheets.grids import SpreadsheetFault
from duibiao.words import words
from ingest.desk.handing_in import CheckOutcome, marked_file
from ingest.door import Door
from ingest.long_form import parts
from tests.counties.small_county import SmallCounty, small_county

SCHOOLS = 7
OF_TWO = 150
"""So many lines are those of one school and some of the next."""


@pytest.fixture
def door(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Door:
    """The door of a county whose schools and cycle are known; small tables are large here."""
    monkeypatch.setattr(parts, "LARGE_BYTES", 1_000)
    monkeypatch.setattr(parts, "PART_LINES", OF_TWO)
    door = Door.open(Settings.resolve(tmp_path / "home", SEEDS))
    for path in small_county(tmp_path / "files", SCHOOLS).tables:
        checked = door.check(path.read_bytes(), path.name)
        door.hand_in(checked, received_by="test", channel="test")
    return Door.open(door.settings)


@pytest.fixture
def county(tmp_path: Path, door: Door) -> SmallCounty:
    """The same county."""
    assert door.register.cycles
    return small_county(tmp_path / "files", SCHOOLS)


def mixed_lines(county: SmallCounty) -> Iterator[list[str]]:
    """Answers fact by fact: no two lines of a school stand together; some name the school."""
    answers = {school.school_id: county.answers(school) for school in county.schools}
    names = {school.school_id: school.name_zh for school in county.schools}
    for number, fact_id in enumerate(next(iter(answers.values()))):
        for school_id, own in answers.items():
            called = names[school_id] if number % 3 else school_id
            yield ["2024", called, fact_id, own.get(fact_id, ""), ""]


def text_of(lines: list[list[str]]) -> str:
    """A table with a remark above its header, a line without anything, and one of a sum below."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(["全县填报值"])
    writer.writerow(["cycle_id", "school_id", "fact_id", "value", "reason"])
    for at, line in enumerate(lines):
        writer.writerow(line)
        if at == 20:
            stream.write("\r\n")
    writer.writerow(["合计", "", "", "", ""])
    return stream.getvalue()


def told(problem: Problem) -> tuple[Any, ...]:
    """A problem but for its cell: of so many lines no spreadsheet program shows one."""
    parameters = json.dumps(problem.parameters, ensure_ascii=False, sort_keys=True)
    return (problem.line, problem.code, problem.severity, problem.found, problem.school_id,
            problem.fact_id, parameters)  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_parts_say_what_the_whole_says_line_by_line(
    door: Door, county: SmallCounty, tmp_path: Path, encoding: str
) -> None:
    """Every line of a school is in one part, wherever it stands and whatever the school is called;
    every fault is told at its line of the whole."""
    lines = list(mixed_lines(county))
    lines[3] = ["2024", "S4", "no-such-fact", "1", ""]
    lines[40][4] = "第一行\n第二行"  # one line more from here on
    lines[90] += ["one cell too many"]
    lines[-1] = ["2024", "无此校", lines[-1][2], "1", ""]
    path = tmp_path / "answers.csv"
    path.write_bytes(text_of(lines).encode(encoding))
    whole = door.check(path.read_bytes(), path.name)
    checked = list(door.check_all([path]))
    assert len(checked) == 4
    assert [place.parent for place, _ in checked] == [path] * len(checked)
    assert [one.file_name for _, one in checked] == [
        f"answers.{at}-{len(checked)}.csv" for at in range(1, len(checked) + 1)
    ]
    tables = [one.table for _, one in checked if one.table is not None]
    assert whole.table is not None and len(tables) == len(checked)
    rows = sorted(row for table in tables for row in table.rows.rows())
    assert rows == sorted(whole.table.rows.rows())
    schools = [set(table.rows["school_id"]) for table in tables]
    assert sum(map(len, schools)) == len(set.union(*schools))
    assert set.union(*(table.refused for table in tables)) == whole.table.refused
    problems = [told(problem) for table in tables for problem in table.problems]
    assert sorted(problems, key=repr) == sorted(map(told, whole.table.problems), key=repr)
    assert {code for _, code, *_ in problems} >= {
        "table-fact-unknown", "table-line-too-long", "table-school-unknown"
    }  # fmt: skip
    with pytest.raises(SpreadsheetFault):
        marked_file(CheckOutcome(checked[0][1]), words())


def test_each_part_is_handed_in_with_a_record_of_its_own_that_names_the_whole(
    door: Door, county: SmallCounty, tmp_path: Path
) -> None:
    path = tmp_path / "answers.csv"
    path.write_text(text_of(list(mixed_lines(county))), encoding="utf-8", newline="")
    for _, checked in door.check_all([path]):
        door.hand_in(checked, received_by="test", channel="test")
    register = Door.open(door.settings).register
    assert all(register.in_force("2024", school.school_id) for school in county.schools)
    records = [read_record(one) for one in record_paths(door.settings).values()]
    named = [record["part"] for record in records if record["kind"] == "answers"]
    count = len(named)
    whole = digest(path.read_bytes())
    assert count > 1
    assert named == [
        {"number": number, "count": count, "sha256": whole} for number in range(1, count + 1)
    ]
    again = [checked.fate for _, checked in Door.open(door.settings).check_all([path])]
    assert again == ["already_here"] * count


def test_what_cannot_be_cut_is_told_as_of_any_table(
    door: Door, county: SmallCounty, tmp_path: Path
) -> None:
    text = text_of(list(mixed_lines(county)))
    broken, unreadable, other = (tmp_path / f"{name}.csv" for name in ("a", "b", "c"))
    broken.write_text(text + '2024,S1,"no end', encoding="utf-8", newline="")
    unreadable.write_bytes(text.encode() + b"\0")
    other.write_bytes((tmp_path / "files" / "schools.csv").read_bytes() + b"\n" * 1_000)
    found = {place.name: checked for place, checked in door.check_all([broken, unreadable, other])}
    last = str(text.count("\n") + 1)
    assert [(one.code, one.parameters) for one in found["a.csv"].problems] == [
        ("table-quotes-broken", {"line": last})
    ]
    assert [one.code for one in found["b.csv"].problems] == ["table-unreadable"]
    assert {found[name].fate for name in ("a.csv", "b.csv")} == {"refused"}
    assert found["c.csv"].kind == "schools"
