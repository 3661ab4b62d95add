"""What if a school answered otherwise: the score, tier and rank that other answers would bring."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from duibiao.analysis import published
from duibiao.analysis.published import Cycle, Standing
from duibiao.guide.editions import Edition
from duibiao.records.model import Basis, Problem
from duibiao.warehouse import asked
from duibiao.warehouse.scoring import Case
from duibiao.warehouse.snapshot import Snapshot
from ingest.values.checks import Given, check_answers, value_problem
from ingest.values.reading import found_text, parse_value


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """A fact's value in normal form, as it stands and as it would be (None: no value)."""

    fact_id: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class IndicatorChange:
    """An indicator whose points or status would change."""

    indicator_id: str
    dimension_id: str
    max_points: Decimal
    status_before: str
    status_after: str
    points_before: Decimal | None
    points_after: Decimal | None

    @property
    def gained(self) -> Decimal:
        """The points it would bring; what is not applicable has none."""
        return (self.points_after or Decimal(0)) - (self.points_before or Decimal(0))


@dataclass(frozen=True, slots=True)
class DimensionChange:
    """A dimension's points and share of them (0 to 1), as they are and as they would be."""

    dimension_id: str
    points_before: Decimal
    points_after: Decimal
    share_before: Decimal | None
    share_after: Decimal | None


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What changed answers lead to; `after` is None where an error among `problems` forbids it."""

    cycle_id: str
    school_id: str
    basis: Basis
    changes: tuple[AnswerChange, ...]
    problems: tuple[Problem, ...]
    before: Standing
    after: Standing | None
    indicators: tuple[IndicatorChange, ...] = ()
    dimensions: tuple[DimensionChange, ...] = ()
    """All of the school's dimensions, also those that stay as they are."""


def what_if(
    snapshot: Snapshot,
    school: str,
    answers: Mapping[str, object],
    *,
    cycle_id: str | None = None,
    basis: Basis = "verified",
) -> WhatIf:
    """The standing of a school, by code or name, if these facts had these values, all else as now.

    `answers`: by fact a value as one would type it in the workbook (None or blank: no value). They
    are checked as the door checks them, and every problem is told at once. Raises Refused for an
    unknown cycle or school, and for one that has not handed in.
    """
    cycle = published.cycle(snapshot, cycle_id)
    school_id, _ = asked.scored_school(snapshot, cycle.cycle_id, school, basis)
    before = published.standing(snapshot, cycle.cycle_id, school_id, basis)
    standing_answers = published.answers(snapshot, cycle.cycle_id, school_id, basis)
    values, problems = _checked(snapshot, cycle, school_id, answers, standing_answers)
    changes = tuple(
        AnswerChange(fact_id, standing_answers.get(fact_id), value)
        for fact_id, value in values.items()
        if value != standing_answers.get(fact_id)
    )
    after: Standing | None = None
    indicators: tuple[IndicatorChange, ...] = ()
    dimensions: tuple[DimensionChange, ...] = ()
    if not any(problem.severity == "error" for problem in problems):
        case = Case(
            cycle.cycle_id, school_id, basis, {change.fact_id: change.after for change in changes}
        )
        after, indicators, dimensions = _changed_standing(snapshot, case)
    return WhatIf(
        cycle_id=cycle.cycle_id,
        school_id=school_id,
        basis=basis,
        changes=changes,
        problems=tuple(problems),
        before=before,
        after=after,
        indicators=indicators,
        dimensions=dimensions,
    )


def _changed_standing(
    snapshot: Snapshot, case: Case
) -> tuple[Standing, tuple[IndicatorChange, ...], tuple[DimensionChange, ...]]:
    """A case's standing, the indicators that differ from the published ones, all dimensions."""
    unchanged = Case(case.cycle_id, case.school_id, case.basis)
    marts = snapshot.scorer.score_cases([unchanged, case])
    schools = {row["case_number"]: row for row in marts["fct_school_scores"].iter_rows(named=True)}
    rows: list[dict[str, dict[str, Any]]] = [{}, {}]
    for row in marts["fct_indicator_scores"].iter_rows(named=True):
        rows[row["case_number"]][row["indicator_id"]] = row
    edition = snapshot.guide.editions[schools[1]["edition"]]
    changed = []
    for indicator in edition.indicators:
        old, new = (side[indicator.indicator_id] for side in rows)
        if (old["status"], old["points"]) != (new["status"], new["points"]):
            changed.append(
                IndicatorChange(
                    indicator.indicator_id,
                    indicator.dimension_id,
                    new["max_points"],
                    old["status"],
                    new["status"],
                    old["points"],
                    new["points"],
                )
            )
    return (
        published.standing_of(snapshot, case, schools[1]),
        tuple(changed),
        _dimensions(marts, edition),
    )


def _dimensions(marts: Mapping[str, pl.DataFrame], edition: Edition) -> tuple[DimensionChange, ...]:
    """The dimensions of the case without changes beside the one with them, in the guide's order."""
    sides: list[dict[str, dict[str, Any]]] = [{}, {}]
    for row in marts["fct_dimension_scores"].iter_rows(named=True):
        sides[row["case_number"]][row["dimension_id"]] = row
    return tuple(
        DimensionChange(
            dimension.dimension_id,
            old["points"],
            new["points"],
            old["share"],
            new["share"],
        )
        for dimension in edition.dimensions
        for old, new in [[side[dimension.dimension_id] for side in sides]]
    )


def _checked(
    snapshot: Snapshot,
    cycle: Cycle,
    school_id: str,
    answers: Mapping[str, object],
    standing: Mapping[str, str | None],
) -> tuple[dict[str, str | None], list[Problem]]:
    """The answers in normal form, and all that is wrong with them among the standing ones."""
    attributes = published.attributes(snapshot, cycle.cycle_id, [school_id])[school_id]
    asked = cycle.edition.asked_facts(attributes)
    values: dict[str, str | None] = {}
    problems: list[Problem] = []
    given = {fact_id: Given(fact_id, value, value) for fact_id, value in standing.items()}
    for fact_id, raw in answers.items():
        fact = cycle.edition.facts.get(fact_id)
        if fact is None:
            problems.append(
                Problem(
                    "table-fact-unknown",
                    found=fact_id,
                    fact_id=fact_id,
                    cycle_id=cycle.cycle_id,
                    school_id=school_id,
                    parameters={"edition": cycle.edition.edition_id},
                )
            )
            continue
        parsed = parse_value(raw, fact)
        is_faulty = parsed.problem_code is not None
        given[fact_id] = Given(fact_id, parsed.value, found_text(raw), is_faulty)
        if fact_id not in asked:
            continue
        if is_faulty:
            problems.append(
                value_problem(
                    parsed, fact, given[fact_id], cycle_id=cycle.cycle_id, school_id=school_id
                )
            )
        else:
            values[fact_id] = parsed.value
    problems += [
        problem
        for problem in check_answers(
            given,
            cycle.edition,
            attributes,
            cycle_id=cycle.cycle_id,
            school_id=school_id,
            is_hand_in=False,
            only_if_given=answers.keys(),
            previous=_previous_answers(snapshot, cycle, school_id),
        )
        if problem.code != "far-from-previous" or problem.fact_id in answers
    ]
    return values, problems


def _previous_answers(
    snapshot: Snapshot, cycle: Cycle, school_id: str
) -> dict[str, str | None] | None:
    if cycle.previous_cycle_id is None:
        return None
    return published.answers(snapshot, cycle.previous_cycle_id, school_id, "self")
