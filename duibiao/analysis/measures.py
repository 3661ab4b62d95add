"""What a school can still change, and how far: the best that an indicator's answers can become.

A measure brings one indicator to the best that its changeable facts allow. What it is worth is not
known here: the scorer says that. Fixed are the facts that the guide's `fixed_facts` names, what the
county answers, bases of ratios, due dates and dates already given, and what a deduct counts `each`
(what happened, happened; a shortfall can be made up). A missing answer may be filled in.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, NamedTuple

from duibiao.guide.editions import Edition, Fact, Guide
from duibiao.guide.sizes import targets_for
from duibiao.records.model import Refused
from duibiao.words.text import TOO_LARGE, plain_decimal

Direction = Literal["up", "down", "to"]
Row = Mapping[str, Any]

MILLION = 10**6
BILLION = 10**9
SMALLEST_GROUP = 3
"""Fewer schools than that are not compared with each other."""
NUMERIC = ("count", "number")
GREATEST = int(TOO_LARGE) * MILLION - 1
# A fact that is wanted larger for one part and smaller for another of the same indicator leaves
# several ways to answer; of no indicator more than so many are tried.
MOST_WAYS = 256


class Wish(NamedTuple):
    """A value that a measure gives to a fact: at least it, at most it, or just it."""

    value: str
    direction: Direction


Way = Mapping[str, Wish]
"""What a measure changes: by fact, only what differs from the present answer."""


@dataclass(frozen=True)
class Situation:
    """A school's answers on a basis, and what counts about the school."""

    school_id: str
    attributes: Mapping[str, str]
    answers: Mapping[str, str | None]
    """By each fact that is asked; None: no value."""
    closed: frozenset[str]
    """Indicators that no answer can raise: not applicable, or zeroed by a red line."""


class Compared(NamedTuple):
    """What a school is compared by in a part of a rule, in billionths, as it was published."""

    school_id: str
    school_type: str | None
    billionths: int


class _Range(NamedTuple):
    """Values of a fact, in millionths, that are as good as any for one use of it."""

    low: int | None
    high: int | None


