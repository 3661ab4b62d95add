"""Believable answers for made-up schools, drawn from the guide's own rules; nothing is scored."""

from __future__ import annotations

import datetime as dt
import math
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import count
from typing import Any

from duibiao.demo.amounts import SIZES, Amount, Story, drawn
from duibiao.guide.editions import Edition, Fact, Guide
from duibiao.guide.sizes import targets_for
from duibiao.records.model import Cycle, School

Row = dict[str, Any]
YES, NO = "yes", "no"
SMALLEST_BASE, LARGEST_BASE = 4, 36
LONG_AGO, YEARS_BETWEEN, WELL_DONE = dt.date(2015, 3, 1), 3, 0.75
"""From when on, how far apart and how often in time is done what is due again and again."""


class AnswerMaker:
    """Draws answers for the schools of one cycle; a `quality` near 1 comes near the target.

    What the guide's `story` says is kept to, so that no two answers contradict each other; what
    is said of a school that neither grows nor shrinks changes little from cycle to cycle.
    """

    def __init__(
        self, guide: Guide, edition: Edition, cycle: Cycle, story: Story | None = None
    ) -> None:
        self.edition = edition
        self.cycle = cycle
        self.story = story if story and story.edition == edition.edition_id else Story()
        own: dict[str, list[Row]] = {
            name: [row for row in table.to_dicts() if row["edition"] == edition.edition_id]
            for name, table in guide.tables.items()
            if name.startswith("rule") or name == "relative_rules"
        }
        self._rules = _by_indicator(own["rules"])
        self._bands = _by_part(own["rule_bands"])
        self._items = _by_part(own["rule_items"])
        self._targets = _by_part(own["rule_targets"])
        self._caps: dict[str, list[Decimal]] = {}
        for row in own["rule_caps"]:
            self._caps.setdefault(row["fact"], []).append(row["when_equal"])
        bases = {check.base_fact_id for check in edition.base_checks}
        dates = {row["base_fact"] for row in own["rules"] if row["method"] == "late"}
        self.settled = self.story.settled | dates | {name for name in bases if name is not None}
        """Facts that are given: what is done is counted against them."""
        self._relative = _by_part(own["relative_rules"])

    def answers(
        self,
        school: School,
        quality: Callable[[str], float],
        chance: random.Random,
        given: Mapping[str, str] | None = None,
    ) -> dict[str, str]:
        """Values in normal form for every fact that is asked of a school, by fact.

        `given` is so, whatever else is drawn.
        """
        answers: dict[str, str] = dict(given or {})
        for fact_id, amount in self._amounts(school, answers):
            answers.setdefault(fact_id, str(amount))
        for indicator in self.edition.indicators:
            for rule in self._rules.get(indicator.indicator_id, ()):
                draw = _Draw(self, school, quality(indicator.indicator_id), chance, answers)
                getattr(draw, rule["method"])(rule)
        for fact in self.edition.facts.values():
            if fact.fact_id not in answers and fact.is_required:
                capped = self._caps.get(fact.fact_id, ()) if quality(fact.indicator_id) >= 1 else ()
                answers[fact.fact_id] = _anything(fact, chance, self.cycle, capped)
        self._hold(answers, school)
        attributes = school.attributes
        return {
            fact_id: value
            for fact_id, value in answers.items()
            if self.edition.is_asked(fact_id, attributes)
        }

    def _amounts(self, school: School, given: Mapping[str, str]) -> Iterator[tuple[str, int]]:
        """The facts whose amount the guide's story gives, as they are at a school."""
        numbers = sizes(school)
        for name, amount in self.story.amounts.items():
            value = self.value_of(name, amount, school, numbers)
            if value is None:
                continue
            if name in given:
                value = int(given[name])
            numbers[name] = Fraction(value)
            if name in self.edition.facts:
                yield name, value

    def value_of(
        self, name: str, amount: Amount, school: School, numbers: Mapping[str, Fraction]
    ) -> int | None:
        """What an amount comes to at a school in this cycle; None where it depends on nothing."""
        key = f"{school.school_id} {name}"
        try:
            value = drawn(amount, school.attributes, numbers, key, self.cycle.cycle_id)
        except KeyError:
            return None
        return None if value is None else math.floor(value)

    def _hold(self, answers: dict[str, str], school: School) -> None:
        """What is bounded by something else is cut to it, until nothing is too large."""
        bounded = [
            (check.fact_id, check.base_fact_id)
            for check in self.edition.bounded_facts
            if check.base_fact_id is not None
        ]
        changed = True
        while changed:
            numbers = sizes(school) | self._helpers(school)
            numbers |= {
                name: n for name, text in answers.items() if (n := _number(text)) is not None
            }
            limits = [(name, numbers[base]) for name, base in bounded if base in numbers]
            for name, several in self.story.limits.items():
                limits += [
                    (name, each.value(numbers)) for each in several if each.names <= set(numbers)
                ]
            too_large = [
                (name, most) for name, most in limits if numbers.get(name, Fraction(-1)) > most
            ]
            for name, most in too_large:
                cut = max(0, min(math.floor(most), math.floor(numbers[name])))
                numbers[name] = Fraction(cut)
                is_flag = self.edition.facts[name].kind == "flag"
                answers[name] = (YES if cut else NO) if is_flag else str(cut)
            changed = bool(too_large)

    def _helpers(self, school: School) -> dict[str, Fraction]:
        numbers = sizes(school)
        for name, amount in self.story.amounts.items():
            if name not in self.edition.facts:
                value = self.value_of(name, amount, school, numbers)
                if value is not None:
                    numbers[name] = Fraction(value)
        return numbers

    def is_ratio(self, indicator_id: str) -> bool:
        """Whether an indicator is nothing but a fact over its base, both counted by the school."""
        facts = self.edition.facts
        rules = self._rules.get(indicator_id, ())
        return bool(rules) and all(
            rule["method"] == "ratio"
            and all(
                name in facts
                and facts[name].kind == "count"
                and facts[name].answered_by == "school"
                for name in (rule["fact"], rule["base_fact"])
            )
            for rule in rules
        )

    def zero_bases(self) -> list[str]:
        """The bases that give 0 where there is nothing, and that hang on nothing else."""
        amounts = self.story.amounts
        free = {name for name, amount in amounts.items() if amount.names.isdisjoint(amounts)}
        used = {name for each in self.story.expressions() for name in each.names}
        return [
            rule["base_fact"]
            for rules in self._rules.values()
            for rule in rules
            if rule["when_base_zero"] == "zero"
            and rule["base_fact"] in self.edition.facts
            and self.edition.facts[rule["base_fact"]].answered_by == "school"
            and rule["base_fact"] not in used
            and (rule["base_fact"] in free or not amounts)
        ]

    def bands(self, rule: Row) -> Sequence[Row]:
        """The bands of a rule's part, best share first."""
        bands = self._bands.get((rule["indicator"], rule["part"]), [])
        return sorted(bands, key=lambda band: band["share"], reverse=True)

    def items(self, rule: Row) -> Sequence[Row]:
        """The items of a rule's part."""
        return self._items.get((rule["indicator"], rule["part"]), [])

    def relative(self, rule: Row) -> Row:
        """How a rule's part compares schools."""
        return self._relative[rule["indicator"], rule["part"]][0]

    def target(self, rule: Row, school: School) -> Decimal:
        """The target of a rule's part for a school."""
        if rule["target"] is not None:
            return Decimal(rule["target"])
        targets = self._targets.get((rule["indicator"], rule["part"]), ())
        fitting = targets_for(targets, school.attributes)
        return Decimal(fitting[0]["target"]) if fitting else Decimal(1)


