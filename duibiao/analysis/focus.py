"""Where one hour of the county's help moves most schools, indicator by indicator."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from duibiao.analysis import published
from duibiao.analysis.measures import MILLION
from duibiao.analysis.tier_path import By, Finder
from duibiao.records.model import Basis
from duibiao.warehouse.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Focus:
    """What help with one indicator would do for the county's schools.

    `helped`: schools that it can bring points; `points`: all of these. `alone`: schools that reach
    their next tier by it alone. `on_way`: schools whose cheapest way to their next tier has it.
    `effort`: hours for one school, if the county reckons them; `hours`: for all that are helped.
    """

    indicator_id: str
    dimension_id: str
    effort: Decimal | None
    helped: int
    points: Decimal
    alone: tuple[str, ...]
    on_way: tuple[str, ...]

    @property
    def hours(self) -> Decimal | None:
        """Hours for all schools that are helped."""
        return None if self.effort is None else self.effort * self.helped

    @property
    def worth(self) -> tuple[Fraction, Fraction, Fraction]:
        """What puts it before others: schools moved alone, schools on whose way it is, points.

        The first two by hours for one school, the last by hours for all; where the county reckons
        no hours, by schools helped.
        """
        effort = Fraction(1 if self.effort is None else self.effort)
        return (
            Fraction(len(self.alone)) / effort,
            Fraction(len(self.on_way)) / effort,
            Fraction(self.points) / (effort * max(self.helped, 1)),
        )


def where_to_help(
    snapshot: Snapshot,
    *,
    cycle_id: str | None = None,
    basis: Basis = "verified",
    by: By | None = None,
    note: Callable[[int], None] = lambda count: None,
) -> list[Focus]:
    """Every indicator that would bring some school points, what moves most schools an hour first.

    `by`: what a cheapest way is; least effort where the county reckons efforts, else fewest
    indicators. `note` is told how many schools there are, then called with 0 after each.
    """
    cycle = published.cycle(snapshot, cycle_id)
    has_efforts = all(indicator.effort is not None for indicator in cycle.edition.indicators)
    finder = Finder(snapshot, cycle, basis, by=by or ("effort" if has_efforts else "count"))
    schools = finder.prepare()
    note(len(schools))
    helped: dict[str, int] = {}
    points: dict[str, int] = {}
    alone: dict[str, list[str]] = {}
    on_way: dict[str, list[str]] = {}
    for school_id, school in schools.items():
        choices = school.choices
        assert choices is not None
        target, chosen = finder.choose(school)
        for number, indicator_id in enumerate(school.measures):
            gained = choices.points((number,)) - choices.points(())
            if gained > 0:
                helped[indicator_id] = helped.get(indicator_id, 0) + 1
                points[indicator_id] = points.get(indicator_id, 0) + gained
            if target is not None and finder.reaches(school, target, (number,)):
                alone.setdefault(indicator_id, []).append(school_id)
            if chosen is not None and number in chosen:
                on_way.setdefault(indicator_id, []).append(school_id)
        note(0)
    found = [
        Focus(
            indicator.indicator_id,
            indicator.dimension_id,
            indicator.effort,
            helped[indicator.indicator_id],
            Decimal(points[indicator.indicator_id]) / MILLION,
            tuple(alone.get(indicator.indicator_id, ())),
            tuple(on_way.get(indicator.indicator_id, ())),
        )
        for indicator in cycle.edition.indicators
        if indicator.indicator_id in helped
    ]
    # Sorting is stable: what is worth the same stays in the guide's order.
    return sorted(found, key=lambda focus: focus.worth, reverse=True)
