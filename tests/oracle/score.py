"""An independent reading of the design's section 4: what a score means, in exact fractions.

Nothing here is used by the product. It exists to be compared with the product: slow, obvious and
written from the design's words alone, so that a mistake would have to be made twice.

Input: the guide tables as lists of dicts of text, as they stand in the CSV files, and the long-form
files that were loaded, in the order of loading, as lists of dicts of text with values in normal
form (flags yes/no, ISO dates). What the door refused must be left out by the caller.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

Row = Mapping[str, str | None]
GuideTables = Mapping[str, Sequence[Row]]
Value = Fraction | bool | dt.date | str
Status = Literal["scored", "missing", "not_applicable"]
Skipped = Literal["skipped"]
MakesNotApplicable = Literal["makes_not_applicable"]

BASES = ("self", "verified")
SHARE_DECIMALS = 9
POINTS_DECIMALS = 6
SMALLEST_PEER_GROUP = 5
SIZES = ("students", "teachers", "members")


# ---------------------------------------------------------------- what goes in


@dataclass(frozen=True)
class Load:
    """One long-form file that was taken in: what it holds and its rows, in order."""

    kind: Literal["schools", "cycles", "answers", "findings"]
    rows: Sequence[Row]


# ---------------------------------------------------------------- what comes out


@dataclass(frozen=True)
class IndicatorScore:
    """One row of fct_indicator_scores; `share` is None unless the status is scored."""

    cycle_id: str
    school_id: str
    basis: str
    indicator_id: str
    dimension_id: str
    status: Status
    share: Fraction | None
    points: Fraction | None
    max_points: Fraction
    gap_points: Fraction | None
    gap_score: Fraction | None = None


@dataclass(frozen=True)
class DimensionScore:
    """One row of fct_dimension_scores; `max_points` are the applicable ones."""

    cycle_id: str
    school_id: str
    basis: str
    dimension_id: str
    points: Fraction
    max_points: Fraction
    share: Fraction | None
    indicator_count: int
    missing_count: int
    not_applicable_count: int


@dataclass
class SchoolScore:
    """One row of fct_school_scores; ranks and sizes are by the name of the group."""

    cycle_id: str
    school_id: str
    basis: str
    edition: str
    points: Fraction
    applicable_points: Fraction
    score: Fraction | None
    rating_before_red_lines: str | None
    rating: str | None
    tier_reached: str
    missing_indicator_count: int
    score_before_red_lines: Fraction | None = None
    bonus_points: Fraction | None = None
    taken_off: Fraction | None = None
    peer_group_kind: str | None = None
    peer_group: str | None = None
    ranks: dict[str, int] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    previous_cycle_id: str | None = None
    previous_score: Fraction | None = None
    comparison: str | None = None
    score_change: Fraction | None = None
    common_points: Fraction | None = None
    previous_common_points: Fraction | None = None
    common_share: Fraction | None = None
    previous_common_share: Fraction | None = None


@dataclass
class IndicatorChange:
    """One row of fct_indicator_changes."""

    cycle_id: str
    school_id: str
    basis: str
    indicator_id: str
    previous_cycle_id: str
    comparison: str
    previous_indicator_ids: str | None
    previous_share: Fraction | None
    share_change: Fraction | None
    points_change: Fraction | None


@dataclass
class CountyScores:
    """Everything the oracle says about a county."""

    indicators: list[IndicatorScore] = field(default_factory=list)
    dimensions: list[DimensionScore] = field(default_factory=list)
    schools: list[SchoolScore] = field(default_factory=list)
    changes: list[IndicatorChange] = field(default_factory=list)
    not_handed_in: list[tuple[str, str]] = field(default_factory=list)
    register_gaps: dict[tuple[str, str, str], set[str]] = field(default_factory=dict)
    """By cycle, school and size that the guide asks about and the register does not tell: for
    which indicators."""


# ---------------------------------------------------------------- exact arithmetic


def half_up(value: Fraction, decimals: int) -> Fraction:
    """`value` rounded half-up to `decimals` places in whole numbers; below 0 by its magnitude."""
    if value < 0:
        return -half_up(-value, decimals)
    scale = 10**decimals
    numerator, denominator = value.numerator, value.denominator
    return Fraction((2 * numerator * scale + denominator) // (2 * denominator), scale)


def clamped(value: Fraction) -> Fraction:
    """`value`, but at least 0 and at most 1."""
    return min(Fraction(1), max(Fraction(0), value))


# ---------------------------------------------------------------- reading the tables


def text(row: Row, column: str) -> str:
    """The text of a column that must have one."""
    value = row.get(column)
    assert value not in (None, ""), f"{column} is empty in {row}"
    return str(value)


def optional(row: Row, column: str) -> str | None:
    """The text of a column, or None where it is blank or absent."""
    value = row.get(column)
    return None if value is None or value == "" else str(value)


def number(row: Row, column: str) -> Fraction:
    """The exact number that a column holds."""
    return Fraction(text(row, column))


class Edition:
    """The rows of the guide tables that belong to one edition."""

    def __init__(self, guide: GuideTables, edition: str) -> None:
        self.edition = edition
        self.tables: dict[str, list[Row]] = {
            name: [row for row in rows if row.get("edition") == edition]
            for name, rows in guide.items()
        }
        self.kind_of = {text(row, "fact"): text(row, "kind") for row in self.tables["facts"]}
        self.county_facts = {
            text(row, "fact") for row in self.tables["facts"] if row["answered_by"] == "county"
        }

        self.given = {
            text(rule, "fact"): self.mean_of(rule)
            for rule in self.tables["rules"]
            if rule["method"] == "given"
        }

    def mean_of(self, rule: Row) -> str:
        """How the values of raters become one."""
        rows = self.rows("given_rules", indicator=text(rule, "indicator"), part=text(rule, "part"))
        return next((optional(row, "mean") for row in rows), None) or "mean"

    def is_bonus(self, indicator: str) -> bool:
        """Whether an indicator's points are added to the score."""
        return bool(self.rows("bonus_indicators", indicator=indicator))

    def rows(self, table: str, **wanted: str) -> list[Row]:
        """The rows of `table` in which every named column holds the named text."""
        return [
            row
            for row in self.tables.get(table, [])
            if all(row.get(column) == value for column, value in wanted.items())
        ]

    def value(self, fact: str, answer: str | None) -> Value | None:
        """What an answer in normal form means for the kind of its fact."""
        if answer is None or answer == "":
            return None
        kind = self.kind_of[fact]
        if kind in ("count", "number"):
            return Fraction(answer)
        if kind == "flag":
            return {"yes": True, "是": True, "no": False, "否": False}[answer]
        if kind == "date":
            return dt.date.fromisoformat(answer)
        return answer


