"""What LibreOffice saves again is read as the original was, in every kind of file it writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import pytest

from duibiao.guide.editions import Fact, Guide
from duibiao.records.model import Problem, School, WorkbookReading
from duibiao.records.settings import SEEDS
from ingest.workbook.template import CODE, EVIDENCE, QUESTION
from tests.counties.workbook_county import (
    KINDERGARTEN,
    SCHOOL,
    SENIOR,
    County,
    other_guide,
    read_workbook,
)
from tests.office import KINDS, LOSSY_KIND, Clerk, Office

pytestmark = pytest.mark.timeout(300)
Planted = set[tuple[str, str, str | None, str | None]]
"""Code, severity, sheet and cell of each fault."""


@dataclass
class Resaved:
    """Files as they were made, and as LibreOffice saved them, by kind and name."""

    originals: dict[str, bytes]
    counties: dict[str, County]
    saved: dict[str, dict[str, bytes]]
    planted: Planted

    def read(self, name: str, kind: str | None) -> WorkbookReading:
        """The reading of a file; kind None: as it was made."""
        county = self.counties[name]
        content = self.originals[name] if kind is None else self.saved[kind][name]
        reading = read_workbook(content, f"{name}.bin", county.guide, county.register)
        assert reading == read_workbook(
            content, f"{name}.bin", county.guide, county.register, is_believed=True
        )
        return reading


@pytest.fixture(scope="module")
def resaved(tmp_path_factory: pytest.TempPathFactory) -> Resaved:
    """Filled workbooks of several schools and guides, and one with twelve faults."""
    ours = County.of(Guide.load(SEEDS))
    other = County.of(other_guide(tmp_path_factory.mktemp("guide")))
    originals: dict[str, bytes] = {}
    counties: dict[str, County] = {}
    for county_name, county in (("ours", ours), ("other", other)):
        for school in (SCHOOL, KINDERGARTEN, SENIOR):
            name = f"{county_name}-{school.school_id}"
            originals[name] = filled(county, school)
            counties[name] = county
    originals["faults"], planted = with_twelve_faults(ours)
    counties["faults"] = ours
    office = Office(tmp_path_factory.mktemp("office"))
    saved = {kind: office.convert(originals, kind) for kind in [*KINDS, LOSSY_KIND]}
    return Resaved(originals, counties, saved, planted)


def filled(county: County, school: School) -> bytes:
    """A workbook with answers, claimed points, evidence and notes typed in."""
    clerk = Clerk(county.template(school, county.answers(school)))
    facts = county.asked(school)
    for at, fact in enumerate(facts[::3]):
        clerk.remark(fact.fact_id, f"会议纪要，第{at}次", "已归档\n见台账" if at % 2 else "")
    clerk.claim(facts[0].fact_id, 1.5)
    clerk.claim(facts[-1].fact_id, 0)
    return clerk.save()


def with_twelve_faults(county: County) -> tuple[bytes, Planted]:
    """A filled workbook with twelve faults typed in, and what must be told of them."""
    clerk = Clerk(county.template(SCHOOL, county.answers(SCHOOL)))
    based = {check.fact_id for check in county.edition.base_checks} | {
        check.base_fact_id for check in county.edition.base_checks
    }
    alone = [
        fact
        for fact in county.asked(SCHOOL)
        if fact.kind == "count" and fact.fact_id not in based and fact.is_required
    ]
    flags = [fact for fact in county.asked(SCHOOL) if fact.kind == "flag"]
    date = county.fact("date")
    above = next(
        check for check in county.edition.base_checks if check.base_fact_id and not check.may_exceed
    )
    planted: Planted = set()

    def plant(code: str, cell: str, severity: str = "error") -> None:
        planted.add((code, severity, "填报", cell))

    plant("not-a-count", clerk.answer(alone[0].fact_id, "很多"))
    plant("count-percent", clerk.answer(alone[1].fact_id, "９５ ％"))
    plant("count-fraction", clerk.answer(alone[2].fact_id, "12.5"))
    plant("none-unclear", clerk.answer(alone[3].fact_id, "无"))
    plant("count-negative", clerk.answer(alone[4].fact_id, -3))
    plant("left-empty", clerk.answer(alone[5].fact_id, None), "warning")
    plant("cell-error", clerk.answer(alone[6].fact_id, "=1/0"))
    plant("not-a-flag", clerk.answer(flags[0].fact_id, "也许"))
    plant("date-impossible", clerk.answer(date.fact_id, "2024-02-30"))
    plant("above-base", clerk.answer(above.fact_id, 999))
    plant("claim-out-of-range", clerk.claim(flags[0].fact_id, 200), "warning")
    below = clerk.sheet.max_row + 1
    cell = clerk.type(below, CODE, flags[1].fact_id)
    clerk.type(below, QUESTION, flags[1].label_zh)
    plant("code-twice", cell)
    return clerk.save(), planted


def said(reading: WorkbookReading) -> dict[str, tuple[str | None, str | None, str | None]]:
    """What a file says of each fact: value, evidence, note."""
    return {
        answer.fact_id: (answer.value, answer.evidence, answer.note) for answer in reading.answers
    }


def told(problems: list[Problem]) -> Planted:
    """The problems as the planted faults are written down."""
    return {(problem.code, problem.severity, problem.sheet, problem.cell) for problem in problems}


SCHOOL_FILES = [
    f"{county}-{school.school_id}"
    for county in ("ours", "other")
    for school in (SCHOOL, KINDERGARTEN, SENIOR)
]


@pytest.mark.parametrize("name", SCHOOL_FILES)
def test_a_filled_workbook_gives_what_was_filled_in(resaved: Resaved, name: str) -> None:
    county = resaved.counties[name]
    reading = resaved.read(name, None)
    school = county.register.schools[name.partition("-")[2]]
    assert reading.problems == []
    assert (reading.school_id, reading.cycle_id, reading.edition) == (
        school.school_id,
        "2024",
        county.edition.edition_id,
    )
    assert {answer.fact_id: answer.value for answer in reading.answers} == county.answers(school)
    assert sorted(claim.points for claim in reading.claims) == [Decimal(0), Decimal("1.5")]
    assert any(answer.evidence for answer in reading.answers)
    assert any(answer.note == "已归档\n见台账" for answer in reading.answers)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", SCHOOL_FILES)
def test_saved_again_it_says_the_same(resaved: Resaved, name: str, kind: str) -> None:
    original, again = resaved.read(name, None), resaved.read(name, kind)
    assert again.problems == []
    assert said(again) == said(original)
    assert [answer.cell for answer in again.answers] == [answer.cell for answer in original.answers]
    assert [(claim.indicator_id, claim.points, claim.cell) for claim in again.claims] == [
        (claim.indicator_id, claim.points, claim.cell) for claim in original.claims
    ]
    assert (again.school_id, again.cycle_id, again.edition) == (
        original.school_id,
        original.cycle_id,
        original.edition,
    )


@pytest.mark.parametrize("name", SCHOOL_FILES)
def test_a_csv_that_lost_its_chinese_is_refused_for_that_alone(resaved: Resaved, name: str) -> None:
    reading = resaved.read(name, LOSSY_KIND)
    assert [problem.code for problem in reading.problems] == ["file-letters-lost"]
    assert reading.answers == []


@pytest.mark.parametrize("kind", KINDS)
def test_twelve_faults_are_told_by_sheet_and_cell_and_nothing_else(
    resaved: Resaved, kind: str
) -> None:
    expected = resaved.planted
    assert len(expected) == 12
    if kind.startswith("csv"):
        expected = {(code, severity, None, cell) for code, severity, _, cell in expected}
    problems = resaved.read("faults", kind).problems
    assert told(problems) == expected
    assert len(problems) == len(expected)


def test_a_formula_that_was_never_computed_is_told_before_a_program_saved_it(
    resaved: Resaved,
) -> None:
    expected = {
        ("formula-without-value" if code == "cell-error" else code, severity, sheet, cell)
        for code, severity, sheet, cell in resaved.planted
    }
    assert told(resaved.read("faults", None).problems) == expected


@pytest.mark.parametrize("kind", ["xls", "ods", "csv-gb18030"])
def test_the_name_of_a_file_does_not_matter(resaved: Resaved, kind: str) -> None:
    county = resaved.counties["faults"]
    name = SCHOOL_FILES[0]
    content = resaved.saved[kind][name]
    reading = read_workbook(content, "renamed.xlsx", county.guide, county.register)
    assert said(reading) == said(resaved.read(name, None))


def typed_again(
    county: County, school: School, change: Mapping[str, object]
) -> tuple[bytes, dict[str, str]]:
    """A filled workbook with some answers typed over, and their cells."""
    clerk = Clerk(county.template(school, county.answers(school)))
    cells = {fact_id: clerk.answer(fact_id, value) for fact_id, value in change.items()}
    return clerk.save(), cells


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_an_answer_merged_over_rows_answers_each_and_says_so(
    tmp_path_factory: pytest.TempPathFactory, kind: str
) -> None:
    county = County.of(Guide.load(SEEDS))
    clerk = Clerk(county.template(SCHOOL, county.answers(SCHOOL)))
    indicator = next(
        indicator
        for indicator in county.edition.indicators
        if len(indicator.facts) > 2 and all(fact.kind == "flag" for fact in indicator.facts)
    )
    facts: tuple[Fact, ...] = indicator.facts
    first, last = (clerk.row(fact.fact_id) for fact in (facts[0], facts[-1]))
    clerk.answer(facts[0].fact_id, "是")
    clerk.sheet.merge_cells(f"G{first}:G{last}")
    clerk.sheet.merge_cells(
        start_row=first, end_row=last, start_column=EVIDENCE + 1, end_column=EVIDENCE + 1
    )
    made = clerk.save()
    office = Office(tmp_path_factory.mktemp("office"))
    for content in (made, office.convert({"merged": made}, kind)["merged"]):
        reading = read_workbook(content, "merged", county.guide, county.register)
        assert told(reading.problems) == {("merged-answer", "warning", "填报", f"G{first}")}
        values = {answer.fact_id: answer.value for answer in reading.answers}
        assert {values[fact.fact_id] for fact in facts} == {"yes"}
