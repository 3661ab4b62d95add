"""Which measures to choose: a mixed integer program solved by HiGHS, and proven in whole numbers.

Points are whole millionths here and every requirement is a row of whole numbers, but a solver
computes in floating point. So the solver only proposes:

* It is given each row a little wider than it is. What is feasible exactly is then feasible for it,
  and where it finds nothing there is nothing.
* What it proposes is rounded to whole choices and tested in exact whole numbers. Should a row fail,
  then every choice that is the same in the measures of that row fails: these are cut off, and the
  solver is asked again.
* A choice counts as best only once the solver, asked for anything strictly better (by a row of
  whole numbers, not by a tolerance on its objective), finds nothing.

Aims are taken one after the other: least cost; of these the most points; of these the first by
order. Nothing is weighed against anything by a small number.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import highspy
import numpy as np

Outcome = tuple[int, int]
"""Points and maximum points of an indicator in millionths; (0, 0) where it is not applicable."""

State = tuple[bool, ...]

# By how much of its largest coefficient a row is widened: the solver's own tolerance, and more than
# the 1e-15 that are lost when whole numbers become floating ones. One millionth of a point remains
# visible beside a hundred points.
TOLERANCE = 1e-9
WIDENED_BY = 1e-9
MOST_SWITCHES = 12


class TooEntangledError(Exception):
    """An indicator whose facts so many others share that its states cannot be written down."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What an indicator is worth, by which of its switches are on.

    A switch is a set of measures and is on if one of them is chosen: they all give a fact the same
    value. An indicator that shares no fact has one switch, of its own measure.
    """

    indicator_id: str
    dimension_id: str
    switches: tuple[frozenset[int], ...]
    outcomes: Mapping[State, Outcome]

    def outcome(self, chosen: Collection[int]) -> Outcome:
        """Its points and maximum points under a choice."""
        return self.outcomes[tuple(not switch.isdisjoint(chosen) for switch in self.switches)]


@dataclass(frozen=True, slots=True)
class Requirement:
    """By dimension a factor of its points and one of its maximum points; the sum is at least 0.

    `least` instead of 0 where it is given. `name` says what it requires.
    """

    name: tuple[str, str | None]
    factors: Mapping[str, tuple[int, int]]
    least: int = 0


@dataclass(frozen=True, slots=True)
class _Cut:
    """Choices that hold all of `chosen` and none of `left_out` are cut off."""

    chosen: frozenset[int]
    left_out: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Row:
    """A requirement, or a bound on what a choice costs: whole numbers throughout."""

    factors: Mapping[str, tuple[int, int]]
    of_measures: Mapping[int, int]
    least: int


@dataclass
class Choices:
    """Measures by number in their order, what each costs, and what they do to each indicator."""

    costs: Sequence[int]
    effects: Sequence[Effect]
    excluding: Collection[tuple[int, int]] = ()
    """Pairs that want different things of one fact."""
    beside: Collection[str] = ()
    """What stands for a dimension in effects and is none: its points do not count among all."""
    _proposer: _Proposer | None = field(default=None, repr=False)

    def totals(self, chosen: Collection[int]) -> dict[str, tuple[int, int]]:
        """Points and maximum points of each dimension under a choice."""
        found: dict[str, tuple[int, int]] = {}
        for effect in self.effects:
            points, most = effect.outcome(chosen)
            before = found.get(effect.dimension_id, (0, 0))
            found[effect.dimension_id] = before[0] + points, before[1] + most
        return found

    def cost(self, chosen: Collection[int]) -> int:
        """What a choice costs."""
        return sum(self.costs[number] for number in chosen)

    def points(self, chosen: Collection[int]) -> int:
        """All points under a choice, in millionths."""
        totals = self.totals(chosen)
        return sum(totals[dimension][0] for dimension in totals if dimension not in self.beside)

    def is_allowed(self, chosen: Collection[int]) -> bool:
        """Whether no two of the measures exclude each other."""
        return not any(one in chosen and other in chosen for one, other in self.excluding)

    def meets(self, chosen: Collection[int], requirement: Requirement) -> bool:
        """Whether a choice meets a requirement, exactly."""
        return self._value(requirement.factors, {}, chosen) >= requirement.least

    def best(self, requirements: Sequence[Requirement]) -> tuple[int, ...] | None:
        """The cheapest choice that meets all; None if there is none.

        Among equally cheap ones that with the most points, and of those the first in order.
        """
        rows = [_Row(wanted.factors, {}, wanted.least) for wanted in requirements]
        cost = _Row({}, {at: -cost for at, cost in enumerate(self.costs)}, 0)
        found = self._highest(rows, cost)
        if found is None:
            return None
        rows.append(_Row(cost.factors, cost.of_measures, -self.cost(found)))
        dimensions = {effect.dimension_id for effect in self.effects}.difference(self.beside)
        points = _Row(dict.fromkeys(dimensions, (1, 0)), {}, 0)
        found = self._highest(rows, points, found)
        assert found is not None
        rows.append(_Row(points.factors, {}, self.points(found)))
        return self._first(rows, found)

    def highest(self, requirement: Requirement) -> tuple[int, ...]:
        """The choice that comes nearest to meeting a requirement, or exceeds it most."""
        found = self._highest([], _Row(requirement.factors, {}, 0))
        assert found is not None, "to choose nothing is always possible"
        return found

    def _value(
        self,
        factors: Mapping[str, tuple[int, int]],
        of_measures: Mapping[int, int],
        chosen: Collection[int],
    ) -> int:
        value = sum(of_measures.get(number, 0) for number in chosen)
        for dimension, (points, most) in self.totals(chosen).items():
            of_points, of_most = factors.get(dimension, (0, 0))
            value += of_points * points + of_most * most
        return value

    def _highest(
        self, rows: Sequence[_Row], aim: _Row, found: tuple[int, ...] | None = None
    ) -> tuple[int, ...] | None:
        """The choice within these rows with the greatest value of `aim`: no other has a greater.

        `found`: one that is within the rows, if one is known.
        """
        while True:
            stricter = list(rows)
            if found is not None:
                value = self._value(aim.factors, aim.of_measures, found)
                stricter.append(_Row(aim.factors, aim.of_measures, value + 1))
            better = self._any(stricter, aim)
            if better is None:
                return found
            found = better

    def _first(self, rows: Sequence[_Row], found: tuple[int, ...]) -> tuple[int, ...]:
        """Of all choices within the rows the one whose first measures come first in order."""
        if self._any(rows, None, cuts=[self._exactly(found)]) is None:
            return found
        fixed: dict[int, int] = {}
        for number in range(len(self.costs)):
            if number in found:
                fixed[number] = 1
                continue
            other = self._any(rows, None, fixed=fixed | {number: 1})
            fixed[number] = 0 if other is None else 1
            found = found if other is None else other
        return found

    def _exactly(self, chosen: Iterable[int]) -> _Cut:
        numbers = frozenset(chosen)
        return _Cut(numbers, frozenset(range(len(self.costs))) - numbers)

    def _measures_of(self, row: _Row) -> frozenset[int]:
        """The measures on which a row's value depends."""
        switches = [
            switch
            for effect in self.effects
            if row.factors.get(effect.dimension_id, (0, 0)) != (0, 0)
            for switch in effect.switches
        ]
        return frozenset(row.of_measures).union(*switches)

    def _any(
        self,
        rows: Sequence[_Row],
        aim: _Row | None,
        *,
        fixed: Mapping[int, int] | None = None,
        cuts: Iterable[_Cut] = (),
    ) -> tuple[int, ...] | None:
        """A choice that is within all rows, exactly; a good one by `aim`. None: there is none."""
        if self._proposer is None:
            self._proposer = _Proposer(self)
        cut_off = list(cuts)
        while True:
            proposed = self._proposer.propose(rows, aim, fixed or {}, cut_off)
            if proposed is None:
                return None
            failing = next(
                (
                    row
                    for row in rows
                    if self._value(row.factors, row.of_measures, proposed) < row.least
                ),
                None,
            )
            if failing is None:
                # These are rows of ones: no tolerance is near to their being wrong.
                assert self.is_allowed(proposed)
                assert all((at in proposed) == bool(is_on) for at, is_on in (fixed or {}).items())
                return proposed
            measures = self._measures_of(failing)
            cut = _Cut(measures.intersection(proposed), measures.difference(proposed))
            assert cut not in cut_off, "the solver proposed again what was cut off"
            cut_off.append(cut)


