"""The workbook that schools fill in: made from the guide alone, and locked but where one types."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from dataclasses import replace
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from duibiao.guide.editions import FactKind, Guide
from duibiao.records.model import School
from duibiao.records.settings import SEEDS
from ingest.values.reading import parse_value
from ingest.workbook.template import (
    ANSWER,
    CHECK,
    CLAIM,
    CODE,
    EVIDENCE,
    FIRST_ROW,
    HEADER_ROW,
    NOTE,
    PREVIOUS,
    QUESTION,
    UNIT,
)
from tests.counties.workbook_county import KINDERGARTEN, SCHOOL, SENIOR, County, other_guide
from tests.office import Clerk, Office


@pytest.fixture(scope="module")
def county() -> County:
    """The county with the project's own guide."""
    return County.of(Guide.load(SEEDS))


@pytest.fixture(scope="module")
def other_county(tmp_path_factory: pytest.TempPathFactory) -> County:
    """A county with a guide that is nothing like ours."""
    return County.of(other_guide(tmp_path_factory.mktemp("guide")))


@pytest.fixture(params=["county", "other_county"])
def any_county(request: pytest.FixtureRequest) -> County:
    """Each of the two counties."""
    county: County = request.getfixturevalue(request.param)
    return county


def sheets(content: bytes) -> list[Worksheet]:
    """The sheets of a workbook."""
    book = load_workbook(io.BytesIO(content))
    return [sheet for sheet in book.worksheets if isinstance(sheet, Worksheet)]


def texts(sheet: Worksheet) -> set[str]:
    """Every text on a sheet."""
    return {
        cell for row in sheet.iter_rows(values_only=True) for cell in row if isinstance(cell, str)
    }


def test_the_answer_sheet_comes_first_and_has_a_row_per_fact_asked_of_schools(
    any_county: County,
) -> None:
    answers, guide = sheets(any_county.template(SCHOOL))
    assert (answers.title, guide.title) == ("填报", "说明")
    codes = [answers.cell(row, CODE + 1).value for row in range(FIRST_ROW + 1, answers.max_row + 1)]
    of_schools = [
        fact.fact_id
        for indicator in any_county.edition.indicators
        for fact in indicator.facts
        if fact.answered_by == "school"
    ]
    assert codes == of_schools


def test_the_guide_sheet_holds_every_indicator(any_county: County) -> None:
    held = texts(sheets(any_county.template(SCHOOL))[1])
    for indicator in any_county.edition.indicators:
        assert {indicator.indicator_id, indicator.name_zh} <= held


def test_head_and_headers_say_whose_workbook_it_is(county: County) -> None:
    sheet = sheets(county.template(SCHOOL))[0]
    above = list(sheet.iter_rows(max_row=HEADER_ROW, values_only=True))
    pairs: dict[object, object] = {}
    for row in above:
        cells = [cell for cell in row if cell is not None]
        pairs |= dict(zip(cells[::2], cells[1::2], strict=False))
    assert pairs["学校名称"] == SCHOOL.name_zh
    assert pairs["学校代码"] == SCHOOL.school_id
    assert pairs["考核年度"] == "2024"
    assert pairs["指南版本"] == county.edition.edition_id
    assert pairs["截止日期"] == dt.datetime.fromisoformat("2025-01-20")
    headers = [cell.value for cell in sheet[HEADER_ROW + 1]]
    assert headers == [
        "代码",
        "维度",
        "指标",
        "要求与评分办法",
        "填报内容",
        "单位",
        "填报值",
        "自检",
        "上期值",
        "自评得分",
        "佐证材料",
        "备注",
    ]


def test_only_a_working_edition_says_that_it_is_not_official(
    county: County, other_county: County
) -> None:
    notice = "工作版，非官方文本"
    for sheet in sheets(county.template(SCHOOL)):
        assert any(text.startswith(notice) for text in texts(sheet))
        assert sheet.oddFooter is not None
        assert notice in str(sheet.oddFooter.center.text)
    for sheet in sheets(other_county.template(SCHOOL)):
        assert not any(notice in text for text in texts(sheet))


