"""A county's old form: read in whatever shape it comes, mapped by an official, kept as claims."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as settings_of_test
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from typer.testing import CliRunner

from duibiao.commands.old_form import old_form_app
from duibiao.guide.drafting.forms import Form, read_form, read_points
from duibiao.guide.editions import Edition, Guide
from duibiao.records.model import Problem
from duibiao.records.settings import SEEDS, Settings
from duibiao.records.store import original_path, read_record, record_paths
from duibiao.spreadsheets.grids import Grid, Spreadsheet, column_name
from duibiao.spreadsheets.spreadsheet import open_spreadsheet
from duibiao.words import LANGUAGES, words
from ingest.old_form.claims import ClaimsReading, read_old_form
from ingest.old_form.mapping import (
    FIRST_ROW,
    INDICATOR,
    POINTS,
    SHARE,
    FormMapping,
    mapping_workbook,
    propose,
    read_mapping,
)
from tests.conftest import run_duibiao
from tests.counties.small_county import SmallCounty, small_county
from tests.counties.workbook_county import KINDERGARTEN, SCHOOL, SENIOR, County
from tests.office import Office

HEADER = ("序号", "一级指标", "二级指标", "评分标准", "分值", "自评得分", "考核得分", "佐证材料")
SCHOOLS = {school.school_id: school for school in (SCHOOL, KINDERGARTEN, SENIOR)}
Row = Sequence[object]
Edit = Callable[[Any], None]


@pytest.fixture(scope="module")
def county() -> County:
    return County.of(Guide.load(SEEDS))


def book(*sheets: Sequence[Row], names: Sequence[str] = (), edit: Edit | None = None) -> bytes:
    """A workbook with these rows on its sheets."""
    made = Workbook()
    for at, rows in enumerate(sheets):
        sheet = made.worksheets[0] if at == 0 else made.create_sheet()
        sheet.title = names[at] if names else f"表{at + 1}"
        for row in rows:
            sheet.append(list(row))
    if edit is not None:
        edit(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def form_of(content: bytes, chosen: Mapping[str, str] | None = None) -> Form:
    return read_form(open_spreadsheet(content), chosen)


def told(form: Form) -> list[tuple[object, ...]]:
    """The items in short: names, criterion, points and claim."""
    return [
        ("/".join(filter(None, item.levels)), item.criterion, item.points, item.claim)
        for item in form.items
    ]


USUAL: list[Row] = [
    ("江南县中小学党建工作考核评分表",),
    ("学校（盖章）：江南第一小学      填表日期：2023年12月",),
    HEADER,
    (1, "政治建设（20分）", "第一议题", "先学后议", "5分", "4.5", None, "会议记录"),
    (2, None, "主题党日", "每月一次", "５", 5, None, None),
    (None, None, None, "少一次扣1分", None, None, None, "签到表"),
    ("小计", None, None, None, 10, 9.5),
    (None, "二、组织建设"),
    (3, "组织建设", "按期换届", "不超期", 10, "10分"),
    ("合计", None, None, None, 20, 19.5),
    ("填表人：      日期：",),
    (None, None, None, "学校负责人（签字）："),
]
USUAL_ITEMS = [
    ("政治建设（20分）/第一议题", "先学后议", "5分", "4.5"),
    ("政治建设（20分）/主题党日", "每月一次\n少一次扣1分", "５", "5"),
    ("组织建设/按期换届", "不超期", "10", "10分"),
]


def merged(made: Any) -> None:
    made.worksheets[0].merge_cells("A1:H1")
    made.worksheets[0].merge_cells("B4:B6")


# ------------------------------------------------------------------ the form


def test_a_form_is_read_between_titles_subtotals_and_signatures() -> None:
    form = form_of(book(USUAL, edit=merged))
    assert told(form) == USUAL_ITEMS
    assert [item.claim_cell for item in form.items] == ["F4", "F5", "F9"]
    assert form.items[1].evidence == "签到表"
    assert "江南第一小学" in "".join(form.outside)


def test_the_same_form_saved_by_libreoffice_is_the_same(tmp_path: Path) -> None:
    office = Office(tmp_path)
    content = book(USUAL, edit=merged)
    for kind in ("xls", "csv-gb18030"):
        assert told(form_of(office.convert({"form": content}, kind)["form"])) == USUAL_ITEMS, kind


def test_headers_in_two_rows_in_other_words_and_places() -> None:
    rows: list[Row] = [
        ("佐证材料", "指标体系", None, "考核内容", "评分细则", "分 值", "得分", None),
        (None, "一级指标", "二级指标", None, None, None, "学校自评（分）", "县评"),
        ("记录", "政治", "学习", "学什么", "少一次扣一分", "（5分）", 4, None),
        ("佐证材料", "一级指标", "二级指标", "考核内容", "评分细则", "分 值", "学校自评 （分）"),
        (None, "政治", "活动", "做什么", "每月一次", 5, 3, None),
    ]  # fmt: skip
    form = form_of(book(rows))
    assert told(form) == [
        ("政治/学习/学什么", "少一次扣一分", "（5分）", "4"),
        ("政治/活动/做什么", "每月一次", "5", "3"),
    ]


def test_an_items_own_points_are_those_beside_it_not_those_of_the_name_over_it() -> None:
    rows: list[Row] = [
        ("一级指标", "分值", "二级指标", "分值", "自评得分"),
        ("政治", 20, "学习", 5, 4),
        (None, None, "活动", 15, 12),
    ]
    form = form_of(book(rows))
    assert told(form) == [("政治/学习", "", "5", "4"), ("政治/活动", "", "15", "12")]
    assert form.columns["points"] == "分值#2"


def test_points_behind_a_name_are_its_points_where_they_have_no_column() -> None:
    rows: list[Row] = [
        ("一级指标及分值", "二级\n指标", "考 评 标 准", "自评得分"),
        ("政治（20分）", "学习（5分）", "先学", 4),
        (None, "活动 (7.5 分)", "每月", 3),
        (None, "其他", "无", 3),
    ]
    items = form_of(book(rows)).items
    assert [item.full_points for item in items] == [Decimal(5), Decimal("7.5"), None]


def test_two_columns_of_claims_are_asked_about_and_not_guessed_at() -> None:
    rows: list[Row] = [
        ("一级指标", "评分标准", "分值", "自评得分", "自评得分"),
        ("政治", "学习", 5, 4, 3),
    ]
    form = form_of(book(rows))
    assert "claim" not in form.columns
    assert form.labels[-2:] == ["自评得分", "自评得分#2"]
    assert told(form_of(book(rows), {"claim": "自评得分#2"}))[0][-1] == "3"


def test_every_sheet_with_a_table_is_part_of_the_form() -> None:
    second: list[Row] = [HEADER, (1, "作风", "公开", "按季公开", 2, 2)]
    form = form_of(book(USUAL, [("说明",), ("请如实填写",)], second))
    assert told(form) == [*USUAL_ITEMS, ("作风/公开", "按季公开", "2", "2")]


@pytest.mark.parametrize(
    ("text", "points"),
    [
        *(("2", "2"), ("2分", "2"), ("（2分）", "2"), ("２．５ 分", "2.5"), ("【10】", "10")),
        *(("每项2分", None), ("20%", None), ("", None), (None, None)),
    ],
)
def test_points_are_a_certain_number_or_none(text: str | None, points: str | None) -> None:
    assert read_points(text) == (None if points is None else Decimal(points))


# ------------------------------------------------------------------ the mapping


def guide_form(edition: Edition, extra: Sequence[Row] = ()) -> bytes:
    """An old form that has every indicator of an edition under its name, with its full points."""
    rows: list[Row] = [("评分表",), HEADER]
    for dimension in edition.dimensions:
        name: str | None = dimension.name_zh
        for at, one in enumerate(edition.indicators, 1):
            if one.dimension_id == dimension.dimension_id:
                points = f"{one.max_points}分"
                rows.append((at, name, f"（{at}）{one.name_zh}", one.rule_zh, points, 1))
                name = None
        rows.append(("小计", None, None, None, 10))
    return book([*rows, *extra])


def test_what_has_our_name_is_proposed_and_all_else_left_to_the_official(county: County) -> None:
    edition = county.edition
    first, second, *_ = edition.indicators
    extra: list[Row] = [
        (90, "其他", f"{first.indicator_id.lower()} 别的名称", "", 5),
        (91, None, f"本校{second.name_zh}工作", "", 5),
        (92, None, "没有的事", "", 5),
        (93, None, first.name_zh[:2], "", 5),
    ]
    form = form_of(guide_form(edition, extra))
    proposed = [propose(item, edition) for item in form.items]
    count = len(edition.indicators)
    assert [(found, how) for found, how in proposed[:count]] == [
        (one.indicator_id, "same") for one in edition.indicators
    ]
    assert proposed[count:] == [
        (first.indicator_id, "code"),
        (second.indicator_id, "near"),
        (None, "open"),
        (None, "open"),
    ]
    made = mapping_workbook(form, edition, words())
    assert (made.items, made.undecided) == (count + 4, 2)
    mapping = read_mapping(open_spreadsheet(made.content), edition)
    letter = column_name(INDICATOR)
    cells = [f"{letter}{FIRST_ROW + count + at}" for at in (3, 4)]
    assert [(one.code, one.cell) for one in mapping.problems] == [
        ("old-form-mapping-open", cell) for cell in cells
    ]
    assert mapping.columns["claim"] == "自评得分"


def completed(
    content: bytes,
    edition: Edition,
    choose: Mapping[str, str] | None = None,
    edit: Edit | None = None,
) -> bytes:
    """The mapping sheet of a form with an official's choices, by innermost name; else none."""
    made = mapping_workbook(form_of(content), edition, words())
    opened = load_workbook(io.BytesIO(made.content))
    sheet = opened.worksheets[0]
    for row in range(FIRST_ROW + 1, sheet.max_row + 1):
        names = [sheet.cell(row, at).value for at in (2, 3, 4)]
        cell = sheet.cell(row, INDICATOR + 1)
        name = next((str(name) for name in reversed(names) if name), "")
        cell.value = (choose or {}).get(name) or cell.value or words()("old-form-none")
    if edit is not None:
        edit(opened)
    out = io.BytesIO()
    opened.save(out)
    return out.getvalue()


