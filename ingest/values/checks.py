"""The checks on one school's answers as a set: the same for a workbook and for the long form."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from duibiao.guide.editions import BaseCheck, Edition, Fact
from duibiao.records.model import Problem, Severity
from duibiao.words.text import plain_decimal, shortened
from ingest.values.reading import Parsed, says_nothing_due

# A value is far from last cycle's if it is more than three times the other and ten apart.
FAR_RATIO = 3
FAR_DIFFERENCE = 10


class Given(NamedTuple):
    """What a file gives for one fact, with its address.

    `value`: normal form, None if the cell is blank or was asked back. `found`: what stood there.
    `is_faulty`: the value failed its own check; nothing further is said about it.
    """

    fact_id: str
    value: str | None
    found: str | None = None
    is_faulty: bool = False
    sheet: str | None = None
    cell: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class _School:
    """The frame of a check: whose answers to which edition, for which cycle."""

    edition: Edition
    asked: frozenset[str]
    cycle_id: str | None
    school_id: str | None

    def problem(
        self, code: str, severity: Severity, fact_id: str, given: Given | None, **parameters: str
    ) -> Problem:
        fact = self.edition.facts[fact_id]
        return Problem(
            code=code,
            severity=severity,
            sheet=given.sheet if given else None,
            cell=given.cell if given else None,
            line=given.line if given else None,
            found=shortened(given.found) if given else None,
            fact_id=fact_id,
            cycle_id=self.cycle_id,
            school_id=self.school_id,
            parameters={"label": fact.label_zh, **parameters},
        )


def value_problem(
    parsed: Parsed,
    fact: Fact,
    given: Given,
    *,
    cycle_id: str | None = None,
    school_id: str | None = None,
) -> Problem:
    """The problem of a value that was asked back, at its address."""
    assert parsed.problem_code is not None
    return Problem(
        code=parsed.problem_code,
        sheet=given.sheet,
        cell=given.cell,
        line=given.line,
        found=shortened(given.found),
        fact_id=fact.fact_id,
        cycle_id=cycle_id,
        school_id=school_id,
        parameters={"label": fact.label_zh, **parsed.parameters},
    )


def check_answers(
    given: Mapping[str, Given],
    edition: Edition,
    attributes: Mapping[str, str],
    *,
    cycle_id: str | None = None,
    school_id: str | None = None,
    is_hand_in: bool = True,
    only_if_given: Collection[str] | None = None,
    previous: Mapping[str, str | None] | None = None,
) -> list[Problem]:
    """Everything that is wrong with one school's answers taken together.

    `given`: by fact, all that the file gives for this school and cycle; values of facts that are
    not in `edition.asked_facts(attributes)` need not be read. `is_hand_in`: a school's own
    hand-in, in which every required fact that schools answer is expected. `only_if_given`: only
    facts of which one stands among these are compared with their bases (None: all).
    `previous`: the school's values of the cycle before, in normal form, to find those far off.

    Errors: a fact larger than its base. Warnings: a value that was not asked for, a required
    answer left empty (unless over a base of 0), a value far from last cycle's.
    """
    school = _School(edition, edition.asked_facts(attributes), cycle_id, school_id)
    problems = list(_not_asked(given, school))
    problems += _above_base(given, school, only_if_given)
    if is_hand_in:
        problems += _left_empty(given, school)
    if previous:
        problems += _far_from_previous(given, school, previous)
    return problems


def _not_asked(given: Mapping[str, Given], school: _School) -> Iterator[Problem]:
    if given.keys() <= school.asked:
        return
    for fact_id, answer in given.items():
        if fact_id not in school.asked and not says_nothing_due(answer.found):
            yield school.problem("not-asked", "warning", fact_id, answer)


def _number(given: Mapping[str, Given], fact_id: str | None, school: _School) -> Decimal | None:
    """A fact's number, None if it has none that further checks may use."""
    if fact_id is None or fact_id not in school.asked or fact_id not in given:
        return None
    answer = given[fact_id]
    if answer.is_faulty or answer.value is None:
        return None
    return Decimal(answer.value)


def _above_base(
    given: Mapping[str, Given], school: _School, only_if_given: Collection[str] | None
) -> Iterator[Problem]:
    told = set()
    for check in school.edition.bounded_facts:
        if (check.fact_id, check.base_fact_id) in told:
            continue
        if only_if_given is not None and not (
            check.fact_id in only_if_given or check.base_fact_id in only_if_given
        ):
            continue
        value = _number(given, check.fact_id, school)
        base = check.base_value or _number(given, check.base_fact_id, school)
        if value is None or base is None or value <= base:
            continue
        told.add((check.fact_id, check.base_fact_id))
        yield _above_base_problem(check, base, given[check.fact_id], school)


def _above_base_problem(check: BaseCheck, base: Decimal, answer: Given, school: _School) -> Problem:
    if check.base_fact_id is None:
        return school.problem(
            "above-fixed-base", "error", check.fact_id, answer, base=plain_decimal(base)
        )
    return school.problem(
        "above-base",
        "error",
        check.fact_id,
        answer,
        base=plain_decimal(base),
        base_label=school.edition.facts[check.base_fact_id].label_zh,
    )


def _left_empty(given: Mapping[str, Given], school: _School) -> Iterator[Problem]:
    expected = school.edition.required_of_schools & school.asked
    blank = {fact_id for fact_id in expected if _is_blank(given.get(fact_id))}
    if not blank:
        return
    blank -= _blank_over_nothing(given, school)
    for fact_id in school.edition.facts:
        if fact_id in blank:
            kind = school.edition.facts[fact_id].kind
            yield school.problem("left-empty", "warning", fact_id, given.get(fact_id), kind=kind)


def _is_blank(answer: Given | None) -> bool:
    return answer is None or (answer.value is None and not answer.is_faulty)


def _blank_over_nothing(given: Mapping[str, Given], school: _School) -> set[str]:
    """Blank facts that count as 0: those over a base that is 0, or that counts as 0 itself."""
    over_bases = [
        (check.fact_id, check.base_fact_id)
        for check in school.edition.base_checks
        if check.base_fact_id is not None and _is_blank(given.get(check.fact_id))
    ]
    nothing = {base for _, base in over_bases if _number(given, base, school) == 0}
    found: set[str] = set()
    while more := {fact for fact, base in over_bases if base in nothing | found} - found:
        found |= more
    return found


def _far_from_previous(
    given: Mapping[str, Given], school: _School, previous: Mapping[str, str | None]
) -> Iterator[Problem]:
    for fact_id, answer in given.items():
        if school.edition.facts[fact_id].kind not in ("count", "number"):
            continue
        value, before = _number(given, fact_id, school), _previous_number(previous, fact_id)
        if value is None or before is None:
            continue
        less, more = sorted((abs(value), abs(before)))
        if abs(value - before) >= FAR_DIFFERENCE and more > FAR_RATIO * less:
            yield school.problem(
                "far-from-previous", "warning", fact_id, answer, previous=plain_decimal(before)
            )


def _previous_number(previous: Mapping[str, str | None], fact_id: str) -> Decimal | None:
    """Last cycle's number; an edition of then may have asked another kind under the same code."""
    text = previous.get(fact_id)
    try:
        return None if text is None else Decimal(text)
    except ArithmeticError:
        return None
