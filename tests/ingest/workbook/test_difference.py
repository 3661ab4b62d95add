"""A workbook against the version handed in last: what is another answer, and what is none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from duibiao.guide.editions import Guide
from duibiao.records.model import WorkbookReading
from duibiao.records.settings import SEEDS
from duibiao.spreadsheets.grids import column_name
from duibiao.words import words
from ingest.workbook.difference import Difference, difference_text, differences
from ingest.workbook.template import ANSWER
from tests.counties.workbook_county import KINDERGARTEN, SCHOOL, County, other_guide, read_workbook
from tests.office import Clerk


@pytest.fixture(scope="module", params=["ours", "another"])
def county(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> County:
    """The rule holds for any guide."""
    if request.param == "ours":
        return County.of(Guide.load(SEEDS))
    return County.of(other_guide(tmp_path_factory.mktemp("guide")))


def read(county: County, content: bytes) -> WorkbookReading:
    return read_workbook(content, "a.xlsx", county.guide, county.register)


def compared(county: County, before: dict[str, str | None], content: bytes) -> list[Difference]:
    reading = read(county, content)
    return differences(before, reading, county.edition, SCHOOL.attributes)


def test_the_same_answers_are_no_difference(county: County) -> None:
    answers = county.answers(SCHOOL)
    assert compared(county, dict(answers), county.template(SCHOOL, answers)) == []


def test_added_removed_and_changed_answers_are_told_in_the_guides_order(county: County) -> None:
    answers = county.answers(SCHOOL)
    first, second, third = (fact.fact_id for fact in county.asked(SCHOOL)[:3])
    changed = next(
        fact.fact_id for fact in county.asked(SCHOOL)[3:] if fact.kind in ("count", "flag")
    )
    new = {"yes": "no", "no": "yes"}.get(answers[changed], "2")
    before: dict[str, str | None] = dict(answers)
    del before[first]
    before[second] = None
    now = {name: value for name, value in answers.items() if name != third} | {changed: new}
    found = compared(county, before, county.template(SCHOOL, now))
    assert [(one.fact.fact_id, one.change, one.before, one.now) for one in found] == [
        (first, "added", None, answers[first]),
        (second, "added", None, answers[second]),
        (third, "removed", answers[third], None),
        (changed, "changed", answers[changed], new),
    ]
    clerk = Clerk(county.template(SCHOOL, now))
    assert found[0].sheet == clerk.sheet.title
    letter = column_name(ANSWER)
    assert [one.cell for one in found] == [
        f"{letter}{clerk.row(one.fact.fact_id)}" for one in found
    ]


def test_an_answer_that_cannot_be_read_is_asked_for_and_not_called_removed(
    county: County,
) -> None:
    answers = county.answers(SCHOOL)
    clerk = Clerk(county.template(SCHOOL, answers))
    unread, no_value = (fact.fact_id for fact in county.asked(SCHOOL)[:2])
    clerk.answer(unread, "不适用")
    clerk.answer(no_value, "=1+1")
    reading = read(county, clerk.save())
    assert {problem.fact_id for problem in reading.problems} >= {unread, no_value}
    assert differences(answers, reading, county.edition, SCHOOL.attributes) == []


def test_a_row_that_is_gone_is_an_answer_removed_without_a_place(county: County) -> None:
    answers = county.answers(SCHOOL)
    fact = next(fact for fact in county.asked(SCHOOL) if fact.kind in ("count", "flag"))
    clerk = Clerk(county.template(SCHOOL, answers))
    clerk.sheet.delete_rows(clerk.row(fact.fact_id))
    (found,) = compared(county, dict(answers), clerk.save())
    assert (found.fact, found.change, found.cell) == (fact, "removed", None)
    assert difference_text(found, words()).where == ""


def test_what_the_school_is_not_asked_is_left_alone(county: County) -> None:
    """An answer of a time when it was asked, the county's own, and one of another edition."""
    answers = county.answers(KINDERGARTEN)
    asked = {fact.fact_id for fact in county.asked(KINDERGARTEN)}
    others = dict.fromkeys(county.edition.facts.keys() - asked, "1")
    reading = read(county, county.template(KINDERGARTEN, answers))
    before = answers | others | {"of-another-edition": "1"}
    assert others
    assert differences(before, reading, county.edition, KINDERGARTEN.attributes) == []


def test_a_file_without_answers_has_no_differences(county: County) -> None:
    reading = read(county, b"no spreadsheet")
    answers = county.answers(SCHOOL)
    assert differences(answers, reading, county.edition, SCHOOL.attributes) == []


def test_a_difference_is_told_with_units_and_words(county: County) -> None:
    fact = replace(county.fact("count"), label_zh="会议次数", unit_zh="次")
    told = difference_text(Difference(fact, "changed", "8", "12", "填报", "G7"), words())
    assert (told.where, told.what) == ("填报!G7", "“会议次数”8次 → 12次")
    flag = replace(county.fact("flag"), label_zh="审定")
    told = difference_text(Difference(flag, "added", None, "yes"), words("en"))
    assert told.what == "“审定” blank → yes (was blank)"