# ---------------------------------------------------------------- one indicator of one school


@dataclass(frozen=True)
class TakenOff:
    """The points that a deduction takes off; what that is of its part hangs on the other parts."""

    points: Fraction


Compared = tuple[str, Fraction]
"""The school type of a school, and its v."""
Others = Mapping[tuple[str, str], Mapping[str, Compared]]
"""By indicator and part that compares schools: of each school that has one its v."""


class Case:
    """One indicator of one school in one cycle and basis: what is asked, and what was answered."""

    def __init__(
        self,
        edition: Edition,
        indicator: Row,
        school: Row,
        answers: Mapping[str, str | None],
        cycle_ends_on: dt.date,
        others: Others | None = None,
    ) -> None:
        self.edition = edition
        self.others = others or {}
        self.indicator = text(indicator, "indicator")
        self.max_points = number(indicator, "max_points")
        self.school = school
        self.cycle_ends_on = cycle_ends_on
        self.parts = edition.rows("rules", indicator=self.indicator)
        floors = edition.rows("indicator_floors", indicator=self.indicator)
        self.least_points = number(floors[0], "least_points") if floors else None
        self.facts = self.facts_of_the_rule()
        self.applicable = {fact for fact in self.facts if self.is_asked(fact)}
        self.values: dict[str, Value | None] = {
            fact: edition.value(fact, answers.get(fact)) for fact in self.applicable
        }
        self.blank_facts_over_a_base_of_0_count_as_0()

    def facts_of_the_rule(self) -> list[str]:
        """The facts that the indicator's parts, items and caps use, whoever else asks them."""
        used = [
            optional(row, column)
            for table, columns in (
                ("rules", ("fact", "base_fact")),
                ("rule_items", ("fact",)),
                ("rule_caps", ("fact",)),
            )
            for row in self.edition.rows(table, indicator=self.indicator)
            for column in columns
        ]
        return list(dict.fromkeys(fact for fact in used if fact is not None))

    def holds(self, row: Row) -> bool:
        """Whether a row of not_applicable or rule_targets is about this school.

        A size is compared with a bound; one that is empty in the register exempts from nothing.
        """
        attribute = text(row, "attribute")
        if attribute not in SIZES:
            return self.school.get(attribute) == row["value"]
        own = optional(self.school, attribute)
        if own is None:
            return False
        bound, wanted = text(row, "value").split(" ")
        assert bound in ("at_least", "below")
        return int(own) >= int(wanted) if bound == "at_least" else int(own) < int(wanted)

    def does_not_apply(self) -> bool:
        """Whether not_applicable has a row for this school and indicator without a fact."""
        rows = self.edition.rows("not_applicable", indicator=self.indicator)
        return any(self.holds(row) for row in rows if optional(row, "fact") is None)

    def is_asked(self, fact: str) -> bool:
        """Whether not_applicable has no row for this school with this fact."""
        return not any(self.holds(row) for row in self.edition.rows("not_applicable", fact=fact))

    def blank_facts_over_a_base_of_0_count_as_0(self) -> None:
        """Such a fact is 0 wherever its indicator uses it; a base may itself stand over a base."""
        for _ in self.parts:
            for part in self.parts:
                if part["method"] not in ("ratio", "bands", "relative"):
                    continue
                fact, base_fact = text(part, "fact"), optional(part, "base_fact")
                over_zero = base_fact is not None and self.values.get(base_fact) == Fraction(0)
                if over_zero and fact in self.applicable and self.values[fact] is None:
                    self.values[fact] = Fraction(0)

    def amount(self, fact: str) -> Fraction:
        """The value of a count or a number that was answered; of a flag 1 or 0."""
        value = self.values[fact]
        if isinstance(value, bool):
            return Fraction(value)
        assert isinstance(value, Fraction)
        return value

    # ------------------------------------------------ the status, in the design's order

    def status_and_share(self, zeroed: bool) -> tuple[Status, Fraction | None]:
        """Steps 1 to 4; `zeroed` says that a red line takes the indicator to 0."""
        if self.does_not_apply():  # step 1
            return "not_applicable", None
        status: Status
        share: Fraction | None
        if self.missing_facts() or self.missing_sizes():
            # step 2: under a floor it gives the least points
            status, share = "missing", self.least_share()
        else:
            status, share = self.scored_share()  # step 3
        if zeroed:  # step 4: the lesser of 0 and what 2 and 3 gave, unless 1 holds
            return "scored", min(Fraction(0), share or Fraction(0))
        return status, share

    def least_share(self) -> Fraction | None:
        """What the floor is of the points; None without a floor."""
        if self.least_points is None:
            return None
        return half_up(self.least_points / self.max_points, SHARE_DECIMALS)

    def points_of(self, share: Fraction) -> Fraction:
        """Points; what lies on the floor has the floor's points."""
        if self.least_points is not None and share == self.least_share():
            return self.least_points
        return half_up(self.max_points * share, POINTS_DECIMALS)

    def missing_facts(self) -> list[str]:
        """The required applicable facts without a value."""
        return [
            text(row, "fact")
            for row in self.edition.tables["facts"]
            if row["required"] == "1"
            and text(row, "fact") in self.applicable
            and self.values[text(row, "fact")] is None
        ]

    def missing_sizes(self) -> bool:
        """Whether a part that is asked needs a size that the register does not tell."""
        return any(
            text(row, "attribute") in SIZES
            and optional(self.school, text(row, "attribute")) is None
            for part in self.parts
            if optional(part, "fact") in self.applicable
            for row in self.targets(part)
        )

    def scored_share(self) -> tuple[Status, Fraction | None]:
        """Step 3: the parts that count, weighed, then capped."""
        results = self.part_results()
        if "makes_not_applicable" in results.values():
            return "not_applicable", None
        weighted = Fraction(0)
        weights = Fraction(0)
        for part in self.parts:
            result = results[text(part, "part")]
            if isinstance(result, Fraction):
                weighted += self.weight(part) * half_up(result, SHARE_DECIMALS)
                weights += self.weight(part)
        if weights == 0:
            return "not_applicable", None  # every part was skipped
        share = weighted / weights
        if self.least_points is not None:
            share = max(share, self.least_points / self.max_points)
        for cap in self.edition.rows("rule_caps", indicator=self.indicator):
            fact = text(cap, "fact")
            if fact not in self.applicable or self.values[fact] is None:
                continue
            if self.amount(fact) == number(cap, "when_equal"):
                share = min(share, number(cap, "max_share"))
        return "scored", half_up(share, SHARE_DECIMALS)

    def weight(self, part: Row) -> Fraction:
        """w: the part's points if the indicator has points of parts, else its share."""
        rows = self.edition.rows("part_points", indicator=self.indicator)
        if not rows:
            return number(part, "share")
        [points] = [number(row, "points") for row in rows if row["part"] == part["part"]]
        return points

    def after_deduction(self, taken_off: Fraction, weight: Fraction, weights: Fraction) -> Fraction:
        """max(0, M·w − D·W) ÷ (M·w), D held between 0 and M.

        Under a floor D is held at M − least_points, and the result may be below 0.
        """
        whole = self.max_points * weight
        if self.least_points is not None:
            held = min(self.max_points - self.least_points, max(Fraction(0), taken_off))
            return (whole - held * weights) / whole
        held = min(self.max_points, max(Fraction(0), taken_off))
        return max(Fraction(0), whole - held * weights) / whole

    def part_results(self) -> dict[str, Fraction | Skipped | MakesNotApplicable]:
        """The exact result of each part; what a deduction comes to hangs on the others' weights."""
        found = {text(part, "part"): self.part_result(part) for part in self.parts}
        weights = sum_of(
            self.weight(part)
            for part in self.parts
            if found[text(part, "part")] not in ("skipped", "makes_not_applicable")
        )
        results: dict[str, Fraction | Skipped | MakesNotApplicable] = {}
        for part in self.parts:
            result = found[text(part, "part")]
            if isinstance(result, TakenOff):
                result = self.after_deduction(result.points, self.weight(part), weights)
            results[text(part, "part")] = result
        return results

    # ------------------------------------------------ the methods

    def part_result(self, part: Row) -> Fraction | TakenOff | Skipped | MakesNotApplicable:
        """The exact result of one part, of a deduction what it takes off; or that it is skipped."""
        method = text(part, "method")
        if method == "checklist":
            return self.checklist(part)
        if method == "deduct":
            return self.deduct(part)
        used = [optional(part, "fact"), optional(part, "base_fact")]
        if any(fact is not None and fact not in self.applicable for fact in used):
            return "skipped"
        if method == "ratio":
            return self.ratio(part)
        if method == "bands":
            return self.bands_on_a_rate(part)
        if method == "relative":
            return self.relative(part)
        if method == "given":
            return self.given(part)
        if method == "count":
            return self.count(part)
        if method == "steps":
            return self.steps(part)
        if method == "grade":
            return self.grade(part)
        assert method == "late"
        return self.late(part)

    def ratio(self, part: Row) -> Fraction | Skipped | MakesNotApplicable:
        """(fact ÷ base − floor) ÷ (target − floor), clamped."""
        value = self.rate(part)
        if isinstance(value, str):
            return Fraction(0) if value == "zero" else value
        floor, target = number(part, "floor"), number(part, "target")
        return clamped((value - floor) / (target - floor))

    def bands_on_a_rate(self, part: Row) -> Fraction | Skipped | MakesNotApplicable:
        """At least: the highest key reached; at most: the lowest kept; blank key: the rest."""
        value = self.rate(part)
        if isinstance(value, str):
            return Fraction(0) if value == "zero" else value
        rest = Fraction(0)
        kept: list[tuple[Fraction, Fraction]] = []
        for band in self.bands(part, "at_least") + self.bands(part, "at_most"):
            if optional(band, "key") is None:
                rest = number(band, "share")
            elif band["bound"] == "at_least" and value >= number(band, "key"):
                kept.append((-number(band, "key"), number(band, "share")))
            elif band["bound"] == "at_most" and value <= number(band, "key"):
                kept.append((number(band, "key"), number(band, "share")))
        return min(kept)[1] if kept else rest

    def compared_value(self, part: Row) -> Fraction | None:
        """v: fact ÷ base, or the fact alone, half away from 0 to 9 places; None where it has none.

        A school has one if its indicator reaches step 3, all that the part uses is asked, and its
        base is not 0.
        """
        if self.does_not_apply() or self.missing_facts() or self.missing_sizes():
            return None
        used = [optional(part, "fact"), optional(part, "base_fact")]
        if any(fact is not None and fact not in self.applicable for fact in used):
            return None
        value = self.amount(text(part, "fact"))
        if optional(part, "base_fact") is not None or optional(part, "base_value") is not None:
            rate = self.rate(part)
            if isinstance(rate, str):
                return None
            value = rate
        return half_up(value, 9) if value >= 0 else -half_up(-value, 9)

    def relative(self, part: Row) -> Fraction | Skipped | MakesNotApplicable:
        """The place among the schools that have a v, or v against the best or the mean of them."""
        if optional(part, "base_fact") is not None:
            rate = self.rate(part)
            if isinstance(rate, str):  # a base of 0 goes first
                return Fraction(0) if rate == "zero" else rate
        number_of_part = text(part, "part")
        [rule] = self.edition.rows("relative_rules", indicator=self.indicator, part=number_of_part)
        own = self.compared_value(part)
        assert own is not None
        own_type = self.school.get("school_type")
        group = [
            value
            for school_type, value in self.others[self.indicator, number_of_part].values()
            if rule["among"] == "county" or school_type == own_type
        ]
        if len(group) < 3:
            return "skipped"
        more = rule["better"] == "more"
        place = 1 + sum(value > own if more else value < own for value in group)
        if rule["compare"] in ("place", "percent"):
            size = 1 if rule["compare"] == "place" else len(group)
            kept = [
                (number(band, "key"), number(band, "share"))
                for band in self.bands(part, "at_most")
                if place <= number(band, "key") * size
            ]
            if kept:
                return min(kept)[1]
            if rule["rest"] == "zero":
                return Fraction(0)
            assert rule["rest"] == "to_best"
        held = [max(Fraction(0), value) for value in group]
        own = max(Fraction(0), own)
        if rule["compare"] == "to_mean":
            reference = sum_of(held) / len(held)
        else:
            reference = max(held) if more else min(held)
        if more:
            return Fraction(1) if own >= reference else own / reference
        return Fraction(1) if own <= reference else reference / own

    def rate(self, part: Row) -> Fraction | Literal["zero"] | Skipped | MakesNotApplicable:
        """Fact ÷ base, or what a base of 0 makes of the part."""
        base_fact = optional(part, "base_fact")
        base = number(part, "base_value") if base_fact is None else self.amount(base_fact)
        if base == 0:
            when_base_zero = text(part, "when_base_zero")
            if when_base_zero == "not_applicable":
                return "makes_not_applicable"
            if when_base_zero == "skip_part":
                return "skipped"
            assert when_base_zero == "zero"
            return "zero"
        return self.amount(text(part, "fact")) / base

    def given(self, part: Row) -> Fraction:
        """value ÷ Q, Q being M·w ÷ Σ w of all parts."""
        whole = self.max_points * self.weight(part) / sum_of(map(self.weight, self.parts))
        return self.amount(text(part, "fact")) / whole

    def count(self, part: Row) -> Fraction:
        """Fact ÷ target, at most 1; the target is in the rule, or by a school attribute."""
        target = optional(part, "target")
        if target is None:
            held = [row for row in self.targets(part) if self.holds(row)]
            if text(held[0], "attribute") in SIZES:  # of those reached the highest
                held = [max(held, key=lambda row: int(text(row, "value").split(" ")[1]))]
            [target] = [text(row, "target") for row in held]
        return clamped(self.amount(text(part, "fact")) / Fraction(target))

    def targets(self, part: Row) -> list[Row]:
        """The targets of a part by an attribute or a size of the school."""
        return self.edition.rows("rule_targets", indicator=self.indicator, part=text(part, "part"))

    def bands(self, part: Row, bound: str) -> list[Row]:
        """The bands of a part."""
        return self.edition.rows(
            "rule_bands", indicator=self.indicator, part=text(part, "part"), bound=bound
        )

    def steps(self, part: Row) -> Fraction:
        """The share of the highest band whose at_least ≤ fact; 0 below the lowest."""
        fact = self.amount(text(part, "fact"))
        reached = [band for band in self.bands(part, "at_least") if number(band, "key") <= fact]
        if not reached:
            return Fraction(0)
        return number(max(reached, key=lambda band: number(band, "key")), "share")

    def grade(self, part: Row) -> Fraction:
        """The share of the band with that grade."""
        answer = self.values[text(part, "fact")]
        [share] = [
            number(band, "share") for band in self.bands(part, "grade") if band["key"] == answer
        ]
        return share

    def late(self, part: Row) -> Fraction:
        """Days from due to done, or to the cycle's last day; the blank band is the rest."""
        due = self.values[text(part, "base_fact")]
        done = self.values[text(part, "fact")]
        if done is None:
            done = self.cycle_ends_on
        assert isinstance(due, dt.date) and isinstance(done, dt.date)
        days_late = max(0, (done - due).days)
        bands = self.bands(part, "days_late_at_most")
        [rest] = [band for band in bands if optional(band, "key") is None]
        bounded = [band for band in bands if optional(band, "key") is not None]
        for band in sorted(bounded, key=lambda band: number(band, "key")):
            if days_late <= number(band, "key"):
                return number(band, "share")
        return number(rest, "share")

    def items(self, part: Row) -> list[Row]:
        """The items of a checklist or deduct that are asked of this school."""
        items = self.edition.rows("rule_items", indicator=self.indicator, part=text(part, "part"))
        return [item for item in items if text(item, "fact") in self.applicable]

    def checklist(self, part: Row) -> Fraction | Skipped:
        """是 answers ÷ applicable items."""
        items = self.items(part)
        if not items:
            return "skipped"
        yes = [item for item in items if self.values[text(item, "fact")] is True]
        return Fraction(len(yes), len(items))

    def deduct(self, part: Row) -> TakenOff | Skipped:
        """What its items take off the indicator's points."""
        items = self.items(part)
        if not items:
            return "skipped"
        taken_off = Fraction(0)
        for item in items:
            fact = self.amount(text(item, "fact"))
            if item["kind"] == "each":
                taken_off += number(item, "points") * fact
            else:
                assert item["kind"] == "shortfall"
                short = max(Fraction(0), number(item, "needed") - fact)
                taken_off += number(item, "points") * short
        return TakenOff(taken_off)