def test_one_types_in_the_yellow_cells_only(any_county: County) -> None:
    for sheet in sheets(any_county.template(KINDERGARTEN)):
        assert sheet.protection.sheet
        assert not sheet.protection.password
    clerk = Clerk(any_county.template(KINDERGARTEN))
    asked = {fact.fact_id for fact in any_county.asked(KINDERGARTEN)}
    claimable = {
        indicator.facts[0].fact_id
        for indicator in any_county.edition.indicators
        if any(fact.fact_id in asked for fact in indicator.facts)
    }
    for indicator in any_county.edition.indicators:
        for fact in (fact for fact in indicator.facts if fact.answered_by == "school"):
            row = clerk.row(fact.fact_id)
            open_columns = {
                column
                for column in range(NOTE + 1)
                if not clerk.sheet.cell(row, column + 1).protection.locked
            }
            expected = {ANSWER, EVIDENCE, NOTE} if fact.fact_id in asked else set()
            assert open_columns - {CLAIM} == expected
            if fact.fact_id == indicator.facts[0].fact_id:
                assert (CLAIM in open_columns) == (fact.fact_id in claimable)


def test_rows_that_do_not_apply_are_grey_and_say_so_where_no_answer_stands(
    any_county: County,
) -> None:
    clerk = Clerk(any_county.template(KINDERGARTEN))
    asked = {fact.fact_id for fact in any_county.asked(KINDERGARTEN)}
    greyed = 0
    for fact in any_county.edition.facts.values():
        if fact.answered_by != "school":
            continue
        row = clerk.row(fact.fact_id)
        unit, answer = (clerk.sheet.cell(row, column + 1) for column in (UNIT, ANSWER))
        assert answer.value is None
        if fact.fact_id in asked:
            assert unit.value == fact.unit_zh
        else:
            greyed += 1
            assert unit.value == "不适用"
            assert (
                answer.fill.fgColor.rgb
                != clerk.sheet.cell(clerk.row(next(iter(asked))), ANSWER + 1).fill.fgColor.rgb
            )
    assert greyed


def rule_of(clerk: Clerk, fact_id: str, column: int) -> DataValidation:
    """The only rule that holds for the cell of a fact."""
    cell = clerk.sheet.cell(clerk.row(fact_id), column + 1).coordinate
    rules: list[DataValidation] = clerk.sheet.data_validations.dataValidation
    [rule] = [rule for rule in rules if cell in rule.sqref]
    return rule


def test_each_kind_of_answer_has_its_choices_range_and_help(other_county: County) -> None:
    clerk = Clerk(other_county.template(SCHOOL))
    expected = {
        "number": ("decimal", "-999999999999", "999999999999"),
        "count": ("whole", "0", "999999999999"),
        "grade": ("list", '"优,良,1"', None),
        "flag": ("list", '"是,否"', None),
        "date": ("date", "18264", "73050"),
    }
    for fact in other_county.asked(SCHOOL):
        rule = rule_of(clerk, fact.fact_id, ANSWER)
        assert (rule.type, rule.formula1, rule.formula2) == expected[fact.kind]
        assert rule.prompt
        assert rule.error
    for indicator in other_county.edition.indicators:
        rule = rule_of(clerk, indicator.facts[0].fact_id, CLAIM)
        assert (rule.type, rule.formula1) == ("decimal", "0")
        assert Decimal(rule.formula2 or 0) == indicator.max_points


def test_rows_that_do_not_apply_have_no_rule(any_county: County) -> None:
    clerk = Clerk(any_county.template(KINDERGARTEN))
    asked = {fact.fact_id for fact in any_county.asked(KINDERGARTEN)}
    ruled = {
        str(clerk.sheet.cell(row, CODE + 1).value)
        for rule in clerk.sheet.data_validations.dataValidation
        for cells in rule.sqref.ranges
        for row, column in cells.cells
        if column == ANSWER + 1
    }
    assert ruled == asked


def test_answers_and_last_cycles_values_are_written_as_a_spreadsheet_holds_them(
    other_county: County,
) -> None:
    answers = {
        "area": "0.95",
        "people": "12",
        "grade": "1",
        "due": "2024-03-01",
        "one": "yes",
        "two": "no",
    }
    other_county.register.previous[SCHOOL.school_id] = answers
    clerk = Clerk(other_county.template(SCHOOL, answers))
    del other_county.register.previous[SCHOOL.school_id]
    day = dt.datetime.fromisoformat("2024-03-01")
    held = {"area": 0.95, "people": 12, "grade": "1", "due": day}
    for column in (ANSWER, PREVIOUS):
        values = {name: clerk.sheet.cell(clerk.row(name), column + 1) for name in answers}
        assert {name: cell.value for name, cell in values.items()} == held | {
            "one": "是",
            "two": "否",
        }
        assert values["due"].number_format == "yyyy-mm-dd"
        assert values["people"].alignment.horizontal == "right"


def test_a_text_that_is_no_value_is_written_as_it_stands(other_county: County) -> None:
    answers = {"people": "二十人", "area": "=1+1", "due": "2024-02-30", "one": "也许"}
    clerk = Clerk(other_county.template(SCHOOL, answers))
    for name, text in answers.items():
        cell = clerk.sheet.cell(clerk.row(name), ANSWER + 1)
        assert (cell.value, cell.data_type) == (text, "s")


