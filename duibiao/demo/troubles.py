"""The troubles that pages speak of: in the newest cycle a school for each that chance may miss."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from duibiao.demo.answers import AnswerMaker
from duibiao.demo.schools import MadeUpSchool
from duibiao.records.model import School

Quality = Callable[[str], float]
# Beside the tied ones: at which place among all, from the best, a school is taken for it.
PLACES = {
    "one_sided": 2,
    "fallen": 12,
    "overstated": 14,
    "much_missing": 20,
    "nothing_due": 25,
    "late": 28,
    "not_handed_in": 31,
    "refused": 34,
    "correction_refused": 37,
    "risen": 49,
}
TIED = "tied"
CHANGE = {"fallen": -0.28, "risen": 0.14}
STRONG, WEAK = 0.91, 0.5
"""How well a one-sided school does all but one dimension, and how well that one."""
MOST_LOST = 2
"""So many points the tied schools lose, so that none is perfect."""


@dataclass(frozen=True, slots=True)
class Troubles:
    """Which school has which trouble, and what that does to its answers."""

    cast_as: Mapping[str, str] = field(default_factory=dict)
    lost: frozenset[str] = frozenset()
    weak: frozenset[str] = frozenset()
    nothing_due: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def cast(cls, made: Sequence[MadeUpSchool], maker: AnswerMaker) -> Troubles:
        """The troubles of a cycle, each with a school that was there before."""
        begin = maker.cycle.starts_on
        known = [each for each in made if (each.versions[0].valid_from or dt.date.min) < begin]
        ranked = sorted(known, key=lambda each: each.level, reverse=True)
        lost = _lost(maker)
        tied = _alike([each.school for each in ranked], maker, lost)
        cast_as = {school.school_id: TIED for school in tied}
        free = [each.school for each in ranked if each.school.school_id not in cast_as]
        for trouble, place in PLACES.items():
            cast_as[free[place].school_id] = trouble
        sizes = {
            dimension.dimension_id: [
                indicator.indicator_id
                for indicator in maker.edition.indicators
                if indicator.dimension_id == dimension.dimension_id
            ]
            for dimension in maker.edition.dimensions
        }
        weak = min(sizes.values(), key=len)
        nothing_due = dict.fromkeys(maker.zero_bases()[:1], "0")
        return cls(cast_as, lost, frozenset(weak), nothing_due)

    def of(self, school: School) -> str | None:
        """The trouble of a school, None for the many without."""
        return self.cast_as.get(school.school_id)

    def schools(self, trouble: str) -> set[str]:
        """The schools of a trouble."""
        return {school_id for school_id, one in self.cast_as.items() if one == trouble}

    def given(self, school: School) -> Mapping[str, str]:
        """What a school answers whatever else is drawn."""
        return self.nothing_due if self.of(school) == "nothing_due" else {}

    def quality(self, school: School, drawn: Quality) -> Quality:
        """How well a school does an indicator, with its trouble."""
        trouble = self.of(school)

        def quality(indicator_id: str) -> float:
            well = drawn(indicator_id)
            if trouble == TIED:
                return float(indicator_id not in self.lost)
            if trouble == "one_sided":
                return WEAK if indicator_id in self.weak else max(STRONG, well)
            return min(1.0, max(0.05, well + CHANGE.get(trouble or "", 0.0)))

        return quality


def _lost(maker: AnswerMaker) -> frozenset[str]:
    """Indicators in which the tied schools get nothing, of different dimensions."""
    lost: dict[str, str] = {}
    points = 0
    for indicator in maker.edition.indicators:
        more = int(indicator.max_points)
        if (
            indicator.dimension_id not in lost
            and points + more <= MOST_LOST
            and maker.is_ratio(indicator.indicator_id)
        ):
            lost[indicator.dimension_id] = indicator.indicator_id
            points += more
    return frozenset(lost.values())


def _alike(schools: Sequence[School], maker: AnswerMaker, lost: frozenset[str]) -> Sequence[School]:
    """The two best schools to which the same applies, so that the same lost makes one score."""
    seen: dict[frozenset[tuple[str, bool]], School] = {}
    for school in schools:
        answers = maker.answers(
            school, lambda indicator_id: float(indicator_id not in lost), random.Random(0)
        )
        applies = frozenset(
            (fact_id, answers[fact_id] == "0" and fact_id in maker.settled) for fact_id in answers
        )
        if applies in seen:
            return seen[applies], school
        seen[applies] = school
    return schools[:2]
