"""The guide as a workbook: exact there and back, also through LibreOffice; faults by cell."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from duibiao.guide.cells import cell_text, choice_label, choices_of
from duibiao.guide.columns import OPTIONAL_TABLES, TABLES
from duibiao.guide.editions import EXAMPLE, Guide, GuideFaults
from duibiao.guide.folders import write_folder
from duibiao.guide.telling import column_title, fault_words, table_title
from duibiao.guide.workbook import workbook_of
from duibiao.guide.workbook_reading import guide_of_workbook
from duibiao.records.model import Refused
from duibiao.records.settings import SEEDS
from duibiao.words import LANGUAGES, Words, terms, words
from tests.conftest import Duibiao
from tests.counties.guide_folders import GuideFolder
from tests.counties.random_county import Chance, GuideMaker, write_guide
from tests.counties.workbook_county import other_guide
from tests.guide.test_guide import with_optional_tables
from tests.office import Office

pytestmark = pytest.mark.timeout(300)
SAY = Words("zh-CN")


def edited(content: bytes) -> Workbook:
    """A workbook to change, as one does in a spreadsheet program."""
    return load_workbook(io.BytesIO(content))


def saved(book: Workbook) -> bytes:
    """What it is saved as."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def table_of(sheet: Worksheet) -> str:
    """The table that a sheet holds."""
    return next(name for name in TABLES if table_title(name, SAY) == sheet.title)


def position_of(sheet: Worksheet, code: str) -> int:
    """The place (from 1) of a column of the table."""
    title = column_title(table_of(sheet), code, SAY)
    return next(cell.column for cell in sheet[1] if cell.value == title)


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
    sheet.cell(1, 3).value, sheet.cell(2, 3).value = "我的备注", "随手写的"
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
    for name in OPTIONAL_TABLES:
        if guide.tables[name].is_empty():
            del book[table_title(name, SAY)]
    assert guide_of_workbook(saved(book)).canonical_bytes() == guide.canonical_bytes()


def test_numbers_and_days_typed_over_the_texts_are_taken() -> None:
    guide = Guide.load(SEEDS)
    book = edited(workbook_of(guide))
    rules = book["评分办法"]
    for row in range(2, rules.max_row + 1):
        for code in ("share", "target", "floor"):
            cell = rules.cell(row, position_of(rules, code))
            if cell.value is not None:
                text = str(cell.value)
                number = float(text.rstrip("%")) / 100 if text.endswith("%") else float(text)
                cell.value, cell.number_format = round(number, 9), "0.####%"
    editions = book["版本"]
    day = editions.cell(2, position_of(editions, "valid_from"))
    day.value, day.number_format = dt.date(2024, 1, 1), "yyyy-mm-dd"
    assert guide_of_workbook(saved(book)).canonical_bytes() == guide.canonical_bytes()


# ------------------------------------------------------------------ what an official sees


