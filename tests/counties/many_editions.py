"""A county with many small random editions of the guide, one cycle each, for what is tried in full.

All methods, several parts, at times with points of their own, facts that indicators share (also
against each other), caps, red lines, points below 0, bonus, tiers for the first schools, facts that
are fixed, efforts, minima of dimensions, blanks and bases of 0. The indicators are few, so that
every set of measures can be scored.
"""

from __future__ import annotations

import csv
import itertools
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from duibiao.guide.editions import Guide
from duibiao.records.settings import Settings
from duibiao.warehouse.build import build
from ingest.door import Door, find_files
from tests.counties.random_county import guide_columns, write_guide

METHODS = (
    *("ratio", "ratio", "bands", "bands", "count", "steps", "given"),
    *("checklist", "grade", "late", "deduct", "deduct", "relative", "relative"),
)
GRADES = ("A", "B", "C", "D")
CODES = {
    "school_type": ("primary", "junior"),
    "area": ("town", "village"),
    "organisation": ("branch",),
    "leadership": ("separate",),
    "tier": ("high", "middle", "low", "none"),
    "nature": ("hardware", "software"),
    "character": ("norm", "feature"),
}
Row = dict[str, str]


def text(value: object) -> str:
    """A cell of a table."""
    return format(value, "f") if isinstance(value, Decimal) else str(value)