# ---------------------------------------------------------------- what is in force


class InForce:
    """What the files loaded so far leave in force."""

    def __init__(self, guide: GuideTables, loads: Iterable[Load]) -> None:
        self.guide = guide
        self.editions: dict[str, Edition] = {
            text(row, "edition"): Edition(guide, text(row, "edition")) for row in guide["editions"]
        }
        self.school_rows: list[Row] = []
        self.cycles: dict[str, Row] = {}
        self.own: dict[tuple[str, str], dict[str, str | None]] = {}
        self.county: dict[tuple[str, str], dict[str, str | None]] = {}
        self.verified: dict[tuple[str, str], dict[str, str | None]] = {}
        self.findings: dict[tuple[str, str], set[str]] = {}
        self.given: dict[tuple[str, str, str], dict[str | None, Fraction]] = {}
        for load in loads:
            if load.kind == "schools":
                self.school_rows.extend(load.rows)
            elif load.kind == "cycles":
                self.cycles.update({text(row, "cycle_id"): row for row in load.rows})
            elif load.kind == "answers":
                self.take_answers(load.rows)
            else:
                for row in load.rows:
                    key = text(row, "cycle_id"), text(row, "school_id")
                    self.findings.setdefault(key, set()).add(text(row, "red_line"))

    def edition_of(self, cycle_id: str) -> Edition:
        """The edition that a cycle names."""
        return self.editions[text(self.cycles[cycle_id], "edition")]

    def ends_on(self, cycle_id: str) -> dt.date:
        """The last day of a cycle."""
        return dt.date.fromisoformat(text(self.cycles[cycle_id], "ends_on"))

    def take_answers(self, rows: Sequence[Row]) -> None:
        """A hand-in replaces the one before, whole; the county's values replace fact by fact."""
        handed_in: dict[tuple[str, str], dict[str, str | None]] = {}
        for row in rows:
            key = text(row, "cycle_id"), text(row, "school_id")
            fact, value = text(row, "fact_id"), optional(row, "value")
            if fact in self.edition_of(key[0]).given:
                self.take_given(row)
            elif fact in self.edition_of(key[0]).county_facts:  # may stand under either basis
                self.county.setdefault(key, {})[fact] = value
            elif optional(row, "basis") == "verified":
                self.verified.setdefault(key, {})[fact] = value
            else:
                handed_in.setdefault(key, {})[fact] = value
        self.own.update(handed_in)

    def take_given(self, row: Row) -> None:
        """A rater's latest value replaces that rater's own, an empty one takes it out."""
        key = text(row, "cycle_id"), text(row, "school_id"), text(row, "fact_id")
        voices = self.given.setdefault(key, {})
        voices.pop(optional(row, "rater"), None)
        if optional(row, "value") is not None:
            voices[optional(row, "rater")] = number(row, "value")

    def given_value(self, cycle_id: str, school_id: str, fact: str) -> str | None:
        """The office's value, else the mean of the raters'; None: nobody gave any."""
        voices = self.given.get((cycle_id, school_id, fact), {})
        if None in voices:
            return str(voices[None])
        if not voices:
            return None
        values = sorted(voices.values())
        if self.edition_of(cycle_id).given[fact] == "trimmed" and len(values) >= 5:
            values = values[1:-1]
        mean = sum_of(values) / len(values)
        rounded = half_up(abs(mean), POINTS_DECIMALS)
        return str(rounded if mean >= 0 else -rounded)

    def answers(self, cycle_id: str, school_id: str, basis: str) -> dict[str, str | None]:
        """The value of each fact for a basis; an empty verified value is no value."""
        key = cycle_id, school_id
        answers = {**self.own[key], **self.county.get(key, {})}
        for fact in self.edition_of(cycle_id).given:
            answers[fact] = self.given_value(cycle_id, school_id, fact)
        if basis == "verified":
            answers.update(self.verified.get(key, {}))
        return answers

    def schools_on(self, day: dt.date) -> dict[str, Row]:
        """The attributes of each school valid on a day; of two rows, the one loaded later."""
        valid = {}
        for row in self.school_rows:
            valid_from, valid_to = optional(row, "valid_from"), optional(row, "valid_to")
            if valid_from is not None and day < dt.date.fromisoformat(valid_from):
                continue
            if valid_to is not None and dt.date.fromisoformat(valid_to) < day:
                continue
            valid[text(row, "school_id")] = row
        return valid