def test_the_workbook_speaks_in_names_and_tells_what_everything_means() -> None:
    guide = Guide.load(SEEDS)
    book = edited(workbook_of(guide))
    assert book.sheetnames == ["说明", *(table_title(name, SAY) for name in TABLES)]
    helped = {str(cell.value) for row in book["说明"].iter_rows() for cell in row if cell.value}
    for name, columns in TABLES.items():
        sheet = book[table_title(name, SAY)]
        assert sheet.freeze_panes is not None
        titles = [str(cell.value) for cell in sheet[1]]
        assert len(set(titles)) == len(titles)
        # With one edition alone, only its own sheet says which.
        shown = [column for column in columns if name == "editions" or column.name != "edition"]
        own = [column_title(name, column.name, SAY) for column in shown]
        assert [title for title in titles if not title.endswith("（含义）")] == own
        assert helped.issuperset(own)
        listed = {
            str(sheet.cell(1, area.min_col).value): rule
            for rule in sheet.data_validations.dataValidation
            for area in rule.sqref.ranges
        }
        for column, title in zip(shown, own, strict=True):
            assert listed[title].prompt
            if choices_of(column):
                labels = ",".join(
                    choice_label(column, choice, SAY) for choice in choices_of(column)
                )
                assert listed[title].formula1 == f'"{labels}"'
            elif column.of and column.of in TABLES and column.of not in (name, "code_lists"):
                assert listed[title].formula1.startswith(f"'{table_title(column.of, SAY)}'!")
        written = {str(cell.value) for row in sheet.iter_rows(min_row=2) for cell in row}
        for column in columns:
            assert written.isdisjoint(set(column.choices) - {"grade"}), (name, column.name)
    rules, codes = book["评分办法"], book["指标"]
    assert rules.cell(2, position_of(rules, "share")).value == "100%"
    assert str(rules.cell(2, position_of(rules, "indicator") + 1).value).startswith("=IF(A2")
    assert codes.cell(2, position_of(codes, "nature")).value == "软件"
    exempt = book["不适用"]
    spared = {exempt.cell(row, position_of(exempt, "value")).value for row in range(2, 10)}
    assert "幼儿园" in spared


def test_what_a_method_does_not_look_at_is_grey() -> None:
    """The grey cells are those that the checks refuse, whatever the tables' description says."""
    book = edited(workbook_of(Guide.load(SEEDS)))
    for name, columns in TABLES.items():
        sheet = book[table_title(name, SAY)]
        rules = {
            str(sheet.cell(1, area.min_col).value): rule.formula[0]
            for found in sheet.conditional_formatting
            for area in found.sqref.ranges
            for rule in found.rules
        }
        hanging = {column_title(name, one.name, SAY): one for one in columns if one.when}
        assert rules.keys() == hanging.keys()
        for title, column in hanging.items():
            assert column.when is not None
            by = next(one for one in columns if one.name == column.when[0])
            for choice in by.choices:
                is_white = f'<>"{choice_label(by, choice, SAY)}"' in rules[title]
                assert is_white == (choice in column.when[1])


def test_rows_come_in_the_order_in_which_people_count(tmp_path: Path) -> None:
    folder = GuideFolder.copy()
    for number, row in enumerate(folder.tables["facts"]):
        old, renamed = row["fact"], f"1.{number + 1}"
        for rows in folder.tables.values():
            for other in rows:
                for column in ("fact", "base_fact"):
                    if other.get(column) == old:
                        other[column] = renamed
        row["sort"] = "1"
    guide = Guide.load(folder.write(tmp_path / "one"))
    again = Guide.from_canonical(guide.canonical_bytes())
    again.write_tables(tmp_path / "two")
    text = (tmp_path / "two" / "facts.csv").read_text(encoding="utf-8")
    first = guide.rows("facts")[0].code("indicator")
    codes = [line.split(",")[2] for line in text.splitlines()[1:]]
    assert codes == sorted(codes, key=lambda code: int(code.partition(".")[2]))
    assert len(codes) > 100 and text.splitlines()[1].split(",")[1] == first


CODE = "its code"
USUAL_WRITINGS = [
    ("版本", "valid_from", "2024年1月1日"),
    ("版本", "valid_from", "2024.1.1"),
    ("版本", "total_points", "100分"),
    ("版本", "total_points", "１００ 分"),
    ("版本", "status", "working"),
    ("指标", "dimension", "L"),
    ("指标", "nature", "software"),
    ("填报项", "kind", "count"),
    ("填报项", "kind", " 整 数 "),
    ("填报项", "answered_by", None),
    ("填报项", "answered_by", "School"),
    ("填报项", "required", "1"),
    ("填报项", "required", "Yes"),
    ("评分办法", "method", "ratio"),
    ("评分办法", "share", "1"),
    ("评分办法", "share", None),
    ("评分办法", "part", None),
    ("评分办法", "target", "100%"),
    ("评分办法", "floor", "50％"),
    ("分段得分", "key", "0次"),
    ("分段得分", "bound", "at_least"),
    ("不适用", "value", CODE),
    ("不适用", "attribute", CODE),
    ("档次门槛", "min_dimension_share", "0.9"),
    ("代码与名称", "list", "school_type"),
]