def test_a_number_that_no_spreadsheet_can_hold_is_written_as_text(other_county: County) -> None:
    clerk = Clerk(other_county.template(SCHOOL, {"area": "123456789012.123456"}))
    assert clerk.sheet.cell(clerk.row("area"), ANSWER + 1).value == "123456789012.123456"


def test_progress_counts_what_must_be_answered(county: County) -> None:
    answers = county.answers(KINDERGARTEN)
    required = [fact.fact_id for fact in county.asked(KINDERGARTEN) if fact.is_required]
    given = {fact_id: answers[fact_id] for fact_id in required[:10]}
    content = county.template(KINDERGARTEN, given)
    formulas, values = (
        load_workbook(io.BytesIO(content), data_only=data_only).worksheets[0]
        for data_only in (False, True)
    )
    assert values["K4"].value == f"必填项已填 10 / {len(required)}"
    formula = str(formulas["K4"].value)
    assert formula.startswith('="必填项已填 "&(COUNTA(G6:')
    assert formula.endswith(f'))&" / {len(required)}"')


def checks_of(content: bytes) -> dict[str, object]:
    """What stands in the self-check column, by code."""
    sheet = load_workbook(io.BytesIO(content), data_only=True).worksheets[0]
    return {
        str(sheet.cell(row, CODE + 1).value): sheet.cell(row, CHECK + 1).value
        for row in range(FIRST_ROW + 1, sheet.max_row + 1)
    }


TYPED: dict[FactKind, list[tuple[object, str]]] = {
    "count": [(0, "✓"), ("12", "✓"), (2.5, "应为整数"), (-1, "应为整数"), ("八次", "应为整数")],
    "number": [(-3.5, "✓"), ("0.95", "✓"), ("很多", "应为数字")],
    "flag": [("是", "✓"), ("否 ", "✓"), ("也许", "应选是或否"), (3, "应选是或否")],
    "date": [
        (dt.datetime.fromisoformat("2024-03-01"), "✓"),
        ("2024-03-01", "✓"),
        ("三月", "应为日期"),
        (2024, "应为日期"),
    ],
    "grade": [("优", "✓"), (1, "✓"), ("中", "应从列表选")],
}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """LibreOffice."""
    return Office(tmp_path_factory.mktemp("office"))


def test_the_self_check_follows_what_is_typed_and_begins_as_it_is_reckoned(
    county: County, other_county: County, office: Office
) -> None:
    files: dict[str, bytes] = {}
    expected: dict[str, dict[str, str]] = {}
    templates: list[tuple[County, School, int | None]] = [
        (county, SCHOOL, 10),
        (county, SENIOR, None),
        (other_county, KINDERGARTEN, 3),
    ]
    for number, (some_county, school, most) in enumerate(templates):
        given = dict(list(some_county.answers(school).items())[:most])
        content = some_county.template(school, given)
        files[f"template-{number}"] = Clerk(content).save()  # without what is stored
        expected[f"template-{number}"] = {
            code: str(text or "") for code, text in checks_of(content).items()
        }
    kinds = {fact.kind: fact.fact_id for fact in other_county.asked(SCHOOL)}
    for at in range(max(map(len, TYPED.values()))):
        clerk, wanted = Clerk(other_county.template(SCHOOL)), {}
        for kind, cases in TYPED.items():
            if at < len(cases):
                typed, wanted[kinds[kind]] = cases[at]
                clerk.answer(kinds[kind], typed)
        files[f"typed-{at}"], expected[f"typed-{at}"] = clerk.save(), wanted
    part, whole = part_and_whole(county)
    fine = "✓ 未写佐证"
    for name, values, said in (
        ("above", {part: 9, whole: 8}, ("大于{}", "✓")),
        ("equal", {part: "8", whole: 8}, (fine, "✓")),
        ("over nothing", {whole: 0}, ("", "✓")),
        ("over blank", {part: 3}, ("✓", "未填")),
        ("over text", {part: 3, whole: "三"}, (fine, "应为整数")),
        ("error", {part: "=1/0", whole: 3}, ("公式出错", "✓")),
    ):
        clerk = Clerk(county.template(SCHOOL))
        cells = {fact_id: clerk.answer(fact_id, value) for fact_id, value in values.items()}
        if name == "over blank":
            clerk.remark(part, "会议纪要", "")
        expected[name] = {
            fact_id: text.format(cells.get(whole))
            for fact_id, text in zip((part, whole), said, strict=True)
        }
        files[name] = clerk.save()
    for name, content in office.convert(files, "xlsx").items():
        found = checks_of(content)
        assert {code: found[code] or "" for code in expected[name]} == expected[name], name


