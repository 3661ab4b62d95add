"""A file with problems goes back as it came: marked where it is wrong, and otherwise untouched."""

from __future__ import annotations

import io
import re
import time
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import lxml.html
import pytest
import xlsxwriter
from lxml import etree
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from duibiao.guide.editions import Guide
from duibiao.records.model import Confirmation, Problem, Understood, WorkbookReading
from duibiao.records.settings import SEEDS
from duibiao.spreadsheets.confined import Confined
from duibiao.spreadsheets.grids import SpreadsheetFault, column_name
from duibiao.spreadsheets.spreadsheet import open_spreadsheet
from duibiao.words import LANGUAGES, words
from ingest.marking.marked import marked_in_language, marked_suffix, marked_workbook
from ingest.marking.problem_sheet import ERROR_FILL, FIRST_ROW, HEADER_ROW, KEPT_NAME, WARNING_FILL
from ingest.marking.sheet_marks import SheetXml, cell_of
from ingest.workbook.problem_list import COLUMNS, confirmed, read_confirmations
from ingest.workbook.template import ANSWER
from tests.counties.workbook_county import SCHOOL, County, other_guide, read_workbook
from tests.ingest.workbook.test_workbook_resaved import with_twelve_faults
from tests.office import Clerk, Office

pytestmark = pytest.mark.timeout(300)
SAY = words()
LIST = SAY("workbook-sheet-problems")
ANSWERS = SAY("workbook-sheet-answers")
AT = {name: at for at, name in enumerate(COLUMNS, 1)}
CHINESE_AND_MORE = "县里说：<1> & \"2\" 'x' \x02 _x0041_ 😀"
Parts = dict[str, bytes]


def parts_of(content: bytes) -> Parts:
    """The parts of a file in a zip, unpacked."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert len(names) == len(set(names))
        return {name: archive.read(name) for name in names}


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Parts as a file in a zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def canonical(xml: bytes) -> bytes:
    """What two writings of the same XML have in common, whichever sheet one saw last."""
    tree = etree.fromstring(xml)
    for view in tree.iter("{*}sheetView", "{*}workbookView"):
        for name in ("tabSelected", "activeTab"):
            view.attrib.pop(name, None)
    return etree.tostring(tree, method="c14n")


def read(county: County, content: bytes) -> WorkbookReading:
    """The reading of a file."""
    return read_workbook(content, "file", county.guide, county.register)


def said(reading: WorkbookReading) -> list[object]:
    """What a file says, whatever program wrote it."""
    return [
        [(answer.fact_id, answer.value, answer.cell) for answer in reading.answers],
        [(claim.indicator_id, claim.points, claim.cell) for claim in reading.claims],
        [
            (problem.code, problem.severity, problem.cell, problem.found)
            for problem in reading.problems
        ],
    ]


def opened(content: bytes) -> Workbook:
    """A file as one that types into it has it."""
    return load_workbook(io.BytesIO(content))


def saved(book: Workbook) -> bytes:
    """The file of it."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@dataclass
class Sent:
    """A file that a school sent, with problems, and what goes back to it."""

    county: County
    content: bytes
    reading: WorkbookReading
    marked: bytes

    @classmethod
    def of(cls, county: County, content: bytes) -> Sent:
        """The file, read and marked."""
        reading = read(county, content)
        return cls(county, content, reading, marked_workbook(content, reading.problems, SAY))

    @property
    def cells(self) -> set[str]:
        """The cells with problems."""
        return {problem.cell for problem in self.reading.problems if problem.cell}


@pytest.fixture(scope="module")
def county() -> County:
    """The county with the project's own guide."""
    return County.of(Guide.load(SEEDS))


@pytest.fixture(scope="module")
def sent(county: County) -> Sent:
    """A workbook with twelve faults, with a comment, a colour rule and two sheets of her own."""
    book = opened(with_twelve_faults(county)[0])
    sheet = book.worksheets[0]
    faulty = [
        row[ANSWER].coordinate for row in sheet.iter_rows() if row[ANSWER].value in ("也许", "很多")
    ]
    sheet[faulty[0]].comment = Comment("这里我不确定\n请教王老师", "办公室")
    sheet["E7"].comment = Comment("我的批注", "办公室")
    blue = PatternFill(bgColor="0000FF", fill_type="solid")
    sheet.conditional_formatting.add(f"{faulty[1]}:{faulty[1]}", FormulaRule(["TRUE"], fill=blue))  # type: ignore[no-untyped-call]
    notes = book.create_sheet("我的 '笔记' & 其他")
    notes["B2"] = "不要动"
    notes["B2"].comment = Comment("别的表上的批注", "办公室")
    book.create_sheet("藏").sheet_state = "hidden"
    return Sent.of(county, saved(book))


@pytest.fixture(scope="module")
def plain(county: County) -> Sent:
    """A workbook with twelve faults and nothing of her own."""
    return Sent.of(county, with_twelve_faults(county)[0])