def test_usual_ways_of_writing_mean_the_same() -> None:
    guide = Guide.load(SEEDS)
    content = workbook_of(guide)
    book = edited(content)
    for title, column, writing in USUAL_WRITINGS:
        sheet = book[title]
        cell = sheet.cell(2, position_of(sheet, column))
        code = cell_text(guide.rows(table_of(sheet))[0].values[column])
        stood, cell.value = cell.value, code if writing == CODE else writing
        again = guide_of_workbook(saved(book))
        assert again.canonical_bytes() == guide.canonical_bytes(), (title, column, writing)
        cell.value = stood


def test_sizes_are_said_and_read_in_words(tmp_path: Path) -> None:
    folder = GuideFolder.copy()
    row = folder.tables["not_applicable"][0]
    row |= {"fact": "", "attribute": "students", "value": "at_least 100"}
    folder.add("not_applicable", **row | {"attribute": "members", "value": "below 3"})
    guide = Guide.load(folder.write(tmp_path))
    for language, said in (("zh-CN", "不少于 100"), ("en", "100 or more")):
        book = edited(workbook_of(guide, words(language)))
        sheet = book[words(language)("guide-table-not_applicable")]
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == said]
        assert len(cells) == 1
        for writing in (said, "100人以上", "≥100", "满100人", "at_least 100", "at least 100"):
            cells[0].value = writing
            again = guide_of_workbook(saved(book))
            assert again.canonical_bytes() == guide.canonical_bytes(), writing


# ------------------------------------------------------------------ what is wrong with it


def test_every_fault_is_told_at_once_by_sheet_and_cell() -> None:
    book = edited(workbook_of(Guide.load(SEEDS)))
    planted = []

    def plant(code: str, title: str, column: str, row: int, value: object) -> None:
        sheet = book[title]
        cell = sheet.cell(row, position_of(sheet, column))
        cell.value = value  # type: ignore[assignment]
        planted.append((code, f"{title}!{cell.coordinate}"))

    plant("points-differ", "版本", "total_points", 2, "99分")
    plant("unknown-code", "指标", "nature", 5, "wetware")
    plant("cell-blank", "指标", "name_zh", 6, None)
    plant("unknown-choice", "填报项", "answered_by", 4, "镇里")
    plant("target-equals-floor", "评分办法", "floor", 2, "100%")
    plant("cell-without-value", "评分办法", "target", 9, "=1/1")
    plant("target-beyond-base", "评分办法", "target", 4, "120%")
    plant("unknown-fact", "清单与扣分项", "fact", 2, "no-such-fact")
    plant("not-a-number", "等次", "min_score", 4, "八十")
    plant("row-twice", "代码与名称", "code", 4, book["代码与名称"].cell(3, 2).value)
    with pytest.raises(GuideFaults) as raised:
        guide_of_workbook(saved(book))
    found = [(fault.code, fault.cell) for fault in raised.value.faults]
    assert sorted(found, key=str) == sorted(planted, key=str)
    stood = {fault.code: fault.found for fault in raised.value.faults}
    assert stood["points-differ"] == "99分"
    assert stood["target-equals-floor"] == "100%"
    told = [fault_words(fault, SAY) for fault in raised.value.faults]
    known = {column.name for columns in TABLES.values() for column in columns} | TABLES.keys()
    for text in told:
        for said in (text.where, text.what, text.expected, text.mend):
            assert not re.findall(r"[a-z]+_[a-z_]+", said), said
            assert known.isdisjoint(re.findall(r"[a-z]{3,}", said)), said