def mapped(content: bytes, edition: Edition) -> FormMapping:
    return read_mapping(open_spreadsheet(content), edition)


def codes(problems: Sequence[Problem]) -> list[tuple[str, str | None]]:
    return [(problem.code, problem.cell) for problem in problems]


def test_a_mapping_of_either_language_is_read_as_libreoffice_saves_it(
    county: County, tmp_path: Path
) -> None:
    form = form_of(guide_form(county.edition))
    made = {name: mapping_workbook(form, county.edition, words(name)).content for name in LANGUAGES}
    for name, saved in Office(tmp_path).convert(made, "ods").items():
        mapping = mapped(saved, county.edition)
        assert mapping == mapped(made[name], county.edition)
        assert mapping.problems == []
        assert [item.parts[0].indicator_id for item in mapping.items.values()] == [
            one.indicator_id for one in county.edition.indicators
        ]


def test_every_fault_of_a_mapping_is_told_by_cell(county: County) -> None:
    first, second, third, *_ = county.edition.indicators

    def spoil(made: Any) -> None:
        sheet, columns = made.worksheets[0], made.worksheets[1]
        sheet.cell(FIRST_ROW + 1, INDICATOR + 1).value = "没有的指标"
        sheet.cell(FIRST_ROW + 2, POINTS + 1).value = "若干"
        sheet.cell(FIRST_ROW + 3, SHARE + 1).value = 60
        columns.delete_rows(9)

    choose = {"第一议题": f"{first.indicator_id} {first.name_zh}", "主题党日": second.indicator_id}
    content = completed(
        book(USUAL), county.edition, choose | {"按期换届": third.indicator_id}, spoil
    )
    problems = mapped(content, county.edition).problems
    letters = [column_name(at) for at in (INDICATOR, POINTS, SHARE)]
    assert codes(problems) == [
        ("old-form-mapping-unknown", f"{letters[0]}{FIRST_ROW + 1}"),
        ("old-form-mapping-points", f"{letters[1]}{FIRST_ROW + 2}"),
        ("old-form-mapping-share", f"{letters[2]}{FIRST_ROW + 3}"),
        ("old-form-mapping-column", None),
    ]