def part_and_whole(county: County) -> tuple[str, str]:
    """A fact that is the first of an indicator that expects evidence, and its base."""
    first = {
        indicator.facts[0].fact_id
        for indicator in county.edition.indicators
        if indicator.evidence_zh
    }
    asked = {fact.fact_id for fact in county.asked(SCHOOL)}
    return next(
        (check.fact_id, check.base_fact_id)
        for check in county.edition.bounded_facts
        if check.base_fact_id in asked and check.fact_id in first & asked
    )


def test_the_guide_sheet_and_the_rules_of_the_cells_say_what_the_reader_takes(
    any_county: County,
) -> None:
    """One source: what a cell's rule lets in is read without a question, what it names is so."""
    clerk = Clerk(any_county.template(SCHOOL))
    shown = texts(sheets(any_county.template(SCHOOL))[1])
    for indicator in any_county.edition.indicators:
        for text in (indicator.requirement_zh, indicator.evidence_zh, indicator.period_zh):
            assert text is None or text in shown
        assert indicator.rule_zh is None or any(
            text.startswith(indicator.rule_zh) for text in shown
        )
    for fact in any_county.asked(SCHOOL):
        rule = rule_of(clerk, fact.fact_id, ANSWER)
        low, high = str(rule.formula1), str(rule.formula2)
        taken = low.strip('"').split(",") if rule.type == "list" else [low, high]
        for text in taken:
            assert parse_value(text, fact).problem_code is None, (fact.fact_id, text)
        if rule.type in ("whole", "decimal"):
            assert parse_value(str(int(high) + 1), fact).problem_code is not None
        if rule.type == "whole":
            assert parse_value("-1", fact).problem_code is not None
        if rule.type == "list" and fact.kind == "grade":
            assert tuple(taken) == fact.grades


def test_the_screen_keeps_the_header_and_the_page_is_a4_across_with_the_header_on_each(
    county: County,
) -> None:
    answers, guide = sheets(county.template(SCHOOL))
    assert answers.freeze_panes == f"A{FIRST_ROW + 1}"
    for sheet in (answers, guide):
        assert sheet.page_setup.orientation == "landscape"
        assert str(sheet.page_setup.paperSize) == "9"
        assert sheet.sheet_properties.pageSetUpPr is not None
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToHeight, sheet.page_setup.fitToWidth or 1) == (0, 1)
    assert answers.print_title_rows == f"${HEADER_ROW + 1}:${HEADER_ROW + 1}"


def test_no_page_break_cuts_an_indicator(county: County) -> None:
    clerk = Clerk(county.template(SENIOR))
    breaks = [page_break.id for page_break in clerk.sheet.row_breaks.brk]
    assert breaks
    starts = {
        clerk.row(indicator.facts[0].fact_id)
        for indicator in county.edition.indicators
        if indicator.facts[0].answered_by == "school"
    }
    assert {last + 1 for last in breaks} <= starts


def test_the_same_input_gives_the_same_bytes_and_nothing_of_the_moment(county: County) -> None:
    first, second = (county.template(SCHOOL, county.answers(SCHOOL)) for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as parts:
        core = parts.read("docProps/core.xml").decode()
        assert not any(
            "macro" in name.lower() or "vba" in name.lower() for name in parts.namelist()
        )
        assert not any("external" in name.lower() for name in parts.namelist())
    assert core.count("2024-01-01T00:00:00Z") == len(["created", "modified"])


def test_what_the_register_says_is_never_run_as_a_formula(county: County) -> None:
    school = replace(SCHOOL, name_zh='=HYPERLINK("http://x")', school_id="+1")
    formulas = [
        cell.coordinate
        for row in sheets(county.template(school))[0].iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    clerk = Clerk(county.template(school))
    rows = sorted(clerk.row(fact.fact_id) for fact in county.asked(school))
    assert formulas == ["K4", *(f"H{row}" for row in rows)]


def test_in_english_the_labels_are_english_and_the_questions_the_guides_own(
    county: County,
) -> None:
    answers, guide = sheets(county.template(SCHOOL, county.answers(SCHOOL), language="en"))
    assert (answers.title, guide.title) == ("Answers", "Guide")
    assert answers.cell(HEADER_ROW + 1, ANSWER + 1).value == "Answer"
    first = county.asked(SCHOOL)[0]
    assert answers.cell(FIRST_ROW + 1, QUESTION + 1).value == first.label_zh