@pytest.fixture(scope="module")
def mended(plain: Sent) -> bytes:
    """The marked workbook, with all but its last two errors mended and one warning explained."""
    book = opened(plain.marked)
    answers, problems = book[ANSWERS], book[LIST]
    errors = [item for item in plain.reading.problems if item.severity == "error"]
    for problem in errors[:-2]:
        answers[problem.cell or ""] = {"not-a-flag": "是", "date-impossible": "2024-02-29"}.get(
            problem.code, 0
        )
    row = FIRST_ROW + plain.reading.problems.index(warnings(plain)[0])
    problems.cell(row, AT["reason"]).value = "确实是这样"
    return saved(book)


def warnings(sent: Sent) -> list[Problem]:
    """The warnings of a file."""
    return [problem for problem in sent.reading.problems if problem.severity == "warning"]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """LibreOffice."""
    return Office(tmp_path_factory.mktemp("office"))


@pytest.fixture(scope="module")
def shown(office: Office, sent: Sent, plain: Sent, mended: bytes) -> dict[str, bytes]:
    """How marked files look in LibreOffice, as HTML."""
    files = {"sent": sent.marked, "plain": plain.marked, "mended": mended}
    return office.convert(files, "html")


@pytest.fixture(scope="module")
def resaved(office: Office, sent: Sent, mended: bytes, namesake: bytes) -> dict[str, bytes]:
    """Marked files as LibreOffice saves them again; `computed`: one that held no results.

    Those are computed on opening, as Excel computes all that it opens.
    """
    parts = parts_of(mended)
    name = "xl/worksheets/sheet3.xml"
    parts[name] = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1<v></v>", parts[name])
    files = {"sent": sent.marked, "mended": mended, "namesake": namesake}
    files["computed"] = packed(parts)
    return office.convert(files, "xlsx")


@pytest.fixture(scope="module")
def as_ods(office: Office, plain: Sent, mended: bytes) -> dict[str, bytes]:
    """Files as LibreOffice saves them in its own format."""
    return office.convert({"faults": plain.content, "mended": mended}, "ods")


# The file itself


def test_the_marked_file_says_the_same_and_has_the_same_problems(sent: Sent, plain: Sent) -> None:
    for item in (sent, plain):
        assert len(item.reading.problems) == 12
        assert read(item.county, item.marked) == item.reading