def test_another_file_and_another_edition_are_no_mapping(county: County) -> None:
    assert codes(mapped(book(USUAL), county.edition).problems) == [("old-form-mapping-none", None)]
    other = replace(county.edition, edition_id="other")
    content = completed(book(USUAL), county.edition)
    assert codes(mapped(content, other).problems) == [("old-form-mapping-edition", None)]


# ------------------------------------------------------------------ the claims


def read(
    county: County, content: bytes, mapping: bytes, name: str = "a.xlsx", school: str | None = None
) -> ClaimsReading:
    by = mapped(mapping, county.edition)
    assert by.problems == []
    return read_old_form(content, name, by, county.edition, county.cycle, SCHOOLS, school)


def with_school(content: bytes, school: str = "江南第一小学") -> bytes:
    """The form with a school's name over it."""
    opened = load_workbook(io.BytesIO(content))
    opened.worksheets[0]["A1"] = f"{school}评分表"
    out = io.BytesIO()
    opened.save(out)
    return out.getvalue()


def test_claims_of_equal_full_points_are_kept_as_they_stand(county: County) -> None:
    content = with_school(guide_form(county.edition))
    reading = read(county, content, completed(content, county.edition))
    assert reading.problems == []
    applying = [
        one.indicator_id
        for one in county.edition.indicators
        if county.edition.indicator_applies(one.indicator_id, SCHOOL.attributes)
    ]
    assert {claim.indicator_id: claim.points for claim in reading.claims} == dict.fromkeys(
        applying, Decimal(1)
    )