@dataclass
class ManyEditions:
    """Tables of the guide, and the rows of the county's files."""

    seed: int
    editions: int
    schools: int
    guide: dict[str, list[Row]] = field(default_factory=dict)
    files: dict[str, list[Row]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.whole = random.Random(-self.seed - 1)
        self.columns = guide_columns()
        self.guide = {name: [] for name in self.columns}
        self.files = {name: [] for name in ("schools", "cycles", "answers", "findings")}
        for name, codes in CODES.items():
            for code in codes:
                self.add("code_lists", list=name, code=code, name_zh=f"名{code}")
        for number in range(1, self.schools + 1):
            self.files["schools"].append(
                {
                    "school_id": f"S{number:02d}",
                    "name_zh": f"第{number}校",
                    "township": "东镇",
                    "school_type": self.chance.choice(CODES["school_type"]),
                    "area": self.chance.choice(CODES["area"]),
                    "organisation": "branch",
                    "leadership": "separate",
                    "tier_held": "none",
                    "students": self.chance.choice(("", "99", "100", "480", "500")),
                }
            )
        for number in range(1, self.editions + 1):
            SmallEdition(self, number).make()

    def add(self, table: str, **values: object) -> None:
        """One row of a guide table; columns that are not named stay blank."""
        row = dict.fromkeys(self.columns[table], "")
        row |= {name: text(value) for name, value in values.items()}
        self.guide[table].append(row)

    def publish(self, folder: Path) -> Settings:
        """Write all files, hand them in at the door, build; the settings of the home."""
        write_guide(folder / "guide", self.guide)
        Guide.load(folder / "guide")
        for name, rows in self.files.items():
            if rows:
                path = folder / "files" / f"{name}.csv"
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("w", encoding="utf-8", newline="") as lines:
                    writer = csv.DictWriter(lines, list(rows[0]))
                    writer.writeheader()
                    writer.writerows(rows)
        settings = Settings.resolve(folder / "home", folder / "guide")
        door = Door.open(settings)
        for _, checked in door.check_all(find_files([folder / "files"])):
            assert checked.fate in ("taken", "taken_with_warnings"), checked.problems[:3]
            assert not any(problem.severity == "error" for problem in checked.problems)
            door.hand_in(checked, received_by="test", channel="test")
        build(settings)
        return settings


class SmallEdition:
    """One edition of three to eight indicators, its cycle, and the answers of all schools."""

    def __init__(self, county: ManyEditions, number: int) -> None:
        self.county = county
        self.chance = county.chance
        self.edition = f"e{number:02d}"
        self.cycle = f"c{number:02d}"
        self.kinds: dict[str, str] = {}
        self.below: dict[str, tuple[str | None, Decimal | None]] = {}
        self.given: dict[str, Decimal] = {}
        self.bases: set[str] = set()
        self.dates: list[tuple[str, str]] = []
        self.has_shared = False

    def add(self, table: str, **values: object) -> None:
        """One row of this edition."""
        self.county.add(table, edition=self.edition, **values)

    def happens(self, probability: float) -> bool:
        """True with this probability."""
        return self.chance.random() < probability

    def make(self) -> None:
        """All rows of the guide, the cycle, the answers and the findings."""
        chance = self.chance
        dimensions = [f"D{number}" for number in range(1, chance.randint(1, 3) + 1)]
        for sort, dimension in enumerate(dimensions, start=1):
            self.add("dimensions", dimension=dimension, sort=sort, name_zh=dimension)
        count = chance.randint(max(3, len(dimensions)), 8)
        homes = sorted(
            dimensions + [chance.choice(dimensions) for _ in range(count - len(dimensions))]
        )
        total = Decimal(0)
        for sort, dimension in enumerate(homes, start=1):
            points = Decimal(chance.randint(1, 40)) / chance.choice((1, 4, 8))
            total += points
            self.make_indicator(f"I{sort}", dimension, sort, points)
        bonus = self.make_whole_score()
        self.add(
            "editions",
            title_zh=self.edition,
            status="working",
            valid_from="2015-01-01",
            dimension_count=len(dimensions),
            indicator_count=count,
            total_points=total - bonus,
        )
        self.make_tiers()
        self.make_tier_shares()
        if self.happens(0.3):
            self.add(
                "red_lines", red_line="R1", indicator="I1", label_zh="甲", effect="zero_indicator"
            )
        if self.happens(0.3):
            self.add("red_lines", red_line="R2", label_zh="乙", effect="no_tier")
        year = chance.randint(2016, 2024)
        self.year = year
        self.county.files["cycles"].append(
            {
                "cycle_id": self.cycle,
                "edition": self.edition,
                "starts_on": f"{year}-01-01",
                "ends_on": f"{year}-12-31",
                "deadline": "2099-12-31",
            }
        )
        for school in self.county.files["schools"]:
            self.answer(school["school_id"])

    def make_whole_score(self) -> Decimal:
        """At times points below 0, bonus indicators, red lines on the score; the bonus points."""
        chance = self.county.whole
        own = guide_rows(self.county.guide, "indicators", self.edition)
        for row in own:
            if chance.random() < 0.25:
                least = -Decimal(row["max_points"]) * chance.choice((1, 2, 4)) / 2
                self.add("indicator_floors", indicator=row["indicator"], least_points=least)
        for red_line, effect, value, probability in (
            ("R3", "take_off", "7.5", 0.3),
            ("R4", "take_off", "3", 0.2),
            ("R5", "zero_score", "", 0.2),
        ):
            if chance.random() < probability:
                self.add(
                    "red_lines", red_line=red_line, label_zh=red_line, effect=effect, value=value
                )
        if chance.random() < 0.5:
            return Decimal(0)
        bonus = chance.sample(own, chance.choice((1, 2)))
        for row in bonus:
            self.add("bonus_indicators", indicator=row["indicator"])
        points = sum((Decimal(row["max_points"]) for row in bonus), Decimal(0))
        if chance.random() < 0.6:
            self.add("bonus_caps", most=max(Decimal("0.5"), points / 2).quantize(Decimal("0.001")))
        return points

    def make_tier_shares(self) -> None:
        """At times a tier is for the first schools alone, or for so few that nobody has it."""
        chance = self.county.whole
        for tier in CODES["tier"][:3]:
            if chance.random() < 0.2:
                percent = chance.choice((5, 25, 40, 60))
                ties = chance.choice(("in", "out"))
                self.add("tier_shares", tier=tier, percent=percent, ties=ties)

    def make_tiers(self) -> None:
        """Three tiers; at times a higher one asks less of the dimensions."""
        chance = self.chance
        self.add("ratings", rating="any", sort=1, name_zh="等次", min_score=0)
        is_reversed = self.happens(0.25)
        while True:
            scores = sorted(chance.sample(range(300, 980), 3), reverse=True)
            minima = sorted((chance.randint(0, 80) for _ in range(3)), reverse=not is_reversed)
            # A lower tier that asks for more of the dimensions than a higher one for in all
            # could not be reached, and the guide would be refused.
            asked = list(zip(scores, minima, strict=True))
            if not any(
                high <= max(low, 10 * least) and most <= least
                for (high, most), (low, least) in itertools.combinations(asked, 2)
            ):
                break
        for sort, (tier, score, least) in enumerate(
            zip(CODES["tier"][:3], scores, minima, strict=True), start=1
        ):
            self.add(
                "tiers",
                tier=tier,
                sort=sort,
                name_zh=tier,
                min_score=Decimal(score) / 10,
                min_dimension_share=Decimal(least) / 100,
            )

    def make_indicator(self, indicator: str, dimension: str, sort: int, points: Decimal) -> None:
        """An indicator of one or two parts, with what it costs."""
        self.add(
            "indicators",
            indicator=indicator,
            dimension=dimension,
            sort=sort,
            name_zh=indicator,
            max_points=points,
            nature="software",
            character="norm",
        )
        self.add(
            "indicator_efforts", indicator=indicator, effort=Decimal(self.chance.randint(1, 60)) / 4
        )
        self.indicator, self.answered_by = indicator, "county" if self.happens(0.06) else "school"
        shares = [Decimal(1)]
        if self.happens(0.3):
            first = Decimal(self.chance.randint(1, 9)) / 10
            shares = [first, 1 - first]
        pointed = len(shares) > 1 and self.happens(0.5)
        for part, share in enumerate(shares, start=1):
            if pointed:
                self.add("part_points", indicator=indicator, part=part, points=share * points)
            method = self.chance.choice(METHODS)
            self.part_points = share * points
            values = getattr(self, f"make_{method}")(part)
            self.add(
                "rules",
                indicator=indicator,
                part=part,
                share=1 if pointed else share,
                method=method,
                **values,
            )

    def fact(self, kind: str, required: int = 1, *, shareable: bool = False) -> str:
        """A new fact, or at times one that another indicator has."""
        known = [
            fact
            for fact, other in self.kinds.items()
            if other == kind and fact not in self.bases and fact.split("_")[0] != self.indicator
        ]
        if shareable and known and self.happens(0.35):
            return self.chance.choice(known)
        number = sum(fact.startswith(f"{self.indicator}_") for fact in self.kinds) + 1
        fact = f"{self.indicator}_{number}"
        self.kinds[fact] = kind
        self.add(
            "facts",
            indicator=self.indicator,
            fact=fact,
            sort=number,
            label_zh=fact,
            kind=kind,
            answered_by=self.answered_by,
            required=required,
        )
        if required and self.happens(0.08):
            self.add("fixed_facts", fact=fact, reason_zh="由上级决定")
        return fact

    def make_ratio(self, part: int) -> Row:
        """Over another fact or a number; at times less is better."""
        chance = self.chance
        kind = chance.choice(("count", "count", "number"))
        fact = self.fact(kind, shareable=True)
        bounds = sorted(chance.sample(range(12), 2), reverse=not self.happens(0.25))
        target, floor = (Decimal(bound) / 10 for bound in bounds)
        beyond = target > 1 or 1 <= target < floor
        may_exceed = int(fact in self.below or self.happens(0.3) or beyond)
        values: dict[str, object] = {"fact": fact, "target": target, "floor": floor}
        if self.happens(0.6):
            base = self.fact("count")
            self.bases.add(base)
            values |= {
                "base_fact": base,
                "when_base_zero": chance.choice(("not_applicable", "skip_part", "zero")),
            }
            bound: tuple[str | None, Decimal | None] = base, None
        else:
            number = Decimal(chance.choice(("4", "7", "12.5", "20")))
            values["base_value"] = number
            bound = None, number
        if not may_exceed:
            self.below[fact] = bound
        return {name: text(value) for name, value in values.items()} | {
            "may_exceed": str(may_exceed)
        }

    def make_given(self, part: int) -> Row:
        """Points that the county gives: nothing for a school to change."""
        fact = f"{self.indicator}_given{part}"
        self.given[fact] = self.part_points
        self.add(
            "facts", indicator=self.indicator, fact=fact, sort=90 + part, label_zh=fact,
            kind="number", answered_by="county", required=1,
        )  # fmt: skip
        return {"fact": fact}

    def make_bands(self, part: int) -> Row:
        """On a rate, with lower or upper bounds whose shares need not rise."""
        bound = self.chance.choice(("at_least", "at_most"))
        keys = [text(Decimal(key) / 10) for key in self.chance.sample(range(12), 3)]
        for key in [*keys, *([""] if self.happens(0.5) else [])]:
            self.add(
                "rule_bands", indicator=self.indicator, part=part, bound=bound, key=key,
                share=Decimal(self.chance.randint(0, 10)) / 10,
            )  # fmt: skip
        return self.make_ratio(part) | {"target": "", "floor": ""}

    def make_relative(self, part: int) -> Row:
        """Compared with other schools: the first places get no less than those behind."""
        chance = self.chance
        compare = chance.choice(("place", "percent", "to_best", "to_mean"))
        rest = ""
        if compare in ("place", "percent"):
            rest = chance.choice(("zero", "to_best"))
            keys = ("1", "2", "3") if compare == "place" else ("0.3", "0.5", "0.8")
            shares = sorted((chance.randint(0, 9) for _ in keys), reverse=True)
            shares[0] = 10 if rest == "to_best" else shares[0]
            for key, share in zip(keys, shares, strict=True):
                self.add(
                    "rule_bands", indicator=self.indicator, part=part, bound="at_most", key=key,
                    share=Decimal(share) / 10,
                )  # fmt: skip
        self.add(
            "relative_rules", indicator=self.indicator, part=part, compare=compare, rest=rest,
            among=chance.choice(("county", "county", "school_type")),
            better=chance.choice(("more", "more", "less")),
        )  # fmt: skip
        if self.happens(0.4):
            return {"fact": self.fact("count", shareable=True)}
        return self.make_ratio(part) | {"target": "", "floor": ""}

    def make_count(self, part: int) -> Row:
        """With one target, or one by a school attribute; at times with a cap."""
        fact = self.fact("count", shareable=True)
        if self.happens(0.3):
            number = self.chance.randint(0, 6)
            known = {
                (row["edition"], row["indicator"], row["fact"], row["when_equal"])
                for row in self.county.guide["rule_caps"]
            }
            if (self.edition, self.indicator, fact, str(number)) not in known:
                share = Decimal(self.chance.randint(0, 9)) / 10
                self.add(
                    "rule_caps", indicator=self.indicator, fact=fact, when_equal=number,
                    max_share=share,
                )  # fmt: skip
        if self.happens(0.7):
            return {"fact": fact, "target": str(self.chance.randint(1, 9))}
        if self.happens(0.3):
            for bound in ("at_least 0", "at_least 100", "at_least 500"):
                self.add(
                    "rule_targets", indicator=self.indicator, part=part, attribute="students",
                    value=bound, target=self.chance.randint(1, 9),
                )  # fmt: skip
            return {"fact": fact}
        for code in CODES["school_type"]:
            self.add(
                "rule_targets", indicator=self.indicator, part=part, attribute="school_type",
                value=code, target=self.chance.randint(1, 9),
            )  # fmt: skip
        return {"fact": fact}

    def make_steps(self, part: int) -> Row:
        """Bands whose shares need not rise."""
        for start in sorted(self.chance.sample(range(10), self.chance.randint(1, 4))):
            self.add(
                "rule_bands", indicator=self.indicator, part=part, bound="at_least", key=start,
                share=Decimal(self.chance.randint(0, 10)) / 10,
            )  # fmt: skip
        return {"fact": self.fact("count", shareable=True)}

    def make_checklist(self, part: int) -> Row:
        """Some of its items at times belong to others as well; at times an answer caps."""
        if self.happens(0.3):
            self.add(
                "rule_caps", indicator=self.indicator, fact=self.fact("flag", shareable=True),
                when_equal=self.chance.randint(0, 1), max_share=Decimal("0.4"),
            )  # fmt: skip
        shared = (self.fact("flag", shareable=True) for _ in range(self.chance.randint(1, 4)))
        for fact in dict.fromkeys(shared):
            self.add("rule_items", indicator=self.indicator, part=part, fact=fact, kind="item")
        return {}

    def make_grade(self, part: int) -> Row:
        """Grades of which the first need not be worth the most."""
        for grade in GRADES:
            self.add(
                "rule_bands", indicator=self.indicator, part=part, bound="grade", key=grade,
                share=Decimal(self.chance.randint(0, 10)) / 10,
            )  # fmt: skip
        return {"fact": self.fact("grade", shareable=True)}

    def make_late(self, part: int) -> Row:
        """Days late."""
        done, due = self.fact("date", required=0), self.fact("date")
        self.dates.append((done, due))
        for days, share in (("0", "1"), ("30", "0.7"), ("120", "0.3"), ("", "0")):
            self.add(
                "rule_bands", indicator=self.indicator, part=part, bound="days_late_at_most",
                key=days, share=share,
            )  # fmt: skip
        return {"fact": done, "base_fact": due}

    def make_deduct(self, part: int) -> Row:
        """What happened, and what falls short; of a flag its yes, and its no."""
        kinds = [self.chance.choice(("count", "count", "flag")) for _ in range(3)]
        facts = {
            self.fact(kind, shareable=True): kind for kind in kinds[: self.chance.randint(1, 3)]
        }
        for fact, kind in sorted(facts.items()):
            points = Decimal(self.chance.randint(1, 8)) / 4
            if self.happens(0.4):
                self.add(
                    "rule_items", indicator=self.indicator, part=part, fact=fact, kind="each",
                    points=points,
                )  # fmt: skip
            else:
                self.add(
                    "rule_items", indicator=self.indicator, part=part, fact=fact,
                    kind="shortfall", points=points,
                    needed=1 if kind == "flag" else self.chance.randint(1, 6),
                )  # fmt: skip
        return {}

    def answer(self, school: str) -> None:
        """A school's hand-in, the county's answers, some verified values and findings."""
        chance = self.chance
        said: dict[str, str] = {}
        for fact, kind in self.kinds.items():
            if self.happens(0.06):
                continue
            match kind:
                case "flag":
                    said[fact] = chance.choice(("yes", "no"))
                case "grade":
                    said[fact] = chance.choice(GRADES)
                case "count":
                    said[fact] = str(chance.randint(0, 9))
                case "number":
                    said[fact] = str(Decimal(chance.randint(0, 80)) / 8)
        for done, due in self.dates:
            said[due] = f"{self.year}-{chance.randint(1, 12):02d}-01"
            if self.happens(0.3):
                said[done] = f"{self.year}-{chance.randint(1, 12):02d}-15"
        for fact, (base, number) in self.below.items():
            most = number if base is None else Decimal(said[base]) if base in said else None
            if fact in said and most is not None and Decimal(said[fact]) > most:
                said[fact] = str(int(most))
        for fact, points in self.given.items():
            if self.happens(0.9):
                eighths = chance.randint(0, int(points * 8))
                said[fact] = str(min(points, Decimal(eighths) / 8))
        at = {"cycle_id": self.cycle, "school_id": school}
        rows = [at | {"fact_id": fact, "value": value} for fact, value in said.items()]
        self.county.files["answers"] += [
            row | {"basis": "self", "reason": "评审意见" if row["fact_id"] in self.given else ""}
            for row in rows
        ]
        for red_line in dict.fromkeys(
            row["red_line"] for row in guide_rows(self.county.guide, "red_lines", self.edition)
        ):
            if self.happens(0.12):
                self.county.files["findings"].append(at | {"red_line": red_line})


def guide_rows(guide: Mapping[str, list[Row]], table: str, edition: str) -> list[Row]:
    """The rows of one edition."""
    return [row for row in guide[table] if row["edition"] == edition]
