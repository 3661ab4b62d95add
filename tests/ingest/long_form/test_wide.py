"""The county's own facts on one sheet: read as lines of answers, told at the cells of the sheet."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from duibiao.people.acting import AT_THE_FILES, Acting
from duibiao.records.settings import SEEDS, Settings
from duibiao.words import Words
from ingest.checked import Checked
from ingest.desk import deciding, handing_in
from ingest.desk.tables import COUNTY_FACTS, table_template
from ingest.door import Door
from ingest.said_by_county import values_in_force
from tests.counties.small_county import SmallCounty, small_county
from tests.office import Office

Change = Callable[[Worksheet, dict[str, int], dict[str, int]], None]
SAY, ENGLISH = Words("zh-CN"), Words("en")


@pytest.fixture
def county(tmp_path: Path) -> SmallCounty:
    """Three schools."""
    return small_county(tmp_path / "files", 3)


@pytest.fixture
def acting(county: SmallCounty, tmp_path: Path) -> Acting:
    """The office, with schools and cycles loaded."""
    found = Acting(Settings.resolve(tmp_path / "home", SEEDS), "甲科", "test", AT_THE_FILES)
    assert all(one.receipt for _, one in handing_in.load_files(found, county.tables))
    return found


def places_of(sheet: Worksheet) -> tuple[dict[str, int], dict[str, int]]:
    """By code the rows of schools, and the columns of facts."""
    rows = {str(row[0].value): row[0].row or 0 for row in sheet.iter_rows() if row[0].value}
    head = next(sheet.iter_rows(min_row=min(rows["S1"], rows["S2"]) - 1))
    return rows, {str(cell.value): cell.column or 0 for cell in head[2:] if cell.value}


def filled(acting: Acting, change: Change, language: Words = SAY) -> tuple[Workbook, bytes]:
    """The sheet as it is fetched, changed: by code the rows of schools and columns of facts."""
    name, content = table_template(acting, COUNTY_FACTS, "2024", language)
    assert name.endswith("_2024.xlsx")
    book = load_workbook(io.BytesIO(content))
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    change(sheet, *places_of(sheet))
    stream = io.BytesIO()
    book.save(stream)
    return book, stream.getvalue()


def checked(acting: Acting, content: bytes, name: str = "县里填.xlsx") -> Checked:
    return Door.open(acting.settings).check(content, name)


def kinds(county: SmallCounty) -> tuple[str, str, str]:
    """Two facts of the county that are counts, the one over the other, and one that is a grade."""
    own = [one for one in county.edition.facts.values() if one.answered_by == "county"]
    part, base = [one.fact_id for one in own if one.kind == "count"]
    (grade,) = (one.fact_id for one in own if one.kind == "grade")
    return part, base, grade


@pytest.mark.parametrize(
    ("language", "kind"), [(SAY, ""), (ENGLISH, "ods"), (SAY, "xls"), (ENGLISH, "csv-utf-8")]
)
def test_what_is_filled_in_is_the_county_s_word(
    county: SmallCounty, acting: Acting, language: Words, kind: str, tmp_path: Path
) -> None:
    """By whatever program it was saved; a blank says nothing, and what is in force comes back."""
    part, base, grade = kinds(county)
    best = county.edition.facts[grade].grades[0]

    def fill(sheet: Worksheet, rows: dict[str, int], facts: dict[str, int]) -> None:
        sheet.cell(rows["S1"], facts[part]).value = "９０"
        sheet.cell(rows["S1"], facts[base]).value = 100
        sheet.cell(rows["S2"], facts[grade]).value = best

    _, content = filled(acting, fill, language)
    if kind:
        content = Office(tmp_path / "office").convert({"sheet": content}, kind)["sheet"]
    path = tmp_path / f"县里填.{kind.partition('-')[0] or 'xlsx'}"
    path.write_bytes(content)
    [(_, told)] = handing_in.load_files(acting, [path])
    assert told.checked.fate == "taken" and told.checked.kind == "answers"
    door = Door.open(acting.settings)
    said = values_in_force(door.register, county.edition, "2024")
    assert {(one.school_id, one.fact_id, one.value) for one in said} == {
        ("S1", part, "90"), ("S1", base, "100"), ("S2", grade, best),
    }  # fmt: skip
    [(_, again)] = handing_in.load_files(acting, [path])
    assert again.checked.fate == "already_here"
    shown: dict[tuple[str, str], object] = {}

    def read(sheet: Worksheet, rows: dict[str, int], facts: dict[str, int]) -> None:
        for school in ("S1", "S2", "S3"):
            for fact, column in facts.items():
                shown[school, fact] = sheet.cell(rows[school], column).value

    filled(acting, read)
    assert {key: value for key, value in shown.items() if value is not None} == {
        ("S1", part): 90, ("S1", base): 100, ("S2", grade): best,
    }  # fmt: skip


def test_every_fault_stands_at_its_cell(county: SmallCounty, acting: Acting) -> None:
    """A fault keeps out its own school; the others are taken."""
    part, base, grade = kinds(county)
    places: dict[str, str] = {}

    def fill(sheet: Worksheet, rows: dict[str, int], facts: dict[str, int]) -> None:
        wrong: dict[str, list[tuple[str, str | int]]] = {
            "S1": [(grade, "甲等"), (part, -3)],
            "S2": [(part, 120), (base, 100)],
        }
        for school, cells in wrong.items():
            for fact, value in cells:
                cell = sheet.cell(rows[school], facts[fact])
                cell.value = value
                places[f"{school} {fact}"] = cell.coordinate
        sheet.cell(rows["S3"], facts[base]).value = "=50+50"
        places["S3"] = sheet.cell(rows["S3"], facts[base]).coordinate
        last = max(rows.values()) + 1
        sheet.cell(last, 1).value = "S99"
        sheet.cell(last, facts[base]).value = 7
        places["S99"] = sheet.cell(last, 1).coordinate

    book, content = filled(acting, fill)
    told = checked(acting, content)
    found = {(one.code, one.sheet, one.cell) for one in told.problems if one.severity == "error"}
    title = book.sheetnames[0]
    for key, code in (
        (f"S1 {grade}", "not-a-grade"), ("S3", "table-formula-without-value"),
        ("S99", "table-school-unknown"),
    ):  # fmt: skip
        assert (code, title, places[key]) in found, (key, found)
    cells = {cell for _, _, cell in found}
    assert places[f"S1 {part}"] in cells and places[f"S2 {part}"] in cells
    assert told.fate == "refused"
    marked = load_workbook(io.BytesIO(handing_in.marked_file(handing_in.CheckOutcome(told), SAY)))
    assert all(marked[title][cell].comment for cell in places.values() if cell in cells)


def test_a_sheet_says_of_which_cycle_it_is(county: SmallCounty, acting: Acting) -> None:
    part, _, _ = kinds(county)

    def named(text: str | None) -> list[str]:
        def fill(sheet: Worksheet, rows: dict[str, int], facts: dict[str, int]) -> None:
            label = SAY("table-column-cycle_id")
            (cell,) = (one for row in sheet.iter_rows() for one in row if one.value == label)
            sheet.cell(cell.row, cell.column + 1).value = text
            sheet.cell(rows["S1"], facts[part]).value = 1

        return [one.code for one in checked(acting, filled(acting, fill)[1]).problems]

    assert named("2024年度") == []
    assert named("1999") == ["table-cycle-unknown"]
    assert named(None) == ["table-cell-blank"]
    deciding.decide_cycle(acting, "2024", "closed", "办结")
    assert named("2024") == ["table-cycle-closed"]


def test_one_school_twice_and_a_name_of_another(county: SmallCounty, acting: Acting) -> None:
    part, _, _ = kinds(county)
    rows_of: dict[str, int] = {}

    def fill(sheet: Worksheet, rows: dict[str, int], facts: dict[str, int]) -> None:
        rows_of.update(rows)
        for row in (rows["S1"], rows["S2"]):
            sheet.cell(row, 1).value = "S1"
            sheet.cell(row, facts[part]).value = 1

    told = checked(acting, filled(acting, fill)[1])
    twice = next(one for one in told.problems if one.code == "table-line-twice")
    assert (twice.line, twice.parameters["line"]) == (rows_of["S2"], str(rows_of["S1"]))
    codes = [one.code for one in told.problems]
    assert codes.count("table-line-twice") == 1

    def nothing(sheet: Worksheet, rows: dict[str, int], facts: dict[str, int]) -> None:
        pass

    assert [one.code for one in checked(acting, filled(acting, nothing)[1]).problems] == [
        "table-empty"
    ]


def test_withdrawing_names_what_a_record_says(county: SmallCounty, acting: Acting) -> None:
    """A part that is not in it, and no reason, are refused; a part is taken back alone."""
    from duibiao.records.model import Refused

    part, base, _ = kinds(county)

    def fill(sheet: Worksheet, rows: dict[str, int], facts: dict[str, int]) -> None:
        for fact in (part, base):
            sheet.cell(rows["S1"], facts[fact]).value = 5

    told = checked(acting, filled(acting, fill)[1])
    door = Door.open(acting.settings)
    receipt = door.hand_in(replace(told), received_by="甲科", channel="test").receipt
    assert receipt is not None
    of = {"cycle_id": "2024", "school_id": "S2", "fact_id": part}
    with pytest.raises(Refused, match="withdraw-part-unknown"):
        deciding.withdraw(acting, receipt.record_id, "错了", **of)
    with pytest.raises(Refused, match="withdraw-part-unknown"):
        deciding.withdraw(acting, receipt.record_id, "错了", red_line="R1")
    with pytest.raises(Refused, match="take-back-no-reason"):
        deciding.withdraw(acting, receipt.record_id, " ")
    deciding.withdraw(acting, receipt.number, "错了", **of | {"school_id": "S1"})
    said = values_in_force(Door.open(acting.settings).register, county.edition, "2024")
    assert [(one.fact_id, one.value) for one in said] == [(base, "5")]