def test_claims_of_other_full_points_are_converted_and_it_is_said(county: County) -> None:
    """By the share of the old form's own points, several items together, or shared out."""
    one, two, three, *_ = county.edition.indicators
    choose = {"第一议题": one.indicator_id, "主题党日": one.indicator_id}

    def share_out(made: Any) -> None:
        sheet = made.worksheets[0]
        row = next(
            row for row in range(FIRST_ROW + 1, 99) if sheet.cell(row, 3).value == "按期换届"
        )
        for column in range(1, 11):
            sheet.cell(row + 1, column).value = sheet.cell(row, column).value
        for at, (indicator, share) in enumerate(((two, 0.3), (three, "70%"))):
            sheet.cell(row + at, INDICATOR + 1).value = indicator.indicator_id
            sheet.cell(row + at, SHARE + 1).value = share

    mapping = completed(book(USUAL), county.edition, choose, share_out)
    reading = read(county, book(USUAL), mapping)
    assert reading.school_id == SCHOOL.school_id
    assert [problem.code for problem in reading.problems] == ["old-form-points-converted"]
    assert reading.outcome == "accepted_with_warnings"
    kept = {claim.indicator_id: claim for claim in reading.claims}
    assert kept[one.indicator_id].points == one.max_points * Decimal("0.95")
    assert (kept[one.indicator_id].old_points, kept[one.indicator_id].old_full_points) == (
        Decimal("9.5"),
        Decimal(10),
    )
    assert kept[two.indicator_id].points == two.max_points
    assert kept[three.indicator_id].old_full_points == 7
    assert reading.evidence == {one.indicator_id: "会议记录；签到表"}


