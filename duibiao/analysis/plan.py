"""A plan of a school: which answers it would change, as an address holds it and as questions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from duibiao.analysis import published
from duibiao.analysis.measures import Rulebook, Situation
from duibiao.analysis.walk import School
from duibiao.analysis.what_if import AnswerChange, IndicatorChange, WhatIf
from duibiao.guide.editions import Edition, FactKind
from duibiao.records.model import Basis, Refused
from duibiao.warehouse.snapshot import Snapshot
from ingest.values.reading import parse_value

SEPARATOR = "~"
# What takes its place within a value, where somebody typed one.
STAND_IN = "～"


def encoded(answers: Mapping[str, str | None]) -> str:
    """Changed answers as an address holds them: fact, value, fact, value …; blank is no value.

    The signs that it adds need no escaping in an address.
    """
    pieces: list[str] = []
    for fact_id, value in answers.items():
        pieces += [fact_id, (value or "").replace(SEPARATOR, STAND_IN)]
    return SEPARATOR.join(pieces)


def decoded(text: str) -> dict[str, str | None]:
    """The changed answers of an address, as somebody may have typed them."""
    pieces = text.split(SEPARATOR) if text else []
    pairs = zip(pieces[::2], [*pieces[1::2], ""], strict=False)
    return {fact_id: value.strip() or None for fact_id, value in pairs if fact_id}


@dataclass(frozen=True, slots=True)
class Limit:
    """What a fact may not exceed: another fact (`fact_id`), or a fixed value."""

    fact_id: str | None
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class Question:
    """A fact that is asked of a school, with its present answer in normal form.

    `fixed_reason_zh`: why the school cannot change it within a cycle, where the guide says so.
    """

    fact_id: str
    indicator_id: str
    label_zh: str
    kind: FactKind
    unit_zh: str | None
    grades: tuple[str, ...]
    answered_by: str
    fixed_reason_zh: str | None
    present: str | None
    limits: tuple[Limit, ...]


def questions(
    snapshot: Snapshot, cycle_id: str, school_id: str, basis: Basis
) -> dict[str, Question]:
    """What is asked of a school, by fact in the guide's order, each with what counts now."""
    edition = published.cycle(snapshot, cycle_id).edition
    present = published.answers(snapshot, cycle_id, school_id, basis)
    return {
        fact.fact_id: Question(
            fact.fact_id,
            fact.indicator_id,
            fact.label_zh,
            fact.kind,
            fact.unit_zh,
            fact.grades,
            fact.answered_by,
            fact.fixed_reason_zh,
            present[fact.fact_id],
            _limits(edition, fact.fact_id),
        )
        for indicator in edition.indicators
        for fact in indicator.facts
        if fact.fact_id in present
    }


def unchangeable(snapshot: Snapshot, walk: School, today: dt.date) -> frozenset[str]:
    """The indicators with points lost that no answer would raise that the school can still change.

    What can be changed is what ways to a tier go by (`measures`); `today` is the earliest day on
    which something can be done. Empty where the guide of the snapshot is gone.
    """
    try:
        guide = snapshot.guide
    except OSError:
        return frozenset()
    situation = Situation(
        walk.school_id,
        {name: value for name, value in walk.attributes.items() if value is not None},
        published.answers(snapshot, walk.cycle_id, walk.school_id, cast(Basis, walk.basis)),
        frozenset(
            row.indicator_id
            for row in walk.indicators
            if row.status == "not_applicable" or row.zeroed_by is not None
        ),
    )
    edition = guide.editions[walk.edition]
    compared = published.compared(snapshot, walk.cycle_id, edition, cast(Basis, walk.basis))
    try:
        raised = Rulebook(guide, edition, compared).ways(situation, today)
    except Refused:  # nobody can say what the best answer would be
        return frozenset()
    return frozenset(
        row.indicator_id
        for row in walk.indicators
        if row.gap_score and row.indicator_id not in raised
    )


def _limits(edition: Edition, fact_id: str) -> tuple[Limit, ...]:
    found = [
        Limit(check.base_fact_id, check.base_value)
        for check in edition.bounded_facts
        if check.fact_id == fact_id
    ]
    return tuple(dict.fromkeys(found))


def normal_value(edition: Edition, fact_id: str, text: str) -> str | None:
    """What a typed value is taken as, in normal form; None where it is asked back."""
    return parse_value(text, edition.facts[fact_id]).value


@dataclass(frozen=True, slots=True)
class Task:
    """What a plan does about one indicator: the answers to change, and what becomes of its points.

    `indicator` is None where the changed answers leave its points as they are.
    """

    indicator_id: str
    answers: tuple[AnswerChange, ...]
    indicator: IndicatorChange | None


def tasks(asked: Mapping[str, Question], found: WhatIf) -> list[Task]:
    """The changed answers under the indicators that they are asked for, in the guide's order."""
    changes = {change.fact_id: change for change in found.changes}
    points = {change.indicator_id: change for change in found.indicators}
    grouped: dict[str, list[AnswerChange]] = {}
    for fact_id, question in asked.items():
        if fact_id in changes:
            grouped.setdefault(question.indicator_id, []).append(changes[fact_id])
    return [
        Task(indicator_id, tuple(answers), points.get(indicator_id))
        for indicator_id, answers in grouped.items()
    ]


def also_changed(found: WhatIf, planned: Sequence[Task]) -> list[IndicatorChange]:
    """The indicators that change because they share an answer with those of the plan."""
    own = {task.indicator_id for task in planned}
    return [change for change in found.indicators if change.indicator_id not in own]