class Rulebook:
    """The rules of one edition, by indicator and by fact."""

    def __init__(
        self,
        guide: Guide,
        edition: Edition,
        compared: Mapping[tuple[str, int], Sequence[Compared]],
    ) -> None:
        """`compared`: by indicator and part what schools are compared by; it stays as it is."""
        self.edition = edition
        self._compared = compared
        tables = {
            name: [
                row
                for row in guide.tables[name].iter_rows(named=True)
                if row["edition"] == edition.edition_id
            ]
            for name in (
                "rules",
                "rule_bands",
                "rule_items",
                "rule_targets",
                "rule_caps",
                "relative_rules",
            )
        }
        self.rules = _by_indicator(tables["rules"])
        self.items = _by_indicator(tables["rule_items"])
        self.caps = _by_indicator(tables["rule_caps"])
        self._bands = _by_part(tables["rule_bands"])
        self._targets = _by_part(tables["rule_targets"])
        self._relative = _by_part(tables["relative_rules"])
        self.uses: dict[str, set[str]] = defaultdict(set)
        for fact in edition.facts.values():
            self.uses[fact.indicator_id].add(fact.fact_id)
        for row in (*tables["rules"], *tables["rule_items"], *tables["rule_caps"]):
            named = {row["fact"], row.get("base_fact")} - {None}
            self.uses[row["indicator"]] |= named
        bases = {row["base_fact"] for row in tables["rules"]} - {None}
        happened = {row["fact"] for row in tables["rule_items"] if row["kind"] == "each"}
        done = {row["fact"] for row in tables["rules"] if row["method"] == "late"}
        self._dates_done = done
        self._fixed = bases | happened

    def is_changeable(self, fact: Fact, answer: str | None) -> bool:
        """Whether a school can still change this answer."""
        if (
            fact.answered_by == "county"
            or fact.fixed_reason_zh is not None
            or fact.fact_id in self._fixed
        ):
            return False
        return fact.kind != "date" or (fact.fact_id in self._dates_done and answer is None)

    def ways(self, situation: Situation, today: dt.date) -> dict[str, list[Way]]:
        """By indicator the ways to bring it to its best; several where its parts pull both ways.

        Indicators in the guide's order; one in which nothing can change has none. `today`: the
        earliest day on which something can still be done.
        """
        found = {}
        for indicator in self.edition.indicators:
            if indicator.indicator_id in situation.closed:
                continue
            ways = list(
                itertools.islice(self._ways_of(indicator.indicator_id, situation, today), MOST_WAYS)
            )
            if any(ways):
                found[indicator.indicator_id] = ways
        return found

    def _ways_of(self, indicator_id: str, situation: Situation, today: dt.date) -> Iterator[Way]:
        choices: list[list[tuple[str, Wish | None]]] = []
        for fact in self.edition.facts.values():
            if fact.fact_id not in self.uses[indicator_id]:
                continue
            if fact.fact_id not in situation.answers:
                continue
            answer = situation.answers[fact.fact_id]
            if not self.is_changeable(fact, answer):
                continue
            wishes = self._wishes(indicator_id, fact, answer, situation, today)
            if any(wishes):
                choices.append([(fact.fact_id, wish) for wish in wishes])
        for choice in itertools.product(*choices):
            yield {fact_id: wish for fact_id, wish in choice if wish is not None}

    def _wishes(
        self,
        indicator_id: str,
        fact: Fact,
        answer: str | None,
        situation: Situation,
        today: dt.date,
    ) -> list[Wish | None]:
        """What the fact should become for this indicator; None: it is best as it is."""
        if fact.kind in NUMERIC:
            return self._numeric_wishes(indicator_id, fact, answer, situation)
        if fact.kind == "flag":
            wanted = self._flags_wanted(indicator_id, fact.fact_id)
            return [None if answer == flag else Wish(flag, "to") for flag in wanted]
        if fact.kind == "date":
            return [Wish(today.isoformat(), "to")]
        return self._grade_wishes(indicator_id, fact, answer)

    def _flags_wanted(self, indicator_id: str, fact_id: str) -> list[str]:
        """What a flag should be for the indicator's items and caps; both where they differ."""
        wanted = {
            "no" if cap["when_equal"] == 1 else "yes"
            for cap in self.caps[indicator_id]
            if cap["fact"] == fact_id and cap["max_share"] < 1
        }
        if not wanted or any(item["fact"] == fact_id for item in self.items[indicator_id]):
            wanted.add("yes")
        return sorted(wanted, reverse=True)

    def _grade_wishes(self, indicator_id: str, fact: Fact, answer: str | None) -> list[Wish | None]:
        wishes: dict[Wish | None, None] = {}
        for rule in self.rules[indicator_id]:
            if rule["fact"] != fact.fact_id:
                continue
            shares = {band["key"]: band["share"] for band in self._bands[_part(rule)]}
            best = max(shares.values())
            if answer is not None and shares.get(answer) == best:
                wishes[None] = None
            else:
                grade = next(grade for grade in fact.grades if shares.get(grade) == best)
                wishes[Wish(grade, "to")] = None
        if not wishes and answer is None and fact.is_required:
            wishes[Wish(fact.grades[0], "to")] = None
        return list(wishes)

    # ------------------------------------------------ counts and numbers, in millionths

    def _numeric_wishes(
        self, indicator_id: str, fact: Fact, answer: str | None, situation: Situation
    ) -> list[Wish | None]:
        unit = MILLION if fact.kind == "count" else 1
        bounds = self._bounds(fact, situation)
        present = None if answer is None else _millionths(answer)
        ranges = list(self._ranges(indicator_id, fact, unit, bounds, present, situation))
        if not ranges:
            if answer is None and fact.is_required and not self._is_over_nothing(fact, situation):
                # Nothing here hangs on it but that it is answered.
                ranges = [_Range(max(bounds.low or 0, 0), None)]
            elif present is None:
                return []
        values = _best_values(ranges, present)
        shunned = [
            _millionths(cap["when_equal"])
            for cap in self.caps[indicator_id]
            if cap["fact"] == fact.fact_id and cap["max_share"] < 1
        ]
        for value in list(values):
            if value in shunned:
                values += _beside(value, unit, bounds, shunned)
        wishes: dict[Wish | None, None] = {}
        for value in values:
            if value == present:
                wishes[None] = None
            else:
                wishes[Wish(_text(value), _direction(value, present, ranges))] = None
        return list(wishes)

    def _is_over_nothing(self, fact: Fact, situation: Situation) -> bool:
        """Whether a blank counts as 0 because its base is 0."""
        return any(
            check.fact_id == fact.fact_id
            and check.base_fact_id is not None
            and situation.answers.get(check.base_fact_id) == "0"
            for check in self.edition.base_checks
        )

    def _bounds(self, fact: Fact, situation: Situation) -> _Range:
        """What the door lets in: not above a base that it may not exceed."""
        high = GREATEST
        for check in self.edition.bounded_facts:
            if check.fact_id != fact.fact_id:
                continue
            base = check.base_value
            if base is None and check.base_fact_id is not None:
                said = situation.answers.get(check.base_fact_id)
                base = None if said is None else Decimal(said)
            if base is not None:
                high = min(high, _millionths(base))
        unit = MILLION if fact.kind == "count" else 1
        return _Range(0 if fact.kind == "count" else -GREATEST, high // unit * unit)

    def _ranges(
        self,
        indicator_id: str,
        fact: Fact,
        unit: int,
        bounds: _Range,
        present: int | None,
        situation: Situation,
    ) -> Iterator[_Range]:
        for rule in self.rules[indicator_id]:
            if rule["fact"] == fact.fact_id:
                wanted = self._range_of_rule(rule, unit, bounds, present, situation)
                if wanted is not None:
                    yield _within(wanted, bounds)
        for item in self.items[indicator_id]:
            if item["fact"] == fact.fact_id and item["kind"] == "shortfall" and item["points"] > 0:
                yield _within(_Range(_up(Fraction(item["needed"]), unit), None), bounds)

    def _range_of_rule(
        self,
        rule: Row,
        unit: int,
        bounds: _Range,
        present: int | None,
        situation: Situation,
    ) -> _Range | None:
        match rule["method"]:
            case "ratio":
                return _ratio_range(rule, unit, situation.answers)
            case "count":
                target = rule["target"]
                if target is None:
                    target = self._school_target(rule, situation.attributes)
                return None if target is None else _Range(_up(Fraction(target), unit), None)
            case "bands":
                base = _base(rule, situation.answers)
                return _bands_range(self._bands[_part(rule)], base, unit, bounds, present)
            case "relative":
                return self._relative_range(rule, unit, situation)
            case "steps":
                return _steps_range(self._bands[_part(rule)], unit, bounds, present)
        return None

    def _relative_range(self, rule: Row, unit: int, situation: Situation) -> _Range | None:
        """The fact's values with which no place, or no share of the best or the mean, is lost.

        None where fewer than three schools would be compared, or over a base of 0. Raises Refused
        where bands of places do not fall from the first on.
        """
        [how] = self._relative[_part(rule)]
        others = [
            one.billionths
            for one in self._compared.get(_part(rule), ())
            if one.school_id != situation.school_id
            and (
                how["among"] == "county"
                or one.school_type == situation.attributes.get("school_type")
            )
        ]
        has_base = rule["base_fact"] is not None or rule["base_value"] is not None
        base = _base(rule, situation.answers) if has_base else Fraction(1)
        if len(others) < SMALLEST_GROUP - 1 or base == 0:
            return None
        more = how["better"] == "more"
        others.sort(reverse=more)
        held = [max(0, value) for value in others]
        wanted: Fraction | None
        if how["compare"] == "to_mean":
            wanted = Fraction(sum(held), len(held))
            wanted = Fraction(-(-wanted // 1)) if more else Fraction(wanted // 1)
        elif how["compare"] == "to_best":
            wanted = Fraction(held[0])
        else:
            last = self._last_best_place(rule, how, len(others) + 1)
            wanted = Fraction(others[last - 1]) if last <= len(others) else None
        if wanted is None:
            return _Range(None, None)
        return _reaching(int(wanted), base, unit, more=more, is_rounded=has_base)

    def _last_best_place(self, rule: Row, how: Row, size: int) -> int:
        """The last place that gives as much as the first."""
        bands = sorted((Decimal(band["key"]), band["share"]) for band in self._bands[_part(rule)])
        factor = 1 if how["compare"] == "place" else size
        shares = [
            next((share for key, share in bands if place <= key * factor), None)
            for place in range(1, size + 1)
        ]
        if how["rest"] == "zero":
            shares = [share or Decimal(0) for share in shares]
        elif shares[0] is None:
            return 1  # in proportion to the best: nothing is lost by being the best
        best = shares[0]
        told = [share for share in shares if share is not None]
        falls = all(share <= earlier for earlier, share in itertools.pairwise(told))
        if not falls or (len(told) < size and best != 1):
            raise Refused("path-places-out-of-order", indicator=rule["indicator"])
        return max(place for place, share in enumerate(shares, start=1) if share == best)

    def _school_target(self, rule: Row, attributes: Mapping[str, str]) -> Decimal | None:
        fitting = targets_for(self._targets[_part(rule)], attributes)
        return fitting[0]["target"] if fitting else None


def _ratio_range(rule: Row, unit: int, answers: Mapping[str, str | None]) -> _Range | None:
    """The fact's values at which fact ÷ base reaches the target; None without a base."""
    base = _base(rule, answers)
    if base == 0:
        return None
    bound = Fraction(rule["target"]) * base
    more_is_better = (rule["target"] > rule["floor"]) == (base > 0)
    return _Range(_up(bound, unit), None) if more_is_better else _Range(None, _down(bound, unit))


def _reaching(wanted: int, base: Fraction, unit: int, *, more: bool, is_rounded: bool) -> _Range:
    """The fact's values at which fact ÷ base, half up to nine places, is as good as `wanted`.

    `wanted` in billionths. Values below 0, and bases below 0, are held to the exact bound.
    """
    bound, just_below = Fraction(wanted, BILLION), False
    if is_rounded and base > 0:
        if more and wanted > 0:
            bound = Fraction(2 * wanted - 1, 2 * BILLION)
        elif not more and wanted >= 0:
            bound, just_below = Fraction(2 * wanted + 1, 2 * BILLION), True
    bound *= base
    if more == (base > 0):
        return _Range(_up(bound, unit), None)
    return _Range(None, _up(bound, unit) - unit if just_below else _down(bound, unit))


def _base(rule: Row, answers: Mapping[str, str | None]) -> Fraction:
    """What a rate stands over; 0 where that was not answered."""
    if rule["base_fact"] is None:
        return Fraction(rule["base_value"])
    said = answers.get(rule["base_fact"])
    return Fraction(said) if said is not None else Fraction(0)


def _steps_range(
    bands: Sequence[Row], unit: int, bounds: _Range, present: int | None
) -> _Range | None:
    """The nearest run of values with the highest share that the bounds let reach."""
    starts = sorted((_up(Fraction(band["key"]), unit), band["share"]) for band in bands)
    ends = [*(start - unit for start, _ in starts[1:]), None]
    runs = [(start, end, share) for (start, share), end in zip(starts, ends, strict=True)]
    return _best_run(runs, bounds, present)


def _bands_range(
    bands: Sequence[Row], base: Fraction, unit: int, bounds: _Range, present: int | None
) -> _Range | None:
    """The same of bands on fact ÷ base; None over a base of 0."""
    if base == 0:
        return None
    rest = next((band["share"] for band in bands if band["key"] is None), Decimal(0))
    edges = sorted(
        (Fraction(band["key"]) * base, band["share"]) for band in bands if band["key"] is not None
    )
    shares = [share for _, share in edges]
    runs: list[tuple[int | None, int | None, Decimal]]
    # Over a base below 0 a rate that is to be kept is a number that is to be reached.
    if all((band["bound"] == "at_least") == (base > 0) for band in bands):
        starts = [_up(edge, unit) for edge, _ in edges]
        ends = [start - unit for start in starts]
        runs = list(zip([None, *starts], [*ends, None], [rest, *shares], strict=True))
    else:
        ends = [_down(edge, unit) for edge, _ in edges]
        starts = [end + unit for end in ends]
        runs = list(zip([None, *starts], [*ends, None], [*shares, rest], strict=True))
    return _best_run(runs, bounds, present)


def _best_run(
    runs: Sequence[tuple[int | None, int | None, Decimal]], bounds: _Range, present: int | None
) -> _Range | None:
    """Of runs of values with their shares the best that the bounds let reach, then the nearest."""
    best: tuple[Decimal, int, int] | None = None
    chosen = None
    for start, end, share in runs:
        low = max(wanted for wanted in (start, bounds.low, -GREATEST) if wanted is not None)
        high = min(wanted for wanted in (end, bounds.high, GREATEST) if wanted is not None)
        if low > high:
            continue
        away = 0 if present is None else max(low - present, present - high, 0)
        rank = (share, -away, -low)
        if best is None or rank > best:
            best = rank
            chosen = _Range(None if start is None else low, None if end is None else high)
    return chosen


def _within(wanted: _Range, bounds: _Range) -> _Range:
    low, high = wanted
    if low is not None and bounds.high is not None:
        low = min(low, bounds.high)
    if high is not None and bounds.low is not None:
        high = max(high, bounds.low)
    return _Range(low, high)


def _best_values(ranges: Sequence[_Range], present: int | None) -> list[int]:
    """The value nearest to the present one that is in all ranges; if none is, in each one."""
    low = max((wanted.low for wanted in ranges if wanted.low is not None), default=None)
    high = min((wanted.high for wanted in ranges if wanted.high is not None), default=None)
    if low is None or high is None or low <= high:
        return [_nearest(present, _Range(low, high))]
    return list(dict.fromkeys(_nearest(present, wanted) for wanted in ranges))


def _nearest(present: int | None, wanted: _Range) -> int:
    if present is None:
        return next(end for end in (wanted.low, wanted.high, 0) if end is not None)
    if wanted.low is not None and present < wanted.low:
        return wanted.low
    if wanted.high is not None and present > wanted.high:
        return wanted.high
    return present


def _beside(value: int, unit: int, bounds: _Range, shunned: Sequence[int]) -> list[int]:
    """The values next to one that caps the indicator."""
    steps = dict.fromkeys((MILLION, -MILLION, unit, -unit))
    return [
        value + step
        for step in steps
        if value + step not in shunned
        and (bounds.low is None or value + step >= bounds.low)
        and (bounds.high is None or value + step <= bounds.high)
    ]


def _direction(value: int, present: int | None, ranges: Sequence[_Range]) -> Direction:
    if present is not None:
        return "up" if value > present else "down"
    return "up" if any(wanted.low is not None for wanted in ranges) else "down"


def _up(bound: Fraction, unit: int) -> int:
    """The smallest whole number of units, in millionths, that is not below."""
    return -((-bound * MILLION) // unit) * unit


def _down(bound: Fraction, unit: int) -> int:
    return (bound * MILLION) // unit * unit


def _millionths(value: str | Decimal) -> int:
    return int(Decimal(value) * MILLION)


def _text(millionths: int) -> str:
    return plain_decimal(Decimal(millionths) / MILLION)


def _part(row: Row) -> tuple[str, int]:
    return row["indicator"], row["part"]


def _by_indicator(rows: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["indicator"]].append(row)
    return found


def _by_part(rows: Sequence[Row]) -> dict[tuple[str, int], list[Row]]:
    found: dict[tuple[str, int], list[Row]] = defaultdict(list)
    for row in rows:
        found[_part(row)].append(row)
    return found