# ---------------------------------------------------------------- one school


def compared_values(
    in_force: InForce, cycle_id: str, schools: Mapping[str, Row], basis: str
) -> Others:
    """The v of every school with a hand-in, by indicator and part that compares schools."""
    edition = in_force.edition_of(cycle_id)
    found: dict[tuple[str, str], dict[str, Compared]] = {}
    for part in edition.rows("rules", method="relative"):
        key = text(part, "indicator"), text(part, "part")
        found[key] = {}
        [indicator] = edition.rows("indicators", indicator=key[0])
        for school_id, school in schools.items():
            if (cycle_id, school_id) not in in_force.own:
                continue
            answers = in_force.answers(cycle_id, school_id, basis)
            case = Case(edition, indicator, school, answers, in_force.ends_on(cycle_id))
            value = case.compared_value(part)
            if value is not None:
                found[key][school_id] = text(school, "school_type"), value
    return found


def score_indicators(
    in_force: InForce, cycle_id: str, school: Row, basis: str, others: Others
) -> list[IndicatorScore]:
    """One row per indicator of the cycle's edition."""
    edition = in_force.edition_of(cycle_id)
    school_id = text(school, "school_id")
    answers = in_force.answers(cycle_id, school_id, basis)
    zeroed = {
        row["indicator"]
        for row in red_line_effects(in_force, cycle_id, school_id)
        if row["effect"] == "zero_indicator"
    }
    scores = []
    for indicator in edition.tables["indicators"]:
        case = Case(edition, indicator, school, answers, in_force.ends_on(cycle_id), others)
        status, share = case.status_and_share(zeroed=case.indicator in zeroed)
        points: Fraction | None
        if status == "not_applicable":
            points = None
        elif status == "missing":
            points = case.least_points or Fraction(0)
        else:
            assert share is not None
            points = case.points_of(share)
        scores.append(
            IndicatorScore(
                cycle_id=cycle_id,
                school_id=school_id,
                basis=basis,
                indicator_id=case.indicator,
                dimension_id=text(indicator, "dimension"),
                status=status,
                share=share,
                points=points,
                max_points=case.max_points,
                gap_points=None if points is None else case.max_points - points,
            )
        )
    return with_gap_scores(edition, scores)