def test_every_problem_is_told_at_once_with_its_cell(county: County) -> None:
    ids = [one.indicator_id for one in county.edition.indicators]
    names = [f"第{at}项" for at in range(9)]
    blank: list[Row] = [
        ("江南第一小学",), HEADER, *((at, "甲", name, "标准", 5) for at, name in enumerate(names))
    ]  # fmt: skip
    mapping = completed(book(blank), county.edition, dict(zip(names, ids, strict=False)))
    claims: list[object] = ["约3", 6, -1, "/", 5, 5, "=1+1", 2]
    filled: list[Row] = [
        *blank[:2],
        *((at, "甲", names[at], "标准", 5, claim) for at, claim in enumerate(claims)),
        (None, None, None, "又一条", None, 1),
        (9, "甲", "新加的", "标准", 5, 5),
        (9, "甲", names[1], "标准", 5, 4),
    ]

    def edit(made: Any) -> None:
        sheet = made.worksheets[0]
        sheet["E7"] = 4
        sheet.merge_cells("F7:F8")

    reading = read(county, book(filled, edit=edit), mapping)
    assert codes(reading.problems) == [
        ("old-form-claim-not-a-number", "F3"),
        ("old-form-claim-out-of-range", "F4"),
        ("old-form-claim-out-of-range", "F5"),
        ("old-form-not-claimed", "F6"),
        ("old-form-points-differ", "E7"),
        ("old-form-claim-merged", "F8"),
        ("formula-without-value", "F9"),
        ("old-form-item-unknown", "D10"),
        ("old-form-item-unknown", "D12"),
        ("old-form-item-twice", "F13"),
        ("old-form-item-missing", None),
        ("old-form-item-missing", None),
    ]
    assert (reading.outcome, reading.claims, reading.evidence) == ("refused", [], {})


def test_several_claims_in_one_item_are_asked_about(county: County) -> None:
    one = county.edition.indicators[0].indicator_id
    mapping = completed(book(USUAL), county.edition, {"主题党日": one})
    rows = [*USUAL[:5], (None, None, None, "少一次扣1分", None, 3), *USUAL[6:]]
    told = read(county, book(rows), mapping).problems
    errors = [problem for problem in told if problem.severity == "error"]
    assert codes(errors) == [("old-form-claims-several", "F6")]


def test_files_that_are_no_form_or_another_or_blank_have_one_problem(county: County) -> None:
    one = county.edition.indicators[0].indicator_id
    mapping = completed(book(USUAL), county.edition, {"第一议题": one})
    other: list[Row] = [HEADER, (1, "别的", "事", "标准", 5, 5), ("江南第一小学",)]
    blank = [row[:5] for row in USUAL]
    without = [tuple("甲" if cell == "自评得分" else cell for cell in row) for row in USUAL]
    for rows, code in (
        ([("江南第一小学", "随便什么")], "old-form-none-found"),
        (other, "old-form-other-form"),
        (blank, "old-form-no-claim-column"),
        (without, "old-form-no-claim-column"),
        ([*blank[:2], HEADER, *blank[3:]], "old-form-nothing-claimed"),
    ):
        assert [one.code for one in read(county, book(rows), mapping).problems] == [code]
    for content, code in ((b"", "file-empty"), (b"%PDF-1.7 xxx", "file-not-a-spreadsheet")):
        assert [one.code for one in read(county, content, mapping).problems] == [code]


def test_points_for_what_does_not_apply_to_the_school_are_told_and_left_out(
    county: County,
) -> None:
    attributes = KINDERGARTEN.attributes
    edition = county.edition
    missing = [
        one.indicator_id
        for one in edition.indicators
        if not edition.indicator_applies(one.indicator_id, attributes)
    ]
    assert missing, "some indicator does not apply to the kindergarten of these tests"
    content = with_school(guide_form(edition), KINDERGARTEN.name_zh)
    reading = read(county, content, completed(content, edition))
    assert [one.parameters["indicator"] for one in reading.problems] == missing
    assert {one.code for one in reading.problems} == {"claim-not-asked"}
    assert not {claim.indicator_id for claim in reading.claims} & set(missing)


