"""Files that are no workbook, or damaged, or hostile: refused by name, never an exception."""

from __future__ import annotations

import io
import logging
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from duibiao.guide.editions import Guide
from duibiao.records.model import WorkbookReading
from duibiao.records.settings import SEEDS
from duibiao.spreadsheets.grids import LARGEST_FILE, BehindBlank, column_name, column_number
from duibiao.spreadsheets.spreadsheet import open_spreadsheet
from duibiao.words import LANGUAGES, words
from tests.counties.workbook_county import SCHOOL, County, read_workbook
from tests.office import Office
from tests.spreadsheets.hostile_files import ODS_CELL, ods_rows

ENCRYPTED = Path(__file__).parent / "files" / "encrypted.xlsx"
"""A workbook that msoffcrypto-tool 6.0 encrypted as Excel does (password: secret)."""
SHEET = "xl/worksheets/sheet1.xml"
Edit = Callable[[bytes], bytes]


@pytest.fixture(scope="module")
def county() -> County:
    """The county with the project's own guide."""
    return County.of(Guide.load(SEEDS))


@pytest.fixture(scope="module")
def workbook(county: County) -> bytes:
    """A filled workbook."""
    return county.template(SCHOOL, county.answers(SCHOOL))


@pytest.fixture(scope="module")
def saved(workbook: bytes, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The same as LibreOffice saves it, by kind."""
    office = Office(tmp_path_factory.mktemp("office"))
    return {kind: office.convert({"book": workbook}, kind)["book"] for kind in ("xls", "ods")}


@pytest.fixture(scope="module", autouse=True)
def quiet() -> Iterator[None]:
    """Every file that cannot be read is logged with its traceback: here, hundreds."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def read(county: County, content: bytes) -> WorkbookReading:
    """The reading of a file, whose problems can all be said."""
    reading = read_workbook(content, "file.xlsx", county.guide, county.register)
    for problem in reading.problems:
        for language in LANGUAGES:
            say = words(language)
            assert say(f"problem-{problem.code}", **problem.parameters)
            assert say.attr(f"problem-{problem.code}", "expected", **problem.parameters)
            assert say.attr(f"problem-{problem.code}", "mend", **problem.parameters)
    return reading


def codes(reading: WorkbookReading) -> list[str]:
    """The codes of all problems."""
    return [problem.code for problem in reading.problems]


def with_part(content: bytes, name: str, edit: Edit) -> bytes:
    """A zip with one part changed, or added if it was not there."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for part in source.namelist():
            data = source.read(part)
            target.writestr(part, edit(data) if part == name else data)
        if name not in source.namelist():
            target.writestr(name, edit(b""))
    return out.getvalue()


def zipped(**parts: bytes) -> bytes:
    """A zip of these parts; __ stands for / and _dot_ for a dot in their names."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return out.getvalue()


NO_SPREADSHEETS = {
    "nothing": (b"", "file-empty"),
    "blanks": (b" \r\n\t\0\0", "file-empty"),
    "a page": (b"<html><p>x</p></html>", "file-not-a-spreadsheet"),
    "a page with another table": (
        b"<html><table><tr><td>x</td></tr></table></html>",
        "no-answer-table",
    ),
    "an archived page": (b"MIME-Version: 1.0\r\n\r\nx,y", "file-not-a-spreadsheet"),
    "a PDF": (b"%PDF-1.7 \xe2\xe3\xcf\xd3", "file-not-a-spreadsheet"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "file-not-a-spreadsheet"),
    "a letter": (zipped(word__document_dot_xml=b"<w/>"), "file-not-a-spreadsheet"),
    "an old letter": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + "WordDocument\0".encode("utf-16-le"),
        "file-not-a-spreadsheet",
    ),
    "a note": ("今天开会。".encode(), "no-answer-table"),
    "other columns": ("姓名,年龄\n张三,40\n".encode("gb18030"), "no-answer-table"),
    "large": (b"a" * (LARGEST_FILE + 1), "file-too-large"),
    "a bomb": (
        zipped(xl__workbook_dot_xml=b"<w/>", xl__worksheets__sheet1_dot_xml=b"0" * 151_000_000),
        "file-unpacks-too-large",
    ),
    "a locked letter": (ENCRYPTED.read_bytes(), "file-encrypted"),
}


@pytest.mark.parametrize("name", NO_SPREADSHEETS)
def test_what_is_no_workbook_is_refused_by_name(county: County, name: str) -> None:
    content, code = NO_SPREADSHEETS[name]
    reading = read(county, content)
    assert codes(reading) == [code]
    assert reading.has_errors
    assert reading.answers == []