def sizes(school: School) -> dict[str, Fraction]:
    """What the register knows of a school in numbers."""
    found = {name: getattr(school, name) for name in SIZES}
    return {name: Fraction(number) for name, number in found.items() if number is not None}


def _number(text: str) -> Fraction | None:
    if text in (YES, NO):
        return Fraction(int(text == YES))
    try:
        return Fraction(text)
    except ValueError:
        return None


def _by_indicator(rows: Sequence[Row]) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row["indicator"], []).append(row)
    return grouped


def _by_part(rows: Sequence[Row]) -> dict[tuple[str, int], list[Row]]:
    grouped: dict[tuple[str, int], list[Row]] = {}
    for row in rows:
        grouped.setdefault((row["indicator"], row["part"]), []).append(row)
    return grouped


class _Draw:
    """Draws the answers of one rule part; its methods are named as the guide's methods."""

    def __init__(
        self,
        maker: AnswerMaker,
        school: School,
        quality: float,
        chance: random.Random,
        answers: dict[str, str],
    ) -> None:
        self.maker = maker
        self.school = school
        self.quality = quality
        self.chance = chance
        self.answers = answers

    def _steady(self, fact_id: str) -> random.Random:
        """What is drawn from it is the same for the school and fact in every cycle."""
        return random.Random(f"{self.school.school_id} {fact_id}")

    def _kind(self, fact_id: str) -> str:
        return self.maker.edition.facts[fact_id].kind

    def _set_number(self, fact_id: str, value: float) -> None:
        if self._kind(fact_id) == "count":
            self.answers.setdefault(fact_id, str(max(0, round(value))))
        else:
            self.answers.setdefault(fact_id, f"{Decimal(str(round(value, 2))).normalize():f}")

    def ratio(self, rule: Row) -> None:
        base = self._base(rule)
        floor, target = float(rule["floor"] or 0), float(rule["target"])
        wanted = floor + (target - floor) * self.quality
        if self.chance.random() < self.quality - 0.35:
            wanted = target
        self._set_part_of(rule, base, wanted)

    def bands(self, rule: Row) -> None:
        bands = [band for band in self.maker.bands(rule) if band["key"] is not None]
        wanted = float(bands[self._place(len(bands))]["key"])
        self._set_part_of(rule, self._base(rule), wanted)

    def _base(self, rule: Row) -> Decimal:
        """What a rate stands over."""
        base = rule["base_value"]
        if base is None and rule["base_fact"] in self.answers:
            base = self.answers[rule["base_fact"]]
        elif base is None:
            optional = rule["when_base_zero"] in ("not_applicable", "skip_part")
            # How large a school's base is hardly changes from cycle to cycle.
            steady = self._steady(rule["base_fact"])
            empty = optional and steady.random() < 0.08
            size = steady.randint(SMALLEST_BASE, LARGEST_BASE) + self.chance.choice((-1, 0, 0, 1))
            self._set_number(rule["base_fact"], 0 if empty else size)
            base = self.answers[rule["base_fact"]]
        return Decimal(base)

    def _set_part_of(self, rule: Row, base: Decimal, wanted: float) -> None:
        value = float(base) * wanted
        if self._kind(rule["fact"]) != "count":
            pass
        elif self.quality >= 1:
            value = math.ceil(round(value, 6))
        elif self.quality <= 0:
            value = math.floor(round(value, 6))
        if not rule["may_exceed"]:
            value = min(value, float(base))
        self._set_number(rule["fact"], max(0.0, value))

    def relative(self, rule: Row) -> None:
        row = self.maker.relative(rule)
        wanted = self.quality if row["better"] == "more" else 1 - self.quality
        if rule["base_fact"] is None and rule["base_value"] is None:
            self._set_number(rule["fact"], LARGEST_BASE * max(0.0, wanted))
        else:
            self._set_part_of(rule, self._base(rule), max(0.0, wanted))

    def count(self, rule: Row) -> None:
        target = float(self.maker.target(rule, self.school))
        value = target * self.quality * self.chance.uniform(0.8, 1.3)
        self._set_number(rule["fact"], max(value, target) if self.quality >= 1 else value)

    def given(self, rule: Row) -> None:
        bounds = self.maker.edition.given_rules[rule["fact"]]
        span = float(bounds.most - bounds.least)
        value = Decimal(str(round(float(bounds.least) + span * self.quality, 1)))
        self._set_number(rule["fact"], float(min(bounds.most, max(bounds.least, value))))

    def steps(self, rule: Row) -> None:
        bands = self.maker.bands(rule)
        self._set_number(rule["fact"], float(bands[self._place(len(bands))]["key"] or 0))

    def grade(self, rule: Row) -> None:
        bands = self.maker.bands(rule)
        self.answers.setdefault(rule["fact"], bands[self._place(len(bands))]["key"])

    def _place(self, count: int) -> int:
        worse = (1 - self.quality) * self.chance.uniform(0.2, 1.4)
        return min(count - 1, int(worse * count))

    def checklist(self, rule: Row) -> None:
        for item in self.maker.items(rule):
            # What a school has this year it seldom lacks the next.
            is_met = self._steady(item["fact"]).random() < 0.25 + 0.75 * self.quality
            self.answers.setdefault(item["fact"], YES if is_met else NO)

    def late(self, rule: Row) -> None:
        """One date after another, a term apart, each from when the one before was done."""
        cycle, steady = self.maker.cycle, self._steady(rule["base_fact"])
        amount = self.maker.story.terms.get(rule["base_fact"])
        years = amount and self.maker.value_of(rule["base_fact"], amount, self.school, {})
        term = dt.timedelta(days=round(365.25 * (years or YEARS_BETWEEN)))
        due = LONG_AGO + dt.timedelta(days=steady.randint(0, term.days))
        for _ in count():
            delay = steady.randint(-20, 0)
            is_late = steady.random() > WELL_DONE and self.quality < 1
            if is_late:
                delay = steady.choice((20, 45, 90, 150, 200))
            done = due + dt.timedelta(days=delay)
            if done >= cycle.starts_on:
                break
            due += term
        self.answers.setdefault(rule["base_fact"], due.isoformat())
        if done <= cycle.ends_on:
            self.answers.setdefault(rule["fact"], done.isoformat())

    def deduct(self, rule: Row) -> None:
        for item in self.maker.items(rule):
            if self._kind(item["fact"]) == "flag":
                is_well = self._steady(item["fact"]).random() < 0.25 + 0.75 * self.quality
                is_yes = is_well if item["kind"] == "shortfall" else not is_well
                self.answers.setdefault(item["fact"], YES if is_yes else NO)
            elif item["kind"] == "shortfall":
                short = 1 if self.chance.random() > self.quality + 0.25 else 0
                self._set_number(item["fact"], float(item["needed"]) - short)
            else:
                happened = self.chance.random() < (1 - self.quality) * 0.25
                self._set_number(item["fact"], 1 if happened else 0)


def _anything(fact: Fact, chance: random.Random, cycle: Cycle, capped: Sequence[Decimal]) -> str:
    """A harmless value for a fact that no rule part divides or counts, such as one of a cap."""
    if fact.kind == "flag":
        return YES
    if fact.kind == "date":
        return cycle.starts_on.isoformat()
    if fact.kind == "grade":
        return fact.grades[0]
    drawn_from = [number for number in (0, 1, 1, 2, 2, 3, 4) if number not in capped]
    return str(chance.choice(drawn_from))


def planted_fault(
    answers: Mapping[str, str], edition: Edition, chance: random.Random
) -> dict[str, str]:
    """The answers with one to three of the mistakes that people make."""
    spoiled = dict(answers)
    kinds = {
        "count": "十几次",
        "number": "约一半",
        "flag": "基本落实",
        "date": "2024-02-30",
        "grade": "优",
    }
    for fact_id in chance.sample(sorted(answers), k=min(len(answers), chance.randint(1, 3))):
        spoiled[fact_id] = kinds[edition.facts[fact_id].kind]
    return spoiled