@pytest.mark.parametrize(
    ("over", "file_name", "said", "school_id", "code"),
    [
        ("江南第一小学", "a.xlsx", None, SCHOOL.school_id, None),
        ("学校： 江南 第一小学 （公章）", "a.xlsx", None, SCHOOL.school_id, None),
        ("某校", "江北高级中学（定稿）.xls", None, SENIOR.school_id, None),
        ("某校", f"2023_{KINDERGARTEN.school_id}.xlsx", None, KINDERGARTEN.school_id, None),
        ("江南第一小学、春蕾幼儿园", "春蕾幼儿园.xlsx", None, KINDERGARTEN.school_id, None),
        ("江南第一小学", "春蕾幼儿园.xlsx", None, None, "old-form-school-unclear"),
        ("某校", "a.xlsx", None, None, "old-form-school-unknown"),
        ("某校", "a.xlsx", SENIOR.school_id, SENIOR.school_id, None),
        ("春蕾幼儿园", "a.xlsx", SENIOR.school_id, SENIOR.school_id, "old-form-school-differs"),
    ],
)
def test_whose_form_it_is(
    county: County,
    over: str,
    file_name: str,
    said: str | None,
    school_id: str | None,
    code: str | None,
) -> None:
    content = with_school(guide_form(county.edition), over)
    reading = read(county, content, completed(content, county.edition), file_name, said)
    own = [one.code for one in reading.problems if one.code.startswith("old-form-school")]
    assert (reading.school_id, own) == (school_id, [code] if code else [])


def test_a_name_within_a_longer_name_is_not_another_school(county: County) -> None:
    schools = SCHOOLS | {"X": replace(SCHOOL, school_id="X", name_zh="第一小学")}
    content = with_school(guide_form(county.edition))
    mapping = mapped(completed(content, county.edition), county.edition)
    reading = read_old_form(content, "a.xlsx", mapping, county.edition, county.cycle, schools)
    assert reading.school_id == SCHOOL.school_id


# ------------------------------------------------------------------ the commands


@pytest.fixture
def loaded(tmp_path: Path, settings: Settings) -> SmallCounty:
    county = small_county(tmp_path / "files")
    run_duibiao(settings.home, "load", *county.tables)
    return county


def invoke(settings: Settings, *arguments: object, expect: int = 0) -> Any:
    places = ["--home", str(settings.home), "--guide", str(settings.guide)]
    result = CliRunner().invoke(old_form_app, [*map(str, arguments), *places])
    assert result.exit_code == expect, result.output
    return json.loads(result.stdout) if "--json" in arguments else result


def test_a_county_starts_with_its_old_forms(
    loaded: SmallCounty, settings: Settings, tmp_path: Path
) -> None:
    blank, sheet = tmp_path / "old.xlsx", tmp_path / "mapping.xlsx"
    blank.write_bytes(guide_form(loaded.edition))
    told = invoke(settings, "mapping", blank, "--out", sheet, "--json")
    assert {one["name"] for one in told.pop("sums")} == {"小计"}
    assert told == {
        "file": str(sheet),
        "edition": loaded.edition.edition_id,
        "items": len(loaded.edition.indicators),
        "undecided": 0,
        "headers_not_read": [],
    }
    assert "已经存在" in invoke(settings, "mapping", blank, "--out", sheet, expect=1).output
    forms = tmp_path / "forms"
    forms.mkdir()
    for school in loaded.schools[:2]:
        (forms / f"{school.name_zh}.xlsx").write_bytes(blank.read_bytes())
    (forms / "谁的.xlsx").write_bytes(blank.read_bytes())
    by = ("--mapping", sheet, "--cycle", loaded.cycle.cycle_id)
    before = len(record_paths(settings))
    told = invoke(settings, "check", forms, *by, "--json", expect=1)
    assert [one["fate"] for one in told] == ["taken", "taken", "refused"]
    assert len(record_paths(settings)) == before, "a check keeps nothing"
    told = invoke(settings, "load", forms, *by, "--json", expect=1)
    records = [read_record(record_paths(settings)[one["record_id"]]) for one in told]
    assert [(one["kind"], one["school_id"], one["outcome"]) for one in records] == [
        ("claims", "S1", "accepted"),
        ("claims", "S2", "accepted"),
        ("claims", None, "refused"),
    ]
    assert len(records[0]["claims"]) == len(told[0]["claims"]) > 0
    for kept in (records[0]["original"], records[0]["mapping"]):
        assert original_path(settings, kept["sha256"], kept["suffix"]).is_file()
    again = invoke(settings, "load", forms / "第1校.xlsx", *by, "--json")
    assert [(one["fate"], one["record_id"]) for one in again] == [("already_here", None)]


