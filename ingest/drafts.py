"""A school's draft as a form: its questions with what was typed, and what is wrong with it.

Nothing is read here in a way of its own. Answers and claims are read, and checked together, by the
same functions as in a workbook; and what is handed in is a workbook made of the draft.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from duibiao.guide.editions import Dimension, Edition, Fact, Indicator
from duibiao.records.drafts import Draft, Part, Typed
from duibiao.records.model import Cycle, Problem, School, Understood
from duibiao.words.text import plain_decimal, without_invisible
from ingest.values.checks import Given, check_answers, value_problem
from ingest.values.claims import claim_of
from ingest.values.reading import Parsed, found_text, parse_value, says_nothing_due
from ingest.workbook.handed_in import HandedIn
from ingest.workbook.template import template_bytes

State = Literal["not_asked", "empty", "begun", "complete", "wrong"]
"""How far an indicator is: `wrong` where something in it keeps the whole from being handed in."""
BLANK = "left-empty"
"""What is told of an answer that is still to come."""


@dataclass(frozen=True, slots=True)
class Question:
    """A fact of a form: what was typed, last cycle's value in normal form, and what is wrong.

    `is_asked`: whether this school is asked. `understood`: as what an answer is taken that was not
    written as asked.
    """

    fact: Fact
    is_asked: bool
    text: str
    evidence: str
    note: str
    previous: str | None
    problems: tuple[Problem, ...]
    understood: Understood | None


@dataclass(frozen=True, slots=True)
class FormPart:
    """An indicator of a form with its questions.

    `claim_problem`: what is wrong with the points that the school claims. `elsewhere`: problems of
    other indicators that an answer of this one has to do with.
    """

    indicator: Indicator
    saved: Part
    questions: tuple[Question, ...]
    claim_problem: Problem | None
    elsewhere: tuple[Problem, ...]

    @property
    def problems(self) -> list[Problem]:
        """What is wrong in it; of one that nobody has saved yet, not what is still to come."""
        found = [problem for question in self.questions for problem in question.problems]
        if self.claim_problem is not None:
            found.append(self.claim_problem)
        return found if self.saved.version else [one for one in found if one.code != BLANK]

    @property
    def state(self) -> State:
        """How far it is."""
        asked = [question for question in self.questions if question.is_asked]
        found = [problem for question in asked for problem in question.problems]
        if not asked:
            return "not_asked"
        if any(problem.severity == "error" for problem in found):
            return "wrong"
        if not any(question.text for question in asked):
            return "empty" if any(problem.code == BLANK for problem in found) else "complete"
        return "begun" if any(problem.code == BLANK for problem in found) else "complete"


@dataclass(frozen=True, slots=True)
class SchoolForm:
    """A school's form for a cycle, in the guide's order; `draft` is what it is made of."""

    edition: Edition
    cycle: Cycle
    school: School
    draft: Draft
    parts: tuple[FormPart, ...]

    def part(self, indicator_id: str) -> FormPart | None:
        """The part of an indicator, None where the school answers nothing of it."""
        return next(
            (part for part in self.parts if part.indicator.indicator_id == indicator_id), None
        )

    def parts_of(self, dimension: Dimension) -> list[FormPart]:
        """The parts of a dimension."""
        name = dimension.dimension_id
        return [part for part in self.parts if part.indicator.dimension_id == name]

    def asked(self) -> list[FormPart]:
        """The parts in which this school is asked something."""
        return [part for part in self.parts if part.state != "not_asked"]

    def count(self) -> tuple[int, int]:
        """How many of the answers that are due stand there, and how many are due."""
        due = [
            question
            for part in self.parts
            for question in part.questions
            if question.is_asked and question.fact.is_required
        ]
        blank = [one for one in due if any(problem.code == BLANK for problem in one.problems)]
        return len(due) - len(blank), len(due)


def school_form(
    edition: Edition,
    cycle: Cycle,
    school: School,
    draft: Draft,
    previous: Mapping[str, str | None],
) -> SchoolForm:
    """The form of a school with what its draft says; `previous`: last cycle's values."""
    cycle_id, school_id = cycle.cycle_id, school.school_id
    asked = edition.asked_facts(school.attributes)
    texts = _together(draft, asked)
    given: dict[str, Given] = {}
    found: dict[str, list[Problem]] = {}
    understood: dict[str, Understood] = {}
    for fact_id, raw in texts.items():
        fact = edition.facts.get(fact_id)
        if fact is None or fact.answered_by != "school":
            continue
        parsed = parse_value(raw, fact)
        is_faulty = parsed.problem_code is not None
        said = found_text(raw) if is_faulty else _written(raw, parsed)
        given[fact_id] = Given(fact_id, parsed.value, said, is_faulty)
        if is_faulty:
            found[fact_id] = [
                value_problem(parsed, fact, given[fact_id], cycle_id=cycle_id, school_id=school_id)
            ]
        elif parsed.note is not None and parsed.value is not None:
            understood[fact_id] = Understood(fact_id, raw, parsed.value, parsed.note)
    together = check_answers(
        given, edition, school.attributes,
        cycle_id=cycle_id, school_id=school_id, previous=previous,
    )  # fmt: skip
    for problem in together:
        found.setdefault(problem.fact_id or "", []).append(problem)

    def question(fact: Fact, part: Part) -> Question:
        name, typed = fact.fact_id, part.typed
        return Question(
            fact, name in asked, texts.get(name, ""), typed.evidence.get(name, ""),
            typed.notes.get(name, ""), previous.get(name), tuple(found.get(name, ())),
            understood.get(name),
        )  # fmt: skip

    def part_of(indicator: Indicator) -> FormPart:
        saved = draft.part(indicator.indicator_id)
        questions = tuple(
            question(fact, saved) for fact in indicator.facts if fact.answered_by == "school"
        )
        claim = _claim_problem(indicator, saved.typed.claim)
        if claim is not None:
            claim = replace(claim, cycle_id=cycle_id, school_id=school_id)
        return FormPart(
            indicator, saved, questions, claim, tuple(_elsewhere(edition, indicator, together))
        )

    parts = (part_of(indicator) for indicator in edition.indicators)
    return SchoolForm(
        edition, cycle, school, draft, tuple(part for part in parts if part.questions)
    )


