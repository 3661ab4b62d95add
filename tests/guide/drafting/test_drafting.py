"""A guide is drafted from scoring tables of every shape: what is read, missed and asked."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from typer.testing import CliRunner

import duibiao.commands.cli
from duibiao.commands.console import app
from duibiao.guide import columns
from duibiao.guide.columns import METHODS, TABLES
from duibiao.guide.drafting.drafts import Draft, draft_of
from duibiao.guide.drafting.forms import read_form
from duibiao.guide.drafting.methods import propose
from duibiao.guide.drafting.sentences import clauses_of, patterns, positive
from duibiao.guide.drafting.writing import asked as asked_of
from duibiao.guide.drafting.writing import reason, workbook_of_draft
from duibiao.guide.telling import column_title, table_title
from duibiao.guide.workbook_reading import read_workbook
from duibiao.spreadsheets.extraction import open_confined
from duibiao.words import LANGUAGES, words
from ingest.desk.guides import marked_draft
from tests.conftest import Place, run_duibiao
from tests.guide.drafting.make import TABLES as MADE
from tests.ingest.old_form.test_old_form import GivenSheet

assert duibiao.commands.cli

pytestmark = pytest.mark.timeout(300)
FILES = Path(__file__).parent / "files"
SAY = words("zh-CN")
ON = dt.date(2026, 3, 1)


def content_of(name: str) -> bytes:
    """One of the twelve tables, by the beginning of its name."""
    [path] = FILES.glob(f"{name}_*")
    return path.read_bytes()


def draft(name: str, chosen: Mapping[str, str] | None = None) -> Draft:
    """The draft of one of the tables."""
    form = read_form(open_confined(content_of(name), with_documents=True), chosen)
    return draft_of(form, "draft-2026", ON)


def proposed(found: Draft) -> Counter[str]:
    """How many parts have each method."""
    return Counter(row.code("method") for row in found.tables["rules"])


def asked(found: Draft) -> Counter[str]:
    """What is asked, but for what is asked of every draft."""
    return Counter(one for note in found.notes if note.kind != "edition" for one in note.asks)


READ = ("items", "dimensions", "indicators", "parts", "understood", "missed")
EXPECTED: dict[str, tuple[tuple[int, ...], Mapping[str, int], Mapping[str, int]]] = {
    "t01": (
        (7, 2, 7, 7, 15, 0),
        {"deduct": 3, "bands": 1, "steps": 1, "grade": 1, "count": 1},
        {"numbers-of-rate": 1, "needed-a-year": 1, "who-grades": 1},
    ),
    "t02": (
        (4, 2, 4, 4, 5, 0),
        {"deduct": 1, "given": 1, "checklist": 1, "ratio": 1},
        {"who-gives": 1, "numbers-of-rate": 1, "target-of-share": 1},
    ),
    "t03": ((4, 1, 4, 4, 3, 1), {"deduct": 3, "given": 1}, {"not-understood": 1}),
    "t04": (
        (4, 2, 4, 6, 7, 0),
        Counter({"checklist": 3, "ratio": 1, "count": 1}) + Counter({"given": 1}),
        {"who-gives": 1, "numbers-of-rate": 1},
    ),
    "t05": ((3, 1, 2, 3, 3, 0), {"deduct": 3}, {}),
    "t06": ((72, 4, 36, 72, 72, 0), {"deduct": 72}, {}),
    "t07": (
        (4, 1, 4, 4, 5, 0),
        {"deduct": 2, "given": 1, "ratio": 1},
        {"who-gives": 1, "numbers-of-rate": 1},
    ),
    "t08": (
        (4, 2, 4, 4, 4, 0),
        {"deduct": 2, "given": 2},
        {"sum-differs": 3, "who-gives": 1, "no-rule": 1},
    ),
    "t09": ((4, 2, 4, 4, 4, 0), {"deduct": 3, "bands": 1}, {"numbers-of-rate": 1}),
    "t10": (
        (4, 2, 4, 4, 7, 0),
        {"relative": 2, "deduct": 1, "checklist": 1},
        {"compared-by": 2, "red-line": 1, "points-differ": 1},
    ),
    "t11": (
        (4, 1, 4, 5, 9, 0),
        {"bands": 2, "steps": 1, "deduct": 1, "checklist": 1},
        {"numbers-of-rate": 2},
    ),
    "t12": (
        (3, 1, 2, 3, 0, 0),
        {"given": 3},
        {"header": 1, "not-understood": 1, "no-rule": 3},
    ),
}
"""Of each table: what was read, the methods that are proposed, and what is asked."""


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_what_is_read_missed_and_asked(name: str) -> None:
    found = draft(name)
    read, by_method, asks = EXPECTED[name]
    assert tuple(found.counts[one] for one in READ) == read
    assert proposed(found) == Counter(by_method)
    assert asked(found) == Counter(asks)
    # Nothing is without its origin, its reason and how sure that is.
    rules = [note for note in found.notes if note.kind == "rule"]
    assert all(note.cell and note.reason and note.certainty for note in rules)
    # As it stands, before anybody decided anything, it has no fault that a check could find.
    for language in LANGUAGES if name == "t01" else LANGUAGES[:1]:
        guide = read_workbook(workbook_of_draft(found, words(language))).guide()
        [edition] = guide.editions.values()
        assert len(edition.indicators) == found.counts["indicators"]


def test_there_are_twelve_tables_as_office_programs_save_them() -> None:
    assert {path.stem for path in FILES.iterdir()} == MADE.keys()
    kinds = Counter(path.suffix for path in FILES.iterdir())
    assert kinds == {".xlsx": 5, ".docx": 3, ".xls": 2, ".ods": 1, ".csv": 1}
    assert len(MADE["t06_三层"].merges) > 40


@pytest.mark.parametrize("name", ["another-county.md", "another-county.zh-CN.md"])
def test_the_document_says_what_became_of_the_twelve(name: str) -> None:
    text = (Path(__file__).parents[3] / "docs" / name).read_text(encoding="utf-8")
    rows = re.findall(
        r"^\| (t\d\d) (\.\w+) \|[^|]*\| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$", text, re.M
    )
    assert [row[0] for row in rows] == sorted(EXPECTED)
    for table, suffix, items, understood, missed, decide in rows:
        read, _, asks = EXPECTED[table]
        assert [int(items), int(understood), int(missed)] == [read[0], read[4], read[5]]
        assert int(decide) == sum(asks.values()), table
        assert next(FILES.glob(f"{table}_*")).suffix == suffix


# ------------------------------------------------------------------ what is read


def test_names_points_and_evidence_become_rows() -> None:
    found = draft("t01")
    [edition] = found.tables["editions"]
    assert edition.code("title_zh") == "云溪县校园种植考核细则"
    assert edition.decimal("total_points") == 100
    dimensions = [row.code("name_zh") for row in found.tables["dimensions"]]
    assert dimensions == ["园地", "活动"]
    first = found.tables["indicators"][0]
    told = {name: first.code(name) for name in ("name_zh", "requirement_zh", "evidence_zh")}
    assert told == {"name_zh": "领导", "requirement_zh": "有人管、有制度。", "evidence_zh": "文件"}
    ratings = {row.code("name_zh"): row.decimal("min_score") for row in found.tables["ratings"]}
    assert ratings == {"优秀": 90, "良好": 75, "合格": 60, "不合格": 0}


def test_third_levels_are_parts_with_points_of_their_own() -> None:
    found = draft("t05")
    assert [row.code("name_zh") for row in found.tables["indicators"]] == ["设备", "人员"]
    points = [row.decimal("points") for row in found.tables["part_points"]]
    assert points == [3, 4]
    marked = draft("t04")
    shares = {
        (row.code("indicator"), row.whole("part")): row.decimal("points")
        for row in marked.tables["part_points"]
    }
    three, four, two = Decimal(3), Decimal(4), Decimal(2)
    assert shares == {("A1", 1): three, ("A1", 2): three, ("A2", 1): four, ("A2", 2): two}


def test_sums_that_stand_there_are_compared_with_what_was_read() -> None:
    sums = [note for note in draft("t08").notes if note.kind == "sum"]
    told = [(note.cell, note.values["stated"], note.values["read"]) for note in sums]
    assert told == [
        *(("D5", "20", "20"), ("B2", "20", "20"), ("D9", "30", "20"), ("D10", "50", "40")),
        ("B6", "30", "20"),
    ]
    assert [note.is_marked for note in sums] == [False, False, True, True, True]
    right = [note for note in draft("t01").notes if note.kind == "sum"]
    assert [note.asks for note in right] == [(), (), (), ()]


def test_a_header_that_is_not_known_is_told_and_read_once_it_is_named() -> None:
    [told] = [note for note in draft("t12").notes if note.kind == "header"]
    assert (told.cell, told.text, told.reason) == ("C1", "做得怎样", "header-innermost")
    named = draft("t12", {"criterion": "做得怎样"})
    assert not [note for note in named.notes if note.kind == "header"]
    assert "nameless" not in {note.reason for note in named.notes}


def test_rules_become_figures() -> None:
    found = draft("t11")
    bands = [
        (row.code("indicator"), row.code("key"), row.decimal("share"))
        for row in found.tables["rule_bands"]
    ]
    tenth, whole = Decimal("0.1"), Decimal(1)
    assert bands == [
        *(("A1", "0.95", whole), ("A1", "0.9", 8 * tenth), ("A1", "", 6 * tenth)),
        *(("A2", "6", whole), ("A2", "3", 6 * tenth), ("A4", "1", whole)),
    ]
    [slope] = [row for row in draft("t07").tables["rules"] if row.code("method") == "ratio"]
    assert (slope.decimal("target"), slope.decimal("floor")) == (9 * tenth, 7 * tenth)
    items = {row.code("fact"): row for row in draft("t01").tables["rule_items"]}
    assert items["A2-1"].code("kind") == "shortfall"
    assert items["A2-1"].decimal("needed") == 10
    labels = {row.code("fact"): row.code("label_zh") for row in draft("t01").tables["facts"]}
    assert labels["A1-1"] == "有专人管理"
    [line] = draft("t10").tables["red_lines"]
    assert (line.code("label_zh"), line.code("effect")) == ("发生伤害事故", "no_tier")


# ------------------------------------------------------------------ sentences


@pytest.mark.parametrize("pattern", patterns(), ids=lambda pattern: str(pattern.name))
def test_an_example_is_known_by_its_pattern_and_no_earlier_one(pattern: object) -> None:
    example = pattern.example  # type: ignore[attr-defined]
    assert {clause.pattern for clause in clauses_of(example, None, "A1")} == {pattern}


@pytest.mark.parametrize(
    ("text", "shapes"),
    [
        ("开展活动四次，少一次扣1分，扣完为止。", ["shortfall"]),
        ("1.无台账扣2分；2.台账不全酌情扣0.5—1分", ["flag", "given"]),
        ("达到百分之九十五得满分，每低1个百分点扣半分", ["rate", "slope"]),
        ("①有计划（2分），②有总结（3分，不实酌情扣分）", ["flag", "given"]),
        ("第一名得5分，其余按比例折算", ["relative"]),
        ("说明：以当年数据为准", ["unknown"]),
        ("", []),
    ],
)
def test_a_text_is_cut_where_points_are_spoken_of(text: str, shapes: Sequence[str]) -> None:
    found = [clause.shape for clause in clauses_of(text, None, "A1")]
    assert [one for one in found if one != "remark"] == list(shapes)


@pytest.mark.parametrize(
    ("negative", "there"),
    [
        ("无记录", "有记录"),
        ("未按期公开", "按期公开"),
        ("台账不齐全", "台账齐全"),
        ("没有计划", "有计划"),
    ],
)
def test_what_is_lacking_is_asked_in_the_positive(negative: str, there: str) -> None:
    assert positive(negative) == there


SENTENCES = [
    ("未成立小组扣1分，分工不明确扣0.5分，无计划扣1分", 5, "deduct"),
    ("每少开一次会扣0.5分，扣完为止", 3, "deduct"),
    ("记录不完整，每次扣0.2分", 2, "deduct"),
    ("无方案、无总结各扣1分", 4, "deduct"),
    ("资料齐全得满分，缺一项扣1分", 5, "deduct"),
    ("每学期至少召开2次，少1次扣1分", 4, "deduct"),
    ("发现一例扣2分，情节严重的不得分", 4, "deduct"),
    ("完成率每低于目标1个百分点扣0.2分", 5, "ratio"),
    ("得分=实际完成数÷应完成数×分值", 5, "ratio"),
    ("根据完成情况按比例得分", 5, "ratio"),
    ("覆盖率100%得5分，90%以上得4分，80%以上得3分，低于80%不得分", 5, "bands"),
    ("参与率低于80%的扣1分，低于60%的不得分", 4, "bands"),
    ("开展3次以上得3分，2次得2分，1次得1分，没有开展不得分", 3, "steps"),
    ("在媒体发表一篇得1分，最多得3分", 3, "count"),
    ("优秀得5分、良好得4分、合格得3分、不合格不得分", 5, "grade"),
    ("A等10分，B等8分，C等6分", 10, "grade"),
    ("符合要求记2分，基本符合记1分，不符合记0分", 2, "grade"),
    ("有制度1分，有人员1分，有记录1分", 3, "checklist"),
    ("达不到要求的酌情扣分", 3, "given"),
    ("制度不健全扣1-2分", 3, "given"),
    ("获国家级奖励加5分、省级加3分、市级加2分", 5, "given"),
    ("得分按主管部门考核结果折算", 10, "given"),
]


@pytest.mark.parametrize(("text", "points", "method"), SENTENCES)
def test_what_counties_write_has_a_method(text: str, points: int, method: str) -> None:
    [part] = propose("某项", clauses_of(text, None, "A1"), Decimal(points))
    assert part.method == method
    assert all(0 <= share <= 1 for _, _, share in part.bands)


def test_ways_that_cannot_be_told_apart_are_left_to_the_official() -> None:
    [part] = propose("某项", clauses_of("缺一次扣1分；合格率90%以上得3分", None, "A1"), Decimal(5))
    assert part.method == "given"
    assert {one for reason in part.reasons for one in reason.asks} == {"mixed"}
    parts = propose("某项", clauses_of("有计划得2分；合格率90%以上得3分", None, "A1"), Decimal(5))
    assert [(part.method, part.points) for part in parts] == [
        ("checklist", Decimal(2)),
        ("bands", Decimal(3)),
    ]


def test_points_that_a_person_gives_and_places_are_proposed_as_such() -> None:
    [by_person] = propose("某项", clauses_of("酌情扣1-2分", None, "A1"), Decimal(5))
    assert (by_person.method, by_person.more["given_rules"]) == ("given", {"least": "3"})
    text = "第一名得10分，第二名得8分，其余按比例折算"
    [relative] = propose("某项", clauses_of(text, None, "A1"), Decimal(10))
    assert relative.method == "relative"
    assert relative.bands == [("at_most", "1", Decimal(1)), ("at_most", "2", Decimal("0.8"))]
    assert relative.more["relative_rules"] == {
        "compare": "place",
        "among": "county",
        "better": "more",
        "rest": "to_best",
    }
    assert columns.METHODS == METHODS


CELLS = st.sampled_from(
    [
        *(
            None,
            "",
            "5",
            "5分",
            "（3分）",
            "园地（10分）",
            "一、园地",
            "缺一次扣1分",
            "酌情",
            "合计",
        ),
        *(
            "达到90%得满分，每低1%扣0.5分",
            "好得5分，差得0分",
            "（1）有图（2分）；有表（3分）",
            "20%",
        ),
        *("第一名得5分", "一票否决", "=1", "不得分", "6次得5分，少于3次不得分", "扣分", "加分项"),
        *("\n", "①", "0分", "-2"),
    ]
)


@pytest.mark.parametrize(
    "filled", ["，", "缺1次扣，", "（5分", "每", "达到9", "1%", "好得", "一、"]
)
@pytest.mark.timeout(20)
def test_a_cell_as_long_as_a_book_takes_no_longer_than_a_breath(filled: str) -> None:
    text = filled * (32_000 // len(filled))
    rows: list[list[str | None]] = [[text, text, text, text, "5"], [None, None, None, text, "5"]]
    form = read_form(GivenSheet([("一级指标", "二级指标", "考核内容", "评分标准", "分值"), *rows]))
    assert draft_of(form, "draft-2026", ON).counts["items"] == 2


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=5, max_size=5), max_size=12))
def test_whatever_stands_in_a_table_becomes_a_draft(rows: list[list[str | None]]) -> None:
    header = ("一级指标", "二级指标", "考核内容", "评分标准", "分值")
    form = read_form(GivenSheet([header, *rows]))
    found = draft_of(form, "draft-2026", ON)
    assert found.counts["items"] == len(form.items)
    assert {row.code("indicator") for row in found.tables["rules"]} == {
        row.code("indicator") for row in found.tables["indicators"]
    }
    for note in found.notes:
        for language in LANGUAGES:
            assert reason(note, words(language)) and asked_of(note, words(language)) is not None


# ------------------------------------------------------------------ what goes back


def test_notes_stand_beside_the_guide_and_say_where_all_of_it_comes_from() -> None:
    book = load_workbook(io.BytesIO(workbook_of_draft(draft("t03"), SAY)))
    assert book.sheetnames[:3] == ["说明", "起草说明", table_title("editions", SAY)]
    sheet = book["起草说明"]
    header = next(row for row in sheet.iter_rows(values_only=True) if row[0] == "序号")
    assert header[1:5] == ("来源", "原文", "指标", "部分")
    rows = {row[2]: row for row in sheet.iter_rows(values_only=True) if row[1]}
    known, unknown = rows["迟播1天扣0.5分"], rows["施肥及时、适量"]
    assert known[1] == "表1!C3" and known[5] == "扣分" and "迟播的天数" in str(known[6])
    assert known[8] == "较明确" and not known[9]
    assert unknown[8] == "不明确" and unknown[9] == "没有读懂，请按原文选办法"


@pytest.mark.parametrize(("name", "cells"), [("t03", {"C3"}), ("t08", {"D9", "D10", "B6", "B8"})])
def test_her_own_table_comes_back_with_what_was_not_understood_marked(
    name: str, cells: set[str]
) -> None:
    found = draft(name)
    book = load_workbook(io.BytesIO(marked_draft(content_of(name), found.notes, SAY)))
    commented = {
        cell.coordinate
        for sheet in book.worksheets[:-1]
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment is not None
    }
    assert commented == cells


# ------------------------------------------------------------------ the whole way


class Official:
    """Edits a draft in a spreadsheet program, by what stands over and before a cell."""

    def __init__(self, content: bytes) -> None:
        self.book: Workbook = load_workbook(io.BytesIO(content))

    def sheet(self, table: str) -> Worksheet:
        """The sheet of a table."""
        found = self.book[table_title(table, SAY)]
        assert isinstance(found, Worksheet)
        return found

    def place(self, table: str, column: str) -> int:
        """The place of a column, from 1."""
        title = column_title(table, column, SAY)
        return next(cell.column for cell in self.sheet(table)[1] if cell.value == title)

    def put(self, table: str, where: Mapping[str, str], column: str, value: object) -> None:
        """Write into the one row that says these texts."""
        sheet = self.sheet(table)
        rows = [
            row
            for row in range(2, sheet.max_row + 1)
            if all(
                sheet.cell(row, self.place(table, name)).value == text
                for name, text in where.items()
            )
        ]
        assert len(rows) == 1, (table, where)
        sheet.cell(rows[0], self.place(table, column)).value = value  # type: ignore[assignment]

    def add(self, table: str, **cells: str) -> None:
        """Write a row below the last one."""
        sheet = self.sheet(table)
        first = self.place(table, next(iter(cells)))
        last = max(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, first).value)
        for name, text in cells.items():
            sheet.cell(last + 1, self.place(table, name)).value = text

    def clear(self, table: str, **where: str) -> None:
        """Delete the rows that say these texts."""
        if table in TABLES:
            sheet = self.sheet(table)
            for row in range(sheet.max_row, 1, -1):
                if all(
                    sheet.cell(row, self.place(table, name)).value == text
                    for name, text in where.items()
                ):
                    sheet.delete_rows(row)

    def save(self) -> bytes:
        """The file, without the notes."""
        del self.book[SAY("draft-sheet")]
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()


def edit_garden(official: Official) -> None:
    """Names the edition, what the rate is of, and how many lessons a year are wanted."""
    official.put("editions", {}, "edition", "garden-2026")
    official.put("editions", {}, "valid_from", "2026年1月1日")
    official.put("facts", {"fact": "A4-1"}, "label_zh", "达标面积")
    official.put("facts", {"fact": "A4-2"}, "label_zh", "应有面积")
    official.put("facts", {"fact": "B1-1"}, "label_zh", "全年开课次数")
    official.put("rule_bands", {"indicator": "B1", "key": "8"}, "key", "16次")
    official.put("rule_bands", {"indicator": "B1", "key": "5"}, "key", "10次")


def edit_planting(official: Official) -> None:
    """Names the edition, and lets the county grade what was at its discretion."""
    official.put("editions", {}, "edition", "planting-2026")
    official.put("editions", {}, "valid_from", "2026.1.1")
    official.put("facts", {"fact": "A2-1"}, "label_zh", "管理制度评定")
    official.put("facts", {"fact": "A2-1"}, "kind", "等级")
    official.put("facts", {"fact": "A2-1"}, "unit_zh", None)
    official.put("rules", {"indicator": "A2", "part": "1"}, "method", "等级")
    official.put("rules", {"indicator": "A2", "part": "1"}, "target", None)
    official.clear("given_rules", indicator="A2")
    sheet = official.sheet("rule_bands")
    for row, (grade, share) in enumerate({"好": "100%", "一般": "50%", "差": "0"}.items(), 2):
        cells = {"indicator": "A2", "part": "1", "bound": "等级", "key": grade, "share": share}
        for name, text in cells.items():
            sheet.cell(row, official.place("rule_bands", name)).value = text


WAYS = {
    "t01": (
        edit_garden,
        "garden-2026",
        {
            "A1-1": "是",
            "A1-2": "否",
            "A2-1": "8",
            "A3-1": "1",
            "A4-1": "85",
            "A4-2": "100",
            "B1-1": "12",
            "B2-1": "较好",
            "B3-1": "3",
        },
        Decimal(7 + 8 + 8 + 6 + 10 + 15 + 12),
    ),
    "t04": (
        edit_planting,
        "planting-2026",
        {
            "A1-1": "是",
            "A1-2": "否",
            "A2-1": "一般",
            "A2-2": "是",
            "B1-1": "90",
            "B1-2": "100",
            "B2-1": "2",
        },
        Decimal("57.5"),  # 3 of 6, 2 of 4 and 2 of 2, 2.5 of 5, 2 of 3: 11.5 of 20
    ),
}


def typed(home: Path, *arguments: object, expect: int = 0) -> str:
    """What a command says, run in this process."""
    result = CliRunner().invoke(app, [*map(str, arguments), "--home", str(home)])
    assert result.exit_code == expect, result.output
    return "".join(result.output.split())


@pytest.mark.parametrize("name", sorted(WAYS))
def test_a_draft_is_edited_checked_taken_in_and_scored(
    name: str, place: Place, tmp_path: Path
) -> None:
    edit, edition, answers, score = WAYS[name]
    home, table = place("home"), tmp_path / f"评分表{name}{next(FILES.glob(f'{name}_*')).suffix}"
    table.write_bytes(content_of(name))
    workbook, folder = tmp_path / "指南.xlsx", tmp_path / "guide"
    typed(home, "guide", "draft", table, "--out", workbook, "--marked", tmp_path)
    again = ("guide", "draft", table, "--out", workbook)
    assert "已存在" in typed(home, *again, expect=1)
    told = json.loads(typed(home, *again, "--replace", "--json"))
    assert told["edition"] == f"draft-{dt.date.today().year}"  # noqa: DTZ011
    assert told["points"] == ("100" if name == "t01" else "20")
    assert {one["stated"] == one["read"] for one in told["sums"]} == {True}
    assert all(note["reason"] for note in told["notes"])
    official = Official(workbook.read_bytes())
    edit(official)
    workbook.write_bytes(official.save())
    typed(home, "guide", "check", workbook)
    typed(home, "guide", "import", workbook, "--out", folder)
    files = {
        "schools": "school_id,name_zh,township,school_type,area,organisation,leadership,tier_held\n"
        "S1,第一校,东镇,primary,town,,,none\n",
        "cycles": "cycle_id,edition,starts_on,ends_on,deadline\n"
        f"2026,{edition},2026-01-01,2026-12-31,2099-12-31\n",
        "answers": "cycle_id,school_id,fact_id,value\n"
        + "".join(f"2026,S1,{fact},{value}\n" for fact, value in answers.items()),
    }
    for file, text in files.items():
        (tmp_path / f"{file}.csv").write_text(text, encoding="utf-8")
    paths = [tmp_path / f"{file}.csv" for file in files]
    run_duibiao(home, "load", *paths, guide=folder)
    run_duibiao(home, "build", guide=folder)
    query = "select score from fct_school_scores where basis = 'self'"
    found = run_duibiao(home, "sql", query, "--format", "csv", guide=folder).stdout
    assert Decimal(found.split()[-1]) == score