def with_gap_scores(edition: Edition, scores: list[IndicatorScore]) -> list[IndicatorScore]:
    """The same rows with each gap as the score that closing it would add.

    Of a bonus indicator the gap is what the cap leaves, and it is added to the score as it is.
    """
    applicable = sum_of(
        score.max_points
        for score in scores
        if score.points is not None and not edition.is_bonus(score.indicator_id)
    )
    found = []
    for score in scores:
        gap, gap_score = score.gap_points, None
        if gap is not None and edition.is_bonus(score.indicator_id):
            gap = min(gap, bonus_left(edition, scores))
            gap_score = gap if applicable else None
        elif gap is not None:
            gap_score = half_up(100 * gap / applicable, POINTS_DECIMALS)
        found.append(
            IndicatorScore(**{**score.__dict__, "gap_points": gap, "gap_score": gap_score})
        )
    return found


def bonus_sum(edition: Edition, scores: Iterable[IndicatorScore]) -> Fraction:
    """Σ the points of the bonus indicators."""
    return sum_of(row.points or Fraction(0) for row in scores if edition.is_bonus(row.indicator_id))


def bonus_left(edition: Edition, scores: Iterable[IndicatorScore]) -> Fraction:
    """What the cap on the bonus leaves; far more than there can be where there is no cap."""
    caps = edition.rows("bonus_caps")
    if not caps:
        return Fraction(10**12)
    return max(Fraction(0), number(caps[0], "most") - bonus_sum(edition, scores))


