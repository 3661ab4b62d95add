"""The tables of a Word document are read as sheets, and nothing else of it is looked at."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import docx
import pytest

from duibiao.spreadsheets.confined import Confined, for_files
from duibiao.spreadsheets.extraction import open_confined
from duibiao.spreadsheets.grids import BehindBlank, Spreadsheet, SpreadsheetFault
from duibiao.spreadsheets.spreadsheet import open_spreadsheet
from duibiao.spreadsheets.word_document import DOCUMENT

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@pytest.fixture(scope="module")
def children() -> Iterator[Confined]:
    """One child for all of these."""
    with for_files(1) as made:
        yield made


def opened(content: bytes, children: Confined) -> Spreadsheet:
    """A document in a child process, as strangers' documents are opened."""
    return open_confined(content, children, with_documents=True)


def rows_of(spreadsheet: Spreadsheet, position: int = 0) -> list[tuple[str | None, ...]]:
    grid = spreadsheet.grid(position)
    return grid.rows(0, grid.height)


def package(document: str | bytes) -> bytes:
    """A document whose part with the text is this."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(DOCUMENT, document)
    return out.getvalue()


def body(inside: str) -> str:
    return f'<w:document xmlns:w="{WORD}"><w:body>{inside}</w:body></w:document>'


def cell(text: str, properties: str = "") -> str:
    run = f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{run}</w:tc>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def test_tables_are_sheets_under_the_paragraphs_before_them(children: Confined) -> None:
    document = docx.Document()
    document.add_paragraph("评分表")
    first = document.add_table(rows=3, cols=3)
    for row in range(3):
        for column in range(3):
            first.cell(row, column).text = f"{row}{column}"
    first.cell(1, 0).merge(first.cell(2, 0)).text = "高"
    first.cell(0, 1).merge(first.cell(0, 2)).text = "宽"
    document.add_paragraph("续表")
    document.add_table(rows=1, cols=1).cell(0, 0).text = "第一行\n第二行"
    out = io.BytesIO()
    document.save(out)
    found = opened(out.getvalue(), children)
    assert rows_of(found) == [
        ("评分表", None, None),
        ("00", "宽", None),
        ("高", "11", "12"),
        (None, "21", "22"),
    ]
    assert found.grid(0).behind(0, {3}) == {3: BehindBlank("merged", 2)}
    assert rows_of(found, 1) == [("续表",), ("第一行\n第二行",)]


def test_texts_that_are_gone_or_instructions_are_not_read(children: Confined) -> None:
    kept = (
        "<w:ins><w:r><w:t>新</w:t></w:r></w:ins><w:sdt><w:sdtContent><w:r><w:t>控</w:t></w:r>"
        "</w:sdtContent></w:sdt><w:del><w:r><w:delText>旧</w:delText></w:r></w:del>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r>"
    )
    inside = f"<w:tc><w:p>{kept}</w:p>{table(cell('内'))}<w:p/></w:tc>"
    assert rows_of(opened(package(body(table(inside))), children)) == [("新控\n内",)]


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (body("<w:p><w:r><w:t>没有表</w:t></w:r></w:p>"), "document-without-table"),
        ('<!DOCTYPE w [<!ENTITY e "x">]>' + body(table(cell("&e;"))), "file-unreadable"),
        (body(table(cell("&e;"))), "file-unreadable"),
        (body("<w:tbl>"), "file-unreadable"),
        (b"\xff\xfe" + body(table(cell("x"))).encode("utf-16-le"), "file-unreadable"),
        (body(table(cell("x", '<w:gridSpan w:val="999999999"/>') * 40)), "file-too-many-rows"),
        (body(table(*[cell("x")] * 20_001)), "file-too-many-rows"),
    ],
    ids=["no table", "declared", "undeclared", "cut", "utf-16", "wide", "high"],
)
def test_a_hostile_document_is_refused_by_name(
    children: Confined, document: str | bytes, code: str
) -> None:
    with pytest.raises(SpreadsheetFault) as told:
        rows_of(opened(package(document), children))
    assert told.value.code == code


def test_a_bomb_is_refused_before_it_is_unpacked(children: Confined) -> None:
    bomb = body(table(cell("x"))).encode() + b" " * 160_000_000
    with pytest.raises(SpreadsheetFault) as told:
        opened(package(bomb), children)
    assert told.value.code == "file-unpacks-too-large"


def test_where_a_spreadsheet_is_asked_for_no_document_will_do() -> None:
    with pytest.raises(SpreadsheetFault) as told:
        open_spreadsheet(package(body(table(cell("x")))))
    assert told.value.code == "file-not-a-spreadsheet"
