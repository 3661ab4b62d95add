"""The way to the next tier: the fewest indicators, or the least effort, that reach it for a school.

Measures come from `measures`, what they are worth from the scorer, the choice from `choice`; the
changed answers are then scored once more, all together, so that what is told is a score and not a
sum. The red line `no_tier` bars every way; minima of dimensions are requirements like the score.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

from duibiao.analysis import published
from duibiao.analysis.choice import (
    Choices,
    Effect,
    Outcome,
    Requirement,
    TooEntangledError,
    states_of,
)
from duibiao.analysis.measures import MILLION, Rulebook, Situation, Way, Wish
from duibiao.analysis.published import Cycle, Standing
from duibiao.analysis.what_if import AnswerChange, IndicatorChange
from duibiao.records.model import Basis, Refused
from duibiao.warehouse import asked
from duibiao.warehouse.scoring import Case
from duibiao.warehouse.snapshot import Snapshot
from duibiao.words.figures import LOCAL_TIME

By = Literal["count", "effort"]
Ending = Literal["way_found", "no_higher_tier", "unreachable"]

HUNDRED = 100
BONUS = "+"
"""Stands for the dimension of all bonus indicators, which are in none here."""
# So many schools and changes of answers are scored at a time: about 100 MB.
CASES_AT_A_TIME = 1000


@dataclass(frozen=True, slots=True)
class Step:
    """One indicator of a way: the answers to change, and its points before and after all of it.

    `effort`: the hours the county reckons for it, if it does.
    """

    indicator: IndicatorChange
    answers: tuple[AnswerChange, ...]
    effort: Decimal | None


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a tier is out of reach; shares of dimensions from 0 to 1, scores from 0 to 100.

    `kind`: `red_line` (bars every tier) or `zero_score` (`red_lines` names them), `score` or
    `dimension` (`needed`, and `best`, the most that all changes allow), `place` (the same of the
    score that a place among the first asks for), `no_place` (so few percent are no school),
    `together` (each can be met, but not all of them at once), or `nothing_applies`.
    """

    kind: Literal[
        "red_line",
        "zero_score",
        "score",
        "place",
        "no_place",
        "dimension",
        "together",
        "nothing_applies",
    ]
    dimension_id: str | None = None
    needed: Decimal | None = None
    best: Decimal | None = None
    red_lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TierPath:
    """A school's way to a tier, or why there is none.

    `also_changed`: further indicators whose points change because they share a changed fact.
    `unanswered`: facts without a value that are no one's choice (a base, what happened) and keep
    their indicators at 0 points until the true value is filled in.
    """

    cycle_id: str
    school_id: str
    basis: Basis
    by: By
    tier: str | None
    ending: Ending
    before: Standing
    after: Standing | None = None
    steps: tuple[Step, ...] = ()
    also_changed: tuple[IndicatorChange, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()
    unanswered: tuple[str, ...] = ()

    @property
    def changes(self) -> dict[str, str | None]:
        """By fact the value that the way gives it."""
        return {change.fact_id: change.after for step in self.steps for change in step.answers}

    @property
    def effort(self) -> Decimal | None:
        """The hours of all steps, if the county reckons them."""
        efforts = [step.effort for step in self.steps if step.effort is not None]
        return sum(efforts, Decimal(0)) if len(efforts) == len(self.steps) else None


@dataclass(frozen=True, slots=True)
class Whole:
    """What is done to a school's score after its points, and what the others have; millionths.

    `bonus_cap`: the most that all bonus indicators add, None without a limit. `others`: the
    published scores of the others, the highest first.
    """

    taken_off: int
    bonus_cap: int | None
    others: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Tier:
    """A tier's demands: the score, and the share of each dimension, both in millionths.

    `percent`, in millionths, where it is for the first schools alone, and whether all of one score
    across that end are among them.
    """

    tier: str
    sort: int
    min_score: int
    min_share: int
    percent: int | None = None
    are_ties_in: bool = True

    @property
    def height(self) -> tuple[int, int]:
        """What puts it above another: the order in which a school is given its tier."""
        return self.min_score, -self.sort

    def place_score(self, whole: Whole) -> int | None:
        """The least score with a place among the first that it is for; None: it is for nobody.

        0 where it is for any number of schools.
        """
        if self.percent is None:
            return 0
        places = (len(whole.others) + 1) * self.percent // (HUNDRED * MILLION)
        if places == 0:
            return None
        if len(whole.others) < places:
            return 0
        return whole.others[places - 1] + (0 if self.are_ties_in else 1)

    def least_score(self, whole: Whole) -> int | None:
        """What it asks of the score in all; None where it is for nobody."""
        place = self.place_score(whole)
        return None if place is None else max(self.min_score, place)

    def requirements(
        self, dimensions: Sequence[str], whole: Whole, choices: Choices
    ) -> list[Requirement]:
        """What its demands say of points P and maximum points M, both in millionths.

        100·P/M rounded half up to millionths is at least s millionths where 2·10⁸·P + M ≥ 2·s·M.
        What red lines take off is asked for besides; what a bonus B adds is not: with the cap C on
        it the lesser of B and C must do, so that both of them must. As 2·B·M it can stand in a row
        while M stays the same. A score is held at 0, so that no less is asked. A dimension's points
        are compared as they are. Raises Refused where bonus and M both change.
        """
        least = self.least_score(whole)
        assert least is not None
        found: list[Requirement] = []
        for bonus in self._bonuses(whole, choices) if least > 0 else []:
            asked = least + whole.taken_off - (bonus if isinstance(bonus, int) else 0)
            factors = dict.fromkeys(dimensions, (2 * HUNDRED * MILLION, 1 - 2 * asked))
            if isinstance(bonus, _Varying):
                factors[BONUS] = 2 * bonus.most, 0
            # Below 0 a tie is rounded away from it.
            at_least = 1 if asked <= 0 else 0
            kind = "score" if least == self.min_score else "place"
            found.append(Requirement((kind, None), factors, at_least))
        found.append(Requirement(("nothing_applies", None), dict.fromkeys(dimensions, (0, 1)), 1))
        found += [
            Requirement(("dimension", dimension), {dimension: (MILLION, -self.min_share)})
            for dimension in dimensions
        ]
        return found

    def _bonuses(self, whole: Whole, choices: Choices) -> list[int | _Varying]:
        """What may be added to the score, each of which must do."""
        cap = [] if whole.bonus_cap is None else [whole.bonus_cap]
        if not any(
            len(_spread(effect)) > 1 for effect in choices.effects if effect.dimension_id == BONUS
        ):
            fixed = choices.totals(()).get(BONUS, (0, 0))[0]
            return [min([fixed, *cap])]
        mosts = [
            {most for _, most in effect.outcomes.values()}
            for effect in choices.effects
            if effect.dimension_id != BONUS
        ]
        if any(len(of_effect) > 1 for of_effect in mosts):
            raise Refused("path-bonus-too-entangled")
        return [_Varying(sum(most for [most] in map(tuple, mosts))), *cap]


@dataclass(frozen=True, slots=True)
class _Varying:
    """A bonus that measures change; `most`: the points that apply, which they do not change."""

    most: int


def _spread(effect: Effect) -> set[int]:
    """The points that an indicator can have."""
    return {points for points, _ in effect.outcomes.values()}


@dataclass(slots=True)
class _School:
    """All that is known of a school before a way is sought."""

    situation: Situation
    standing: Standing
    whole: Whole
    red_lines: tuple[str, ...]
    zeroing: tuple[str, ...]
    """The red lines that bar every tier, and those that make the score 0."""
    scored: dict[str, dict[str, Any]]
    """Its published rows of fct_indicator_scores, by indicator."""
    measures: dict[str, Way]
    choices: Choices | None = None


def path(
    snapshot: Snapshot,
    school: str,
    *,
    cycle_id: str | None = None,
    basis: Basis = "verified",
    tier: str | None = None,
    by: By = "count",
    today: dt.date | None = None,
) -> TierPath:
    """The way of a school, by code or name, to the tier above the one it reaches, or the one named.

    `by`: the fewest indicators, or the least effort. `today`: the earliest day on which something
    can still be done; now, within the cycle, if it is not given. Raises Refused for an unknown
    cycle, school or tier, for a school that has not handed in, and where the county reckons no
    efforts.
    """
    cycle = published.cycle(snapshot, cycle_id)
    school_id, _ = asked.scored_school(snapshot, cycle.cycle_id, school, basis)
    finder = Finder(snapshot, cycle, basis, by=by, tier=tier, today=today)
    return finder.find([school_id])[school_id]


class Finder:
    """Finds the ways of any number of schools of one cycle, scoring all their changes at once."""

    def __init__(
        self,
        snapshot: Snapshot,
        cycle: Cycle,
        basis: Basis,
        *,
        by: By = "count",
        tier: str | None = None,
        today: dt.date | None = None,
    ) -> None:
        self.snapshot = snapshot
        self.cycle = cycle
        self.basis = basis
        self.by = by
        self.rulebook = Rulebook(
            snapshot.guide,
            cycle.edition,
            published.compared(snapshot, cycle.cycle_id, cycle.edition, basis),
        )
        self.tiers = _tiers(snapshot, cycle.edition.edition_id)
        if tier is not None and tier not in {known.tier for known in self.tiers}:
            known_tiers = "、".join(known.tier for known in self.tiers)
            raise Refused("path-tier-unknown", tier=tier, known=known_tiers)
        self.wanted = tier
        self.efforts = {
            indicator.indicator_id: indicator.effort for indicator in cycle.edition.indicators
        }
        if by == "effort" and None in self.efforts.values():
            raise Refused("path-no-efforts", edition=cycle.edition.edition_id)
        self.dimensions = [dimension.dimension_id for dimension in cycle.edition.dimensions]
        now = today or dt.datetime.now(LOCAL_TIME).date()
        self.today = min(max(now, cycle.starts_on), cycle.ends_on)

    def find(
        self, school_ids: Sequence[str] | None = None, note: Callable[[], None] = lambda: None
    ) -> dict[str, TierPath]:
        """The ways of these schools, or of all that have a score; `note` is called after each."""
        schools = self.prepare(school_ids)
        chosen: dict[str, tuple[Tier | None, tuple[int, ...] | None]] = {}
        for school_id, school in schools.items():
            chosen[school_id] = self.choose(school)
            note()
        after = self._scored(schools, chosen)
        return {
            school_id: self._told(school, *chosen[school_id], after.get(school_id))
            for school_id, school in schools.items()
        }

    def target(self, school: _School) -> Tier | None:
        """The tier to aim at: the one named, else the lowest above the one reached."""
        heights = {tier.tier: tier.height for tier in self.tiers}
        reached = heights.get(school.standing.tier_reached)
        above = [
            tier
            for tier in sorted(self.tiers, key=lambda tier: tier.height)
            if (reached is None or tier.height > reached) and self.wanted in (None, tier.tier)
        ]
        return above[0] if above else None

    def choose(self, school: _School) -> tuple[Tier | None, tuple[int, ...] | None]:
        """The tier aimed at, and the measures that reach it or one above it most cheaply."""
        target = self.target(school)
        if target is None or school.choices is None or school.red_lines or school.zeroing:
            return target, None
        choices = school.choices
        best: tuple[tuple[int, int, tuple[int, ...]], tuple[int, ...]] | None = None
        for tier in self._good_enough(target, school.whole):
            found = choices.best(tier.requirements(self.dimensions, school.whole, choices))
            if found is not None:
                rank = choices.cost(found), -choices.points(found), found
                best = min(best, (rank, found)) if best is not None else (rank, found)
        return target, None if best is None else best[1]

    def reaches(self, school: _School, target: Tier, numbers: tuple[int, ...]) -> bool:
        """Whether these measures bring the school to a tier, or to one above it."""
        choices = school.choices
        return (
            choices is not None
            and not school.red_lines
            and not school.zeroing
            and any(
                all(
                    choices.meets(numbers, wanted)
                    for wanted in tier.requirements(self.dimensions, school.whole, choices)
                )
                for tier in self._good_enough(target, school.whole)
            )
        )

    def _good_enough(self, target: Tier, whole: Whole) -> list[Tier]:
        """The tier, and those above it that ask less of a dimension or a place: they count too.

        Without those that are for nobody.
        """
        own = target.least_score(whole)
        found = [] if own is None else [target]
        for tier in self.tiers:
            least = tier.least_score(whole)
            if tier.height <= target.height or least is None:
                continue
            if own is None or least < own or tier.min_share < target.min_share:
                found.append(tier)
        return found

    # ------------------------------------------------ what is known of each school

    def prepare(self, school_ids: Sequence[str] | None = None) -> dict[str, _School]:
        """The schools with their measures and with what these are worth, by the scorer."""
        schools = self._read(school_ids)
        self._choose_ways(schools)
        self._weigh(schools)
        return schools

    def _read(self, school_ids: Sequence[str] | None) -> dict[str, _School]:
        edition = self.cycle.edition
        of_cycle: dict[str, object] = {"cycle": self.cycle.cycle_id}
        where = "cycle_id = $cycle and basis = $basis"
        both = of_cycle | {"basis": self.basis}
        if school_ids is not None:
            where += " and school_id in (select unnest($schools))"
            both |= {"schools": list(school_ids)}
        scores = self.snapshot.rows(
            f"select * from fct_school_scores where {where} and score is not null"
            " order by school_id",
            **both,
        )
        attributes = published.attributes(self.snapshot, self.cycle.cycle_id, school_ids)
        answers: dict[str, dict[str, str | None]] = defaultdict(dict)
        for row in self.snapshot.rows(
            "select school_id, fact_id, value from fct_answers"
            f" where {where} and state <> 'not_asked'",
            **both,
        ):
            answers[row["school_id"]][row["fact_id"]] = row["value"]
        scored: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
        for row in self.snapshot.rows(f"select * from fct_indicator_scores where {where}", **both):
            scored[row["school_id"]][row["indicator_id"]] = row
        red_lines: dict[tuple[str, str], set[str]] = defaultdict(set)
        for row in self.snapshot.rows(
            "select school_id, red_line, effect from fct_findings"
            " inner join dim_red_lines using (red_line)"
            " where cycle_id = $cycle and is_in_force and edition = $edition"
            " and effect in ('no_tier', 'zero_score')",
            **of_cycle,
            edition=edition.edition_id,
        ):
            red_lines[row["school_id"], row["effect"]].add(row["red_line"])
        wholes = self._wholes(scores)
        schools = {}
        for row in scores:
            school_id = row["school_id"]
            closed = {
                indicator_id
                for indicator_id, score in scored[school_id].items()
                # A red line's 0 stays; what lies below 0 can be brought up to it.
                if score["status"] == "not_applicable"
                or (score["zeroed_by_red_line"] is not None and score["points"] >= 0)
                or score.get("missing_attributes") is not None
            }
            situation = Situation(
                school_id, attributes[school_id], answers[school_id], frozenset(closed)
            )
            schools[school_id] = _School(
                situation,
                Standing.of_row(row),
                wholes[school_id],
                tuple(sorted(red_lines[school_id, "no_tier"])),
                tuple(sorted(red_lines[school_id, "zero_score"])),
                scored[school_id],
                {},
            )
        return schools

    def _wholes(self, scores: Sequence[Mapping[str, Any]]) -> dict[str, Whole]:
        """What stands above the points of these schools."""
        edition = self.cycle.edition.edition_id
        caps = [
            _millionths(row.decimal("most") or Decimal(0))
            for row in self.snapshot.guide.rows("bonus_caps")
            if row.code("edition") == edition
        ]
        published_scores = {
            row["school_id"]: _millionths(row["score"])
            for row in self.snapshot.rows(
                "select school_id, score from fct_school_scores"
                " where cycle_id = $cycle and basis = $basis and score is not null",
                cycle=self.cycle.cycle_id,
                basis=self.basis,
            )
        }
        in_order = sorted(published_scores.values(), reverse=True)
        found = {}
        for row in scores:
            others = list(in_order)
            others.remove(published_scores[row["school_id"]])
            taken_off = _millionths(row.get("taken_off") or Decimal(0))
            found[row["school_id"]] = Whole(taken_off, next(iter(caps), None), tuple(others))
        return found

    def _choose_ways(self, schools: Mapping[str, _School]) -> None:
        """Of several ways to answer for an indicator the one that brings it most, then the least.

        The scorer tells what each brings.
        """
        tried: list[tuple[_School, str, Way]] = []
        for school in schools.values():
            for indicator_id, ways in self.rulebook.ways(school.situation, self.today).items():
                if len(ways) == 1:
                    school.measures[indicator_id] = ways[0]
                else:
                    tried += [(school, indicator_id, way) for way in ways]
        points = self._points([(school, _values(way)) for school, _, way in tried])
        best: dict[tuple[str, str], tuple[int, int]] = {}
        for (school, indicator_id, way), scored in zip(tried, points, strict=True):
            rank = scored[indicator_id][0], -len(way)
            key = school.situation.school_id, indicator_id
            if key not in best or rank > best[key]:
                best[key] = rank
                school.measures[indicator_id] = way
        for school in schools.values():
            school.measures = {
                indicator.indicator_id: school.measures[indicator.indicator_id]
                for indicator in self.cycle.edition.indicators
                if school.measures.get(indicator.indicator_id)
            }

    def _weigh(self, schools: Mapping[str, _School]) -> None:
        """Have every state of every indicator scored, together those that share no fact."""
        packed: list[tuple[_School, dict[str, str]]] = []
        places: list[tuple[_School, str, tuple[bool, ...], int]] = []
        switches: dict[tuple[str, str], tuple[frozenset[int], ...]] = {}
        for school in schools.values():
            shared = _Shared(school.measures)
            bins: list[tuple[set[str], dict[str, str], int]] = []
            for indicator in self.cycle.edition.indicators:
                uses = self.rulebook.uses[indicator.indicator_id] & shared.touched
                if not uses:
                    continue
                own = shared.switches(uses)
                switches[school.situation.school_id, indicator.indicator_id] = own
                try:
                    states = [state for state in states_of(own) if any(state)]
                except TooEntangledError as error:
                    raise Refused("path-too-entangled", indicator=indicator.indicator_id) from error
                for state in states:
                    values = shared.values(uses, own, state)
                    if values is None:
                        continue
                    fitting = [bin_ for bin_ in bins if bin_[0].isdisjoint(uses)]
                    if not fitting:
                        fitting = [(set(), {}, len(packed))]
                        packed.append((school, fitting[0][1]))
                        bins += fitting
                    in_use, changes, number = fitting[0]
                    in_use |= uses
                    changes |= values
                    places.append((school, indicator.indicator_id, state, number))
        points = self._points(packed)
        outcomes: dict[tuple[str, str], dict[tuple[bool, ...], Outcome]] = defaultdict(dict)
        for school, indicator_id, state, number in places:
            key = school.situation.school_id, indicator_id
            outcomes[key][state] = points[number][indicator_id]
        for school_id, school in schools.items():
            effects = []
            for indicator in self.cycle.edition.indicators:
                key = school_id, indicator.indicator_id
                own = switches.get(key, ())
                off = {(False,) * len(own): _outcome(school.scored[indicator.indicator_id])}
                effects.append(
                    Effect(
                        indicator.indicator_id,
                        BONUS
                        if school.scored[indicator.indicator_id].get("is_bonus")
                        else indicator.dimension_id,
                        own,
                        off | outcomes.get(key, {}),
                    )
                )
            school.choices = Choices(
                [self._cost(indicator_id) for indicator_id in school.measures],
                effects,
                _Shared(school.measures).excluding,
                (BONUS,),
            )

    def _cost(self, indicator_id: str) -> int:
        """One for each indicator, or its effort in hundredths of an hour."""
        effort = self.efforts[indicator_id]
        if self.by == "count" or effort is None:
            return 1
        return int(effort * HUNDRED)

    def _points(
        self, changed: Sequence[tuple[_School, Mapping[str, str]]]
    ) -> list[dict[str, Outcome]]:
        """By indicator what the scorer says of each set of changed answers."""
        found: list[dict[str, Outcome]] = [{} for _ in changed]
        for first in range(0, len(changed), CASES_AT_A_TIME):
            cases = [
                self._case(school, changes)
                for school, changes in changed[first : first + CASES_AT_A_TIME]
            ]
            marts = self.snapshot.scorer.score_cases(cases, ["fct_indicator_scores"])
            for row in marts["fct_indicator_scores"].iter_rows(named=True):
                found[first + row["case_number"]][row["indicator_id"]] = _outcome(row)
        return found

    def _case(self, school: _School, changes: Mapping[str, str]) -> Case:
        return Case(self.cycle.cycle_id, school.situation.school_id, self.basis, changes)

    # ------------------------------------------------ the proof, and what is told

    def _scored(
        self,
        schools: Mapping[str, _School],
        chosen: Mapping[str, tuple[Tier | None, tuple[int, ...] | None]],
    ) -> dict[str, tuple[Case, dict[str, Any], dict[str, dict[str, Any]]]]:
        """Score the chosen answers, all of a school together: what is told must be what comes out.

        Raises AssertionError should an indicator or a tier not come out as it was reckoned.
        """
        ways = [
            (school_id, tier, numbers)
            for school_id, (tier, numbers) in chosen.items()
            if tier is not None and numbers is not None
        ]
        found = {}
        heights = {tier.tier: tier.height for tier in self.tiers}
        for first in range(0, len(ways), CASES_AT_A_TIME):
            some = ways[first : first + CASES_AT_A_TIME]
            cases = [
                self._case(
                    schools[school_id], _Shared(schools[school_id].measures).combined(numbers)
                )
                for school_id, _, numbers in some
            ]
            marts = self.snapshot.scorer.score_cases(
                cases, ["fct_school_scores", "fct_indicator_scores"]
            )
            rows: dict[int, dict[str, dict[str, Any]]] = defaultdict(dict)
            for row in marts["fct_indicator_scores"].iter_rows(named=True):
                rows[row["case_number"]][row["indicator_id"]] = row
            for row in marts["fct_school_scores"].iter_rows(named=True):
                school_id, tier, numbers = some[row["case_number"]]
                scored = rows[row["case_number"]]
                choices = schools[school_id].choices
                assert choices is not None
                for effect in choices.effects:
                    reckoned = effect.outcome(numbers)
                    if _outcome(scored[effect.indicator_id]) != reckoned:
                        raise AssertionError(
                            f"{school_id} {effect.indicator_id}: reckoned {reckoned}, scored"
                            f" {_outcome(scored[effect.indicator_id])}"
                        )
                reached = heights.get(row["tier_reached"])
                if reached is None or reached < tier.height:
                    raise AssertionError(
                        f"{school_id}: reaches {row['tier_reached']}, not {tier.tier}"
                    )
                found[school_id] = cases[row["case_number"]], row, scored
        return found

    def _told(
        self,
        school: _School,
        tier: Tier | None,
        numbers: tuple[int, ...] | None,
        after: tuple[Case, dict[str, Any], dict[str, dict[str, Any]]] | None,
    ) -> TierPath:
        common: dict[str, Any] = {
            "cycle_id": self.cycle.cycle_id,
            "school_id": school.situation.school_id,
            "basis": self.basis,
            "by": self.by,
            "tier": None if tier is None else tier.tier,
            "before": school.standing,
            "unanswered": self._unanswered(school),
        }
        if tier is None:
            return TierPath(ending="no_higher_tier", **common)
        if numbers is None or after is None:
            return TierPath(ending="unreachable", obstacles=self._obstacles(school, tier), **common)
        case, row, scored = after
        measures = list(school.measures)
        changes = {
            indicator_id: IndicatorChange(
                indicator_id,
                new["dimension_id"],
                new["max_points"],
                old["status"],
                new["status"],
                old["points"],
                new["points"],
            )
            for indicator_id, new in scored.items()
            for old in [school.scored[indicator_id]]
        }
        chosen = {measures[number] for number in numbers}
        steps = []
        told: set[str] = set()
        for number in numbers:
            indicator_id = measures[number]
            answers = [
                AnswerChange(fact_id, school.situation.answers[fact_id], case.changes[fact_id])
                for fact_id in school.measures[indicator_id]
                if fact_id not in told
            ]
            told |= {answer.fact_id for answer in answers}
            steps.append(
                Step(changes[indicator_id], tuple(answers), self.efforts.get(indicator_id))
            )
        also = tuple(
            changes[indicator.indicator_id]
            for indicator in self.cycle.edition.indicators
            if indicator.indicator_id not in chosen and changes[indicator.indicator_id].gained != 0
        )
        return TierPath(
            ending="way_found",
            after=published.standing_of(self.snapshot, case, row),
            steps=tuple(steps),
            also_changed=also,
            **common,
        )

    def _unanswered(self, school: _School) -> tuple[str, ...]:
        missing = {
            fact_id
            for row in school.scored.values()
            if row["status"] == "missing"
            for fact_id in (row["missing_fact_ids"] or "").split(",")
        }
        changed = {fact_id for way in school.measures.values() for fact_id in way}
        return tuple(fact for fact in self.cycle.edition.facts if fact in missing - changed)

    def _obstacles(self, school: _School, tier: Tier) -> tuple[Obstacle, ...]:
        if school.zeroing:
            return (Obstacle("zero_score", red_lines=school.zeroing),)
        if school.red_lines:
            return (Obstacle("red_line", red_lines=school.red_lines),)
        choices, whole = school.choices, school.whole
        assert choices is not None
        least = tier.least_score(whole)
        if least is None:
            return (Obstacle("no_place"),)
        found: list[Obstacle] = []
        for requirement in tier.requirements(self.dimensions, whole, choices):
            kind, dimension = requirement.name
            nearest = choices.highest(requirement)
            if choices.meets(nearest, requirement):
                continue
            totals = choices.totals(nearest)
            if kind in ("score", "place"):
                asked = _decimal(least), _decimal(_score(totals, whole))
                by_score = Obstacle("score" if kind == "score" else "place", None, *asked)
                if by_score.kind not in {one.kind for one in found}:
                    found.append(by_score)
            elif kind == "dimension" and dimension is not None:
                points, most = totals[dimension]
                best = MILLION * points // most if most else 0
                found.append(
                    Obstacle("dimension", dimension, _decimal(tier.min_share), _decimal(best))
                )
            else:
                found.append(Obstacle("nothing_applies"))
        return tuple(found) or (Obstacle("together"),)


def _score(totals: Mapping[str, Outcome], whole: Whole) -> int:
    """The score that these points of dimensions and bonus come to."""
    points = sum(total[0] for name, total in totals.items() if name != BONUS)
    most = sum(total[1] for name, total in totals.items() if name != BONUS)
    bonus = totals.get(BONUS, (0, 0))[0]
    if whole.bonus_cap is not None:
        bonus = min(bonus, whole.bonus_cap)
    # Half up, as the score is: six decimals of 100·P/M; a negative by its magnitude.
    share = (2 * HUNDRED * MILLION * abs(points) + most) // (2 * most) if most else 0
    return max(0, (share if points >= 0 else -share) + bonus - whole.taken_off)


class _Shared:
    """How the measures of a school meet in the facts that they change.

    Measures that raise one fact to different values raise it to the greatest of them together;
    those that want different things of it exclude each other.
    """

    def __init__(self, measures: Mapping[str, Way]) -> None:
        self.wishes: dict[str, list[tuple[int, Wish]]] = defaultdict(list)
        for number, way in enumerate(measures.values()):
            for fact_id, wish in way.items():
                self.wishes[fact_id].append((number, wish))
        self.touched = set(self.wishes)

    @property
    def excluding(self) -> list[tuple[int, int]]:
        """Pairs of measures of which only one can be chosen."""
        pairs = {
            (one, other)
            for wishes in self.wishes.values()
            for one, wanted in wishes
            for other, also_wanted in wishes
            if one < other and _leaning(wanted) != _leaning(also_wanted)
        }
        return sorted(pairs)

    def levels(self, fact_id: str) -> list[tuple[frozenset[int], str]]:
        """A fact's values with the measures any of which brings it there or farther, far first."""
        found = []
        by_leaning: dict[str, list[tuple[int, Wish]]] = defaultdict(list)
        for number, wish in self.wishes[fact_id]:
            by_leaning[_leaning(wish)].append((number, wish))
        for wishes in by_leaning.values():
            farthest = sorted({wish.value for _, wish in wishes}, key=_farness(wishes[0][1]))
            for at, value in enumerate(farthest):
                enough = farthest[: at + 1]
                found.append(
                    (frozenset(number for number, wish in wishes if wish.value in enough), value)
                )
        return found

    def switches(self, facts: Iterable[str]) -> tuple[frozenset[int], ...]:
        """The sets of measures on which the values of these facts depend."""
        found = {measures for fact_id in facts for measures, _ in self.levels(fact_id)}
        return tuple(sorted(found, key=sorted))

    def values(
        self, facts: Iterable[str], switches: Sequence[frozenset[int]], state: Sequence[bool]
    ) -> dict[str, str] | None:
        """What the facts become in a state; None if two exclusive wishes would meet in it."""
        on = {switch for switch, is_on in zip(switches, state, strict=True) if is_on}
        found = {}
        for fact_id in facts:
            reached = [
                (measures, value) for measures, value in self.levels(fact_id) if measures in on
            ]
            leanings = {
                _leaning(wish)
                for measures, _ in reached
                for number, wish in self.wishes[fact_id]
                if number in measures
            }
            if len(leanings) > 1:
                return None
            if reached:
                found[fact_id] = reached[0][1]
        return found

    def combined(self, chosen: Iterable[int]) -> dict[str, str]:
        """What all facts become under a choice."""
        numbers = set(chosen)
        found = {}
        for fact_id in self.wishes:
            for measures, value in self.levels(fact_id):
                if not measures.isdisjoint(numbers):
                    found[fact_id] = value
                    break
        return found


def _leaning(wish: Wish) -> str:
    """What makes two wishes for a fact go together: the same direction, or the same value."""
    return wish.direction if wish.direction != "to" else f"to {wish.value}"


def _farness(wish: Wish) -> Callable[[str], Decimal | int]:
    if wish.direction == "to":
        return lambda value: 0
    return lambda value: Decimal(value) if wish.direction == "down" else -Decimal(value)


def _values(way: Way) -> dict[str, str]:
    return {fact_id: wish.value for fact_id, wish in way.items()}


def _outcome(row: Mapping[str, Any]) -> Outcome:
    if row["status"] == "not_applicable":
        return 0, 0
    return int(row["points"] * MILLION), int(row["max_points"] * MILLION)


def _tiers(snapshot: Snapshot, edition_id: str) -> list[Tier]:
    shares = {
        row.code("tier"): row
        for row in snapshot.guide.rows("tier_shares")
        if row.code("edition") == edition_id
    }
    found = []
    for row in snapshot.guide.tables["tiers"].sort("sort").iter_rows(named=True):
        if row["edition"] != edition_id:
            continue
        tier, share = row["tier"], shares.get(row["tier"])
        scores = _millionths(row["min_score"]), _millionths(row["min_dimension_share"])
        percent = None if share is None else _millionths(share.decimal("percent") or Decimal(0))
        ties_in = share is None or share.text("ties") == "in"
        found.append(Tier(tier, row["sort"], *scores, percent, ties_in))
    return found


def _millionths(value: Decimal) -> int:
    """As the statements have it: shares of more places than six are rounded half up."""
    return int((value * MILLION).to_integral_value(ROUND_HALF_UP))


def _decimal(millionths: int) -> Decimal:
    return Decimal(millionths) / MILLION
