"""Reviewers get a workbook a school, and what they verified in it is read back."""

from __future__ import annotations

import datetime as dt
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

import duibiao.commands.cli
import duibiao.commands.review
from duibiao.commands.console import app
from duibiao.guide.editions import Guide
from duibiao.records.settings import SEEDS, Settings
from duibiao.records.store import read_record, record_paths
from duibiao.spreadsheets.spreadsheet import open_spreadsheet
from duibiao.words import words
from ingest.long_form.reading import no_table
from ingest.long_form.tables import TableReading
from ingest.opening import or_problem
from ingest.register import Register
from ingest.review.reading import counts, read_review
from ingest.review.template import (
    CODE,
    EVIDENCE,
    FIRST_ROW,
    QUESTION,
    REASON,
    SELF,
    UNIT,
    VERIFIED,
    review_template_bytes,
)
from ingest.telling import problem_text
from ingest.workbook.handed_in import HandedIn
from ingest.workbook.recognised import recognise
from tests.counties.small_county import small_county
from tests.counties.workbook_county import SCHOOL, County, other_guide, read_workbook
from tests.office import Clerk, Office

assert duibiao.commands.cli and duibiao.commands.review

AT = dt.datetime(2025, 1, 10, tzinfo=dt.UTC)


@pytest.fixture
def county() -> County:
    """The county with the project's own guide."""
    return County.of(Guide.load(SEEDS))


@pytest.fixture
def other_county(tmp_path: Path) -> County:
    """A county with a guide that is nothing like ours."""
    return County.of(other_guide(tmp_path / "guide"))


@pytest.fixture(params=["county", "other_county"])
def any_county(request: pytest.FixtureRequest) -> County:
    """Each of the two counties."""
    county: County = request.getfixturevalue(request.param)
    return county


def review_of(county: County, **changes: Any) -> bytes:
    """The workbook to review of a school that has answered everything."""
    said: dict[str, str | None] = {**county.answers(SCHOOL), **changes}
    county.register.said[SCHOOL.school_id] = said
    handed_in = HandedIn("receipt", "0" * 64, AT, said)
    return review_template_bytes(county.edition, county.cycle, SCHOOL, handed_in)


def read(county: County, content: bytes) -> TableReading:
    """What a review says; every problem has its words."""
    found = or_problem(
        lambda: read_review(recognise(open_spreadsheet(content)), county.guide, county.register),
        "核实表.xlsx",
    )
    reading = found if isinstance(found, TableReading) else no_table(found)
    for problem in reading.problems:
        for language in ("zh-CN", "en"):
            assert problem_text(problem, words(language)).mend
    return reading


def told(reading: TableReading) -> list[tuple[str, str, str | None]]:
    """The problems: code, severity, cell."""
    return [(problem.code, problem.severity, problem.cell) for problem in reading.problems]


def verified(clerk: Clerk, fact_id: str, value: Any, reason: str | None = None) -> tuple[str, str]:
    """Type a verified value and a reason; the addresses of their cells."""
    row = clerk.row(fact_id)
    return clerk.type(row, VERIFIED, value), clerk.type(row, REASON, reason)


def part_and_whole(county: County) -> tuple[str, str]:
    """A fact that the school is asked, and the base that it may not exceed."""
    asked = {fact.fact_id for fact in county.asked(SCHOOL)}
    return next(
        (check.fact_id, check.base_fact_id)
        for check in county.edition.bounded_facts
        if check.fact_id in asked and check.base_fact_id in asked
    )


def test_each_fact_has_a_row_with_the_schools_value_beside_an_empty_one(any_county: County) -> None:
    content = review_of(any_county)
    assert content == review_of(any_county)
    clerk = Clerk(content)
    assert clerk.sheet.title == "核实"
    assert clerk.sheet.protection.sheet
    asked = any_county.edition.asked_facts(SCHOOL.attributes)
    said = any_county.register.said[SCHOOL.school_id]
    for fact in any_county.edition.facts.values():
        cells = [clerk.sheet.cell(clerk.row(fact.fact_id), at + 1) for at in range(EVIDENCE)]
        is_open = {at for at, cell in enumerate(cells) if not cell.protection.locked}
        assert is_open == ({VERIFIED, REASON} if fact.fact_id in asked else set())
        assert cells[VERIFIED].value is cells[REASON].value is None
        assert (cells[SELF].value is None) == (said.get(fact.fact_id) is None)
        assert ("由县里填报" in str(cells[QUESTION].value)) == (fact.answered_by == "county")
        if fact.fact_id not in asked:
            assert cells[UNIT].value == "不适用"