def sum_of(values: Iterable[Fraction]) -> Fraction:
    """The exact sum, 0 of nothing."""
    return sum(values, Fraction(0))


def red_line_effects(in_force: InForce, cycle_id: str, school_id: str) -> list[Row]:
    """The effects of the red lines found at a school; findings count in both bases."""
    found = in_force.findings.get((cycle_id, school_id), set())
    return [
        row
        for row in in_force.edition_of(cycle_id).tables["red_lines"]
        if text(row, "red_line") in found
    ]


def score_dimensions(edition: Edition, indicators: list[IndicatorScore]) -> list[DimensionScore]:
    """One row per dimension of the edition, of one school and basis."""
    scores = []
    for dimension in edition.tables["dimensions"]:
        rows = [
            row
            for row in indicators
            if row.dimension_id == dimension["dimension"] and not edition.is_bonus(row.indicator_id)
        ]
        points = sum_of(row.points for row in rows if row.points is not None)
        max_points = sum_of(row.max_points for row in rows if row.points is not None)
        scores.append(
            DimensionScore(
                cycle_id=indicators[0].cycle_id,
                school_id=indicators[0].school_id,
                basis=indicators[0].basis,
                dimension_id=text(dimension, "dimension"),
                points=points,
                max_points=max_points,
                share=half_up(points / max_points, SHARE_DECIMALS) if max_points else None,
                indicator_count=len(rows),
                missing_count=sum(row.status == "missing" for row in rows),
                not_applicable_count=sum(row.status == "not_applicable" for row in rows),
            )
        )
    return scores


def is_among(share: Row, schools: int, ahead: int, tied: int) -> bool:
    """Whether a school is among k = ⌊N × percent ÷ 100⌋; `tied`: of its score, itself included."""
    k = schools * number(share, "percent") // 100
    return ahead < k if share["ties"] == "in" else ahead + tied <= k


def rating_by_score(edition: Edition, score: Fraction, scores: list[Fraction]) -> str:
    """The rating with the highest min_score that the score meets, and the place where it asks."""
    better, tied = sum(other > score for other in scores), scores.count(score)
    worse = len(scores) - better - tied
    met = []
    for row in edition.tables["ratings"]:
        firsts = edition.rows("rating_shares", rating=text(row, "rating"), end="first")
        if number(row, "min_score") <= score and all(
            is_among(share, len(scores), better, tied) for share in firsts
        ):
            met.append(text(row, "rating"))
    best_of_the_last = [
        text(share, "rating")
        for share in edition.rows("rating_shares", end="last")
        if is_among(share, len(scores), worse, tied)
    ]
    minimum = {text(row, "rating"): number(row, "min_score") for row in edition.tables["ratings"]}
    best = max(met, key=lambda name: minimum[name])
    return min([best, *best_of_the_last], key=lambda name: minimum[name])


def rating_after_red_lines(edition: Edition, rating: str, effects: list[Row]) -> str:
    """First down by all steps, but not below the lowest, then the lowest of the caps."""
    minimum = {text(row, "rating"): number(row, "min_score") for row in edition.tables["ratings"]}
    in_order = sorted(minimum, key=lambda name: -minimum[name])
    steps = sum(int(text(row, "value")) for row in effects if row["effect"] == "rating_down")
    lowered = in_order[min(in_order.index(rating) + steps, len(in_order) - 1)]
    caps = [text(row, "value") for row in effects if row["effect"] == "cap_rating"]
    return min([lowered, *caps], key=lambda name: minimum[name])


