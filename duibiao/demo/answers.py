"""Believable answers for made-up schools, drawn from the guide's own rules; nothing is scored."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from duibiao.guide.editions import Edition, Fact, Guide
from duibiao.records.model import Cycle, School

Row = dict[str, Any]
YES, NO = "yes", "no"
SMALLEST_BASE, LARGEST_BASE = 4, 36


class AnswerMaker:
    """Draws answers for the schools of one cycle; a `quality` near 1 comes near the target."""

    def __init__(self, guide: Guide, edition: Edition, cycle: Cycle) -> None:
        self.edition = edition
        self.cycle = cycle
        own: dict[str, list[Row]] = {
            name: [row for row in table.to_dicts() if row["edition"] == edition.edition_id]
            for name, table in guide.tables.items()
            if name.startswith("rule")
        }
        self._rules = _by_indicator(own["rules"])
        self._bands = _by_part(own["rule_bands"])
        self._items = _by_part(own["rule_items"])
        self._targets = _by_part(own["rule_targets"])

    def answers(
        self, school: School, quality: Callable[[str], float], chance: random.Random
    ) -> dict[str, str]:
        """Values in normal form for every fact that is asked of a school, by fact."""
        answers: dict[str, str] = {}
        for indicator in self.edition.indicators:
            for rule in self._rules.get(indicator.indicator_id, ()):
                draw = _Draw(self, school, quality(indicator.indicator_id), chance, answers)
                getattr(draw, rule["method"])(rule)
        for fact in self.edition.facts.values():
            if fact.fact_id not in answers and fact.is_required:
                answers[fact.fact_id] = _anything(fact, chance, self.cycle)
        attributes = school.attributes
        return {
            fact_id: value
            for fact_id, value in answers.items()
            if self.edition.is_asked(fact_id, attributes)
        }

    def bands(self, rule: Row) -> Sequence[Row]:
        """The bands of a rule's part, best share first."""
        bands = self._bands.get((rule["indicator"], rule["part"]), [])
        return sorted(bands, key=lambda band: band["share"], reverse=True)

    def items(self, rule: Row) -> Sequence[Row]:
        """The items of a rule's part."""
        return self._items.get((rule["indicator"], rule["part"]), [])

    def target(self, rule: Row, school: School) -> Decimal:
        """The target of a rule's part for a school."""
        if rule["target"] is not None:
            return Decimal(rule["target"])
        for row in self._targets.get((rule["indicator"], rule["part"]), ()):
            if school.attributes.get(row["attribute"]) == row["value"]:
                return Decimal(row["target"])
        return Decimal(1)


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
        if base is None:
            optional = rule["when_base_zero"] in ("not_applicable", "skip_part")
            # How large a school's base is hardly changes from cycle to cycle.
            steady = random.Random(f"{self.school.school_id} {rule['base_fact']}")
            empty = optional and steady.random() < 0.08
            size = steady.randint(SMALLEST_BASE, LARGEST_BASE) + self.chance.choice((-1, 0, 0, 1))
            self._set_number(rule["base_fact"], 0 if empty else size)
            base = self.answers[rule["base_fact"]]
        return Decimal(base)

    def _set_part_of(self, rule: Row, base: Decimal, wanted: float) -> None:
        value = float(base) * wanted
        if not rule["may_exceed"]:
            value = min(value, float(base))
        self._set_number(rule["fact"], max(0.0, value))

    def count(self, rule: Row) -> None:
        target = float(self.maker.target(rule, self.school))
        self._set_number(rule["fact"], target * self.quality * self.chance.uniform(0.8, 1.3))

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
            is_met = self.chance.random() < 0.25 + 0.75 * self.quality
            self.answers.setdefault(item["fact"], YES if is_met else NO)

    def late(self, rule: Row) -> None:
        cycle = self.maker.cycle
        if self.chance.random() < 0.6:
            due = cycle.ends_on + dt.timedelta(days=self.chance.randint(30, 700))
            self.answers.setdefault(rule["base_fact"], due.isoformat())
            return
        due = cycle.starts_on + dt.timedelta(days=self.chance.randint(20, 240))
        self.answers.setdefault(rule["base_fact"], due.isoformat())
        delay = self.chance.randint(-20, 0)
        if self.chance.random() > self.quality:
            delay = self.chance.choice((20, 45, 90, 150, 200))
        done = due + dt.timedelta(days=delay)
        if done <= cycle.ends_on:
            self.answers.setdefault(rule["fact"], done.isoformat())

    def deduct(self, rule: Row) -> None:
        for item in self.maker.items(rule):
            if self._kind(item["fact"]) == "flag":
                is_well = self.chance.random() < 0.25 + 0.75 * self.quality
                is_yes = is_well if item["kind"] == "shortfall" else not is_well
                self.answers.setdefault(item["fact"], YES if is_yes else NO)
            elif item["kind"] == "shortfall":
                short = 1 if self.chance.random() > self.quality + 0.25 else 0
                self._set_number(item["fact"], float(item["needed"]) - short)
            else:
                happened = self.chance.random() < (1 - self.quality) * 0.25
                self._set_number(item["fact"], 1 if happened else 0)


def _anything(fact: Fact, chance: random.Random, cycle: Cycle) -> str:
    """A harmless value for a fact that no rule part divides or counts, such as one of a cap."""
    if fact.kind == "flag":
        return YES
    if fact.kind == "date":
        return cycle.starts_on.isoformat()
    if fact.kind == "grade":
        return fact.grades[0]
    return str(chance.choice((0, 1, 1, 2, 2, 3, 4)))


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
