"""What nobody sees is left out of every file where its texts come in, and changes nothing."""

from __future__ import annotations

import io
from pathlib import Path

import polars as pl
import pytest

from duibiao.records.settings import SEEDS, Settings
from duibiao.words.text import without_invisible
from ingest.door import Checked, Door
from ingest.review.template import review_template_bytes
from ingest.workbook.handed_in import HandedIn
from tests.counties.small_county import SmallCounty, small_county
from tests.ingest.review.test_review import AT
from tests.office import Clerk

SIGNS = "\u200b\ufeff\u00ad\u2060\u200e\u202e\u3164"


def strewn(text: str) -> str:
    """The text with what nobody sees before, in and behind it."""
    middle = len(text) // 2
    return f"{SIGNS}{text[:middle]}{SIGNS}{text[middle:]}{SIGNS}"


@pytest.fixture
def county(tmp_path: Path) -> SmallCounty:
    """A county whose files lie in a folder."""
    return small_county(tmp_path / "files")


@pytest.fixture
def door(tmp_path: Path, county: SmallCounty) -> Door:
    """A door behind which the county's tables are known."""
    door = Door.open(Settings.resolve(tmp_path / "home", SEEDS))
    for path in county.tables:
        take(door, path.read_bytes(), path.name)
    return door


def take(door: Door, content: bytes, name: str) -> Checked:
    """Hand a file in."""
    return door.hand_in(door.check(content, name), received_by="t", channel="t")


def test_joiners_stay_where_letters_join_and_nowhere_else() -> None:
    assert without_invisible(f"甲{SIGNS}校\u200d\u180e\ufe0f") == "甲校"
    assert without_invisible("مى\u200cخوا") == "مى\u200cخوا"
    assert without_invisible("ᠠ\u180eᠡ\u200d") == "ᠠ\u180eᠡ\u200d"
    assert without_invisible("a\tb\nc") == "a\tb\nc"


def test_a_workbook_is_read_as_if_nothing_were_strewn_in_it(
    county: SmallCounty, door: Door
) -> None:
    school = county.schools[0]
    answers = county.answers(school)
    content = county.workbook(school, answers).read_bytes()
    clerk = Clerk(content)
    for row in clerk.sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and not cell.value.startswith("="):
                cell.value = strewn(cell.value)
    plain, odd = (door.check(each, "a.xlsx") for each in (content, clerk.save()))
    assert plain.workbook is not None and odd.workbook is not None
    assert odd.problems == plain.problems
    assert odd.workbook.school_id == "S1"
    assert [(answer.fact_id, answer.value) for answer in odd.workbook.answers] == [
        (answer.fact_id, answer.value) for answer in plain.workbook.answers
    ]


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
def test_a_table_is_read_as_if_nothing_were_strewn_in_it(
    county: SmallCounty, door: Door, kind: str
) -> None:
    facts = list(county.answers(county.schools[0]).items())
    rows = [("2024", "S1", fact_id, value) for fact_id, value in facts]
    names = [strewn(name) for name in ("cycle_id", "school_id", "fact_id", "value")]
    table = pl.DataFrame([tuple(map(strewn, row)) for row in rows], schema=names, orient="row")
    stream = io.BytesIO()
    if kind == "csv":
        table.write_csv(stream)
    elif kind == "xlsx":
        table.write_excel(stream)
    else:
        table.write_parquet(stream)
    checked = door.check(stream.getvalue(), f"a.{kind}")
    assert checked.table is not None
    assert checked.table.rows.select("cycle_id", "school_id", "fact_id", "value").rows() == rows


def test_a_review_is_read_as_if_nothing_were_strewn_in_it(county: SmallCounty, door: Door) -> None:
    school = county.schools[0]
    answers = county.answers(school)
    take(door, county.workbook(school, answers).read_bytes(), "a.xlsx")
    handed_in = HandedIn("receipt", "0" * 64, AT, answers)
    content = review_template_bytes(county.edition, county.cycle, school, handed_in)
    clerk = Clerk(content)
    for row in clerk.sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and not cell.value.startswith("="):
                cell.value = strewn(cell.value)
    plain, odd = (door.check(each, "r.xlsx") for each in (content, clerk.save()))
    assert [problem.code for problem in plain.problems] == ["review-empty"]
    assert odd.problems == plain.problems
