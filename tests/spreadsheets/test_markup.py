"""Tables that are written with tags and named .xls: read as a spreadsheet program shows them."""

from __future__ import annotations

import pytest

from duibiao.guide.editions import Guide
from duibiao.records.settings import SEEDS
from duibiao.spreadsheets.grids import BehindBlank, Grid, SpreadsheetFault
from duibiao.spreadsheets.spreadsheet import open_spreadsheet
from tests.counties.workbook_county import SCHOOL, County, read_workbook
from tests.office import Office


@pytest.fixture(scope="module")
def county() -> County:
    """The county with the project's own guide."""
    return County.of(Guide.load(SEEDS))


def rows(grid: Grid) -> list[list[str | None]]:
    """The texts of a sheet, row by row."""
    return [list(row) for row in grid.rows(0, grid.height)]


def only_sheet(content: bytes) -> Grid:
    """The sheet of a file that has one."""
    opened = open_spreadsheet(content)
    assert len(opened.sheet_names) == 1
    return opened.grid(0)


# ------------------------------------------------------------------ HTML

WEB_EXPORT = """<HTML xmlns:x="urn:schemas-microsoft-com:office:excel"><HEAD>
<META http-equiv=Content-Type content="text/html; charset={charset}">
<style>td {{mso-number-format:"\\@"}} table</style></HEAD><BODY>
<TABLE border=1>
<TR><TH>代码<TH>填报值<TH>备注
<TR><TD>1-1<TD>&nbsp;12 <TD>甲<BR>
  乙&amp;丙
<TR><TD>1-2</TD><TD></TD><TD><P>一</P><P>二</P></TD></TR>
</TABLE></BODY></HTML>"""


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [("gb2312", "gb18030"), ("GBK", "gb18030"), ("utf-8", "utf-8"), ("big5", "gb18030")],
)
def test_a_web_systems_table_is_read_by_the_charset_it_is_in(charset: str, encoding: str) -> None:
    content = WEB_EXPORT.format(charset=charset).encode(encoding)
    if charset == "big5":  # named wrongly, but it is none
        content = content.replace(b"big5", b"nonsense")
    assert rows(only_sheet(content)) == [
        ["代码", "填报值", "备注"],
        ["1-1", "12", "甲\n乙&丙"],
        ["1-2", None, "一\n二"],
    ]


def test_a_page_in_big5_is_read_as_such() -> None:
    page = "<meta charset=big5><table><tr><td>學校名稱</td></tr></table>"
    assert rows(only_sheet(page.encode("big5"))) == [["學校名稱"]]


def test_cells_that_span_others_stand_where_a_browser_shows_them() -> None:
    grid = only_sheet(
        b"""<table><tr><td rowspan=2>a</td><td colspan=2>b</td><td>c</td></tr>
        <tr><td>d</td><td>e</td><td rowspan="3">f</td></tr><tr><td>g<td>h<td>i</tr></table>"""
    )
    assert rows(grid) == [
        ["a", "b", None, "c"],
        [None, "d", "e", "f"],
        ["g", "h", "i", None],
    ]
    assert grid.behind(0, [1]) == {1: BehindBlank("merged", 0)}
    assert grid.behind(3, [2]) == {2: BehindBlank("merged", 1)}
    assert grid.behind(2, [0]) == {}
    assert grid.address(1, 3) == "D2"


def test_tables_stand_below_one_another_as_excel_shows_them() -> None:
    grid = only_sheet(
        b"<table><tr><td>a</td></tr></table>text<table><tr><td>b</td><td>c</td></tr></table>"
        b"<table><tr><td><table><tr><td rowspan=2>in</td></tr><tr><td>x</td></tr></table>"
    )
    assert rows(grid)[:4] == [["a", None], ["b", "c"], ["in", None], [None, "x"]]
    assert grid.behind(0, [3]) == {3: BehindBlank("merged", 2)}


def test_a_page_without_a_table_is_no_spreadsheet() -> None:
    for page in (b"<html><p>login</p></html>", b"<svg/>", b"<?xml version='1.0'?><a/>", b"<"):
        with pytest.raises(SpreadsheetFault, match="file-not-a-spreadsheet"):
            open_spreadsheet(page)


def test_a_workbook_saved_as_a_page_is_read_sheet_by_sheet(
    county: County, tmp_path_factory: pytest.TempPathFactory
) -> None:
    content = county.template(SCHOOL, county.answers(SCHOOL))
    page = Office(tmp_path_factory.mktemp("office")).convert({"book": content}, "html")["book"]
    assert open_spreadsheet(page).sheet_names == open_spreadsheet(content).sheet_names
    reading = read_workbook(page, "book.xls", county.guide, county.register)
    assert reading.problems == []
    assert {answer.fact_id: answer.value for answer in reading.answers} == county.answers(SCHOOL)
    as_sent = read_workbook(content, "book.xlsx", county.guide, county.register)
    assert [one.cell for one in reading.answers] == [one.cell for one in as_sent.answers]


# ------------------------------------------------------------------ Excel 2003 XML

XML_2003 = """<?xml version="1.0"?>
<?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:o="urn:schemas-microsoft-com:office:office"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:html="http://www.w3.org/TR/REC-html40">
 <o:DocumentProperties><o:Author>x</o:Author></o:DocumentProperties>
 <Worksheet ss:Name="填报"><Table ss:ExpandedColumnCount="5">
  <Row ss:Height="20"><Cell><Data ss:Type="String">代码</Data></Cell>
   <Cell ss:Index="3" ss:MergeDown="1"><Data ss:Type="String">值</Data></Cell></Row>
  <Row><Cell><Data ss:Type="Number">0.95</Data></Cell></Row>
  <Row ss:Index="4" ss:Span="1"/>
  <Row><Cell ss:MergeAcross="1"><Data ss:Type="DateTime">2024-03-01T00:00:00.000</Data></Cell>
   <Cell><Data ss:Type="Boolean">1</Data></Cell>
   <Cell ss:Formula="=1/0"><Data ss:Type="Error">#DIV/0!</Data></Cell>
   <Cell ss:Formula="=1+1"/>
   <Cell><ss:Data ss:Type="String"><html:B>粗</html:B>体</ss:Data></Cell></Row>
 </Table></Worksheet>
 <Worksheet ss:Name="空"><Table/></Worksheet>
</Workbook>"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_excel_2003_xml_is_read_with_its_places_and_types(encoding: str) -> None:
    opened = open_spreadsheet(XML_2003.encode(encoding))
    assert opened.sheet_names == ["填报", "空"]
    grid = opened.grid(0)
    assert rows(grid) == [
        ["代码", None, "值", None, None, None],
        ["0.95", None, None, None, None, None],
        [None] * 6,
        [None] * 6,
        [None] * 6,
        ["2024-03-01 00:00:00", None, "true", "#DIV/0!", None, "粗体"],
    ]
    assert grid.behind(2, [1, 2]) == {1: BehindBlank("merged", 0)}
    assert grid.behind(4, [5]) == {5: BehindBlank("no_value")}
    assert rows(opened.grid(1)) == []


def test_excel_2003_xml_that_is_damaged_is_refused() -> None:
    content = XML_2003.encode()
    for damaged in (content[:-20], content.replace(b"</Row>", b""), b"\xff" + content):
        with pytest.raises(SpreadsheetFault):
            open_spreadsheet(damaged)
