"""A day number is the day that its own file counts it to be."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from duibiao.guide.editions import Guide
from duibiao.records.settings import SEEDS, Settings
from duibiao.spreadsheets.extraction import open_confined
from duibiao.spreadsheets.spreadsheet import open_spreadsheet
from ingest.door import Door
from tests.counties.workbook_county import SCHOOL, County, read_workbook
from tests.office import Office

DAY = dt.date(2024, 5, 20)
OF_1900 = str((DAY - dt.date(1899, 12, 30)).days)
OF_1904 = str((DAY - dt.date(1904, 1, 1)).days)


@pytest.fixture(scope="module")
def county() -> County:
    """The county with the project's own guide."""
    return County.of(Guide.load(SEEDS))


def book(county: County, number: str) -> openpyxl.Workbook:
    """A school's workbook in which a date is a bare day number."""
    answers = county.answers(SCHOOL) | {county.fact("date").fact_id: DAY.isoformat()}
    made = openpyxl.load_workbook(io.BytesIO(county.template(SCHOOL, answers)))
    fact_id = county.fact("date").fact_id
    (row,) = (cells for cells in made.worksheets[0].iter_rows() if cells[0].value == fact_id)
    for cell in row:
        if str(cell.value)[:10] == DAY.isoformat():
            cell.value, cell.number_format = int(number), "General"
    return made


def saved(made: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def of_1904(county: County) -> bytes:
    made = book(county, OF_1904)
    made.epoch = CALENDAR_MAC_1904
    return saved(made)


def of_1900(county: County) -> bytes:
    return saved(book(county, OF_1900))


@pytest.mark.parametrize("make", [of_1900, of_1904])
@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_an_unformatted_day_number_is_read_by_the_files_own_count(
    county: County, tmp_path: Path, make: Callable[[County], bytes], kind: str
) -> None:
    content = make(county)
    if kind != "xlsx":
        content = Office(tmp_path).convert({"a": content}, kind)["a"]
    later = open_spreadsheet(content).days_later
    assert open_confined(content).days_later == later
    assert later == (1462 if make is of_1904 else 0)
    reading = read_workbook(content, "a", county.guide, county.register)
    values = {answer.fact_id: answer.value for answer in reading.answers}
    assert values[county.fact("date").fact_id] == DAY.isoformat()


def test_a_table_with_day_numbers_is_read_by_its_own_count(tmp_path: Path, county: County) -> None:
    made = openpyxl.Workbook()
    made.epoch = CALENDAR_MAC_1904
    sheet = made.worksheets[0]
    sheet.append(["cycle_id", "edition", "starts_on", "ends_on", "deadline"])
    sheet.append(["2024", county.edition.edition_id, "2024-01-01", "2024-12-31", int(OF_1904)])
    checked = Door.open(Settings.resolve(tmp_path, SEEDS)).check(saved(made), "cycles.xlsx")
    assert checked.table is not None
    assert checked.table.rows["deadline"].to_list() == [DAY]
