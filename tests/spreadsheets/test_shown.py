"""Where a cell shows another number than it holds, what one sees is what is told and read."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from duibiao.guide.editions import Guide
from duibiao.records.settings import SEEDS
from duibiao.spreadsheets.extraction import open_confined
from tests.counties.workbook_county import SCHOOL, County, read_workbook
from tests.office import Office


@pytest.fixture(scope="module")
def county() -> County:
    """The county with the project's own guide."""
    return County.of(Guide.load(SEEDS))


def book(county: County, kind: str, value: float, number_format: str) -> bytes:
    """A school's workbook in which an answer of a kind is a number with a format."""
    fact_id = county.fact(kind).fact_id
    content = county.template(SCHOOL, county.answers(SCHOOL))
    made = openpyxl.load_workbook(io.BytesIO(content))
    sheet = made.worksheets[0]
    (header,) = (cells for cells in sheet.iter_rows() if cells[0].value == "代码")
    (column,) = (cell.column for cell in header if cell.value == "填报值")
    (row,) = (cells[0].row for cells in sheet.iter_rows() if cells[0].value == fact_id)
    cell = sheet.cell(row, column)
    cell.value, cell.number_format = value, number_format
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("value", "number_format", "problem", "found"),
    [
        (0.95, "0%", "count-percent", "95%"),
        (0.955, "0.00%", "count-percent", "95.5%"),
        (1, "0%", "count-percent", "100%"),
        (0.12345, "0%", "count-percent", "12.345%"),
        (2.6, "0", "count-shown-rounded", "2.6"),
        (1234.5, "#,##0", "count-shown-rounded", "1234.5"),
        (2.6, "General", "count-fraction", "2.6"),
        (2.6, "0.0", "count-fraction", "2.6"),
    ],
)
def test_a_count_is_told_as_it_is_seen(
    county: County, value: float, number_format: str, problem: str, found: str
) -> None:
    content = book(county, "count", value, number_format)
    reading = read_workbook(content, "a.xlsx", county.guide, county.register)
    errors = [each for each in reading.problems if each.severity == "error"]
    assert [(each.code, each.found) for each in errors] == [(problem, found)]
    there = read_workbook(content, "a", county.guide, county.register, opened=open_confined)
    assert there == reading


def test_whole_numbers_stay_what_they_are_whatever_their_format(county: County) -> None:
    for number_format in ("0", "#,##0", "0.00", '0"次"'):
        content = book(county, "count", 12, number_format)
        reading = read_workbook(content, "a.xlsx", county.guide, county.register)
        assert not reading.has_errors
        values = {answer.fact_id: answer.value for answer in reading.answers}
        assert values[county.fact("count").fact_id] == "12"


def test_other_office_programs_show_percentages_too(county: County, tmp_path: Path) -> None:
    content = book(county, "count", 0.95, "0%")
    saved = Office(tmp_path).convert({"a": content}, "ods")["a"]
    reading = read_workbook(saved, "a.ods", county.guide, county.register)
    errors = [each for each in reading.problems if each.severity == "error"]
    assert [(each.code, each.found) for each in errors] == [("count-percent", "95%")]