def tier_reached(
    edition: Edition,
    score: Fraction,
    dimensions: list[DimensionScore],
    effects: list[Row],
    scores: list[Fraction],
) -> str:
    """The highest tier whose min_score is met and whose share is met in every dimension.

    Where it is for some percent of the schools, the place asks too; else the next is looked at.
    """
    if any(row["effect"] == "no_tier" for row in effects):
        return "none"
    better, tied = sum(other > score for other in scores), scores.count(score)
    for tier in sorted(edition.tables["tiers"], key=lambda row: number(row, "sort")):
        if score < number(tier, "min_score"):
            continue
        if not all(
            is_among(share, len(scores), better, tied)
            for share in edition.rows("tier_shares", tier=text(tier, "tier"))
        ):
            continue
        # A dimension with nothing applicable has 0 points of 0 and so passes.
        if all(
            row.points >= number(tier, "min_dimension_share") * row.max_points for row in dimensions
        ):
            return text(tier, "tier")
    return "none"


def score_school(
    in_force: InForce,
    cycle_id: str,
    indicators: list[IndicatorScore],
    dimensions: list[DimensionScore],
) -> SchoolScore:
    """One school in one cycle and basis, without its ranks."""
    edition = in_force.edition_of(cycle_id)
    school_id, basis = indicators[0].school_id, indicators[0].basis
    effects = red_line_effects(in_force, cycle_id, school_id)
    points = sum_of(row.points for row in dimensions)
    applicable = sum_of(row.max_points for row in dimensions)
    result = SchoolScore(
        cycle_id=cycle_id,
        school_id=school_id,
        basis=basis,
        edition=edition.edition,
        points=points,
        applicable_points=applicable,
        score=None,
        rating_before_red_lines=None,
        rating=None,
        tier_reached="none",
        missing_indicator_count=sum(row.status == "missing" for row in indicators),
    )
    if edition.rows("bonus_indicators"):
        bonus = bonus_sum(edition, indicators)
        for cap in edition.rows("bonus_caps"):
            bonus = min(bonus, number(cap, "most"))
        result.bonus_points = bonus
    if edition.rows("red_lines", effect="take_off"):
        result.taken_off = sum_of(
            number(row, "value") for row in effects if row["effect"] == "take_off"
        )
    if applicable == 0:  # a school to which nothing applies
        return result
    # Sum → bonus → zero_score → take_off → held at 0.
    score = half_up(100 * points / applicable, POINTS_DECIMALS) + (result.bonus_points or 0)
    result.score_before_red_lines = max(Fraction(0), score)
    if any(row["effect"] == "zero_score" for row in effects):
        score = Fraction(0)
    result.score = max(Fraction(0), score - (result.taken_off or 0))
    return result


def rate_schools(
    in_force: InForce, rows: list[SchoolScore], dimensions: list[DimensionScore]
) -> None:
    """Sets rating and tier of the schools of one cycle and basis; both may ask for a place."""
    scores = [row.score for row in rows if row.score is not None]
    for row in rows:
        if row.score is None:
            continue
        edition = in_force.edition_of(row.cycle_id)
        effects = red_line_effects(in_force, row.cycle_id, row.school_id)
        own = [one for one in dimensions if one.school_id == row.school_id]
        row.rating_before_red_lines = rating_by_score(edition, row.score, scores)
        row.rating = rating_after_red_lines(edition, row.rating_before_red_lines, effects)
        row.tier_reached = tier_reached(edition, row.score, own, effects, scores)


# ---------------------------------------------------------------- among schools


def rank(score: Fraction, group: list[SchoolScore]) -> int:
    """1, 2, 2, 4: one more than the number of schools with a higher score."""
    return 1 + sum(other.score is not None and other.score > score for other in group)


def rank_schools(rows: list[SchoolScore], schools: Mapping[str, Row]) -> None:
    """Sets ranks, sizes and peer group among the scored schools of one cycle and basis."""
    scored = [row for row in rows if row.score is not None]

    def alike(row: SchoolScore, *attributes: str) -> list[SchoolScore]:
        own = schools[row.school_id]
        return [
            other
            for other in scored
            if all(schools[other.school_id][name] == own[name] for name in attributes)
        ]

    for row in scored:
        assert row.score is not None
        own = schools[row.school_id]
        school_type, area = text(own, "school_type"), text(own, "area")
        row.peer_group_kind, row.peer_group = "school_type_area", f"{school_type}/{area}"
        peers = alike(row, "school_type", "area")
        if len(peers) < SMALLEST_PEER_GROUP:
            row.peer_group_kind, row.peer_group = "school_type", school_type
            peers = alike(row, "school_type")
        if len(peers) < SMALLEST_PEER_GROUP:
            row.peer_group_kind = row.peer_group = "county"
            peers = scored
        groups = {
            "county": scored,
            "township": alike(row, "township"),
            "school_type": alike(row, "school_type"),
            "peer_group": peers,
        }
        row.ranks = {name: rank(row.score, group) for name, group in groups.items()}
        row.sizes = {name: len(group) for name, group in groups.items()}


Place = tuple[str, str, str]
"""Cycle, school and basis."""


def previous_places(in_force: InForce, rows: list[SchoolScore]) -> dict[Place, Place]:
    """Where a school stood in the cycle before, in the same basis, if it was scored there."""
    order = sorted(in_force.cycles, key=in_force.ends_on)
    places = {(row.cycle_id, row.school_id, row.basis) for row in rows}
    found = {}
    for cycle_id, school_id, basis in places:
        position = order.index(cycle_id)
        before = (order[position - 1], school_id, basis)
        if position > 0 and before in places:
            found[cycle_id, school_id, basis] = before
    return found


def counterparts(guide: GuideTables, edition: str, previous_edition: str) -> dict[str, set[str]]:
    """By indicator of an edition, those of another that it is compared with."""
    found: dict[str, set[str]] = {}
    for row in guide["crosswalk"]:
        one = text(row, "from_edition"), text(row, "from_indicator")
        other = text(row, "to_edition"), text(row, "to_indicator")
        for (own, indicator), (theirs, answering) in ((one, other), (other, one)):
            if (own, theirs) == (edition, previous_edition):
                found.setdefault(indicator, set()).add(answering)
    return found