def test_an_unfinished_mapping_is_told_by_cell_and_nothing_is_read(
    loaded: SmallCounty, settings: Settings, tmp_path: Path
) -> None:
    form, sheet = tmp_path / "old.xlsx", tmp_path / "mapping.xlsx"
    form.write_bytes(book([HEADER, (1, "甲", "没有的事", "标准", 5)]))
    invoke(settings, "mapping", form, "--out", sheet)
    by = ("--mapping", sheet, "--cycle", loaded.cycle.cycle_id)
    before = len(record_paths(settings))
    result = invoke(settings, "load", form, *by, expect=1)
    assert f"指标对照!{column_name(INDICATOR)}{FIRST_ROW + 1}  还没有选对应的指标" in result.output
    assert len(record_paths(settings)) == before


def test_what_cannot_be_is_refused_in_words(
    loaded: SmallCounty, settings: Settings, tmp_path: Path
) -> None:
    form, sheet = tmp_path / "old.xlsx", tmp_path / "mapping.xlsx"
    form.write_bytes(guide_form(loaded.edition))
    invoke(settings, "mapping", form, "--out", sheet)
    by = ("--mapping", sheet, "--cycle")
    unknown = invoke(settings, "load", form, *by, "1999", expect=1)
    assert "没有考核年度“1999”" in unknown.output
    for school, code in ((("--school", "S9"), 1), (("--school", "S1"), 0)):
        invoke(settings, "load", form, *by, loaded.cycle.cycle_id, *school, expect=code)
    invoke(settings, "load", form, form, *by, loaded.cycle.cycle_id, "--school", "S1", expect=2)
    run_duibiao(settings.home, "cycle", "close", loaded.cycle.cycle_id, "--reason", "r")
    assert "已关闭" in invoke(settings, "load", form, *by, loaded.cycle.cycle_id, expect=1).output
    nothing = tmp_path / "nothing.xlsx"
    nothing.write_bytes(b"%PDF-1.7")
    refused = invoke(settings, "mapping", nothing, "--out", tmp_path / "x.xlsx", expect=1)
    assert "这是 PDF 文件，不是表格" in refused.output
    other = tmp_path / "other.xlsx"
    other.write_bytes(book([("考核事项", "分值", "自评得分"), ("学习", 5, 4)]))
    refused = invoke(settings, "mapping", other, "--out", tmp_path / "x.xlsx", expect=1)
    assert "认出的：分值＝“分值”（表1!B1）" in refused.output
    assert "缺：指标或评分标准。" in refused.output
    command = "duibiao old-form mapping other.xlsx --column 二级指标=考核事项"
    assert command in refused.output
    absent = ("mapping", other, "--out", tmp_path / "x.xlsx", "--column", "二级指标=事项")
    refused = invoke(settings, *absent, expect=1)
    assert "二级指标=事项：表里没有这样的表头。表里的表头有：考核事项、分值" in refused.output
    assert not (tmp_path / "x.xlsx").exists()
    said = ("mapping", other, "--out", tmp_path / "x.xlsx", "--column")
    assert "一级指标、二级指标" in invoke(settings, *said, "什么=考核事项", expect=2).output
    assert invoke(settings, *said, "二级指标=考核事项", "--json")["items"] == 1


CELLS = st.sampled_from(
    [None, "", " ", "5分", "4", "自评得分", "学习", "政治（20分）", "江南第一小学", "=1", "#REF!"]
)


@settings_of_test(max_examples=100, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=8, max_size=8), max_size=12))
def test_whatever_stands_in_a_form_no_claim_is_lost(rows: list[list[str | None]]) -> None:
    form = read_form(GivenSheet([HEADER, *rows]))
    claims = [item.claim for item in form.items if item.claim is not None]
    claims += [text for item in form.items for _, text in item.others]
    at = HEADER.index("自评得分")
    assert sorted(claims) == sorted(cell for row in rows if (cell := (row[at] or "").strip()))


