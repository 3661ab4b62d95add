"""The county's tables as people keep them: labels for codes, workbooks that go there and back."""

from __future__ import annotations

import csv
import datetime as dt
import io
import shutil
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from openpyxl import Workbook, load_workbook

from duibiao.guide.editions import Guide
from duibiao.guide.workbook import workbook_of
from duibiao.people.acting import AT_THE_FILES, Acting
from duibiao.records.settings import SEEDS, Settings
from duibiao.words import words
from ingest.desk.handing_in import CheckOutcome, change_texts, check_files, load_files, marked_file
from ingest.desk.tables import table_template
from ingest.door import Checked, Door
from ingest.telling import problem_groups
from tests.office import Office

ZH, EN = words("zh-CN"), words("en")
CODES = """\
school_id,name_zh,township,school_type,area,organisation,leadership,tier_held,valid_from,valid_to
0610220001,青禾镇第一小学,青禾镇,primary,town,branch,one_person_with_deputy,county,,
0610220002,青禾镇第二小学,青禾镇,primary,rural,branch,separate,none,,2024-12-31
0610220002,青禾镇中心小学,青禾镇,primary,rural,branch,separate,none,2025-01-01,
0610220003,白石镇初级中学,白石镇,junior,town,general_branch,separate,none,,
0610220004,白石镇小学,白石镇,primary,rural,branch,one_person_no_deputy,none,,
"""
CYCLES = """\
cycle_id,edition,starts_on,ends_on,deadline
2026,{edition},2026-01-01,2026-12-31,2027-01-31
"""
COLUMNS = {
    "school_id": "学校代码",
    "name_zh": "学校名称",
    "township": "乡镇",
    "school_type": "办学类型",
    "area": "城乡类型",
    "organisation": "党组织形式：",
    "leadership": "领导体制*",
    "tier_held": "目前档次",
    "valid_from": "有效期起",
    "valid_to": "有效期止",
}
CODED = {
    "school_type": "school_type",
    "area": "area",
    "organisation": "organisation",
    "leadership": "leadership",
    "tier_held": "tier",
}


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def labelled(guide: Guide, language: str = "zh") -> list[list[str]]:
    """The register with labels over its columns and in its cells."""
    say = ZH if language == "zh" else EN
    at = 0 if language == "zh" else -1
    rows = rows_of(CODES)
    titles = (
        list(COLUMNS.values())
        if language == "zh"
        else [say(f"table-column-{name}") for name in rows[0]]
    )
    table = [titles]
    for row in rows:
        cells = dict(row)
        for column, code_list in CODED.items():
            cells[column] = guide.choices(code_list).labels[row[column]][at]
        table.append(list(cells.values()))
    return table