def test_the_list_offers_agreement_and_no_value_and_any_other_value_may_be_typed(
    other_county: County,
) -> None:
    clerk = Clerk(review_of(other_county))
    offered: dict[str, tuple[str | None, bool]] = {}
    for rule in clerk.sheet.data_validations.dataValidation:
        for cells in rule.sqref.ranges:
            for row, _ in cells.cells:
                code = str(clerk.sheet.cell(row, CODE + 1).value)
                offered[code] = str(rule.formula1), bool(rule.showErrorMessage)
    assert offered["people"] == ('"相符,无值"', False)
    assert offered["grade"] == ('"相符,无值,优,良,1"', False)
    assert offered["one"] == ('"相符,无值,是,否"', False)
    assert offered["votes"] == ("0", True)  # the county's own


def test_evidence_in_words_and_files_stands_beside(county: County) -> None:
    first = county.asked(SCHOOL)[0]
    handed_in = HandedIn("receipt", "0" * 64, AT, {}, {first.fact_id: "=会议纪要"})
    files = {first.indicator_id: ["记录.pdf", "照片.jpg"]}
    content = review_template_bytes(county.edition, county.cycle, SCHOOL, handed_in, files=files)
    clerk = Clerk(content)
    cell = clerk.sheet.cell(clerk.row(first.fact_id), EVIDENCE + 1)
    assert (cell.value, cell.data_type) == ("=会议纪要\n文件：记录.pdf、照片.jpg", "s")


def test_an_untouched_review_says_so_and_nothing_is_taken(any_county: County) -> None:
    reading = read(any_county, review_of(any_county))
    assert told(reading) == [("review-empty", "error", None)]
    assert reading.rows.is_empty()


def test_agreement_on_all_verifies_what_the_school_said(any_county: County) -> None:
    clerk = Clerk(review_of(any_county))
    for fact in any_county.asked(SCHOOL):
        verified(clerk, fact.fact_id, "相符")
    reading = read(any_county, clerk.save())
    assert reading.problems == []
    said = any_county.register.said[SCHOOL.school_id]
    assert dict(reading.rows.select("fact_id", "value").iter_rows()) == said
    assert set(reading.rows["basis"]) == {"verified"}
    assert set(reading.rows["school_id"]) == {SCHOOL.school_id}
    lines = dict(reading.rows.select("fact_id", "line").iter_rows())
    assert lines == {fact_id: clerk.row(fact_id) for fact_id in said}
    assert counts(reading) == {"verified": len(said), "agreed": len(said), "none": 0}


def test_values_are_read_as_in_a_workbook_and_blank_means_not_verified(
    other_county: County,
) -> None:
    clerk = Clerk(review_of(other_county, area="20", people="12", due="2024-03-01", one="yes"))
    verified(clerk, "area", " ２０ ")  # as the school said: no reason needed
    verified(clerk, "people", "11", "花名册少一人")
    verified(clerk, "due", dt.date(2024, 4, 1), "批复日期")
    verified(clerk, "grade", "无值", "没有评定文件")
    verified(clerk, "one", "否", " 现场没有 ")
    reading = read(other_county, clerk.save())
    assert told(reading) == []
    rows = {row["fact_id"]: (row["value"], row["reason"]) for row in reading.rows.to_dicts()}
    assert rows == {
        "area": ("20", None),
        "people": ("11", "花名册少一人"),
        "grade": (None, "没有评定文件"),
        "due": ("2024-04-01", "批复日期"),
        "one": ("no", "现场没有"),
    }
    assert counts(reading) == {"verified": 5, "agreed": 0, "none": 1}


def test_a_change_and_no_value_need_a_reason(other_county: County) -> None:
    clerk = Clerk(review_of(other_county, people="12"))
    cells = [verified(clerk, "people", 11)[1], verified(clerk, "grade", "无值")[1]]
    reading = read(other_county, clerk.save())
    assert told(reading) == [("review-reason-missing", "error", cell) for cell in cells]
    assert reading.rows.is_empty()
    assert reading.refused == set()  # it is no hand-in of the school


