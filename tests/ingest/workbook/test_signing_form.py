"""The form to sign says what was handed in, and bears the hash of the file on every page."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from duibiao.guide.editions import Guide
from duibiao.records.settings import SEEDS, Settings
from ingest.door import Door
from ingest.workbook.handed_in import HandedIn, HandIns
from ingest.workbook.signing_form import check_code, signing_form_bytes
from tests.counties.small_county import small_county
from tests.counties.workbook_county import KINDERGARTEN, SCHOOL, County, read_workbook
from tests.office import Clerk

SHA256 = "3f2a91bc77de4051" + "0" * 48
RECEIPT = "01936f2e-7a11-7c43-9d2e-1b8a6c0f4e21"


@pytest.fixture(scope="module")
def county() -> County:
    """The county with the project's own guide."""
    return County.of(Guide.load(SEEDS))


def handed_in(county: County) -> HandedIn:
    """A hand-in of the kindergarten, one answer left empty."""
    answers: dict[str, str | None] = dict(county.answers(KINDERGARTEN))
    first, second = list(answers)[:2]
    answers[second] = None
    at = dt.datetime(2025, 1, 10, 8, 30, tzinfo=dt.UTC)
    claims = {county.edition.facts[first].indicator_id: "1.5"}
    return HandedIn(RECEIPT, SHA256, at, answers, {first: "=会议纪要"}, {first: "延期一次"}, claims)


def sheet_of(content: bytes) -> Worksheet:
    """The one sheet."""
    [sheet] = load_workbook(io.BytesIO(content)).worksheets
    assert isinstance(sheet, Worksheet)
    return sheet


def test_the_form_says_each_answer_asked_and_no_other(county: County) -> None:
    said = handed_in(county)
    content = signing_form_bytes(county.edition, county.cycle, KINDERGARTEN, said)
    assert content == signing_form_bytes(county.edition, county.cycle, KINDERGARTEN, said)
    rows = {str(row[0]): row for row in sheet_of(content).iter_rows(values_only=True)}
    asked = [fact.fact_id for fact in county.asked(KINDERGARTEN)]
    assert [code for code in rows if code in county.edition.facts] == asked
    first, second = asked[:2]
    assert str(rows[first][4]) == said.answers[first]
    assert rows[first][5:] == ("1.5", "=会议纪要", "延期一次")
    assert rows[second][4] == "未填"


def test_every_page_and_the_line_at_the_boxes_bear_the_check_code(county: County) -> None:
    sheet = sheet_of(
        signing_form_bytes(county.edition, county.cycle, KINDERGARTEN, handed_in(county))
    )
    assert check_code(SHA256) == "3f2a91bc77de4051"
    identified = f"校验码 {check_code(SHA256)}　回执号 {RECEIPT}"
    assert sheet.oddFooter is not None
    assert identified in str(sheet.oddFooter.center.text)
    texts = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert texts[-1] == identified
    assert texts[-5:-1] == ["党组织书记签字", "校长签字", "学校盖章", "日期"]
    assert {SHA256, "2025-01-10 16:30"} <= set(texts)


def test_it_cannot_be_typed_into_and_prints_upright_on_a4(county: County) -> None:
    sheet = sheet_of(signing_form_bytes(county.edition, county.cycle, SCHOOL, handed_in(county)))
    assert sheet.protection.sheet
    assert all(cell.protection.locked for row in sheet.iter_rows() for cell in row)
    assert (sheet.page_setup.orientation, str(sheet.page_setup.paperSize)) == ("portrait", "9")
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)


def test_the_form_is_not_taken_for_a_workbook(county: County) -> None:
    content = signing_form_bytes(county.edition, county.cycle, SCHOOL, handed_in(county))
    reading = read_workbook(content, "签字表.xlsx", county.guide, county.register)
    assert [problem.code for problem in reading.problems] == ["no-answer-table"]


def test_what_is_in_force_is_found_with_its_texts(tmp_path: Path) -> None:
    files = small_county(tmp_path / "files")
    settings = Settings.resolve(tmp_path / "home", SEEDS)
    door = Door.open(settings)
    for table in files.tables:
        door.hand_in(door.check(table.read_bytes(), table.name), received_by="a", channel="test")
    school = files.schools[0]
    assert HandIns(settings, door.register).in_force("2024", school.school_id) is None
    answers = files.answers(school)
    first = next(iter(answers))
    clerk = Clerk(files.workbook(school, answers).read_bytes())
    clerk.remark(first, "纪要", "说明")
    clerk.claim(first, 1)
    checked = door.check(clerk.save(), "a.xlsx")
    door.hand_in(checked, received_by="a", channel="test")
    found = HandIns(settings, door.register).in_force("2024", school.school_id)
    assert found is not None and checked.receipt is not None
    assert (found.receipt_id, found.sha256) == (checked.receipt.record_id, checked.receipt.sha256)
    assert found.evidence == dict.fromkeys(answers, "会议记录") | {first: "纪要"}
    assert found.notes == {first: "说明"}
    assert found.claims == {files.edition.facts[first].indicator_id: "1"}
    assert found.answers == dict.fromkeys(found.answers) | answers
    assert answers.keys() <= found.answers.keys()
