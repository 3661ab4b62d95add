"""A draft says of each answer what the door would say of the workbook made of it, word for word."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace

import pytest

from duibiao.guide.editions import Guide
from duibiao.records.drafts import Draft, Part, Typed
from duibiao.records.model import Problem, School
from duibiao.records.settings import SEEDS
from ingest.drafts import BLANK, SchoolForm, filled_workbook, school_form, tidy, typed_of
from ingest.workbook.handed_in import HandedIn
from tests.counties.workbook_county import (
    KINDERGARTEN,
    SCHOOL,
    SENIOR,
    County,
    other_guide,
    read_workbook,
)

# What people type into any kind of field.
TYPED = (
    "0", "7", "12", "999999999999", "-3", "2.5", "０.９５", "95%", "95％", "约十次", "八次", "12次",
    "1,234", "1e5", "+5", "007", "=1+1", "@x", "yes", "no", "是", "√", "无", "不适用", "/", "1",
    "2024-02-30", "2024-03-01", "2024年3月1日", "45352", "3月1日", "11/12", "1900-01-01", "优",
    "良", "A", "0.123456", "0.1234567", "123456789012345678", "12 34", "是的", "已完成", "#REF!",
    "x" * 300,
    "<b>&amp;</b>", "\u200b12", "é̂😀", "3.0", "1.50", "null", "None", "--", "12人次（含教师）",
)  # fmt: skip


@pytest.fixture(scope="module", params=["own", "other"])
def county(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> County:
    """A county with the project's own guide, and one with a guide that is nothing like it."""
    if request.param == "own":
        return County.of(Guide.load(SEEDS))
    return County.of(other_guide(tmp_path_factory.mktemp("guide")))


def drafted(
    county: County,
    school: School,
    texts: Mapping[str, str],
    claims: Mapping[str, str] | None = None,
) -> SchoolForm:
    """The form of a school with texts by fact, and claimed points by indicator."""
    parts = {}
    for indicator in county.edition.indicators:
        own = {
            fact.fact_id: texts[fact.fact_id] for fact in indicator.facts if fact.fact_id in texts
        }
        claim = (claims or {}).get(indicator.indicator_id, "")
        if own or claim:
            evidence = dict.fromkeys(list(own)[:1], "台账")
            notes = dict.fromkeys(list(own)[-1:], "备注 <&>")
            parts[indicator.indicator_id] = Part(Typed(own, evidence, notes, claim), 1, "", "")
    draft = Draft(county.cycle.cycle_id, school.school_id, 1, parts)
    return form_of(county, school, draft)


def form_of(county: County, school: School, draft: Draft) -> SchoolForm:
    previous = county.register.previous_answers(school.school_id, county.cycle.cycle_id)
    return school_form(county.edition, county.cycle, school, draft, previous)


def workbook_of(county: County, form: SchoolForm) -> bytes:
    school = form.school.school_id
    previous = county.register.previous_answers(school, county.cycle.cycle_id)
    return filled_workbook(form, previous)


def told(problems: list[Problem]) -> list[tuple[object, ...]]:
    """What is told, wherever it stands."""
    return sorted(
        (one.code, one.severity, one.fact_id or "", one.found or "", one.cycle_id, one.school_id,
         str(sorted(one.parameters.items())))
        for one in problems
    )  # fmt: skip


def all_told(form: SchoolForm) -> list[Problem]:
    """All that a form tells, of each answer and claim."""
    found = [problem for part in form.parts for one in part.questions for problem in one.problems]
    claims = [part.claim_problem for part in form.parts if part.claim_problem is not None]
    # The limit is beside a claim's points for the form's own words; the workbook's has it alone.
    return found + [
        one if one.code == "claim-out-of-range" else replace(
            one, parameters={"indicator": one.parameters["indicator"]})
        for one in claims
    ]  # fmt: skip