def test_everything_wrong_is_told_at_once_in_the_order_of_the_sheet(county: County) -> None:
    part, whole = part_and_whole(county)
    flag, count = county.fact("flag").fact_id, county.fact("count", number=20).fact_id
    clerk = Clerk(review_of(county))
    verified(clerk, whole, "相符")
    expected = {
        verified(clerk, part, 99, "数过")[0]: "above-base",
        verified(clerk, flag, "也许", "看过")[0]: "not-a-flag",
        verified(clerk, count, 777)[1]: "review-reason-missing",
    }
    below = clerk.sheet.max_row + 1
    expected[clerk.type(below, CODE, "Q99")] = "unknown-code"
    clerk.type(below, VERIFIED, 3)
    reading = read(county, clerk.save())
    found = {
        cell: code for code, _, cell in told(reading) if code != "above-base" or cell in expected
    }
    assert found == expected
    rows = [int(str(cell)[1:]) for _, _, cell in told(reading)]
    assert rows == sorted(rows)
    assert reading.rows.is_empty()


def test_what_the_school_changed_since_is_told_and_counted_as_it_was_seen(
    other_county: County,
) -> None:
    clerk = Clerk(review_of(other_county, people="12", one="yes"))
    verified(clerk, "people", "相符")
    verified(clerk, "one", "相符")
    other_county.register.said[SCHOOL.school_id] = {"people": "13", "one": "yes"}
    reading = read(other_county, clerk.save())
    cell = f"G{clerk.row('people')}"
    assert told(reading) == [("review-self-changed", "warning", cell)]
    assert reading.problems[0].parameters["now"] == "13"
    assert dict(reading.rows.select("fact_id", "value").iter_rows()) == {
        "people": "12",
        "one": "yes",
    }


def test_the_countys_own_facts_are_filled_in_there(other_county: County) -> None:
    clerk = Clerk(review_of(other_county))
    verified(clerk, "votes", "7")
    reading = read(other_county, clerk.save())
    assert told(reading) == []
    assert reading.rows.select("fact_id", "value").rows() == [("votes", "7")]
    clerk = Clerk(review_of(other_county))
    cell = verified(clerk, "votes", "相符")[0]
    agreed = read(other_county, clerk.save())
    assert told(agreed) == [("review-agrees-with-nothing", "error", cell)]


def test_a_blank_that_reviewers_agree_with_is_verified_as_having_none(
    other_county: County,
) -> None:
    clerk = Clerk(review_of(other_county, people=None))
    verified(clerk, "people", "相符")
    reading = read(other_county, clerk.save())
    assert told(reading) == []
    assert reading.rows.select("fact_id", "value").rows() == [("people", None)]


def test_merged_cells_speak_for_each_of_their_rows(other_county: County) -> None:
    clerk = Clerk(review_of(other_county, area="20", people="12"))
    first = clerk.row("area")
    assert clerk.row("people") == first + 1
    verified(clerk, "area", 5, "同一份花名册")
    for column in (VERIFIED, REASON):
        clerk.sheet.merge_cells(
            start_row=first, end_row=first + 1, start_column=column + 1, end_column=column + 1
        )
    reading = read(other_county, clerk.save())
    assert told(reading) == [("merged-answer", "warning", f"H{first}")]
    rows = reading.rows.select("fact_id", "value", "reason").rows()
    assert rows == [("area", "5", "同一份花名册"), ("people", "5", "同一份花名册")]


def test_a_schools_value_that_was_tampered_with_is_asked_back(other_county: County) -> None:
    clerk = Clerk(review_of(other_county))
    cell = clerk.type(clerk.row("people"), SELF, "十几个")
    verified(clerk, "people", "相符")
    assert ("review-self-unreadable", "error", cell) in told(read(other_county, clerk.save()))


def test_whose_review_it_is_must_be_right(county: County) -> None:
    fact = county.asked(SCHOOL)[0]
    clerk = Clerk(review_of(county))
    verified(clerk, fact.fact_id, "相符")
    clerk.head("学校代码", "nobody")
    clerk.head("考核年度", "1999")
    assert [code for code, _, _ in told(read(county, clerk.save()))] == [
        "unknown-school",
        "unknown-cycle",
    ]
    cycle = replace(county.cycle, is_closed=True)
    county.register.cycles[cycle.cycle_id] = cycle
    clerk = Clerk(review_of(county))
    verified(clerk, fact.fact_id, "相符")
    assert [code for code, _, _ in told(read(county, clerk.save()))] == ["cycle-closed"]