def share_of(rows: Iterable[IndicatorScore]) -> tuple[Fraction, Fraction]:
    """The points that could be reached, and the share of them that was."""
    rows = list(rows)
    maximum = sum((row.max_points for row in rows), Fraction(0))
    points = sum((row.points or Fraction(0) for row in rows), Fraction(0))
    return maximum, half_up(points / maximum, SHARE_DECIMALS)


def set_changes(in_force: InForce, guide: GuideTables, result: CountyScores) -> None:
    """What has changed since the cycle before: within an edition scores, across editions shares."""
    schools = {(row.cycle_id, row.school_id, row.basis): row for row in result.schools}
    indicators: dict[Place, dict[str, IndicatorScore]] = {place: {} for place in schools}
    for scored in result.indicators:
        place = scored.cycle_id, scored.school_id, scored.basis
        indicators[place][scored.indicator_id] = scored
    for place, previous_place in previous_places(in_force, result.schools).items():
        row, before = schools[place], schools[previous_place]
        row.previous_cycle_id, row.previous_score = before.cycle_id, before.score
        if row.edition == before.edition:
            row.comparison = "same_edition"
            if row.score is not None and before.score is not None:
                row.score_change = row.score - before.score
            matched = {indicator: {indicator} for indicator in indicators[place]}
        else:
            row.comparison = "across_editions"
            matched = counterparts(guide, row.edition, before.edition)
            editions = in_force.edition_of(row.cycle_id), in_force.edition_of(before.cycle_id)
            compare_shares(row, editions, matched, indicators[place], indicators[previous_place])
        for own in indicators[place].values():
            answering = [
                indicators[previous_place][name]
                for name in sorted(matched.get(own.indicator_id, ()))
            ]
            result.changes.append(
                change_of(own, before.cycle_id, answering, row.edition == before.edition)
            )


def compare_shares(
    row: SchoolScore,
    editions: tuple[Edition, Edition],
    matched: Mapping[str, set[str]],
    now: Mapping[str, IndicatorScore],
    then: Mapping[str, IndicatorScore],
) -> None:
    """Sets the shares reached of what both editions ask for and what applied in both cycles.

    A bonus indicator is no part of what an edition asks for.
    """
    pairs = [
        (indicator, previous)
        for indicator, answering in matched.items()
        for previous in answering
        if now[indicator].status != "not_applicable"
        and then[previous].status != "not_applicable"
        and not (editions[0].is_bonus(indicator) or editions[1].is_bonus(previous))
    ]
    if pairs:
        present = {indicator for indicator, _ in pairs}
        past = {previous for _, previous in pairs}
        row.common_points, row.common_share = share_of(now[name] for name in present)
        row.previous_common_points, row.previous_common_share = share_of(
            then[name] for name in past
        )


def change_of(
    own: IndicatorScore, previous_cycle_id: str, answering: list[IndicatorScore], is_same: bool
) -> IndicatorChange:
    """An indicator against those that it is compared with: the mean of their shares by points."""
    applied = [row for row in answering if row.status != "not_applicable"]
    previous_share = share_change = points_change = None
    if applied:
        weight = sum((row.max_points for row in applied), Fraction(0))
        weighted = sum((row.max_points * (row.share or 0) for row in applied), Fraction(0))
        previous_share = half_up(weighted / weight, SHARE_DECIMALS)
        if own.status != "not_applicable":
            share_change = (own.share or Fraction(0)) - previous_share
    if is_same and own.points is not None and answering[0].points is not None:
        points_change = own.points - answering[0].points
    return IndicatorChange(
        cycle_id=own.cycle_id,
        school_id=own.school_id,
        basis=own.basis,
        indicator_id=own.indicator_id,
        previous_cycle_id=previous_cycle_id,
        comparison="same_edition" if is_same else "crosswalk" if answering else "none",
        previous_indicator_ids=",".join(row.indicator_id for row in answering) or None,
        previous_share=previous_share,
        share_change=share_change,
        points_change=points_change,
    )


def set_register_gaps(
    edition: Edition, cycle_id: str, schools: Mapping[str, Row], result: CountyScores
) -> None:
    """The sizes that a target or an exemption asks about and a school of the register lacks."""
    for row in [*edition.tables["rule_targets"], *edition.tables["not_applicable"]]:
        attribute = text(row, "attribute")
        for school_id, school in schools.items():
            if attribute in SIZES and optional(school, attribute) is None:
                key = cycle_id, school_id, attribute
                result.register_gaps.setdefault(key, set()).add(text(row, "indicator"))


def score_county(guide: GuideTables, loads: Iterable[Load]) -> CountyScores:
    """Every score of every school that handed in, of every cycle and both bases."""
    in_force = InForce(guide, loads)
    result = CountyScores()
    for cycle_id in in_force.cycles:
        schools = in_force.schools_on(in_force.ends_on(cycle_id))
        set_register_gaps(in_force.edition_of(cycle_id), cycle_id, schools, result)
        for basis in BASES:
            rows = []
            others = compared_values(in_force, cycle_id, schools, basis)
            all_dimensions: list[DimensionScore] = []
            for school_id, school in schools.items():
                if (cycle_id, school_id) not in in_force.own:
                    if basis == "self":
                        result.not_handed_in.append((cycle_id, school_id))
                    continue
                indicators = score_indicators(in_force, cycle_id, school, basis, others)
                dimensions = score_dimensions(in_force.edition_of(cycle_id), indicators)
                rows.append(score_school(in_force, cycle_id, indicators, dimensions))
                result.indicators.extend(indicators)
                all_dimensions.extend(dimensions)
            result.dimensions.extend(all_dimensions)
            rate_schools(in_force, rows, all_dimensions)
            rank_schools(rows, schools)
            result.schools.extend(rows)
    set_changes(in_force, guide, result)
    return result
