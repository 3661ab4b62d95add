"""What docs/rules.md says of kinds of rules is what a guide of its rows gives, and refuses."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest
from openpyxl import load_workbook

from duibiao.analysis.explanation import explain
from duibiao.analysis.walk import School, read_school
from duibiao.guide.columns import TABLES
from duibiao.guide.editions import EXAMPLE
from duibiao.guide.tables import column_names, csv_text
from duibiao.people.acting import AT_THE_FILES, Acting
from duibiao.records.settings import Settings
from duibiao.warehouse.build import build
from duibiao.warehouse.snapshot import Snapshot
from duibiao.warehouse.snapshot_files import snapshot_path
from duibiao.words import words
from duibiao.words.labels import Labels
from ingest.checked import Checked
from ingest.desk import forms, tables
from ingest.door import Door
from ingest.review.template import REASON, VERIFIED
from ingest.telling import problem_text
from tests.counties.guide_folders import GuideFolder

DOCUMENT = Path(__file__).parents[1] / "docs" / "rules.md"
BLOCK = re.compile(r"^```(csv|text) (\w+)\n(.*?)^```$", re.M | re.S)
EDITION, CYCLE = "reading-2025", "2025"
Rows = list[dict[str, str]]
SCHOOL_TABLE = (
    "school_id,name_zh,township,school_type,area,tier_held\n"
    + "".join(f"S{number},第{number}学校,东镇,primary,town,none\n" for number in (1, 2))
)  # fmt: skip
CYCLES = (
    "cycle_id,edition,starts_on,ends_on,deadline\n"
    f"{CYCLE},{EDITION},2025-01-01,2025-12-31,2099-01-01\n"
)


class Said(NamedTuple):
    """What the document says: rows by table, and explanations by indicator."""

    rows: dict[str, Rows]
    explained: dict[str, list[str]]


def document() -> Said:
    rows: dict[str, Rows] = defaultdict(list)
    explained = {}
    for kind, name, text in BLOCK.findall(DOCUMENT.read_text(encoding="utf-8")):
        if kind == "csv":
            rows[name] += csv.DictReader(io.StringIO(text))
        else:
            explained[name] = text.splitlines()
    return Said(rows, explained)


def write_guide(folder: Path, said: Said) -> None:
    """The example's frame (codes, ratings) around the document's indicators."""
    frame = GuideFolder.copy(EXAMPLE).tables
    tables = {name: frame[name] for name in ("editions", "code_lists", "ratings")}
    tables["dimensions"] = frame["dimensions"][:1]
    points = sum(Decimal(row["max_points"]) for row in said.rows["indicators"])
    tables["editions"][0] |= {
        "dimension_count": "1",
        "indicator_count": str(len(said.rows["indicators"])),
        "total_points": str(points),
    }
    usual = {"edition": EDITION, "dimension": "1", "sort": "1"}
    folder.mkdir()
    for name in TABLES:
        columns = column_names(name)
        rows = tables.get(name) or [usual | row for row in said.rows.get(name, [])]
        lines = [[row.get(column, "") for column in columns] for row in rows]
        (folder / f"{name}.csv").write_text(csv_text(columns, lines), encoding="utf-8")


def answers(rows: Rows) -> bytes:
    columns = ["cycle_id", "school_id", "fact_id", "value", "rater", "reason"]
    lines = [[{"cycle_id": CYCLE, **row}[name] for name in columns] for row in rows]
    return csv_text(columns, lines).encode()


def hand_in(settings: Settings, content: bytes, name: str = "表.csv") -> Checked:
    door = Door.open(settings)
    checked = door.check(content, name)
    return door.hand_in(checked, received_by="县教育局", channel="command_line", confirmed=True)


class Place(NamedTuple):
    """A home in which the document's answers were handed in and scored."""

    settings: Settings
    school: School
    snapshot: Snapshot
    said: Said


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    folder = tmp_path_factory.mktemp("rules")
    said = document()
    write_guide(folder / "guide", said)
    settings = Settings.resolve(folder / "home", folder / "guide")
    for content in (SCHOOL_TABLE.encode(), CYCLES.encode(), answers(said.rows["answers"])):
        checked = hand_in(settings, content)
        assert checked.fate == "taken", [problem.code for problem in checked.problems]
    build(settings)
    path = snapshot_path(settings)
    assert path is not None
    snapshot = Snapshot(path)
    school = read_school(snapshot, CYCLE, "self", "S1")
    assert school is not None
    return Place(settings, school, snapshot, said)


def test_the_document_prints_what_its_rows_and_answers_give(place: Place) -> None:
    say = words("zh-CN")
    labels = Labels(say, place.snapshot.rows("select * from dim_codes"))
    told = {
        indicator.indicator_id: explain(say, labels, place.school, indicator)
        for indicator in place.school.indicators
    }
    assert told == place.said.explained