@pytest.mark.parametrize("school", [SCHOOL, KINDERGARTEN, SENIOR], ids=lambda one: one.school_id)
@pytest.mark.parametrize("seed", range(8))
def test_the_form_says_what_the_door_says(county: County, school: School, seed: int) -> None:
    """Whatever is typed, in any kind of field: values, problems, what is understood, claims."""
    chance = random.Random(f"{seed} {school.school_id} {county.edition.edition_id}")
    before = county.answers(school, seed + 100)
    county.register.previous = {school.school_id: {
        name: "90" if value.isdigit() and chance.random() < 0.3 else value
        for name, value in before.items()
    }}  # fmt: skip
    right = county.answers(school, seed)
    texts = {
        name: right[name] if chance.random() < 0.4 else tidy(chance.choice(TYPED))
        for name in right
        if chance.random() < 0.9
    }
    claims = {
        indicator.indicator_id: chance.choice(("1", "0.5", "99", "-1", "50%", "好", "/"))
        for indicator in county.edition.indicators
        if chance.random() < 0.5 and any(
            fact.fact_id in right for fact in indicator.facts)
    }  # fmt: skip
    form = drafted(county, school, texts, claims)
    reading = read_workbook(workbook_of(county, form), "x", county.guide, county.register)
    said, by_door = told(all_told(form)), told(reading.problems)
    assert [one for one in said if one not in by_door] == []
    assert said == by_door
    typed = [one.typed for one in form.draft.parts.values()]
    assert {one.fact_id: one.evidence for one in reading.answers if one.evidence} == {
        name: text for one in typed for name, text in one.evidence.items()
    }
    assert {one.fact_id: one.note for one in reading.answers if one.note} == {
        name: text for one in typed for name, text in one.notes.items()
    }
    understood = [
        question.understood for part in form.parts for question in part.questions
        if question.understood is not None
    ]  # fmt: skip
    assert sorted((one.fact_id, one.value, one.note) for one in understood) == sorted(
        (one.fact_id, one.value, one.note) for one in reading.understood
    )


@pytest.mark.parametrize("school", [SCHOOL, KINDERGARTEN, SENIOR], ids=lambda one: one.school_id)
def test_what_was_handed_in_is_a_draft_and_the_same_workbook_again(
    county: County, school: School
) -> None:
    answers = county.answers(school)
    form = drafted(county, school, answers)
    first = read_workbook(workbook_of(county, form), "x", county.guide, county.register)
    assert {one.fact_id: one.value for one in first.answers if one.value} == answers
    handed_in = HandedIn(
        "r", "", form.cycle.deadline, answers,  # type: ignore[arg-type]
        {one.fact_id: one.evidence for one in first.answers if one.evidence},
        {one.fact_id: one.note for one in first.answers if one.note},
    )  # fmt: skip
    parts = {
        name: Part(typed, 1, "", "") for name, typed in typed_of(county.edition, handed_in).items()
    }
    again = form_of(county, school, replace(form.draft, parts=parts))
    assert workbook_of(county, again) == workbook_of(county, form)
    filled, due = again.count()
    assert filled == due == len([one for one in county.asked(school) if one.is_required])


def test_how_far_an_indicator_is(county: County) -> None:
    right = county.answers(SCHOOL)
    states = {part.state for part in drafted(county, SCHOOL, {}).asked()}
    assert "wrong" not in states and "begun" not in states and "empty" in states
    whole = drafted(county, SCHOOL, right)
    assert {part.state for part in whole.asked()} == {"complete"}
    count = county.fact("count")
    wrong = drafted(county, SCHOOL, right | {count.fact_id: "x"})
    part = wrong.part(count.indicator_id)
    assert part is not None and part.state == "wrong"
    of_kindergarten = {part.state for part in drafted(county, KINDERGARTEN, {}).parts}
    assert "not_asked" in of_kindergarten


def test_what_is_blank_is_not_told_before_somebody_saved_it(county: County) -> None:
    form = drafted(county, SCHOOL, {})
    assert all(not part.problems for part in form.parts)
    part = form.asked()[0]
    name = part.indicator.indicator_id
    saved = replace(form.draft, parts={name: Part(Typed(), 1, "", "")})
    found = form_of(county, SCHOOL, saved).part(name)
    assert found is not None and {one.code for one in found.problems} == {BLANK}


def test_a_base_that_is_too_small_is_told_where_it_was_typed() -> None:
    """Of an indicator whose base stands in another one: there too, with where to go."""
    county = County.of(Guide.load(SEEDS))
    facts = county.edition.facts
    check = next(
        (one for one in county.edition.bounded_facts if one.base_fact_id is not None
         and facts[one.base_fact_id].indicator_id != facts[one.fact_id].indicator_id
         and {facts[one.base_fact_id].answered_by, facts[one.fact_id].answered_by} == {"school"}),
        None,
    )  # fmt: skip
    if check is None:
        own = next(one for one in county.edition.bounded_facts if one.base_fact_id is not None)
        form = drafted(county, SENIOR, {own.fact_id: "9", own.base_fact_id or "": "3"})
        part = form.part(facts[own.fact_id].indicator_id)
        assert part is not None and part.elsewhere == ()
        return
    form = drafted(county, SENIOR, {check.fact_id: "9", check.base_fact_id or "": "3"})
    part = form.part(facts[check.base_fact_id or ""].indicator_id)
    assert part is not None
    assert [(one.code, one.fact_id) for one in part.elsewhere] == [("above-base", check.fact_id)]