def test_a_guide_that_is_nothing_like_ours_is_marked_too(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    county = County.of(other_guide(tmp_path_factory.mktemp("guide")))
    clerk = Clerk(county.template(SCHOOL, county.answers(SCHOOL)))
    clerk.answer(county.fact("count").fact_id, "很多")
    clerk.answer(county.fact("grade").fact_id, "特优")
    item = Sent.of(county, clerk.save())
    assert len(item.reading.problems) == 2
    assert read(county, item.marked) == item.reading


def test_parts_that_need_no_mark_are_the_same_byte_for_byte(sent: Sent) -> None:
    before, after = parts_of(sent.content), parts_of(sent.marked)
    assert before.keys() <= after.keys()
    changed = {name for name in before if before[name] != after[name]}
    sheet = "xl/worksheets/sheet1.xml"
    comments = {name for name in before if "comment" in name}
    assert changed <= comments | {
        sheet,
        "xl/styles.xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "[Content_Types].xml",
    }
    # The notes on another sheet are among those that are the same.
    assert any(before[name] == after[name] for name in comments)


def test_the_sheet_without_our_additions_is_the_one_she_sent(sent: Sent) -> None:
    name = "xl/worksheets/sheet1.xml"
    before, after = parts_of(sent.content)[name], parts_of(sent.marked)[name]
    end = before.index(b"</sheetData>")
    assert before[:end].replace(b' tabSelected="1"', b"") == after[: after.index(b"</sheetData>")]
    tree = etree.fromstring(after)
    ours = [rule for rule in tree.iter("{*}cfRule") if KEPT_NAME in "".join(rule.itertext())]
    assert len(ours) == len(sent.cells)
    for rule in ours:
        block = rule.getparent()
        assert block is not None
        tree.remove(block)
    for rule in tree.iter("{*}cfRule"):
        rule.set("priority", str(int(rule.get("priority") or 0) - len(ours)))
    assert canonical(etree.tostring(tree)) == canonical(before)


def test_looks_are_added_behind_hers(sent: Sent) -> None:
    before, after = (
        etree.fromstring(parts_of(content)["xl/styles.xml"])
        for content in (sent.content, sent.marked)
    )
    for group in before:
        grown = after.find(str(group.tag))
        assert grown is not None
        pairs = zip(group, grown, strict=False)
        assert all(etree.tostring(one) == etree.tostring(two) for one, two in pairs)
        assert len(grown) >= len(group)


def test_a_file_is_marked_fast(plain: Sent) -> None:
    def seconds() -> float:
        begin = time.perf_counter()
        marked_workbook(plain.content, plain.reading.problems, SAY)
        return time.perf_counter() - begin

    assert min(seconds() for _ in range(5)) < 0.15


# What one sees


def rows_of(content: bytes) -> list[dict[str, object]]:
    """The rows of the list of problems."""
    sheet = opened(content)[LIST]
    return [
        {name: sheet.cell(row, at).value for name, at in AT.items()}
        for row in range(FIRST_ROW, sheet.max_row + 1)
        if sheet.cell(row, AT["mend"]).value
    ]


def test_every_problem_is_listed_with_a_link_to_its_cell(sent: Sent) -> None:
    book = opened(sent.marked)
    assert book.sheetnames[-1] == LIST
    assert book.active is not None
    assert book.active.title == LIST
    assert [sheet.title for sheet in book if sheet.sheet_view.tabSelected] == [LIST]
    sheet = book[LIST]
    rows = rows_of(sent.marked)
    assert len(rows) == len(sent.reading.problems)
    for number, (row, problem) in enumerate(zip(rows, sent.reading.problems, strict=True), 1):
        message = f"problem-{problem.code}"
        assert row["number"] == str(number)
        assert row["severity"] == SAY(f"marking-{problem.severity}")
        assert (row["sheet"], row["cell"]) == (problem.sheet, problem.cell)
        assert (row["found"] or None) == problem.found
        assert row["problem"] == SAY(message, **problem.parameters)
        assert row["expected"] == SAY.attr(message, "expected", **problem.parameters)
        assert row["mend"] == SAY.attr(message, "mend", **problem.parameters)
        link = sheet.cell(HEADER_ROW + number, AT["cell"]).hyperlink
        assert link is not None
        assert link.location == f"'{problem.sheet}'!{problem.cell}"


def test_the_list_is_made_to_be_printed_and_locked_but_for_the_reasons(sent: Sent) -> None:
    sheet = opened(sent.marked)[LIST]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == f"${HEADER_ROW}:${HEADER_ROW}"
    assert sheet.freeze_panes == f"A{FIRST_ROW}"
    assert sheet.protection.sheet
    open_cells = {
        cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked
    }
    letters = column_name(AT["reason"] - 1)
    assert open_cells == {
        f"{letters}{row}"
        for row, problem in enumerate(sent.reading.problems, FIRST_ROW)
        if problem.severity == "warning"
    }


def test_every_cell_with_a_problem_has_a_comment_of_ours_below_hers(sent: Sent) -> None:
    before, after = opened(sent.content), opened(sent.marked)
    hers = {
        cell.coordinate: cell.comment.text
        for row in before[ANSWERS].iter_rows()
        for cell in row
        if cell.comment
    }
    assert len(hers) == 2
    told = {
        cell.coordinate: cell.comment
        for row in after[ANSWERS].iter_rows()
        for cell in row
        if cell.comment
    }
    assert told.keys() == sent.cells | hers.keys()
    for problem in sent.reading.problems:
        assert problem.cell is not None
        comment = told[problem.cell]
        assert comment.text.startswith(hers.get(problem.cell, ""))
        assert SAY(f"problem-{problem.code}", **problem.parameters) in comment.text
        author = "办公室" if problem.cell in hers else SAY("marking-author")
        assert comment.author == author
    others = "我的 '笔记' & 其他"
    assert after[others]["B2"].comment.text == before[others]["B2"].comment.text


def coloured(page: bytes, number: int) -> dict[str, str]:
    """The backgrounds of the cells of a sheet, by its number, in a page that LibreOffice wrote."""
    table = lxml.html.fromstring(page.decode("utf-8")).findall(".//table")[number]
    taken: set[tuple[int, int]] = set()
    found: dict[str, str] = {}
    for row, line in enumerate(table.iter("tr")):
        column = 0
        for cell in line.iter("td"):
            while (row, column) in taken:
                column += 1
            high, wide = int(cell.get("rowspan") or 1), int(cell.get("colspan") or 1)
            taken |= {(row + y, column + x) for y in range(high) for x in range(wide)}
            if cell.get("bgcolor"):
                found[f"{column_name(column)}{row + 1}"] = str(cell.get("bgcolor"))
    return found


def problem_colours(page: bytes) -> dict[str, str]:
    """The cells of the first sheet that are coloured as an error's or a warning's."""
    template_colours = {"#FFFBE8", "#EEF2F6", "#2F4B6E", "#ECEEF0"}
    return {
        cell: colour
        for cell, colour in coloured(page, 0).items()
        if colour.upper() not in template_colours
    }


@pytest.mark.parametrize("name", ["sent", "plain"])
def test_libreoffice_colours_the_cells_with_problems_and_no_others(
    shown: dict[str, bytes], sent: Sent, plain: Sent, name: str
) -> None:
    item = {"sent": sent, "plain": plain}[name]
    colours = problem_colours(shown[name])
    # A formula that was never computed turns out as an error, which is coloured all the same.
    assert colours.keys() == item.cells
    for problem in item.reading.problems:
        assert problem.cell is not None
        is_red = colours[problem.cell].upper() == f"#{ERROR_FILL}"
        assert is_red == (problem.severity == "error")


def test_a_colour_goes_when_its_cell_is_mended_or_explained(
    shown: dict[str, bytes], plain: Sent
) -> None:
    errors = [item for item in plain.reading.problems if item.severity == "error"]
    left = {problem.cell for problem in [*errors[-2:], *warnings(plain)[1:]]}
    assert problem_colours(shown["mended"]).keys() == left


def test_an_error_and_a_warning_differ_by_more_than_colour(plain: Sent) -> None:
    styles = etree.fromstring(parts_of(plain.marked)["xl/styles.xml"])
    looks = {}
    for dxf in styles.iter("{*}dxf"):
        text = etree.tostring(dxf).decode()
        looks[
            ERROR_FILL if ERROR_FILL in text else WARNING_FILL if WARNING_FILL in text else ""
        ] = (
            "solid" in text,
            "dashed" in text,
            '<b val="0"' in text,
        )
    assert looks[ERROR_FILL] == (True, False, False)
    assert looks[WARNING_FILL] == (False, True, True)


def test_the_states_are_counted_by_the_spreadsheet(resaved: dict[str, bytes]) -> None:
    computed = load_workbook(io.BytesIO(resaved["computed"]), data_only=True)[LIST]
    states = [computed.cell(row, AT["state"]).value for row in range(FIRST_ROW, FIRST_ROW + 12)]
    assert states.count(SAY("marking-state-error")) == 2
    assert states.count(SAY("marking-state-warning")) == 1
    assert states.count(SAY("marking-state-explained")) == 1
    assert states.count(SAY("marking-state-mended")) == 8
    assert computed["A2"].value == SAY("marking-left", errors="2", warnings="1")


def test_the_box_of_a_comment_is_as_large_as_its_text_whatever_the_columns() -> None:
    book = opened(of_cells({"A1": "x"}))
    sheet = book.worksheets[0]
    sheet.column_dimensions["B"].width = 100
    sheet.row_dimensions[1].height = 10
    problem = Problem("not-a-count", sheet="表", cell="A1")
    vml = parts_of(marked_workbook(saved(book), [problem], SAY))["xl/drawings/vmlDrawing1.vml"]
    anchor = re.search(rb"<x:Anchor>([0-9, ]+)</x:Anchor>", vml)
    assert anchor is not None
    left, left_in, top, top_in, right, right_in, bottom, bottom_in = map(int, anchor[1].split(b","))
    assert (left, right, right_in - left_in) == (1, 1, 300)
    height = sum({0: 13}.get(row, 20) for row in range(top, bottom)) + bottom_in - top_in
    lines = 4
    assert lines * 15 < height < lines * 30


# There and back


def traces(content: bytes) -> set[tuple[str, str]]:
    """Where anything of ours is left. (A program keeps its list of texts till it saves again.)"""
    signs = [KEPT_NAME, "duibiao", *(words(name)("marking-begin") for name in LANGUAGES)]
    return {
        (name, sign)
        for name, part in parts_of(content).items()
        for sign in signs
        if sign.encode() in part and "sharedStrings" not in name
    }


def test_without_problems_all_marks_are_taken_away(sent: Sent) -> None:
    cleaned = marked_workbook(sent.marked, [], SAY)
    assert traces(sent.marked)
    assert traces(cleaned) == set()
    before, after = parts_of(sent.content), parts_of(cleaned)
    assert before.keys() == after.keys()
    for name in before.keys() - {"xl/styles.xml", "[Content_Types].xml"}:
        if name.endswith(".vml"):
            assert before[name] == after[name]
        else:
            assert canonical(before[name]) == canonical(after[name]), name


def test_marked_twice_is_marked_once(sent: Sent) -> None:
    again = marked_workbook(sent.marked, sent.reading.problems, SAY)
    one, two = parts_of(sent.marked), parts_of(again)
    assert one.keys() == two.keys()
    differing = {name for name in one if one[name] != two[name]}
    assert {name for name in differing if canonical(one[name]) != canonical(two[name])} == set()


def test_marks_in_another_language_are_taken_away_too(sent: Sent) -> None:
    english = marked_workbook(sent.content, sent.reading.problems, words("en"))
    assert read(sent.county, english) == sent.reading
    assert traces(marked_workbook(english, [], SAY)) == set()
    assert opened(english).sheetnames[-1] == words("en")("workbook-sheet-problems")


def test_after_libreoffice_saved_it_the_marks_are_taken_away_whole(
    resaved: dict[str, bytes], sent: Sent
) -> None:
    cleaned = marked_workbook(resaved["sent"], [], SAY)
    assert traces(resaved["sent"])
    assert traces(cleaned) == set()
    book = opened(cleaned)
    assert book.sheetnames == opened(sent.content).sheetnames
    comments = [
        cell.comment.text for row in book[ANSWERS].iter_rows() for cell in row if cell.comment
    ]
    assert sorted(text.strip() for text in comments) == ["我的批注", "这里我不确定\n请教王老师"]


def test_mended_and_sent_again_only_what_is_left_is_marked(
    resaved: dict[str, bytes], mended: bytes, plain: Sent
) -> None:
    for content in (mended, resaved["mended"]):
        reading = read(plain.county, content)
        again = marked_workbook(content, reading.problems, SAY)
        left = {problem.cell for problem in reading.problems}
        assert 0 < len(left) < 12
        sheet = opened(again)[ANSWERS]
        with_comments = {
            cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment
        }
        explained = {warnings(plain)[0].cell}
        assert with_comments == left - explained
        assert len(rows_of(again)) == len(reading.problems)
        assert opened(again).sheetnames.count(LIST) == 1


# Confirming


def test_a_warning_is_confirmed_by_a_word_of_reason_which_stays_in_the_file(
    mended: bytes, resaved: dict[str, bytes], as_ods: dict[str, bytes], plain: Sent
) -> None:
    warning = warnings(plain)[0]
    expected = [Confirmation(warning.subject, "确实是这样")]
    for content in (mended, resaved["mended"], as_ods["mended"]):
        assert read_confirmations(open_spreadsheet(content)) == expected
        problems = confirmed(plain.reading.problems, expected)
        again = marked_workbook(content, problems, SAY)
        assert read_confirmations(open_spreadsheet(again)) == expected
        reasons = [row["reason"] for row in rows_of(again) if row["reason"]]
        assert reasons == ["确实是这样"]


@pytest.mark.parametrize("reason", ["", "  ", "无", "/", "不适用", None])
def test_a_reason_that_says_nothing_confirms_nothing(plain: Sent, reason: str | None) -> None:
    book = opened(plain.marked)
    for row in range(FIRST_ROW, FIRST_ROW + 12):
        book[LIST].cell(row, AT["reason"]).value = reason
    assert read_confirmations(open_spreadsheet(saved(book))) == []


def test_only_a_warning_can_be_confirmed_and_only_while_its_cell_says_the_same() -> None:
    warning = Problem("left-empty", "warning", "填报", "G7", fact_id="x", found="1")
    error = Problem("not-a-count", "error", "填报", "G8", fact_id="y", found="2")
    reasons = [Confirmation(warning.subject, "真的"), Confirmation(error.subject, "真的")]
    assert confirmed([warning, error], reasons) == [replace(warning, confirmation="真的"), error]
    moved = replace(warning, sheet="Sheet1", cell="K9")
    assert confirmed([moved], reasons) == [replace(moved, confirmation="真的")]
    changed = replace(warning, found="3")
    assert confirmed([changed], reasons) == [changed]


def test_a_list_that_was_tampered_with_confirms_nothing_and_raises_nothing() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet(LIST)
        sheet.write(0, 0, "duibiao-subject")
        sheet.write(0, 1, SAY("marking-header-reason"))
        for row, text in enumerate(("[1,2,3]", "{}", "[" * 5000, '["a"]', "null", "", "x"), 1):
            sheet.write_string(row, 0, text)
            sheet.write_string(row, 1, "因为")
        sheet.write_string(8, 0, '["a",null,null]')
        sheet.write_string(8, 1, "因" * 5000)
    (confirmation,) = read_confirmations(open_spreadsheet(out.getvalue()))
    assert confirmation.subject == ("a", None, None)
    assert len(confirmation.reason) == 200


# Cells of every kind


def of_cells(values: Mapping[str, object]) -> bytes:
    """A workbook with one sheet of these cells."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "表"
    for cell, value in values.items():
        sheet[cell] = value  # type: ignore[assignment]
    return saved(book)


def kept_formulas(content: bytes, address: str) -> list[str]:
    """The rules that colour a cell."""
    rules = opened(content).worksheets[0].conditional_formatting
    return [
        rule.formula[0]
        for block in rules
        if address in str(block.sqref).split()
        for rule in block.rules
    ]


DANGEROUS = [
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1",
    CHINESE_AND_MORE,
]


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_text_becomes_a_formula(text: str) -> None:
    problem = Problem("not-a-count", "warning", "表", "B2", found=text, confirmation=text)
    item = Understood("f", text, text, "unit", "表", "B2")
    marked = marked_workbook(of_cells({"B2": "x"}), [problem], SAY, [item])
    xml = parts_of(marked)["xl/worksheets/sheet2.xml"]
    for formula in etree.fromstring(xml).iter("{*}f"):
        assert re.fullmatch(r"IF\(.*", formula.text or "")
    book = opened(marked)
    for row in book[LIST].iter_rows():
        for cell in row:
            if cell.data_type != "f" and cell.value is not None:
                assert cell.data_type == "s"
                assert cell.quotePrefix or cell.column > len(COLUMNS)
    if text.isprintable():
        assert read_confirmations(open_spreadsheet(marked)) == [Confirmation(problem.subject, text)]


def test_several_problems_of_a_cell_make_one_mark_and_a_merged_block_is_marked_at_its_head() -> (
    None
):
    book = opened(of_cells({"B2": "x", "D4": 5}))
    book.worksheets[0].merge_cells("D4:E6")
    problems = [
        Problem("above-fixed-base", "warning", "表", "B2", parameters={"label": "甲", "base": "3"}),
        Problem("not-a-count", "error", "表", "B2", found="x"),
        Problem("not-a-flag", "warning", "表", "E6", found="5"),
    ]
    marked = marked_workbook(saved(book), problems, SAY)
    sheet = opened(marked).worksheets[0]
    assert {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment} == {
        "B2",
        "D4",
    }
    assert sheet["B2"].comment.text.count(SAY("marking-begin")) == 1
    assert len(kept_formulas(marked, "B2")) == len(kept_formulas(marked, "D4")) == 1
    assert "AND" not in kept_formulas(marked, "B2")[0]
    link = opened(marked)[LIST].cell(FIRST_ROW + 2, AT["cell"]).hyperlink
    assert link is not None
    assert link.location == "'表'!D4"


def test_problems_of_a_sheet_or_of_nothing_are_listed_without_a_link() -> None:
    problems = [
        Problem("macros-ignored", "warning"),
        Problem("column-missing", sheet="表", parameters={"header": "代码"}),
        Problem("not-a-count", sheet="没有这张表", cell="B2"),
        Problem("not-a-count", sheet="表", cell="ZZZZ1"),
        Problem("not-a-count", sheet="表", cell="XFE1"),
        Problem("not-a-count", sheet="表", cell="A1048577"),
    ]
    marked = marked_workbook(of_cells({"B2": "x"}), problems, SAY)
    book = opened(marked)
    assert len(rows_of(marked)) == len(problems)
    assert all(cell.hyperlink is None for row in book[LIST].iter_rows() for cell in row)
    assert len(book.worksheets[0].conditional_formatting) == 0
    last = marked_workbook(
        of_cells({"B2": "x"}), [Problem("not-a-count", sheet="表", cell="XFD1048576")], SAY
    )
    assert kept_formulas(last, "XFD1048576")


def test_a_cell_that_one_cannot_see_is_said_to_be_hidden() -> None:
    book = opened(of_cells({"A1": "x", "B2": "x", "C3": "x"}))
    sheet = book.worksheets[0]
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["C"].hidden = True
    book.create_sheet("藏").sheet_state = "hidden"
    cells = [("表", "A1"), ("表", "B2"), ("表", "C3"), ("藏", "A1")]
    problems = [Problem("not-a-count", sheet=name, cell=cell) for name, cell in cells]
    rows = rows_of(marked_workbook(saved(book), problems, SAY))
    mend = SAY.attr("problem-not-a-count", "mend")
    assert [row["mend"] for row in rows] == [mend, *[SAY("marking-hidden", mend=mend)] * 3]


def test_what_was_understood_is_told_below_and_needs_nothing(county: County) -> None:
    content = of_cells({"B2": "二十次", "B3": "有"})
    items = [
        Understood("a", "二十次", "20", "unit", "表", "B2"),
        Understood("b", "有", "yes", "unit", "表", "B3"),
    ]
    marked = marked_workbook(content, [], SAY, items)
    sheet = opened(marked)[LIST]
    texts = {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value}
    assert {
        SAY("marking-none"),
        "二十次",
        "20",
        SAY("workbook-yes"),
        SAY("value-note-unit"),
    } <= texts
    assert {
        cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink
    } == {
        "'表'!B2",
        "'表'!B3",
    }
    assert len(opened(marked).worksheets[0].conditional_formatting) == 0


def test_more_problems_than_one_reads_are_counted() -> None:
    problems = [
        Problem("not-a-count", "error", "表", f"A{row}", found="x") for row in range(1, 2101)
    ]
    begin = time.perf_counter()
    marked = marked_workbook(of_cells({f"A{row}": "x" for row in range(1, 2101)}), problems, SAY)
    assert time.perf_counter() - begin < 5
    assert len(rows_of(marked)) == 2000
    last = opened(marked)[LIST].cell(FIRST_ROW + 2000, 1).value
    assert last == SAY("marking-more", count="100")


# Files as programs write them


def test_files_of_other_kinds_come_back_as_xlsx_with_the_same_problems(
    office: Office, as_ods: dict[str, bytes], county: County, plain: Sent
) -> None:
    saved_as = {
        kind: office.convert({"faults": plain.content}, kind)["faults"]
        for kind in ("xls", "csv-gb18030")
    }
    for kind, content in {**saved_as, "ods": as_ods["faults"]}.items():
        reading = read(county, content)
        assert len(reading.problems) == 12
        marked = marked_workbook(content, reading.problems, SAY)
        assert said(read(county, marked)) == said(reading), kind
        sheet = opened(marked).worksheets[0]
        commented = {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment}
        assert commented == {problem.cell for problem in reading.problems}
        assert marked_suffix(marked) == ".xlsx"


def prefixed(xml: bytes) -> bytes:
    """A sheet's XML with a prefix before all of its names."""
    return re.sub(rb"<(/?)(?=[A-Za-z])", rb"<\1x:", xml).replace(b"xmlns=", b"xmlns:x=")


def without_addresses(xml: bytes) -> bytes:
    """A sheet's XML without the addresses that rows and cells may leave out."""
    return re.sub(rb'<(c|row) r="[A-Z]*[0-9]+"', rb"<\1", xml)


def strict(xml: bytes) -> bytes:
    """A part as Excel writes it in its strict format."""
    for loose_name, strict_name in STRICT_NAMES:
        xml = xml.replace(loose_name, strict_name)
    return xml


def loose(xml: bytes) -> bytes:
    """A part in the usual format again."""
    for loose_name, strict_name in STRICT_NAMES:
        xml = xml.replace(strict_name, loose_name)
    return xml


STRICT_NAMES = [
    (
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    ),
    (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
    ),
]


def single_quoted(xml: bytes) -> bytes:
    """A part with its attributes in single quotes."""
    return re.sub(rb'="([^"\'<>]*)"', rb"='\1'", xml)


WAYS: list[tuple[Callable[[bytes], bytes], Sequence[str]]] = [
    (prefixed, ["xl/worksheets/sheet1.xml"]),
    (without_addresses, ["xl/worksheets/sheet1.xml"]),
    (single_quoted, ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"]),
    (strict, []),
]


@pytest.mark.parametrize(("way", "names"), WAYS, ids=[way.__name__ for way, _ in WAYS])
def test_whatever_program_wrote_the_parts_they_are_marked(
    way: Callable[[bytes], bytes], names: Sequence[str]
) -> None:
    content = of_cells({"A1": "甲", "B1": 12, "A2": "x", "B2": True, "C3": "=1+1"})
    parts = parts_of(content)
    parts = {
        name: way(part) if name in names or not names else part for name, part in parts.items()
    }
    problems = [Problem("not-a-count", "error", "表", cell) for cell in ("A1", "B2", "C3", "E5")]
    marked = marked_workbook(packed(parts), problems, SAY)
    sheet = opened(packed({name: loose(part) for name, part in parts_of(marked).items()}))[LIST]
    kept = [sheet.cell(FIRST_ROW + at, len(COLUMNS) + 2).value for at in range(4)]
    assert kept == ["甲", True, None, None]
    cleaned = parts_of(marked_workbook(marked, [], SAY))
    name = "xl/worksheets/sheet1.xml"
    assert canonical(cleaned[name]) == canonical(parts[name])


def test_a_file_without_styles_is_given_some() -> None:
    parts = parts_of(of_cells({"A1": "x"}))
    del parts["xl/styles.xml"]
    for name in ("xl/_rels/workbook.xml.rels", "[Content_Types].xml"):
        parts[name] = re.sub(rb"<(?:Relationship|Override) [^>]*styles[^>]*/>", b"", parts[name])
    marked = marked_workbook(packed(parts), [Problem("not-a-count", sheet="表", cell="A1")], SAY)
    assert len(rows_of(marked)) == 1
    assert kept_formulas(marked, "A1")


def test_macros_and_unknown_parts_go_back_as_they_came_and_are_not_run() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_vba_project(io.BytesIO(b"not really macros"), is_stream=True)
        sheet = book.add_worksheet("表")
        sheet.write("A1", "x")
        sheet.insert_button("C3", {"macro": "run", "caption": "按"})
        sheet.insert_image("E5", "点.png", {"image_data": io.BytesIO(one_dot())})
    content = out.getvalue()
    marked = marked_workbook(content, [Problem("not-a-count", sheet="表", cell="A1")], SAY)
    before, after = parts_of(content), parts_of(marked)
    assert marked_suffix(marked) == ".xlsm"
    for name in ("xl/vbaProject.bin", "xl/media/image1.png", "xl/drawings/drawing1.xml"):
        assert before[name] == after[name]
    # Buttons and comments share one drawing.
    vml = "xl/drawings/vmlDrawing1.vml"
    assert after[vml].startswith(before[vml][: before[vml].rindex(b"</xml>")])
    assert opened(marked).worksheets[0]["A1"].comment is not None
    cleaned = parts_of(marked_workbook(marked, [], SAY))
    assert b'ObjectType="Button"' in cleaned[vml]
    assert b'ObjectType="Note"' not in cleaned[vml]


def one_dot() -> bytes:
    """A picture."""
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (1, 1)).save(out, "png")
    return out.getvalue()


def test_a_conversation_kept_elsewhere_is_left_alone() -> None:
    book = opened(of_cells({"A1": "x"}))
    book.worksheets[0]["A1"].comment = Comment("[Threaded comment]", "tc={1}")
    content = saved(book)
    marked = marked_workbook(content, [Problem("not-a-count", sheet="表", cell="A1")], SAY)
    assert opened(marked).worksheets[0]["A1"].comment.text == "[Threaded comment]"
    assert kept_formulas(marked, "A1")


@pytest.fixture(scope="module")
def namesake() -> bytes:
    """A marked file with a sheet of hers that is called as ours."""
    book = opened(of_cells({"A1": "x"}))
    book.create_sheet(LIST)["A1"] = "我自己列的"
    return marked_workbook(saved(book), [Problem("not-a-count", sheet="表", cell="A1")], SAY)


def test_a_sheet_of_hers_that_is_called_as_ours_stays(
    namesake: bytes, resaved: dict[str, bytes]
) -> None:
    for content in (namesake, resaved["namesake"]):
        assert opened(content).sheetnames == ["表", LIST, f"{LIST} 2"]
        cleaned = opened(marked_workbook(content, [], SAY))
        assert cleaned.sheetnames == ["表", LIST]
        assert cleaned[LIST]["A1"].value == "我自己列的"


def test_moved_and_renamed_our_sheet_is_found_and_hers_keep_their_print_titles() -> None:
    book = opened(of_cells({"A1": "x"}))
    book.create_sheet("二").print_title_rows = "2:2"
    marked = opened(
        marked_workbook(saved(book), [Problem("not-a-count", sheet="表", cell="A1")], SAY)
    )
    marked.move_sheet(LIST, -2)
    cleaned = opened(marked_workbook(saved(marked), [], SAY))
    assert cleaned.sheetnames == ["表", "二"]
    assert cleaned["二"].print_title_rows == "$2:$2"
    assert traces(saved(cleaned)) == set()


# Files that cannot be marked


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """A file with one of its parts replaced."""
    return packed(parts_of(content) | {name: part})


ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE worksheet [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;">'
    b'<!ENTITY c SYSTEM "file:///etc/hostname">]>'
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    b'<row r="1"><c r="A1" t="inlineStr"><is><t>&b;&c;</t></is></c></row></sheetData></worksheet>'
)


def test_a_file_whose_parts_cannot_be_edited_is_refused_by_name() -> None:
    content = of_cells({"A1": "x"})
    sheet = "xl/worksheets/sheet1.xml"
    broken = {
        "declares entities": with_part(content, sheet, ENTITIES),
        "no XML": with_part(content, sheet, b"\xff\xfe<\0w\0"),
        "half a sheet": with_part(content, sheet, parts_of(content)[sheet][:-40]),
        "no sheet": with_part(content, sheet, b"<chart/>"),
        "no list of sheets": with_part(content, "xl/workbook.xml", b"<workbook/>"),
        "damaged": content[: len(content) // 2],
        "a picture": one_dot(),
        "an empty file": b"",
        "words": "没有表格".encode() * 3 + b"\0\1\2",
    }
    problem = Problem("not-a-count", sheet="表", cell="A1")
    for name, file in broken.items():
        with pytest.raises(SpreadsheetFault) as fault:
            marked_workbook(file, [problem], SAY)
        assert SAY(f"problem-{fault.value.code}", **fault.value.parameters), name
        if not name.startswith(("damaged", "a ", "an ", "words")):
            assert fault.value.code == "file-cannot-be-marked", name


def test_a_child_process_marks_as_this_one_does(plain: Sent) -> None:
    with Confined(1) as children:
        marked = children.call(
            marked_in_language, plain.content, plain.reading.problems, SAY.language
        )
        with pytest.raises(SpreadsheetFault, match="file-cannot-be-marked"):
            bad = with_part(plain.content, "xl/worksheets/sheet1.xml", ENTITIES)
            children.call(marked_in_language, bad, plain.reading.problems, SAY.language)
    assert parts_of(marked) == parts_of(plain.marked)


def test_every_damage_to_a_file_ends_in_a_file_or_a_named_fault(plain: Sent) -> None:
    """Bytes are cut out or turned over here and there, within the parts and around them."""
    parts = parts_of(plain.content)
    problems = plain.reading.problems
    for number, name in enumerate(parts):
        part = bytearray(parts[name])
        for step in range(1, 6):
            at = (len(part) * step) // 7 + number
            if at < len(part):
                part[at] ^= 0x15
            try:
                marked_workbook(with_part(plain.content, name, bytes(part)), problems, SAY)
            except SpreadsheetFault as fault:
                assert SAY(f"problem-{fault.code}", **fault.parameters)


def test_a_sheet_is_cut_behind_its_cells_and_put_together_again() -> None:
    xml = (
        b'<?xml version="1.0"?><worksheet xmlns="urn:a" x=">"><sheetViews><sheetView '
        b'tabSelected="1" workbookViewId="0"/></sheetViews><sheetData/></worksheet>'
    )
    sheet = SheetXml(xml)
    assert sheet.is_selected
    assert bytes(sheet) == xml
    assert len(sheet.tail) == 0
    assert canonical(bytes(sheet)) == canonical(xml)
    sheet.select(is_selected=False)
    assert not sheet.is_selected
    sheet.select(is_selected=True)
    assert canonical(bytes(sheet)) == canonical(xml)
    assert (cell_of("$B$2"), cell_of("XFD1048576"), cell_of("a1"), cell_of("A0")) == (
        (1, 1),
        (1_048_575, 16_383),
        None,
        None,
    )
