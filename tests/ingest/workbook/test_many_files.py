"""Every school gets a file, whatever its name is, and no school stops the others."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from duibiao.guide.editions import Guide
from duibiao.records.model import School
from duibiao.records.settings import SEEDS
from ingest.workbook.many_files import file_name, made, write_files
from tests.counties.workbook_county import SCHOOL, County, read_workbook

NAMES = [
    "石泉县" * 27 + "小学",
    "云水镇𠮷祥小学" * 40,
    'a/b\\c:d*e?f"g<h>i|j',
    "小学. ",
    "小学\u200b\u202e",
    "[甲]'校'?*",
    "CON",
    "&&&",
]
CODES = ["0610220001", "A/B", "A-B", "学" * 100, "x" * 100, "nul", "a\u200bb"]


@pytest.fixture(scope="module")
def county() -> County:
    """The county with the project's own guide."""
    return County.of(Guide.load(SEEDS))


@pytest.mark.parametrize("beside", ["", "核实表"])
def test_each_school_has_a_name_of_its_own_that_file_systems_take(
    county: County, tmp_path: Path, beside: str
) -> None:
    schools = [replace(SCHOOL, name_zh=name) for name in NAMES]
    schools += [replace(SCHOOL, school_id=code, name_zh=NAMES[0]) for code in CODES]
    names = [file_name(county.cycle, school, beside) for school in schools]
    for name in names:
        assert len(name.encode()) <= 255
        assert not set(name) & set('<>:"/\\|?*\u200b\u202e')
        assert not name.removesuffix(".xlsx").endswith((" ", "."))
        assert name.startswith("2024_")
        assert beside in name
    of_codes = names[len(NAMES) :]
    assert len({os.path.normcase(name).casefold() for name in of_codes}) == len(CODES)
    assert write_files(tmp_path, ((name, b"content") for name in dict.fromkeys(names))) == len(
        set(names)
    )


def test_the_workbook_of_a_school_with_a_long_name_is_read_back(county: County) -> None:
    for name in NAMES[:2]:
        school = replace(SCHOOL, name_zh=name)
        county.register.schools[school.school_id] = school
        content = county.template(school, county.answers(school))
        reading = read_workbook(content, "a.xlsx", county.guide, county.register)
        assert [problem.code for problem in reading.problems] == []


def test_a_school_of_which_no_file_can_be_made_stops_no_other(county: County) -> None:
    schools = [replace(SCHOOL, school_id=code) for code in ("1", "2", "3")]

    def make(school: School) -> bytes:
        if school.school_id == "2":
            raise ValueError("unforeseen")
        return school.school_id.encode()

    left_out: list[School] = []
    contents = [content for _, content in made(schools, make, left_out)]
    assert contents == [b"1", b"3"]
    assert [school.school_id for school in left_out] == ["2"]