def test_a_review_and_a_workbook_are_not_taken_for_each_other(county: County) -> None:
    review, workbook = review_of(county), county.template(SCHOOL, county.answers(SCHOOL))
    assert recognise(open_spreadsheet(review)).kind == "review"
    assert recognise(open_spreadsheet(workbook)).kind == "workbook"
    assert told(read(county, workbook)) == [("not-a-review", "error", None)]
    assert told(read(county, b"nonsense"))[0][1] == "error"
    reading = read_workbook(review, "核实表.xlsx", county.guide, county.register)
    assert [problem.code for problem in reading.problems] == ["review-workbook"]


def test_a_review_in_english_is_read_as_well(county: County) -> None:
    said: dict[str, str | None] = dict(county.answers(SCHOOL))
    county.register.said[SCHOOL.school_id] = said
    handed_in = HandedIn("receipt", "0" * 64, AT, said)
    clerk = Clerk(
        review_template_bytes(county.edition, county.cycle, SCHOOL, handed_in, language="en")
    )
    first, second = (fact.fact_id for fact in county.asked(SCHOOL)[:2])
    verified(clerk, first, "agrees")
    verified(clerk, second, "No value", "none seen")
    reading = read(county, clerk.save())
    assert told(reading) == []
    assert counts(reading) == {"verified": 2, "agreed": 1, "none": 1}


def test_what_other_programs_save_is_read_the_same(county: County, tmp_path: Path) -> None:
    clerk = Clerk(review_of(county))
    for fact in county.asked(SCHOOL)[:20]:
        verified(clerk, fact.fact_id, "相符")
    verified(clerk, county.asked(SCHOOL)[20].fact_id, "无值", "没有这项")
    content = clerk.save()
    expected = read(county, content)
    assert expected.problems == []
    office = Office(tmp_path)
    for kind in ("xls", "ods", "csv-gb18030"):
        [saved] = office.convert({"review": content}, kind).values()
        reading = read(county, saved)
        assert reading.problems == []
        assert reading.rows.equals(expected.rows)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with a county whose second school has handed in."""
    monkeypatch.setenv("DUIBIAO_HOME", str(tmp_path / "home"))
    files = small_county(tmp_path / "files")
    school = files.schools[1]
    run("load", *files.tables, files.workbook(school, files.answers(school)))
    return tmp_path


def run(*arguments: str | Path, expect: int = 0) -> str:
    """What a command prints."""
    done = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert done.exit_code == expect, done.output
    return done.output


def test_the_round_trip_in_the_terminal(home: Path) -> None:
    printed = run("review", "template", "--all", "--out", home / "out")
    [path] = (home / "out").iterdir()
    assert path.name == "2024_S2_第2校_核实.xlsx"
    assert "2" in printed.splitlines()[-1]  # two schools are left out
    untouched = json.loads(run("review", "check", "--json", path, expect=1))
    assert [problem["code"] for problem in untouched[0]["problems"]] == ["review-empty"]
    clerk = Clerk(path.read_bytes())
    said = Register.open(Settings.resolve()).answers_in_force("2024", "S2")
    for fact_id in said:
        verified(clerk, fact_id, "相符")
    path.write_bytes(clerk.save())
    loaded = json.loads(run("review", "load", "--json", "--by", "核实一组", path))
    assert (loaded[0]["fate"], loaded[0]["verified"]) == ("taken", len(said))
    settings = Settings.resolve()
    record = read_record(record_paths(settings)[loaded[0]["receipt"]["record_id"]])
    assert (record["kind"], record["received_by"]) == ("answers", "核实一组")
    assert record["submissions"] == []
    register = Register.open(settings)
    rows = register.reading(record)
    assert dict(rows.select("fact_id", "value").iter_rows()) == said
    assert register.answers_in_force("2024", "S2") == said
    again = json.loads(run("review", "load", "--json", path))
    assert again[0]["fate"] == "already_here"
    assert "review-" not in run("review", "check", path)


def test_a_review_of_a_school_that_said_nothing_is_empty(home: Path) -> None:
    run("review", "template", "S1", "--out", home / "one.xlsx")
    sheet = load_workbook(io.BytesIO((home / "one.xlsx").read_bytes())).worksheets[0]
    assert all(sheet.cell(row, SELF + 1).value is None for row in range(FIRST_ROW + 1, 20))
    assert "尚未报送" in str(sheet["J3"].value)