class _Proposer:
    """The program as the solver sees it.

    Columns: a binary one for each measure; for each switch of several measures one that is on if
    one of them is; for each indicator with several switches the weight of each of its states,
    which adds up to each switch. With binary measures all others can only be 0 or 1 too.
    """

    def __init__(self, choices: Choices) -> None:
        self.choices = choices
        self.measures = len(choices.costs)
        self.columns = self.measures
        self.links: list[tuple[dict[int, float], float, float]] = []
        self.switches: dict[frozenset[int], int] = {}
        # By dimension: a constant and, by column, what points and maximum points it brings.
        self.constant: dict[str, Outcome] = {}
        self.of_column: dict[str, dict[int, Outcome]] = {}
        for one, other in choices.excluding:
            self.links.append(({one: 1.0, other: 1.0}, -highspy.kHighsInf, 1.0))
        for effect in choices.effects:
            self._add(effect)

    def _add(self, effect: Effect) -> None:
        dimension = effect.dimension_id
        constant = self.constant.get(dimension, (0, 0))
        brings = self.of_column.setdefault(dimension, {})
        off = effect.outcomes[(False,) * len(effect.switches)]
        self.constant[dimension] = constant[0] + off[0], constant[1] + off[1]
        if not effect.switches:
            return
        if len(effect.switches) == 1:
            on = effect.outcomes[(True,)]
            column = self._switch(effect.switches[0])
            before = brings.get(column, (0, 0))
            brings[column] = before[0] + on[0] - off[0], before[1] + on[1] - off[1]
            return
        states = {state: self._new_column() for state in effect.outcomes}
        self.links.append((dict.fromkeys(states.values(), 1.0), 1.0, 1.0))
        for at, switch in enumerate(effect.switches):
            on_in = {column: 1.0 for state, column in states.items() if state[at]}
            self.links.append((on_in | {self._switch(switch): -1.0}, 0.0, 0.0))
        for state, column in states.items():
            points, most = effect.outcomes[state]
            brings[column] = points - off[0], most - off[1]

    def _new_column(self) -> int:
        self.columns += 1
        return self.columns - 1

    def _switch(self, switch: frozenset[int]) -> int:
        if len(switch) == 1:
            return next(iter(switch))
        if switch not in self.switches:
            column = self.switches[switch] = self._new_column()
            for number in switch:
                self.links.append(({column: 1.0, number: -1.0}, 0.0, highspy.kHighsInf))
            members = dict.fromkeys(switch, 1.0)
            self.links.append((members | {column: -1.0}, 0.0, highspy.kHighsInf))
        return self.switches[switch]

    def _expanded(self, row: _Row) -> tuple[dict[int, int], int]:
        """A row's coefficients by column, and its constant; exact."""
        coefficients = dict(row.of_measures)
        constant = 0
        for dimension, (of_points, of_most) in row.factors.items():
            points, most = self.constant.get(dimension, (0, 0))
            constant += of_points * points + of_most * most
            for column, (more_points, more_most) in self.of_column.get(dimension, {}).items():
                value = of_points * more_points + of_most * more_most
                if value:
                    coefficients[column] = coefficients.get(column, 0) + value
        return coefficients, constant

    def propose(
        self,
        rows: Sequence[_Row],
        aim: _Row | None,
        fixed: Mapping[int, int],
        cuts: Sequence[_Cut],
    ) -> tuple[int, ...] | None:
        """A choice within the widened rows, by the solver's word; None if there is none."""
        lines = list(self.links)
        for row in rows:
            coefficients, constant = self._expanded(row)
            least = row.least - constant
            if not coefficients:
                if least > 0:
                    return None
                continue
            # Whole numbers of the greatest common unit: the bound is a whole number of it as well.
            unit = math.gcd(*coefficients.values())
            scale = max(map(abs, coefficients.values())) // unit
            scaled = {column: value // unit / scale for column, value in coefficients.items()}
            lines.append((scaled, -(-least // unit) / scale - WIDENED_BY, highspy.kHighsInf))
        for cut in cuts:
            away = dict.fromkeys(cut.chosen, -1.0) | dict.fromkeys(cut.left_out, 1.0)
            if not away:
                return None
            lines.append((away, 1.0 - len(cut.chosen), highspy.kHighsInf))
        objective = np.zeros(self.columns)
        if aim is not None:
            coefficients, _ = self._expanded(aim)
            scale = max(map(abs, coefficients.values()), default=1)
            for column, value in coefficients.items():
                objective[column] = -value / scale
        return self._solved(lines, objective, fixed)

    def _solved(
        self,
        lines: Sequence[tuple[Mapping[int, float], float, float]],
        objective: np.ndarray,
        fixed: Mapping[int, int],
    ) -> tuple[int, ...] | None:
        if self.columns == 0:
            return () if all(low <= 0 <= high for _, low, high in lines) else None
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = self.columns, len(lines)
        program.col_cost_ = objective
        low, high = np.zeros(self.columns), np.ones(self.columns)
        for number, value in fixed.items():
            low[number] = high[number] = value
        program.col_lower_, program.col_upper_ = low, high
        program.row_lower_ = np.array([line[1] for line in lines])
        program.row_upper_ = np.array([line[2] for line in lines])
        program.integrality_ = [
            highspy.HighsVarType.kInteger
            if at < self.measures
            else highspy.HighsVarType.kContinuous
            for at in range(self.columns)
        ]
        matrix = program.a_matrix_
        matrix.format_ = highspy.MatrixFormat.kRowwise
        matrix.start_ = np.array([0, *itertools.accumulate(len(line[0]) for line in lines)])
        matrix.index_ = np.array([at for line in lines for at in line[0]], dtype=np.int32)
        matrix.value_ = np.array([value for line in lines for value in line[0].values()])
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("threads", 1)
        solver.setOptionValue("random_seed", 0)
        solver.setOptionValue("mip_rel_gap", 0.0)
        solver.setOptionValue("mip_feasibility_tolerance", TOLERANCE)
        solver.setOptionValue("primal_feasibility_tolerance", TOLERANCE)
        solver.passModel(program)
        solver.run()
        status = solver.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            raise AssertionError(f"the solver ended with {solver.modelStatusToString(status)}")
        values = solver.getSolution().col_value[: self.measures]
        return tuple(number for number, value in enumerate(values) if value > 0.5)


def states_of(switches: Sequence[frozenset[int]]) -> Iterator[State]:
    """Every state that some choice of measures puts an indicator's switches into, all off first.

    Raises TooEntangledError where they are too many.
    """
    if len(switches) > MOST_SWITCHES:
        raise TooEntangledError
    everything = frozenset().union(*switches)
    for state in itertools.product((False, True), repeat=len(switches)):
        off = frozenset().union(
            *(switch for switch, is_on in zip(switches, state, strict=True) if not is_on)
        )
        possible = everything - off
        if all(
            not is_on or not switch.isdisjoint(possible)
            for switch, is_on in zip(switches, state, strict=True)
        ):
            yield state
