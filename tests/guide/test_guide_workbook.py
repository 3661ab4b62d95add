"""The guide as a workbook: exact there and back, also through LibreOffice; faults by cell."""

from __future__ import annotations

import datetime as dt
import io
import json
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from duibiao.guide.editions import Guide, GuideFaults
from duibiao.guide.tables import OPTIONAL_TABLES, TABLES
from duibiao.guide.workbook import guide_of_workbook, workbook_of, write_folder
from duibiao.records.model import Refused
from duibiao.records.settings import SEEDS
from duibiao.words import LANGUAGES, Words, terms
from tests.conftest import Duibiao
from tests.counties.guide_folders import GuideFolder
from tests.counties.random_county import Chance, GuideMaker, write_guide
from tests.counties.workbook_county import other_guide
from tests.guide.test_guide import with_optional_tables
from tests.office import Office

pytestmark = pytest.mark.timeout(300)


def edited(content: bytes) -> Workbook:
    """A workbook to change, as one does in a spreadsheet program."""
    return load_workbook(io.BytesIO(content))


def saved(book: Workbook) -> bytes:
    """What it is saved as."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def position_of(sheet: Worksheet, code: str) -> int:
    """The column (from 1) under whose title stands this code."""
    return next(cell.column for cell in sheet[2] if cell.value == code)


def faults_in(content: bytes) -> list[tuple[str, str | None]]:
    """Code and cell of every fault."""
    with pytest.raises(GuideFaults) as raised:
        guide_of_workbook(content)
    return [(fault.code, fault.cell) for fault in raised.value.faults]


# ------------------------------------------------------------------ there and back


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_guide_comes_back_to_the_byte(language: str) -> None:
    guide = Guide.load(SEEDS)
    again = guide_of_workbook(workbook_of(guide, Words(language)))
    assert again.canonical_bytes() == guide.canonical_bytes()


@pytest.mark.parametrize("seed", range(12))
def test_any_right_guide_comes_back_to_the_byte(seed: int, tmp_path: Path) -> None:
    maker = GuideMaker(Chance(seed))
    maker.make()
    write_guide(tmp_path, maker.tables)
    guide = Guide.load(tmp_path)
    assert guide_of_workbook(workbook_of(guide)).canonical_bytes() == guide.canonical_bytes()


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_what_libreoffice_saves_again_is_the_same_guide(kind: str, tmp_path: Path) -> None:
    folder = with_optional_tables(GuideFolder.copy())
    # What a spreadsheet would like to take for something else.
    folder.tables["editions"][0]["note_zh"] = "=1+1，“引号”,逗号\n第二行 0.10"
    folder.tables["indicators"][0] |= {"name_zh": "1e5", "period_zh": "2024-03", "basis_zh": "007"}
    for name, code in (("indicators", "L02"), ("rules", "L02"), ("facts", "L02")):
        for row in folder.rows(name, indicator=code):
            row["indicator"] = "00012"
    for name in ("rule_items", "not_applicable", "red_lines", "indicator_efforts"):
        for row in folder.rows(name, indicator="L02"):
            row["indicator"] = "00012"
    for row in folder.tables["crosswalk"]:
        for end in ("from_indicator", "to_indicator"):
            row[end] = "00012" if row[end] == "L02" else row[end]
    guides = {
        "ours": Guide.load(folder.write(tmp_path / "ours")),
        "other": other_guide(tmp_path / "other"),
    }
    files = {name: workbook_of(guide) for name, guide in guides.items()}
    resaved = Office(tmp_path / "office").convert(files, kind)
    for name, guide in guides.items():
        assert guide_of_workbook(resaved[name]).canonical_bytes() == guide.canonical_bytes()


def test_columns_and_sheets_may_be_moved_and_others_added() -> None:
    guide = Guide.load(SEEDS)
    book = edited(workbook_of(guide))
    sheet = book["指标"]
    sheet.insert_cols(3)
    sheet.cell(1, 3).value, sheet.cell(3, 3).value = "我的备注", "随手写的"
    sheet.insert_rows(1)
    for row in range(1, sheet.max_row + 1):
        sheet.cell(row, 30).value = sheet.cell(row, 1).value
        sheet.cell(row, 1).value = None
    book.move_sheet("指标", -2)
    book.create_sheet("草稿").append(["什么都可以写"])
    assert guide_of_workbook(saved(book)).canonical_bytes() == guide.canonical_bytes()


def test_a_workbook_exported_under_the_sheet_names_of_before_is_read() -> None:
    guide = Guide.load(SEEDS)
    book = edited(workbook_of(guide))
    say = Words("zh-CN")
    for name, (before, *_) in terms()["labels_before"].items():
        if name.startswith("guide-table-"):
            book[say(name)].title = before
    assert "档次" in book.sheetnames
    assert guide_of_workbook(saved(book)).canonical_bytes() == guide.canonical_bytes()


def test_an_empty_optional_sheet_may_go() -> None:
    guide = Guide.load(SEEDS)
    book = edited(workbook_of(guide))
    say = Words("zh-CN")
    for name in OPTIONAL_TABLES:
        if guide.tables[name].is_empty():
            del book[say(f"guide-table-{name}")]
    assert guide_of_workbook(saved(book)).canonical_bytes() == guide.canonical_bytes()


def test_numbers_and_days_typed_over_the_texts_are_taken() -> None:
    guide = Guide.load(SEEDS)
    book = edited(workbook_of(guide))
    rules = book["评分办法"]
    for row in range(3, rules.max_row + 1):
        for code in ("share", "target", "floor"):
            cell = rules.cell(row, position_of(rules, code))
            if cell.value is not None:
                cell.value, cell.number_format = float(str(cell.value)), "General"
    editions = book["版本"]
    day = editions.cell(3, position_of(editions, "valid_from"))
    day.value, day.number_format = dt.date(2024, 1, 1), "yyyy-mm-dd"
    assert guide_of_workbook(saved(book)).canonical_bytes() == guide.canonical_bytes()


# ------------------------------------------------------------------ what an official sees


def test_the_workbook_tells_what_everything_means() -> None:
    guide = Guide.load(SEEDS)
    book = edited(workbook_of(guide))
    say = Words("zh-CN")
    assert book.sheetnames == ["说明", *(say(f"guide-table-{name}") for name in TABLES)]
    helped = {str(cell.value) for row in book["说明"].iter_rows() for cell in row if cell.value}
    for name, columns in TABLES.items():
        sheet = book[say(f"guide-table-{name}")]
        assert sheet.freeze_panes is not None
        codes = [cell.value for cell in sheet[2] if cell.value]
        assert codes == [column.name for column in columns]
        assert all(cell.value for cell in sheet[1])
        for column in columns:
            assert any(text.endswith(f"  {column.name}") for text in helped), column.name
        formats = {
            cell.number_format
            for row in sheet.iter_rows(min_row=3)
            for cell in row
            if sheet.cell(2, int(cell.column or 0)).value
        }
        assert formats <= {"@"}
        listed = {
            sheet.cell(2, area.min_col).value
            for rule in sheet.data_validations.dataValidation
            if rule.type == "list"
            for area in rule.sqref.ranges
        }
        closed = {column.name for column in columns if column.choices or column.type == "switch"}
        assert closed <= listed
    dimensions = {
        one.dimension_id: one.name_zh for e in guide.editions.values() for one in e.dimensions
    }
    sheet = book["指标"]
    at = position_of(sheet, "dimension")
    for row in range(3, sheet.max_row + 1):
        assert sheet.cell(row, at + 1).value == dimensions[str(sheet.cell(row, at).value)]


# ------------------------------------------------------------------ what is wrong with it


def test_every_fault_is_told_at_once_by_sheet_and_cell() -> None:
    book = edited(workbook_of(Guide.load(SEEDS)))
    planted = []

    def plant(code: str, title: str, column: str, row: int, value: object) -> None:
        sheet = book[title]
        cell = sheet.cell(row, position_of(sheet, column))
        cell.value = value  # type: ignore[assignment]
        planted.append((code, f"{title}!{cell.coordinate}"))

    plant("points-differ", "版本", "total_points", 3, "99")
    plant("unknown-code", "指标", "nature", 5, "wetware")
    plant("cell-blank", "指标", "name_zh", 6, None)
    plant("unknown-choice", "填报项", "answered_by", 4, "town")
    plant("target-equals-floor", "评分办法", "floor", 3, "1")
    plant("cell-without-value", "评分办法", "share", 9, "=1/1")
    plant("unknown-fact", "清单与扣分", "fact", 3, "no-such-fact")
    plant("not-a-number", "等次", "min_score", 4, "八十")
    plant("row-twice", "代码表", "code", 4, book["代码表"].cell(3, 2).value)
    found = faults_in(saved(book))
    assert sorted(found, key=str) == sorted(planted, key=str)


def test_a_missing_sheet_or_code_is_told() -> None:
    content = workbook_of(Guide.load(SEEDS))
    book = edited(content)
    del book["得分档"]
    assert faults_in(saved(book)) == [("file-missing", "得分档")]
    book = edited(content)
    sheet = book["等次"]
    sheet.cell(2, position_of(sheet, "min_score")).value = "最低分"
    assert faults_in(saved(book)) == [("column-missing", "等次!A2")]
    book = edited(content)
    book["档次门槛"].delete_rows(1, 10)
    assert faults_in(saved(book)) == [("file-empty", "档次门槛")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "problem-file-empty"),
        (b"%PDF-1.7", "problem-file-not-a-spreadsheet"),
        (b"PK\x03\x04 and no more", "problem-file-unreadable"),
        ("学校,分数\n甲,1\n".encode(), "guide-workbook-none"),
    ],
)
def test_what_is_no_workbook_of_the_guide_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        guide_of_workbook(content)
    assert refused.value.code == code
    assert Words("zh-CN")(code, **refused.value.parameters)


# ------------------------------------------------------------------ folders and the command line


def test_a_folder_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    guide = Guide.load(SEEDS)
    write_folder(guide, tmp_path / "new")
    assert {path.stem for path in (tmp_path / "new").iterdir()} == set(TABLES)
    assert [path.name for path in tmp_path.iterdir()] == ["new"]
    with pytest.raises(Refused, match="guide-folder-not-empty"):
        write_folder(guide, tmp_path / "new")
    (tmp_path / "new" / "notes.txt").write_text("keep", encoding="utf-8")
    (tmp_path / "new" / "rules.csv").write_text("old", encoding="utf-8")
    write_folder(guide, tmp_path / "new", replace_files=True)
    assert (tmp_path / "new" / "notes.txt").read_text(encoding="utf-8") == "keep"
    assert Guide.load(tmp_path / "new").canonical_bytes() == guide.canonical_bytes()
    (tmp_path / "empty").mkdir()
    write_folder(guide, tmp_path / "empty")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty", "new"]


def test_export_and_import_by_the_command_line(tmp_path: Path, duibiao: Duibiao) -> None:
    book, folder = tmp_path / "指南.xlsx", tmp_path / "tables"
    assert str(book) in duibiao("guide", "export", "--out", book).stdout
    assert "已存在" in duibiao("guide", "export", "--out", book, expect=1).stderr
    duibiao("guide", "export", "--out", book, "--replace")
    told = duibiao("guide", "import", book, "--out", folder).stdout
    assert f"已写入 {folder}，共 {len(TABLES)} 张表" in told
    assert Guide.load(folder).canonical_bytes() == Guide.load(SEEDS).canonical_bytes()
    assert (
        "已有文件，没有写入" in duibiao("guide", "import", book, "--out", folder, expect=1).stderr
    )
    duibiao("guide", "check", folder)

    wrong = edited(book.read_bytes())
    wrong["等次"].cell(3, position_of(wrong["等次"], "min_score")).value = "101"
    book.write_bytes(saved(wrong))
    refused = duibiao("guide", "import", book, "--out", tmp_path / "other", expect=1)
    assert "等次!E3 · min_score  大于 100" in refused.stderr
    assert "所填内容：101" in refused.stderr
    assert "应为：数字，不小于 0，不大于 100，最多 6 位小数" in refused.stderr
    assert not (tmp_path / "other").exists()
    data = json.loads(
        duibiao("guide", "import", book, "--out", tmp_path / "other", "--json", expect=1).stdout
    )
    assert [(fault["code"], fault["cell"]) for fault in data["faults"]] == [
        ("too-great", "等次!E3")
    ]
