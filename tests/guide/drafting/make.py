"""Writes the twelve scoring tables of these tests: made up, in the shapes that real ones have.

`python -m tests.guide.drafting.make OUT`; each is saved by LibreOffice in the kind it has, as the
files beside this are. What stands in them is nobody's: a school garden, its tools, its harvest.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import docx
from openpyxl import Workbook

Cell = str | int | float | None
Row = Sequence[Cell]

KINDS = {
    "xlsx": "xlsx:Calc MS Excel 2007 XML",
    "xls": "xls:MS Excel 97",
    "ods": "ods",
    "csv": "csv:Text - txt - csv (StarCalc):44,34,85",
    "docx": "docx:MS Word 2007 XML",
}
"""Kinds of file and the filter by which LibreOffice writes them; 85: GB18030."""


@dataclass(frozen=True)
class Made:
    """A table before it is saved: its sheets, or the tables of a document with texts between."""

    kind: str
    sheets: Sequence[Sequence[Row]]
    merges: Sequence[str] = ()
    before: Sequence[Sequence[str]] = ()


def blocks(column: str, *rows: tuple[int, int]) -> list[str]:
    """The merged cells of a column."""
    return [f"{column}{first}:{column}{last}" for first, last in rows]


DEEP_ROWS: list[Row] = []
for group in range(4):
    for item in range(9):
        for detail in range(2):
            DEEP_ROWS.append(
                (
                    f"{'甲乙丙丁'[group]}园" if item == detail == 0 else None,
                    f"{'甲乙丙丁'[group]}园第{item + 1}畦（{3 + item % 2}分）"
                    if detail == 0
                    else None,
                    ("有标牌", "有记录")[detail],
                    ("无标牌扣1分", "记录缺一次扣0.5分")[detail],
                    (1 + item % 2, 2)[detail],
                )
            )
DEEP_ROWS.append(("合计", None, None, None, sum(row[4] for row in DEEP_ROWS)))  # type: ignore[misc]

TABLES: dict[str, Made] = {
    "t01_两级": Made(
        "xlsx",
        [
            [
                ("云溪县校园种植考核细则（100分）", None, None, None, None, None),
                ("一级指标", "二级指标", "考核内容", "评分标准", "分值", "佐证材料"),
                (
                    "园地（40分）",
                    "领导",
                    "有人管、有制度。",
                    "无专人管理扣5分；无制度扣3分。",
                    10,
                    "文件",
                ),
                (
                    None,
                    "巡查",
                    "每月巡查。",
                    "全年巡查不少于10次，每少一次扣1分，扣完为止。",
                    10,
                    "记录",
                ),
                (None, "水电", "用水用电有计量。", "每发现一处漏水扣2分。", 10, None),
                (
                    None,
                    "面积",
                    "面积达标。",
                    "面积达标率达到90%以上得满分，80%-89%得6分，80%以下不得分。",
                    10,
                    None,
                ),
                (
                    "活动（60分）",
                    "课程",
                    "开设种植课。",
                    "每学期开课8次以上得20分，5次得10分，少于5次不得分。",
                    20,
                    "课表",
                ),
                (None, "收成", "收成好。", "好得20分，较好得15分，一般得10分，差得0分。", 20, None),
                (None, "宣传", "有宣传。", "每发表1篇得4分，最高20分。", 20, "报刊"),
                ("合计", None, None, None, 100, None),
                ("90分以上为优秀，75分以上为良好，60分以上为合格。", None, None, None, None, None),
            ]
        ],
        ["A1:F1", *blocks("A", (3, 6), (7, 9))],
    ),
    "t02_文档": Made(
        "docx",
        [
            [
                ("考核项目", "考核要点", "评分细则", "标准分值"),
                ("工具", "登记", "未登记扣2分，账物不符扣1分", "5"),
                (None, "保管", "酌情扣1-2分", "5"),
                ("种子", "来源", "来源不明的不得分", "5"),
                (None, "留种", "按实际留种比例计分", "5"),
                ("总分", None, None, "20"),
            ]
        ],
        ["A2:A3", "A4:A5"],
        [["月湾县种植园工具种子评分办法", "一、为管好工具种子，制定本办法。"]],
    ),
    "t03_跨页": Made(
        "docx",
        [
            [
                ("序号", "评估内容", "评分办法", "分值"),
                ("1", "播种", "迟播1天扣0.5分", "10"),
                ("2", "除草", "每缺一次扣1分", "10"),
            ],
            [
                ("3", "浇水", "无记录扣3分", "10"),
                ("4", "施肥", "施肥及时、适量", "10"),
            ],
        ],
        [],
        [["青石县田间管理评估表（共40分）"], ["（续表）"]],
    ),
    "t04_分在文中": Made(
        "docx",
        [
            [
                ("一级指标", "二级指标", "评价标准"),
                ("组织（12分）", "机构", "成立种植小组（3分）；分工明确（3分）。"),
                (None, "制度", "有管理制度（4分，不健全酌情扣分）；有安全制度（2分）。"),
                ("成效（8分）", "收获", "收获率达到95%以上得满分，每低1个百分点扣0.5分（5分）。"),
                (None, "展示", "每举办1次展示得1分，最高3分（3分）。"),
            ]
        ],
        ["A2:A3", "A4:A5"],
        [["白鹭县种植评价标准", "满分20分"]],
    ),
    "t05_三列同名": Made(
        "xls",
        [
            [
                ("河东县温室考评细则", None, None, None, None, None, None),
                ("考核指标", None, None, "评分内容", "评分标准", "考评办法", "扣分"),
                ("（一）", "（二）", "（三）", None, None, None, None),
                (
                    "温室（12分）",
                    "设备（7分）",
                    "灯具（3分）",
                    "灯具完好。",
                    "坏一盏扣1分",
                    "查看",
                    None,
                ),
                (None, None, "通风（4分）", "每日通风。", "未通风扣2分", "查记录", None),
                (None, "人员（5分）", "值守（5分）", "有人值守。", "缺岗一次扣1分", "抽查", None),
            ]
        ],
        ["A1:G1", "A2:C2", *[f"{letter}2:{letter}3" for letter in "DEFG"], "A4:A6", "B4:B5"],
    ),
    "t06_三层": Made(
        "ods",
        [
            [
                ("南坪县畦田考核评分细则", None, None, None, None),
                ("A级指标", "B级指标", "C级指标", "赋分办法", "权重"),
                *DEEP_ROWS,
            ]
        ],
        [
            "A1:E1",
            *blocks("A", *[(3 + 18 * at, 20 + 18 * at) for at in range(4)]),
            *blocks("B", *[(3 + 2 * at, 4 + 2 * at) for at in range(36)]),
            "A75:D75",
        ],
    ),
    "t07_指标成列": Made(
        "xlsx",
        [
            [
                ("东岭县校园菜地量化评分标准", None, None, None, None),
                ("指标", "选地", "翻土", "搭架", "采收"),
                (
                    "评分标准",
                    "无规划扣2分",
                    "少一次扣1分",
                    "酌情给分",
                    "采收率90%以上得满分，每低1%扣0.5分",
                ),
                ("分值", 5, 5, 5, 10),
            ]
        ],
        ["A1:E1"],
    ),
    "t08_小计不符": Made(
        "csv",
        [
            [
                ("序号", "考评内容", "具体操作", "分值"),
                ("一", "篱笆20分", None, None),
                (1, "牢固", "每处松动扣2分", 10),
                (2, "整齐", "好给8—10分，一般给4—7分", 10),
                (None, "小计", None, 20),
                ("二", "小路30分", None, None),
                (3, "平整", "一处坑洼扣1分", 10),
                (4, "标识", None, 10),
                (None, "小计", None, 30),
                (None, "合计", None, 50),
            ]
        ],
    ),
    "t09_两张表": Made(
        "xlsx",
        [
            [
                ("A级", "B级", "评分要求及扣分因素", "参考权重"),
                ("花圃", "品种", "品种不少于6种，每少一种扣1分", "20%"),
                (None, "花期", "花期记录不全扣3分", "20%"),
            ],
            [
                ("A级", "B级", "评分要求及扣分因素", "参考权重"),
                ("苗圃", "育苗", "成活率达到80%得满分", "30%"),
                (None, "移栽", "未按时移栽的扣5分", "30%"),
            ],
        ],
        ["A2:A3"],
    ),
    "t10_名次红线": Made(
        "xlsx",
        [
            [
                ("北塘县种植竞赛评分细则", None, None, None),
                ("项目", "指标项目", "计分办法", "总分值"),
                ("竞赛", "产量", "第一名得10分，第二名8分，第三名6分，其余按比例折算。", 10),
                (None, "节水", "用水最少的学校得满分，其他学校按比例折算。", 10),
                (None, "安全", "发生伤害事故的，取消当年评优资格；无预案扣2分。", 10),
                ("加分项", "创新", "获县级表彰加2分。", 5),
            ]
        ],
        ["A1:D1", "A3:A5"],
    ),
    "t11_率与次": Made(
        "xls",
        [
            [
                ("西屏县堆肥工作考核标准", None, None, None),
                ("考核指标", "具体内容", "计分标准", "满分"),
                ("分类", "垃圾分类投放。", "低于90%扣2分，90%-94%扣1分", 5),
                ("堆制", "按规程堆制。", "6次以上得5分，3次得3分，少于3次不得分", 5),
                ("温度", "测温。", "未建立测温台账的不得分。每缺一天扣0.1分", 5),
                ("施用", "合理施用。", "制度健全得2分，施用率达到100%得3分", 5),
                ("合计", None, None, 20),
            ]
        ],
        ["A1:D1"],
    ),
    "t12_不认识的表头": Made(
        "xlsx",
        [
            [
                ("一级指标", "二级指标", "做得怎样", "分值", "责任科室"),
                ("鱼塘", "水质", "清澈见底", 5, "后勤"),
                (None, None, "无异味", 5, "后勤"),
                (None, "投喂", "定时定量", 10, "后勤"),
            ]
        ],
        ["A2:A4", "B2:B3"],
    ),
}


def source(made: Made) -> tuple[str, bytes]:
    """A table before LibreOffice saves it: the suffix and the bytes."""
    out = io.BytesIO()
    if made.kind == "docx":
        document = docx.Document()
        for at, rows in enumerate(made.sheets):
            for text in made.before[at]:
                document.add_paragraph(text)
            table = document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
            for row, cells in enumerate(rows):
                for column, value in enumerate(cells):
                    table.cell(row, column).text = str(value or "")
            for merge in made.merges if at == 0 else ():
                first, last = merge.split(":")
                begin, end = (int(cell[1:]) - 1 for cell in (first, last))
                at_column = ord(first[0]) - ord("A")
                stood = table.cell(begin, at_column).text
                table.cell(begin, at_column).merge(table.cell(end, at_column)).text = stood
        document.save(out)
        return "docx", out.getvalue()
    book = Workbook()
    for at, rows in enumerate(made.sheets):
        sheet = book.worksheets[0] if at == 0 else book.create_sheet()
        sheet.title = f"第{at + 1}张"
        for cells in rows:
            sheet.append(list(cells))
        for merge in made.merges:
            sheet.merge_cells(merge)
    book.save(out)
    return "xlsx", out.getvalue()


def main(target: Path) -> None:
    """Write them all, each saved by LibreOffice."""
    program = shutil.which("soffice")
    assert program is not None, "LibreOffice is needed, with Writer and Calc"
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for kind, written_by in KINDS.items():
            own = {stem: made for stem, made in TABLES.items() if made.kind == kind}
            paths = []
            for stem, made in own.items():
                suffix, content = source(made)
                paths.append(folder / f"{stem}.{suffix}")
                paths[-1].write_bytes(content)
            profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
            convert = [program, profile, "--headless", "--convert-to", written_by]
            subprocess.run([*convert, "--outdir", str(target), *map(str, paths)], check=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