class GivenSheet(Spreadsheet):
    """A spreadsheet of one sheet with these rows."""

    def __init__(self, rows: Sequence[Sequence[str | None]]) -> None:
        self.sheet_names = ["表"]
        self._rows = rows

    def grid(self, position: int) -> Grid:
        """The sheet."""
        out = io.StringIO()
        csv.writer(out).writerows(self._rows)
        return open_spreadsheet(out.getvalue().encode()).grid(0)


# ------------------------------------------------------------------ headers of all sorts


HEADERS = [
    ("指标项目", "赋分办法", "权重"),
    ("考评内容", "具体操作", "分值"),
    ("A级", "B级", "C级", "评分要求及扣分因素", "参考权重"),
    ("考核点", "扣分标准", "总分值"),
    ("一级指标", "二级指标", "三级标准", "标准分值"),
    ("项目", "特征", "具体内容", "计分细则（附表）", "满分"),
]


@pytest.mark.parametrize("header", HEADERS, ids=" ".join)
def test_headers_as_counties_write_them_are_known(header: Sequence[str]) -> None:
    rows = [(*[f"名{at}{row}" for at in range(len(header) - 1)], 5) for row in range(3)]
    form = form_of(book([header, *rows]))
    assert [item.full_points for item in form.items] == [Decimal(5)] * 3
    assert form.unknown == []


def test_a_row_with_points_and_no_criterion_is_an_item_and_sums_are_compared() -> None:
    rows: list[Row] = [
        ("二级指标", "评分标准", "分值", "自评得分"),
        ("学习", "缺一次扣1分", 10, 9),
        ("规划", None, 10, None),
        ("完成率", "按比例", 20, 18),
        ("合计", None, 45, 27),
    ]
    form = form_of(book(rows))
    assert [item.name for item in form.items] == ["学习", "规划", "完成率"]
    [only] = form.sums
    assert (only.name, only.cell) == ("合计", "C5")
    assert only.stated == 45 and only.read == 40


def test_an_innermost_header_that_is_not_known_is_told_and_no_points_are_lost() -> None:
    rows: list[Row] = [
        ("一级指标", "二级指标", "做得怎样", "分值", "自评得分"),
        ("园地", "养护", "有小组", 2, 2),
        (None, None, "名册齐全", 2, 1),
        (None, None, "定期除草", 2, 2),
    ]
    form = form_of(book(rows))
    assert [item.full_points for item in form.items] == [2, 2, 2]
    assert [item.is_nameless for item in form.items] == [False, True, True]
    [told_header] = form.unknown
    assert (told_header.label, told_header.cell, told_header.is_innermost) == (
        "做得怎样",
        "C1",
        True,
    )
    named = form_of(book(rows), {"criterion": "做得怎样"})
    assert [item.criterion for item in named.items] == ["有小组", "名册齐全", "定期除草"]


def test_ordinals_below_one_header_are_as_many_columns() -> None:
    rows: list[Row] = [
        ("考核指标", None, None, "评分标准", "分值"),
        ("（一）", "（二）", "（三）", None, None),
        ("园地", "人员", "小组", "无小组扣1分", 3),
        (None, None, "工具", "无工具扣1分", 3),
    ]
    form = form_of(book(rows))
    assert [item.levels for item in form.items] == [
        ("园地", "人员", "小组"),
        ("园地", "人员", "工具"),
    ]


def test_items_that_stand_as_columns_are_read() -> None:
    rows: list[Row] = [
        ("指标名称", "学习", "活动", "合计"),
        ("评分标准", "缺一次扣1分", "每月一次", None),
        ("分值", 5, 15, 20),
        ("自评得分", 4, 12, 16),
    ]
    form = form_of(book(rows))
    assert told(form) == [("学习", "缺一次扣1分", "5", "4"), ("活动", "每月一次", "15", "12")]
    assert [item.claim_cell for item in form.items] == ["B4", "C4"]
    rows[0] = ("考核事项", *rows[0][1:])
    assert not form_of(book(rows[:1] + rows[2:])).items
    named = form_of(book(rows), {"level-2": "考核事项"})
    assert [item.name for item in named.items] == ["学习", "活动"]
    [only] = named.sums
    assert only.is_right and only.stated == 20