def xlsx(rows: Sequence[Any], title: str = "Sheet1") -> bytes:
    """A workbook as openpyxl writes it, days as days."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv_bytes(rows: Sequence[Sequence[str]], encoding: str) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode(encoding)


@dataclass
class County:
    """A county without schools, what it is asked by, and a folder for files."""

    acting: Acting
    folder: Path
    guide: Guide

    @property
    def door(self) -> Door:
        return Door.open(self.acting.settings)

    def check(self, content: bytes, name: str = "file.xlsx") -> Checked:
        return self.door.check(content, name)

    def outcome(self, content: bytes, name: str = "file.xlsx") -> CheckOutcome:
        path = self.folder / name
        path.write_bytes(content)
        [(_, found)] = check_files(self.acting, [path])
        return found

    def load(self, content: bytes, name: str = "file.xlsx", confirmed: bool = False) -> Checked:
        path = self.folder / name
        path.write_bytes(content)
        [(_, found)] = load_files(self.acting, [path], confirmed=confirmed)
        return found.checked

    def changes(self, content: bytes) -> tuple[str, list[str]]:
        """What a table changes, as the terminal prints it."""
        found = change_texts(self.acting, self.outcome(content), ZH)
        assert found is not None
        return found[0], [f"{one.identifier} {one.what}" for one in found[1]]


def county_at(folder: Path, guide: Path = SEEDS) -> County:
    acting = Acting(Settings.resolve(folder / "home", guide), "县办", "command_line", AT_THE_FILES)
    (folder / "files").mkdir()
    return County(acting, folder / "files", Guide.load(guide))


@pytest.fixture
def empty(tmp_path: Path) -> County:
    return county_at(tmp_path)


@pytest.fixture(scope="module")
def _known(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("known")
    county = county_at(folder)
    edition = next(iter(county.guide.editions))
    assert county.load(CODES.encode(), "s.csv").fate == "taken"
    assert county.load(CYCLES.format(edition=edition).encode(), "c.csv").fate == "taken"
    yield folder / "home"


@pytest.fixture
def county(_known: Path, tmp_path: Path) -> County:
    """A county with four schools and a cycle."""
    shutil.copytree(_known, tmp_path / "home")
    return county_at(tmp_path)


def told(checked: Checked, say: Any = ZH) -> list[str]:
    """Each problem as one line: where, what, found, expected, mend."""
    return [
        " | ".join(
            filter(None, (group.text.where, group.text.what, group.text.found, group.text.mend))
        )
        for group in problem_groups(checked.problems, say)
    ]


# ------------------------------------------------------------------ labels and codes


def test_labels_are_read_as_codes_in_every_kind_of_file(empty: County) -> None:
    expected = empty.check(CODES.encode(), "codes.csv")
    assert expected.table is not None and expected.problems == []
    wanted = expected.table.rows.drop("line")
    chinese, english = labelled(empty.guide), labelled(empty.guide, "en")
    frame = pl.DataFrame(chinese[1:], schema=chinese[0], orient="row")
    parquet = io.BytesIO()
    frame.write_parquet(parquet)
    numbered = [[f"{title}" for title in chinese[0]] + ["序号"]]
    numbered += [[*row, str(at)] for at, row in enumerate(chinese[1:], 1)]
    for content, name in (
        (xlsx(chinese), "labels.xlsx"),
        (xlsx([["某县学校名册"], [], *chinese, ["合计", "4所"]]), "titled.xlsx"),
        (xlsx(english), "english.xlsx"),
        (csv_bytes(chinese, "gb18030"), "labels.csv"),
        (csv_bytes(numbered, "utf-8-sig"), "numbered.csv"),
        (parquet.getvalue(), "labels.parquet"),
    ):
        checked = empty.check(content, name)
        assert told(checked) == [], name
        assert checked.table is not None and checked.fate == "taken"
        assert checked.table.rows.drop("line").equals(wanted), name


def test_a_table_that_lacks_columns_is_told_what_it_looks_like_and_all_that_it_lacks(
    empty: County,
) -> None:
    rows = [
        ["序号", "学校名称", "所在乡镇", "办学类型", "城乡", "联系电话"],
        [1, "甲校", "东镇", "小学", "县城", "1"],
        [2, "乙校", "东镇", "九年一贯制", "城区", "2"],
    ]
    checked = empty.check(xlsx(rows))
    assert checked.fate == "refused"
    lacking = "学校代码、党组织形式、领导体制、现有档次"
    assert [line.split(" | ")[:2] for line in told(checked)[:1]] == [
        ["Sheet1!A1", f"这像学校名册，缺这些列：{lacking}"]
    ]
    assert (
        "This looks like a register of schools; these columns are missing" in told(checked, EN)[0]
    )
    # What else is wrong is told in the same go: by cell, with the nearest label.
    assert [line.split(" | ")[:3] for line in told(checked)[1:]] == [
        ["Sheet1!F1", "列“联系电话”像是个人信息，没有读取", "联系电话"],
        ["Sheet1!E2", "“城乡”里没有这一种", "县城"],
        ["Sheet1!D3", "“办学类型”里没有这一种", "九年一贯制"],
    ]
    assert "是不是“九年一贯”（nine_year）？" in told(checked)[3]
    few = empty.check(xlsx([["学校名称", "乡镇", "校长"], ["甲校", "东镇", "某"]]))
    assert few.problems[0].code == "table-columns-missing"
    assert few.problems[0].parameters["table"] == "schools"
    half = empty.check(
        csv_bytes([["年度", "截止日期"], ["2026", "2027-01-31"]], "gb18030"), "c.csv"
    )
    assert "这像年度表，缺这些列：指南版本、开始日期、结束日期" in told(half)[0]


def test_many_equal_problems_are_one_line_with_their_cells(county: County) -> None:
    table = labelled(county.guide)
    for row in table[1:]:
        row[4] = "农村"
    for row in table[2:4]:
        row[3] = "完全小学"
    lines = told(county.check(xlsx(table)))
    assert [line.split(" | ")[0] for line in lines] == ["Sheet1!E2-E6", "Sheet1!D3", "Sheet1!D4"]
    assert (
        "城区、镇区、乡村 之一"
        in problem_groups(county.check(xlsx(table)).problems, ZH)[0].text.expected
    )


def test_a_text_file_is_told_by_line_and_cell_also_below_a_cell_of_two_lines(
    county: County,
) -> None:
    table = labelled(county.guide)
    table[1][1] = "青禾镇\n第一小学"
    table[2][3] = "不知道"
    [problem] = [
        one
        for one in county.check(csv_bytes(table, "utf-8"), "s.csv").problems
        if one.code == "table-code-unknown"
    ]
    assert (problem.line, problem.cell) == (4, "D3")


def test_answers_and_findings_may_name_schools_facts_and_red_lines(county: County) -> None:
    edition = next(iter(county.guide.editions.values()))
    flag = next(
        fact
        for fact in edition.facts.values()
        if fact.kind == "flag" and fact.answered_by == "school"
    )
    red_line, label = next(iter(edition.red_lines.items()))
    answers = [
        ["年度", "学校代码", "学校名称", "填报项代码", "填报值", "计分口径", "理由"],
        ["2026年度", "白石镇小学", "白石镇小学", flag.label_zh, "是", "核实", "查了台账"],
        ["2026", "0610220001", "别的学校", flag.fact_id, "否", "verified", ""],
        ["2026", "0610220003", "", "没有这一项", "否", "核定", ""],
    ]
    checked = county.check(xlsx(answers))
    assert checked.table is not None
    assert checked.table.rows.select("school_id", "fact_id", "value", "basis").rows()[:2] == [
        ("0610220004", flag.fact_id, "yes", "verified"),
        ("0610220001", flag.fact_id, "no", "verified"),
    ]
    assert [(one.code, one.cell) for one in checked.problems] == [
        ("school-name-differs", "C3"),
        ("table-fact-unknown", "D4"),
        ("table-basis-unknown", "F4"),
    ]
    findings = [["年度", "学校", "红线"], ["2026", "0610220001", label]]
    found = county.check(csv_bytes(findings, "gb18030"), "f.csv")
    # 「学校」 is what the school is called, and no code: told as a column that is missing.
    assert found.problems[0].code == "table-columns-missing"
    findings[0][1] = "学校代码"
    found = county.check(csv_bytes(findings, "gb18030"), "f.csv")
    assert found.table is not None and found.problems == []
    assert found.table.rows["red_line"].to_list() == [red_line]


def test_what_the_guide_does_not_ask_about_may_be_left_out(tmp_path: Path) -> None:
    guide = tmp_path / "guide"
    shutil.copytree(SEEDS, guide)
    seeds = Guide.load(SEEDS)
    used = seeds.attributes_used(seeds.editions)
    named = {
        row.code("attribute")
        for table in ("not_applicable", "rule_targets")
        for row in seeds.rows(table)
    }
    assert used == named | {"tier_held"}
    dropped = "leadership"
    assert dropped in used
    path = guide / "not_applicable.csv"
    kept = [line for line in path.read_text("utf-8").splitlines() if f",{dropped}," not in line]
    path.write_text("\n".join([*kept, ""]), "utf-8")
    (tmp_path / "county").mkdir()
    county = county_at(tmp_path / "county", guide)
    rows = rows_of(CODES)
    without = [[name for name in rows[0] if name != dropped]]
    without += [[row[name] for name in without[0]] for row in rows]
    checked = county.load(csv_bytes(without, "utf-8"), "s.csv")
    assert (checked.fate, checked.problems) == ("taken", [])
    school = county.door.register.versions("0610220001")[dt.date.min]
    assert school.leadership is None and dropped not in school.attributes
    assert county_is_refused_without(tmp_path, without) == ["table-columns-missing"]


def county_is_refused_without(folder: Path, rows: list[list[str]]) -> list[str]:
    (folder / "other").mkdir()
    return [
        one.code for one in county_at(folder / "other").check(csv_bytes(rows, "utf-8")).problems
    ]


# ------------------------------------------------------------------ what is changed


def test_what_a_register_changes_is_said_before_it_is_taken(county: County) -> None:
    header = f"{CODES.splitlines()[0]},merged_into"
    lines = [f"{line}," for line in CODES.splitlines()[1:]]
    lines[0] = lines[0].replace("第一小学", "实验小学")
    lines[3] = lines[3].replace(",,,", ",,2026-08-31,").replace("separate", "one_person_no_deputy")
    lines[4] = lines[4].replace(",,,", ",,2026-08-31,0610220001").replace("rural", "town")
    lines.append("0610220009,云水镇小学,云水镇,primary,rural,branch,separate,none,2026-09-01,,")
    text = "\n".join([header, *lines]).encode()
    assert county.changes(text) == (
        "与在册的相比：新增 1、更名 1、变更 2、撤销 1、并入他校 1、不变 1",
        [
            "0610220001 更名：青禾镇第一小学 → 青禾镇实验小学",
            "0610220003 领导体制：书记、校长分设 → 一肩挑，无专职副书记",
            "0610220003 撤销，最后一天 2026-08-31",
            "0610220004 所在区域：乡村 → 镇区",
            "0610220004 并入 青禾镇实验小学（0610220001）",
            "0610220009 新增",
        ],
    )
    asked = county.load(text, "register.csv")
    assert asked.fate == "unconfirmed" and asked.receipt is None
    assert [question.code for question in asked.questions] == ["schools-change"]
    assert county.load(text, "register.csv", confirmed=True).fate == "taken"
    kept = county.door.register.versions("0610220004")[dt.date.min]
    assert (kept.merged_into, kept.valid_to) == ("0610220001", dt.date(2026, 8, 31))
    assert county.load(text, "register.csv").fate == "already_here"


def test_schools_in_force_that_a_register_does_not_name_are_asked_about(county: County) -> None:
    text = "\n".join(CODES.splitlines()[:-1]).encode()
    assert county.changes(text) == (
        "与在册的相比：不变 3、在册而这里没有 1",
        ["0610220004 在册，这份名册里没有；仍然在册"],
    )
    asked = county.load(text, "s.csv")
    assert [question.code for question in asked.questions] == ["schools-vanish"]
    assert asked.fate == "unconfirmed"
    # A few lines are an addition, and ask nothing.
    one = "\n".join(CODES.splitlines()[:2]).encode() + b"\n"
    assert county.check(one, "s.csv").questions == []
    # They stay in force, whatever is confirmed.
    assert county.load(text, "s.csv", confirmed=True).fate == "taken"
    assert "0610220004" in county.door.register.schools_by_cycle("2026")


def test_a_column_that_is_left_out_leaves_what_is_in_force(county: County) -> None:
    titles, *rows = labelled(county.guide)
    more = [[*titles, "所属教育集团", "党员人数"], *([*row, "青禾集团", "12"] for row in rows)]
    assert county.load(xlsx(more), confirmed=True).fate == "taken"
    narrow = [row[:8] for row in labelled(county.guide) if row[0] != "0610220002"]
    narrow[1][1] = "青禾镇实验小学"
    narrow.append([*labelled(county.guide)[3][:8]])
    assert county.changes(xlsx(narrow)) == (
        "与在册的相比：更名 1、不变 3",
        ["0610220001 更名：青禾镇第一小学 → 青禾镇实验小学"],
    )
    assert county.load(xlsx(narrow)).fate == "taken"
    versions = county.door.register.versions("0610220002")
    assert sorted(versions) == [dt.date.min, dt.date(2025, 1, 1)]
    assert {school.members for school in versions.values()} == {12}


@pytest.mark.parametrize(
    ("valid_to", "merged_into", "code"),
    [
        ("2026-08-31", "0610229999", "school-merged-unknown"),
        ("2026-08-31", "0610220004", "school-merged-itself"),
        ("", "白石镇初级中学", "school-merged-undated"),
    ],
)
def test_into_what_a_school_was_merged_must_be_known_and_dated(
    county: County, valid_to: str, merged_into: str, code: str
) -> None:
    header, *_, last = CODES.splitlines()
    text = f"{header},merged_into\n{last}{valid_to},{merged_into}\n"
    checked = county.check(text.encode(), "s.csv")
    assert [(one.code, one.cell) for one in checked.problems] == [(code, "K2")]


def test_closed_schools_that_are_in_force_again_are_asked_about(county: County) -> None:
    header, *lines = CODES.splitlines()
    closing = f"{header}\n{lines[0]}2026-06-30\n"
    assert county.load(closing.encode(), "s.csv").fate == "taken"
    again = county.check(f"{header}\n{lines[0]}\n".encode(), "s.csv")
    assert [question.code for question in again.questions] == ["schools-reopen"]


# ------------------------------------------------------------------ there and back


def by_title(content: bytes) -> tuple[Any, dict[str, int], int]:
    """A made workbook as openpyxl opens it, its columns by title, the row of its header."""
    book = load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    titles = {str(cell.value).rstrip("*"): int(cell.column or 0) for cell in sheet[3]}
    return book, titles, 3


def saved(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_register_goes_there_and_back(county: County, tmp_path: Path) -> None:
    name, content = table_template(county.acting, "schools", None, ZH)
    assert name == "学校名册.xlsx"
    assert county.changes(content) == ("与在册的相比：不变 4", [])
    book, at, header = by_title(content)
    sheet = book.worksheets[0]
    first = sheet.cell(header + 1, at["学校代码"])
    assert (first.value, first.number_format) == ("0610220001", "@")
    assert sheet.cell(header + 1, at["学校类型"]).value == "小学"
    begins = sheet.cell(header + 3, at["有效期起"])
    assert begins.is_date and str(begins.value) == "2025-01-01 00:00:00"
    rules = {str(rule.sqref).split(":")[0]: rule for rule in sheet.data_validations.dataValidation}
    letters = {title: sheet.cell(header, column).column_letter for title, column in at.items()}
    for title, code_list in zip(
        ("学校类型", "所在区域", "党组织形式", "领导体制", "现有档次"),
        CODED.values(),
        strict=True,
    ):
        rule = rules[f"{letters[title]}4"]
        place, _, cells = rule.formula1.replace("$", "").rpartition("!")
        listed = [row[0].value for row in book[place.strip("'")][cells]]
        assert listed == [one.name_zh for one in county.guide.codes[code_list].values()]
    # A clerk changes one, adds one, and LibreOffice saves it.
    sheet.cell(header + 1, at["所在区域"]).value = "乡村"
    new = {"学校代码": "0610220008", "学校名称": "云水镇小学", "所在乡镇": "云水镇"}
    new |= {"学校类型": "小学", "所在区域": "乡村", "党组织形式": "党支部"}
    none_held = county.guide.choices("tier").label("none")
    new |= {"领导体制": "书记、校长分设", "现有档次": none_held}
    for title, text in new.items():
        sheet.cell(header + 6, at[title]).value = text
    sheet.cell(header + 6, at["有效期起"]).value = dt.date(2026, 9, 1)
    filled = saved(book)
    expected = (
        "与在册的相比：新增 1、变更 1、不变 3",
        ["0610220001 所在区域：镇区 → 乡村", "0610220008 新增"],
    )
    assert county.changes(filled) == expected
    office = Office(tmp_path / "office")
    for kind in ("xlsx", "csv-gb18030"):
        again = office.convert({"r": filled}, kind)["r"]
        assert county.changes(again) == expected, kind


@pytest.mark.parametrize("say", [ZH, EN], ids=["zh", "en"])
def test_every_table_that_is_made_is_taken_back(county: County, say: Any) -> None:
    kinds = ("schools", "cycles")
    for kind in kinds:
        checked = county.check(table_template(county.acting, kind, None, say)[1])
        assert (checked.kind, checked.fate, told(checked)) == (kind, "taken", [])
    _, content = table_template(county.acting, "answers", None, say)
    checked = county.check(content)
    assert checked.kind == "answers"
    assert {one.code for one in checked.problems} == {"table-school-unanswered"}
    book = load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    value = next(cell.column for cell in sheet[3] if cell.value == say("table-column-value"))
    assert sheet.cell(4, value).value is None
    sheet.cell(4, value).value = 1
    filled = county.check(saved(book))
    assert filled.fate == "taken_with_warnings" and filled.table is not None
    assert set(filled.table.rows["school_id"]) == {"0610220001"}, "the others have said nothing"
    edition = next(iter(county.guide.editions.values()))
    red_line = next(iter(edition.red_lines))
    finding = f"cycle_id,school_id,red_line,note\n2026,0610220003,{red_line},现场\n"
    assert county.load(finding.encode(), "f.csv").fate == "taken"
    book, at, header = by_title(table_template(county.acting, "townships", None, say)[1])
    sheet = book.worksheets[0]
    for row in range(header + 1, sheet.max_row + 1):
        sheet.cell(row, at[say("table-column-tile_row")]).value = row - header
        sheet.cell(row, at[say("table-column-tile_column")]).value = 1
    assert county.load(saved(book), "t.xlsx").fate == "taken"
    back = county.check(table_template(county.acting, "townships", None, say)[1])
    assert (back.kind, back.fate, told(back)) == ("townships", "taken", [])
    assert back.table is not None
    assert back.table.rows["tile_row"].to_list() == list(range(1, back.table.rows.height + 1))
    back = county.check(table_template(county.acting, "findings", None, say)[1])
    assert back.table is not None and told(back) == []
    assert back.table.rows.select("school_id", "red_line", "note").rows() == [
        ("0610220003", red_line, "现场")
    ]


def test_an_empty_county_gets_empty_tables(empty: County) -> None:
    book, at, header = by_title(table_template(empty.acting, "schools", None, ZH)[1])
    assert at.keys() >= {"学校代码", "并入学校"}
    assert book.worksheets[0].cell(header + 1, 1).value is None
    book, at, header = by_title(table_template(empty.acting, "cycles", None, ZH)[1])
    assert list(at) == ["年度", "指南版本", "开始日期", "结束日期", "报送截止日"]


def test_the_senders_own_table_comes_back_marked(county: County) -> None:
    table = labelled(county.guide)
    table[2][3] = "完全小学"
    for content, name in ((xlsx(table, "名册"), "s.xlsx"), (csv_bytes(table, "gb18030"), "s.csv")):
        outcome = county.outcome(content, name)
        marked = marked_file(outcome, ZH)
        book = load_workbook(io.BytesIO(marked))
        cell = book.worksheets[0]["D3"]
        assert cell.value == "完全小学"
        assert cell.comment is not None and "里没有这一种" in cell.comment.text
        assert book.worksheets[-1].title == "问题清单"
        # Mended in the marked file, it is taken.
        cell.value = "小学"
        again = county.check(saved(book))
        assert (again.fate, told(again)) == ("taken", [])


# ------------------------------------------------------------------ other files at this door


def docx(text: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f"<w:document>{text}</w:document>")
    return out.getvalue()


def test_a_file_that_came_to_the_wrong_door_is_told_the_right_one(county: County) -> None:
    old_form = [["一级指标", "二级指标", "评分标准", "分值", "自评得分"], ["甲", "乙", "丙", 2, 1]]
    wrong: Mapping[str, tuple[bytes, str]] = {
        "guide.xlsx": (workbook_of(county.guide), "file-is-guide"),
        "guide-en.xlsx": (workbook_of(county.guide, EN), "file-is-guide"),
        "old.xlsx": (xlsx(old_form), "file-is-old-form"),
        "text.docx": (docx("名册"), "file-is-word"),
        "scan.pdf": (b"%PDF-1.4 scan", "file-is-document"),
        "notes.csv": ("随便写的".encode(), "no-answer-table"),
    }
    for name, (content, code) in wrong.items():
        checked = county.check(content, name)
        assert [problem.code for problem in checked.problems] == [code], name
        assert told(checked, EN) and told(checked)
    # A school that sends the county's register gets no list of what a workbook would have.
    [problem] = county.door.check_workbook(xlsx(labelled(county.guide)), "s.xlsx").problems
    assert (problem.code, problem.parameters) == ("file-is-table", {"table": "schools"})


def test_register_and_cycles_in_one_zip_are_taken_in_their_order(empty: County) -> None:
    edition = next(iter(empty.guide.editions))
    path = empty.folder / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a年度.csv", CYCLES.format(edition=edition))
        archive.writestr("b名册.xlsx", xlsx(labelled(empty.guide)))
        archive.writestr("说明.docx", docx("说明"))
        archive.writestr("照片.png", b"\x89PNG\r\n\x1a\n")
    found = [(p.name, o.checked.kind, o.checked.fate) for p, o in load_files(empty.acting, [path])]
    assert found == [
        ("b名册.xlsx", "schools", "taken"),
        ("a年度.csv", "cycles", "taken"),
        ("说明.docx", "workbook", "refused"),
    ]