def test_the_spread_of_raters_and_what_counts_stand_in_the_marts(place: Place) -> None:
    """Lowest and highest are the raters' also where they do not count."""
    [first, second] = place.snapshot.rows("select * from fct_given_spreads order by indicator_id")
    assert (first["rater_count"], first["counted_count"], first["is_of_office"]) == (5, 3, False)
    assert [first[name] for name in ("lowest", "highest", "spread")] == [3, 5, 2]
    assert first["used_value"] == Decimal("4.333333")
    assert (second["rater_count"], second["counted_count"], second["is_of_office"]) == (1, 1, True)
    assert [second[name] for name in ("lowest", "highest", "used_value")] == [
        Decimal("0.5"), Decimal("0.5"), 1,
    ]  # fmt: skip
    roles = place.snapshot.rows("select rater, role from fct_given_values where part = 1")
    assert {row["role"] for row in roles} == {"counted", "lowest", "highest", "overruled"}


@pytest.mark.parametrize(
    ("value", "rater", "reason", "said"),
    [
        ("5.5", "评审组1", "好", "“成果展示得分”只能在 0 分到 5 分之间给"),
        ("-1", "", "差", "“成果展示得分”只能在 0 分到 5 分之间给"),
        ("4", "评审组1", "", "给了“成果展示得分”的分，没有写理由"),
        ("4", "张建国", "好", "评审要写代码，不写姓名"),
        ("4", "13912345678", "好", "评审要写代码，不写姓名"),
        ("4", "李校长", "好", "评审要写代码，不写姓名"),
        ("4", "Wang Wei", "好", "评审要写代码，不写姓名"),
    ],
)
def test_points_out_of_range_without_a_reason_or_of_a_person_are_refused(
    place: Place, value: str, rater: str, reason: str, said: str
) -> None:
    row = {
        "school_id": "S1", "fact_id": "展示得分", "value": value, "rater": rater, "reason": reason,
    }  # fmt: skip
    checked = Door.open(place.settings).check(answers([row]), "表.csv")
    assert checked.fate == "refused"
    [problem] = checked.problems
    text = problem_text(problem, words("zh-CN"))
    assert (text.severity, text.what) == ("error", said)
    assert text.where.startswith("第 2 行") and text.where.endswith("（学校 S1）")
    assert text.expected and text.mend


def test_a_rater_gets_a_workbook_of_its_own_and_is_held_to_the_range(place: Place) -> None:
    """It shows that rater's points and nobody else's; what is typed comes in as that rater's."""
    acting = Acting(place.settings, "clerk", "test", AT_THE_FILES)
    content = forms.review_workbook(acting, CYCLE, "S1", "zh-CN", "评审组4")
    book = load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    row = next(cells[0].row for cells in sheet.iter_rows() if cells[0].value == "展示得分")
    assert "评审组4" in [cell.value for cell in sheet[1]]
    assert sheet.cell(row, VERIFIED).value == 3  # column numbers here begin at 1
    assert "0—5分" in str(sheet.cell(row, 5).value)
    office = load_workbook(io.BytesIO(forms.review_workbook(acting, CYCLE, "S1", "zh-CN")))
    assert office.worksheets[0].cell(row, VERIFIED).value is None

    def checked(value: float, reason: str | None) -> Checked:
        sheet.cell(row, VERIFIED + 1).value = value
        sheet.cell(row, REASON + 1).value = reason
        written = io.BytesIO()
        book.save(written)
        return Door.open(place.settings).check_review(written.getvalue(), "核实.xlsx")

    wrong = checked(6, None)
    cells = {problem.code: problem.cell for problem in wrong.problems}
    assert wrong.fate == "refused"
    assert cells == {"given-out-of-range": f"H{row}", "given-without-reason": f"I{row}"}
    right = checked(4, "补了记录")
    assert right.fate == "taken" and right.table is not None
    [said] = right.table.rows.to_dicts()
    assert (said["rater"], said["value"], said["reason"]) == ("评审组4", "4", "补了记录")


def test_the_countys_facts_have_lines_of_their_own_in_the_table_of_answers(place: Place) -> None:
    acting = Acting(place.settings, "clerk", "test", AT_THE_FILES)
    _, content = tables.table_template(acting, "answers", CYCLE, words("zh-CN"))
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    header = {str(cell.value).rstrip("*"): at for at, cell in enumerate(sheet[3])}
    lines = [[cell.value for cell in cells] for cells in sheet.iter_rows(min_row=4)]
    given = [line for line in lines if line[header["填报项代码"]] == "展示得分"]
    assert [line[header["学校代码"]] for line in given] == ["S1", "S2"]
    assert {line[header["可给范围"]] for line in given} == {"0—5"}
    assert {"评审", "理由"} <= header.keys()
    # Left blank, they take nothing back: the same table is no word of the county.
    checked = Door.open(place.settings).check(content, "填报值.xlsx")
    assert checked.table is not None
    assert set(checked.table.rows["fact_id"]).isdisjoint({"展示得分", "整改得分"})