def test_a_missing_sheet_or_code_is_told() -> None:
    content = workbook_of(Guide.load(SEEDS))
    book = edited(content)
    del book["分段得分"]
    assert faults_in(saved(book)) == [("file-missing", "分段得分")]
    book = edited(content)
    sheet = book["等次"]
    sheet.cell(1, position_of(sheet, "min_score")).value = "起分"
    assert faults_in(saved(book)) == [("column-missing", "等次!A1")]
    book = edited(content)
    book["档次门槛"].delete_rows(1, 10)
    assert faults_in(saved(book)) == [("file-empty", "档次门槛")]
    book = edited(content)
    for title, column in (("指标", "name_en"), ("评分办法", "share"), ("填报项", "sort")):
        book[title].delete_cols(position_of(book[title], column))
    assert {code for code, _ in faults_in(saved(book))} == {"shares-not-one"}


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
    wrong["等次"].cell(2, position_of(wrong["等次"], "min_score")).value = "101分"
    book.write_bytes(saved(wrong))
    refused = duibiao("guide", "import", book, "--out", tmp_path / "other", expect=1)
    assert "等次!D2 · 最低分  大于 100" in refused.stderr
    assert "所填内容：101分" in refused.stderr
    assert "应为：数字，不小于 0，不大于 100，最多 6 位小数" in refused.stderr
    assert not (tmp_path / "other").exists()
    data = json.loads(
        duibiao("guide", "import", book, "--out", tmp_path / "other", "--json", expect=1).stdout
    )
    assert [(fault["code"], fault["cell"]) for fault in data["faults"]] == [
        ("too-great", "等次!D2")
    ]


def test_a_new_guide_is_checked_mended_and_taken(tmp_path: Path, duibiao: Duibiao) -> None:
    """From the worked example to a guide: ten mistakes are told at once, and marked in the file."""
    book, folder = tmp_path / "指南.xlsx", tmp_path / "guide"
    told = duibiao("guide", "check", guide=folder, expect=1).stderr
    assert told.count("\n") == 1 and "duibiao guide new" in told
    duibiao("guide", "new", book)
    assert "已存在" in duibiao("guide", "new", book, expect=1).stderr
    assert "3 个维度、13 项指标" in duibiao("guide", "check", book).stdout
    wrong = edited(book.read_bytes())
    places = []
    for title, column, row, writing in (
        ("版本", "dimension_count", 2, "4"),
        ("指标", "name_zh", 3, None),
        ("填报项", "kind", 4, "次数"),
        ("填报项", "answered_by", 5, "镇里"),
        ("评分办法", "target", 8, "150%"),
        ("分段得分", "share", 2, "120%"),
        ("不适用", "value", 2, "大学"),
        ("等次", "min_score", 5, "10"),
        ("红线", "value", 2, "优"),
        *(("清单与扣分项", "fact", row, f"没有{row}") for row in range(2, 9)),
    ):
        cell = wrong[title].cell(row, position_of(wrong[title], column))
        cell.value = writing
        places.append((title, cell.coordinate))
    book.write_bytes(saved(wrong))
    marked = tmp_path / "marked.xlsx"
    refused = duibiao("guide", "check", book, "--marked", marked, expect=1).stderr
    assert "指南有 16 处问题" in refused
    assert "清单与扣分项!D2、D3、D4、D5、D6 等 7 处 · 填报项代码" in refused
    assert refused.count("改法：") == 10
    listed = edited(marked.read_bytes())["问题清单"]
    rows = [[str(cell.value or "") for cell in row] for row in listed.iter_rows(min_row=6)]
    assert {(row[2], row[3]) for row in rows if row[2]} == set(places)
    assert all(row[5] and row[7] for row in rows if row[2])
    duibiao("guide", "import", book, expect=1, guide=folder)
    assert not folder.exists()
    duibiao("guide", "new", book, "--replace")
    assert "已采用" in duibiao("guide", "import", book, guide=folder).stdout
    assert Guide.load(folder).canonical_bytes() == Guide.load(EXAMPLE).canonical_bytes()