def tidy(text: str) -> str:
    """What was typed into a field as it is kept: on one line, without what nobody sees."""
    return " ".join(without_invisible(text).split())


def _together(draft: Draft, asked: frozenset[str]) -> dict[str, str]:
    """What was typed in answer to what is asked, of all indicators, by fact."""
    return {
        fact_id: text
        for part in draft.parts.values()
        for fact_id, text in part.typed.texts.items()
        if fact_id in asked and text
    }


def _written(raw: str, parsed: Parsed) -> str:
    """What stands in the workbook: the value, or what was typed where it is not plainly that."""
    return raw if parsed.value is None or parsed.note is not None else parsed.value


def _claim_problem(indicator: Indicator, raw: str) -> Problem | None:
    if not raw or says_nothing_due(raw):
        return None
    code = claim_of(raw, indicator.max_points)
    if not isinstance(code, str):
        return None
    parameters = {"indicator": indicator.indicator_id, "most": plain_decimal(indicator.max_points)}
    return Problem(code, "warning", found=found_text(raw), parameters=parameters)


def _elsewhere(
    edition: Edition, indicator: Indicator, problems: list[Problem]
) -> Iterator[Problem]:
    """Of problems between answers those told of another indicator, of which this has the base."""
    own = {fact.fact_id for fact in indicator.facts}
    for problem in problems:
        if problem.severity == "error" and problem.fact_id not in own:
            checks = (one for one in edition.bounded_facts if one.fact_id == problem.fact_id)
            if any(one.base_fact_id in own for one in checks):
                yield problem


def filled_workbook(form: SchoolForm, previous: Mapping[str, str | None]) -> bytes:
    """The school's workbook with all that its draft says, right or wrong, as it was typed."""
    edition, draft = form.edition, form.draft
    asked = edition.asked_facts(form.school.attributes)
    answers = {
        fact_id: _written(text, parse_value(text, edition.facts[fact_id]))
        for fact_id, text in _together(draft, asked).items()
        if fact_id in edition.facts
    }
    typed = [part.typed for part in draft.parts.values()]
    evidence, notes = (
        {name: text for texts in said for name, text in texts.items() if name in asked}
        for said in ([one.evidence for one in typed], [one.notes for one in typed])
    )
    claims = {
        part.indicator.indicator_id: part.saved.typed.claim
        for part in form.asked()
        if part.saved.typed.claim
    }
    return template_bytes(
        edition,
        form.cycle,
        form.school,
        previous,
        answers,
        evidence=evidence,
        notes=notes,
        claims=claims,
    )


def typed_of(edition: Edition, handed_in: HandedIn) -> dict[str, Typed]:
    """What was handed in as it would be typed, by indicator."""
    found = {}
    for indicator in edition.indicators:
        own = {fact.fact_id for fact in indicator.facts if fact.answered_by == "school"}
        texts, evidence, notes = (
            {name: text for name, text in said.items() if name in own and text}
            for said in (handed_in.answers, handed_in.evidence, handed_in.notes)
        )
        claim = handed_in.claims.get(indicator.indicator_id, "")
        if texts or evidence or notes or claim:
            found[indicator.indicator_id] = Typed(texts, evidence, notes, claim)
    return found