def test_an_encrypted_ods_is_refused_by_name(county: County, saved: dict[str, bytes]) -> None:
    manifest = b"<manifest:manifest><manifest:encryption-data/></manifest:manifest>"
    content = with_part(saved["ods"], "META-INF/manifest.xml", lambda _: manifest)
    assert codes(read(county, content)) == ["file-encrypted"]


def test_a_macro_workbook_is_read_and_its_macros_are_left_alone(
    county: County, workbook: bytes
) -> None:
    reading = read(county, with_part(workbook, "xl/vbaProject.bin", lambda _: b"macro"))
    assert [(problem.code, problem.severity) for problem in reading.problems] == [
        ("macros-ignored", "warning")
    ]
    assert {answer.fact_id: answer.value for answer in reading.answers} == county.answers(SCHOOL)


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_a_file_cut_short_is_refused(
    county: County, workbook: bytes, saved: dict[str, bytes], kind: str
) -> None:
    content = (saved | {"xlsx": workbook})[kind]
    for keep in range(20, len(content) - 400, len(content) // 9):
        reading = read(county, content[:keep])
        assert reading.has_errors
        assert len(reading.problems) == 1


# What LibreOffice, Excel and WPS never write, but a reader in Rust would hold in memory, or die.


def beyond(cells: bytes) -> Edit:
    """Cells added below the sheet's others."""
    return lambda xml: xml.replace(b"</sheetData>", cells + b"</sheetData>")


FAR_CELLS = {
    "last of all": b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    "far right": b'<row r="400"><c r="XFD400"><v>1</v></c></row>'
    + b'<row r="401"><c r="A401"><v>1</v></c></row>',
    "no address": b'<row r="1048576"><c><v>1</v></c></row>',
    "address second": b'<row r="400"><c t="n" r="XFD1048576"><v>1</v></c></row>',
    "single quotes": b"<row r='400'><c r='XFD1048576'><v>1</v></c></row>",
    "line break": b'<row r="400"><c\nr="XFD1048576"><v>1</v></c></row>',
    "spaces": b'<row r="400"><c r = "XFD1048576"><v>1</v></c></row>',
    "a slash in quotes": b'<row r="400"><c r="XFD1048576" x="/>"><v>1</v></c></row>',
    "a prefix": b'<x:row xmlns:x="x" r="400"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>',
    "many rows": b"".join(
        b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (row, row) for row in range(400, 25_000)
    ),
}


@pytest.mark.parametrize("name", FAR_CELLS)
def test_cells_too_far_out_to_hold_are_refused_before_they_are_read(
    county: County, workbook: bytes, name: str
) -> None:
    content = with_part(workbook, SHEET, beyond(FAR_CELLS[name]))
    reading = read(county, content)
    assert codes(reading) == ["file-too-many-rows"]
    assert reading.problems[0].parameters["sheet"] == "填报"


@pytest.mark.parametrize("dimension", [b'<dimension ref="A1:XFD1048576"/>', b""])
def test_a_believed_file_is_looked_through_unless_it_says_that_it_is_small(
    county: County, workbook: bytes, dimension: bytes
) -> None:
    def edit(xml: bytes) -> bytes:
        assert b'<dimension ref="A1:' in xml
        return re.sub(rb"<dimension [^>]*/>", dimension, beyond(FAR_CELLS["last of all"])(xml))

    content = with_part(workbook, SHEET, edit)
    reading = read_workbook(content, "f", county.guide, county.register, is_believed=True)
    assert codes(reading) == ["file-too-many-rows"]


def test_far_cells_without_content_do_no_harm(county: County, workbook: bytes) -> None:
    blank = b'<row r="1048576"><c r="A1048576" s="1"/><c r="XFD1048576" s="1"/></row>'
    reading = read(county, with_part(workbook, SHEET, beyond(blank)))
    assert reading.problems == []


def test_cells_with_a_prefix_are_read_as_the_others(county: County, workbook: bytes) -> None:
    def prefix(xml: bytes) -> bytes:
        head, rest = xml.split(b"<worksheet xmlns=", 1)
        for tag in (b"row", b"c", b"v", b"sheetData"):
            for begin, end in ((b"<", b" "), (b"<", b">"), (b"</", b">")):
                rest = rest.replace(begin + tag + end, begin + b"x:" + tag + end)
        rest = rest.replace(b"</worksheet>", b"</x:worksheet>")
        return head + b"<x:worksheet xmlns:x=" + rest

    reading = read(county, with_part(workbook, SHEET, prefix))
    assert {answer.fact_id: answer.value for answer in reading.answers} == county.answers(SCHOOL)


def test_a_document_type_in_a_sheet_is_refused(county: County, workbook: bytes) -> None:
    def entities(xml: bytes) -> bytes:
        lol = b'<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
        return xml.replace(b"<worksheet", lol + b"<worksheet", 1).replace(
            b"</sheetData>", b'<row r="400"><c r="XFD400"><v>&b;</v></c></row></sheetData>'
        )

    content = with_part(workbook, SHEET, lambda xml: entities(xml).replace(b'<c r="A1"', b"<c"))
    assert codes(read(county, content)) == ["file-unreadable"]


@pytest.mark.parametrize(
    ("tag", "repeated"),
    [
        (b'<table:table-row table:style-name="ro2"', b' table:number-rows-repeated="1000000"'),
        (
            b'<table:table-cell table:style-name="ce2" office:value-type',
            b' table:number-columns-repeated="16000"',
        ),
    ],
)
def test_an_ods_that_repeats_a_cell_a_million_times_is_refused(
    county: County, saved: dict[str, bytes], tag: bytes, repeated: bytes
) -> None:
    name, _, rest = tag.partition(b" ")

    def repeat(xml: bytes) -> bytes:
        assert tag in xml
        return xml.replace(tag, name + repeated + b" " + rest, 1)

    content = with_part(saved["ods"], "content.xml", repeat)
    assert codes(read(county, content)) == ["file-too-many-rows"]


def test_a_part_that_is_longer_than_it_says_is_refused(county: County, workbook: bytes) -> None:
    long = with_part(workbook, SHEET, lambda xml: xml + b" " * 100_000)
    with zipfile.ZipFile(io.BytesIO(long)) as archive:
        size = archive.getinfo(SHEET).file_size
    content = long.replace(size.to_bytes(4, "little"), (5000).to_bytes(4, "little"))
    assert content != long
    assert codes(read(county, content)) == ["file-unreadable"]


@pytest.mark.parametrize(
    "cells",
    [
        b'<row r="400"><c r="A400"><f>1+1</f></c><c r="B400"><f>1</f><v>1</v></c>'
        b'<c r="C400" t="str"><f>""</f></c>'
        b'<c r="D400" s="1"><f t="shared" si="0"/><v></v></c></row>',
        b'<row r="400"><c><f>1+1</f></c><c><f>1</f><v>1</v></c><c t="str"><f>""</f></c>'
        b'<c><f t="shared" si="0"/><v/></c></row>',
        b"<row r='400'><c s='1' r='A400'><f>1+1</f></c><c r='D400'><f>2</f><v> </v></c></row>",
    ],
)
def test_formulas_without_a_result_are_found_however_cells_are_written(
    workbook: bytes, cells: bytes
) -> None:
    last = b'<row r="401"><c r="E401"><v>1</v></c></row>'
    opened = open_spreadsheet(with_part(workbook, SHEET, beyond(cells + last)))
    grid = opened.grid(0)
    hidden = [grid.behind(position, range(grid.height)).get(399) for position in range(5)]
    no_value = BehindBlank("no_value")
    assert hidden == [no_value, None, None, no_value, None]


def test_a_formula_of_an_ods_without_a_result_is_found() -> None:
    cell = b'<table:table-cell table:formula="of:=1+1"%s'
    rows = [
        b"<table:table-row>" + ODS_CELL % b"" + cell % b"/></table:table-row>",
        b'<table:table-row table:number-rows-repeated="2">' + cell % b"/></table:table-row>",
        b"<table:table-row>" + ODS_CELL % b"" + ODS_CELL % b"" + b"</table:table-row>",
    ]
    grid = open_spreadsheet(ods_rows(b"".join(rows))).grid(0)
    assert grid.behind(0, range(4)).keys() == {1, 2}
    assert grid.behind(1, range(4)).keys() == {0}


def test_letters_of_columns() -> None:
    for number, letters in ((0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (16_383, "XFD")):
        assert column_name(number) == letters
        assert column_number(letters) == number


@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_bytes_raise_anything(
    county: County, workbook: bytes, saved: dict[str, bytes], data: st.DataObject
) -> None:
    source = data.draw(st.sampled_from([workbook, saved["xls"], saved["ods"], b""]))
    content = bytearray(source or data.draw(st.binary(max_size=300)))
    for _ in range(data.draw(st.integers(0, 8))):
        at = data.draw(st.integers(0, len(content)))
        content[at : at + data.draw(st.integers(0, 6))] = data.draw(st.binary(max_size=6))
    read(county, bytes(content))


@given(text=st.text(max_size=120), encoding=st.sampled_from(["utf-8", "gb18030", "utf-16"]))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_text_raises_anything(county: County, text: str, encoding: str) -> None:
    content = f"代码,填报值,备注\n{text}".encode(encoding, errors="ignore")
    read(county, content)
