"""Random counties: a right guide of any shape, schools, cycles, answers and findings, from a seed.

Everything made here keeps to the design's section 3 (what a guide may say) and to the checks of the
door (section 5), so that the files are taken in; where a file is meant to be refused for a school,
`LoadFile.accepted` says what remains of it. Values are drawn to lie on floors, targets, bounds and
rounding ties far more often than chance would have it.
"""

from __future__ import annotations

import csv
import datetime as dt
import itertools
import json
import random
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_CEILING, ROUND_DOWN, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Literal, TypeVar

import polars as pl
import xlsxwriter

from tests.oracle.score import CountyScores, Edition, Load, Row, score_county

SEEDS = Path(__file__).parents[2] / "seeds"
CODED_ATTRIBUTES = {
    "school_type": "school_type",
    "area": "area",
    "organisation": "organisation",
    "leadership": "leadership",
    "tier_held": "tier",
}
SCHOOL_COLUMNS = [
    "school_id",
    "name_zh",
    "township",
    "school_type",
    "area",
    "organisation",
    "leadership",
    "tier_held",
]
SIZES = ["students", "teachers", "members"]
OPTIONAL_COLUMNS = ["education_group", "valid_from", "valid_to", *SIZES]
SIZE_BOUNDS = [1, 3, 10, 24, 100, 101, 1000]
CODES = {
    "school_type": ["primary", "kindergarten", "junior", "type_x", "type_y", "vocational", "t7"],
    "area": ["urban", "rural", "island"],
    "organisation": ["branch", "committee", "general_branch", "joint"],
    "leadership": ["separate", "one_person_no_deputy", "acting"],
    "tier": ["national", "provincial", "county", "local"],
}
RATERS = ["评审组1", "评审组2", "评审组3", "R4", "R5", "R6"]
EDUCATION_GROUPS = ["集团一", "group-2"]
GRADES = (["A", "B", "C", "D"], ["优", "良", "中", "差"], ["甲", "乙"], ["A", "B", "C", "D", "E"])
BASE_VALUES = ["7", "20", "128", "1024", "3", "2.5", "0.3", "0.000007"]
NO_BASES = -1.0  # the quality of a school whose bases are all 0
LARGEST = Decimal(10) ** 12 - 1
T = TypeVar("T")
Answers = dict[str, str | None]
Key = tuple[str, str]
Said = tuple[list[dict[str, str]], list[dict[str, str]]]  # rows taken, rows refused


@dataclass
class LoadFile:
    """A long-form file: all of its rows, and those that the door is to take."""

    path: Path
    kind: Literal["schools", "cycles", "answers", "findings"]
    rows: list[dict[str, str]]
    accepted: list[dict[str, str]]


@dataclass
class RandomCounty:
    """A guide and the files of a county, in the order in which they are to be loaded."""

    seed: int
    guide: dict[str, list[dict[str, str]]]
    files: list[LoadFile] = field(default_factory=list)

    @property
    def loads(self) -> list[Load]:
        """What is taken of the files, for the oracle."""
        return [Load(file.kind, file.accepted) for file in self.files]

    def scores(self) -> CountyScores:
        """What the oracle says."""
        return score_county(self.guide, self.loads)


# ---------------------------------------------------------------- small tools


def plain(value: Decimal) -> str:
    """The normal form of a number: no exponent, no trailing zeros."""
    written = format(value, "f")
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return "0" if written in ("-0", "") else written


def is_about(row: Row, school: Row) -> bool:
    """Whether a row by an attribute, or by a bound of a size, holds for a school."""
    own = school[str(row["attribute"])]
    if row["attribute"] not in SIZES:
        return own == row["value"]
    bound, number = str(row["value"]).split(" ")
    return own not in (None, "") and (int(str(own)) >= int(number)) == (bound == "at_least")


def guide_columns() -> dict[str, list[str]]:
    """The columns of each guide table, as the working edition has them."""
    columns = {}
    for path in sorted(SEEDS.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as lines:
            columns[path.stem] = next(csv.reader(lines))
    return columns


class Chance:
    """Draws of the kinds that a county needs."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def happens(self, probability: float) -> bool:
        """True with this probability."""
        return self.random.random() < probability

    def whole(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return self.random.randint(low, high)

    def one_of(self, things: Sequence[T]) -> T:
        """One of them."""
        return self.random.choice(things)

    def some_of(self, things: Sequence[T], count: int) -> list[T]:
        """`count` different ones, in their own order."""
        chosen = set(self.random.sample(range(len(things)), min(count, len(things))))
        return [thing for position, thing in enumerate(things) if position in chosen]

    def decimal(self, low: str, high: str, places: int) -> Decimal:
        """A decimal with at most so many places, both ends included."""
        scale = 10**places
        units = self.whole(int(Decimal(low) * scale), int(Decimal(high) * scale))
        return Decimal(units) / Decimal(scale)

    def shares_of_one(self, count: int) -> list[Decimal]:
        """So many positive decimals that add up to 1."""
        scale = self.one_of([10, 100, 1000, 10000, 1000000])
        cuts = sorted(self.random.sample(range(1, scale), count - 1))
        ends = [0, *cuts, scale]
        return [Decimal(high - low) / scale for low, high in itertools.pairwise(ends)]


# ---------------------------------------------------------------- the guide


class GuideMaker:
    """Makes guide tables of one to three editions that keep every rule of the design.

    `later` draws the rules that not every guide has, `whole` those of the whole score; without
    them there are none of them.
    """

    def __init__(
        self, chance: Chance, later: Chance | None = None, whole: Chance | None = None
    ) -> None:
        self.chance = chance
        self.later = later
        self.whole = whole
        self.columns = guide_columns()
        self.tables: dict[str, list[dict[str, str]]] = {name: [] for name in self.columns}
        self.codes: dict[str, list[str]] = {}
        self.ranges: dict[tuple[str, str], list[int]] = {}  # of given points, in millionths
        self.townships = ["城关镇", "两河镇", "池河镇", "后柳镇", "T5", "云雾山"][
            : chance.whole(1, 6)
        ]

    def add(self, table: str, **values: object) -> None:
        """One row; the columns that are not named stay blank."""
        unknown = set(values) - set(self.columns[table])
        assert not unknown, f"{table} has no {unknown}"
        row = dict.fromkeys(self.columns[table], "")
        for column, value in values.items():
            row[column] = plain(value) if isinstance(value, Decimal) else str(value)
        self.tables[table].append(row)

    def make(self) -> None:
        """All tables."""
        self.make_code_lists()
        for position in range(self.chance.one_of([1, 2, 2, 3])):
            EditionMaker(self, f"edition-{self.chance.whole(2018, 2030)}-{'abc'[position]}").make()
        self.make_crosswalk()
        self.let_every_tier_be_reached()

    def let_every_tier_be_reached(self) -> None:
        """Lowers what a tier asks of the dimensions where that alone would reach a higher one."""
        for edition in {row["edition"] for row in self.tables["tiers"]}:
            tiers = [row for row in self.tables["tiers"] if row["edition"] == edition]
            for position, row in enumerate(tiers):
                while any(
                    Fraction(higher["min_score"]) <= 100 * Fraction(row["min_dimension_share"])
                    and Fraction(higher["min_dimension_share"])
                    <= Fraction(row["min_dimension_share"])
                    for higher in tiers[:position]
                ):
                    half = Decimal(row["min_dimension_share"]) / 2
                    row["min_dimension_share"] = plain(half.quantize(Decimal("0.0001"), ROUND_DOWN))

    def later_method(self, methods: Sequence[str]) -> str:
        """One of the methods that not every guide has."""
        assert self.later is not None
        return self.later.one_of(methods)

    def make_crosswalk(self) -> None:
        """At times between editions: one to one, many to many, and pairs in both directions."""
        chance = self.chance
        rows: set[tuple[str, str, str, str]] = set()
        for first, second in itertools.combinations(self.tables["editions"], 2):
            if chance.happens(0.3):
                continue
            ends = first["edition"], second["edition"]
            if chance.happens(0.3):
                ends = ends[1], ends[0]
            indicators = [
                [row["indicator"] for row in self.tables["indicators"] if row["edition"] == end]
                for end in ends
            ]
            for _ in range(chance.whole(1, max(map(len, indicators)) + 2)):
                pair = chance.one_of(indicators[0]), chance.one_of(indicators[1])
                rows.add((ends[0], pair[0], ends[1], pair[1]))
                if chance.happens(0.1):
                    rows.add((ends[1], pair[1], ends[0], pair[0]))
        for row in sorted(rows):
            self.add("crosswalk", **dict(zip(self.columns["crosswalk"], row, strict=True)))

    def make_code_lists(self) -> None:
        """Other codes than the working edition's, and other counts of them."""
        chance = self.chance
        counts = {
            "school_type": chance.whole(1, 7),
            "area": chance.whole(1, 3),
            "organisation": chance.whole(1, 4),
            "leadership": chance.whole(1, 3),
            "tier": chance.whole(1, 4),
        }
        for name, count in counts.items():
            self.codes[name] = chance.some_of(CODES[name], count)
        self.codes["tier"].append("none")
        self.codes["nature"] = ["hardware", "software"]
        self.codes["character"] = ["norm", "feature"]
        for name, codes in self.codes.items():
            for code in codes:
                self.add("code_lists", list=name, code=code, name_zh=f"名{code}", name_en=code)


class EditionMaker:
    """Makes one edition."""

    def __init__(self, guide: GuideMaker, edition: str) -> None:
        self.guide = guide
        self.chance = guide.chance
        self.edition = edition
        self.indicators: list[str] = []
        self.amounts: dict[str, str] = {}  # counts and numbers of all its indicators: kind
        # At times nothing applies to a school whose bases are all 0.
        self.only_over_bases = self.chance.happens(0.12)

    def add(self, table: str, **values: object) -> None:
        """One row of this edition."""
        self.guide.add(table, edition=self.edition, **values)

    def make(self) -> None:
        """All rows of the edition."""
        chance = self.chance
        dimension_count = chance.whole(1, 7)
        most = chance.one_of([3, 8, 15, 60])
        indicator_count = chance.whole(dimension_count, max(dimension_count, most))
        dimensions = [f"{'DMXYZAB'[position]}" for position in range(dimension_count)]
        for sort, dimension in enumerate(dimensions, start=1):
            self.add(
                "dimensions",
                dimension=dimension,
                sort=sort,
                name_zh=f"方面{dimension}",
                name_en=f"Dimension {dimension}",
            )
        # Every dimension gets one indicator, the others fall where they may.
        homes = dimensions + [
            chance.one_of(dimensions) for _ in range(indicator_count - dimension_count)
        ]
        homes.sort(key=dimensions.index)
        points = self.points_of(indicator_count)
        for sort, (dimension, max_points) in enumerate(zip(homes, points, strict=True), start=1):
            indicator = f"{dimension}{sort:02d}"
            self.indicators.append(indicator)
            IndicatorMaker(self, indicator, dimension, sort, max_points).make()
        self.make_not_applicable_of_all()
        self.make_ratings_and_tiers()
        self.make_red_lines()
        bonus = Decimal(0)
        if self.guide.whole is not None:
            bonus = WholeScoreMaker(self, self.guide.whole).make()
        self.add(
            "editions",
            title_zh=f"随机指南{self.edition}",
            status=chance.one_of(["official", "working"]),
            valid_from="2015-01-01",
            dimension_count=dimension_count,
            indicator_count=indicator_count,
            total_points=sum(points, Decimal(0)) - bonus,
            note_zh="随机",
        )

    def points_of(self, count: int) -> list[Decimal]:
        """Points with up to three decimals; at times a total that makes scores tie in rounding."""
        chance = self.chance
        places = chance.whole(0, 3)
        points = [
            chance.decimal("1" if places == 0 else "0.001", "6", places) for _ in range(count)
        ]
        points = [value if value > 0 else Decimal(1) for value in points]
        if chance.happens(0.4):
            total = Decimal(chance.one_of([64, 128, 256, 320, 512]))
            rest = total - sum(points[1:], Decimal(0))
            if rest > 0:
                points[0] = rest
        return points

    def some_attribute(self) -> tuple[str, str]:
        """An attribute that a school has, and a value of it."""
        name = self.chance.one_of([*CODED_ATTRIBUTES, "township", "education_group"])
        if name == "township":
            return name, self.chance.one_of(self.guide.townships)
        if name == "education_group":
            return name, self.chance.one_of(EDUCATION_GROUPS)
        return name, self.chance.one_of(self.guide.codes[CODED_ATTRIBUTES[name]])

    def make_not_applicable_of_all(self) -> None:
        """At times a kind of school to which nothing applies."""
        if not self.chance.happens(0.15):
            return
        attribute, value = self.some_attribute()
        table = self.guide.tables["not_applicable"]
        for indicator in self.indicators:
            row = {
                "edition": self.edition,
                "indicator": indicator,
                "fact": "",
                "attribute": attribute,
                "value": value,
            }
            if row not in table:
                table.append(row)

    def make_ratings_and_tiers(self) -> None:
        """Other counts than four ratings and three tiers."""
        chance = self.chance
        rating_count = chance.whole(1, 6)
        bounds = sorted(chance.random.sample(range(1, 1000), rating_count - 1), reverse=True)
        for sort, bound in enumerate([*bounds, 0], start=1):
            self.add(
                "ratings",
                rating=f"r{sort}",
                sort=sort,
                name_zh=f"等次{sort}",
                min_score=Decimal(bound) / 10,
            )
        tiers = self.guide.codes["tier"][:-1]
        tiers = chance.some_of(tiers, chance.whole(1, len(tiers)))
        bounds = sorted(chance.random.sample(range(1001), len(tiers)), reverse=True)
        minima = sorted((chance.decimal("0", "1", 2) for _ in tiers), reverse=True)
        if chance.happens(0.5):
            minima = [minimum / 2 for minimum in minima]
        if chance.happens(0.2):  # a higher tier may ask for less of each dimension
            minima.reverse()
        for sort, (tier, bound, minimum) in enumerate(
            zip(tiers, bounds, minima, strict=True), start=1
        ):
            self.add(
                "tiers",
                tier=tier,
                sort=sort,
                name_zh=f"层级{sort}",
                min_score=Decimal(bound) / 10,
                min_dimension_share=minimum,
                quota=chance.whole(0, 9),
            )

    def make_red_lines(self) -> None:
        """None to six, with one to three effects."""
        chance = self.chance
        ratings = [
            row["rating"] for row in self.guide.tables["ratings"] if row["edition"] == self.edition
        ][1:]  # the best one as a cap would take nothing away
        kinds = ["zero_indicator", "cap_rating", "no_tier"]
        for position in range(chance.whole(0, 6)):
            indicators = chance.some_of(self.indicators, 3)
            effects = {
                (
                    indicator,
                    effect,
                    chance.one_of(ratings) if effect == "cap_rating" else "",
                )
                for indicator, effect in zip(
                    indicators,
                    [kind for kind in chance.some_of(kinds, 3) if ratings or kind != "cap_rating"],
                    strict=False,
                )
                if chance.happens(0.6)
            } or {(indicators[0], "zero_indicator", "")}
            if chance.happens(0.3):
                effects |= {(indicator, "zero_indicator", "") for indicator in indicators}
            for indicator, effect, value in sorted(effects):
                self.add(
                    "red_lines",
                    red_line=f"R{position + 1}",
                    indicator=indicator,
                    label_zh=f"红线{position + 1}",
                    effect=effect,
                    value=value,
                )


class WholeScoreMaker:
    """Adds to an edition the rules of the whole score: below 0, bonus, red lines, percent."""

    def __init__(self, edition: EditionMaker, chance: Chance) -> None:
        self.edition = edition
        self.chance = chance

    def rows(self, table: str) -> list[dict[str, str]]:
        """The rows of the edition so far."""
        tables = self.edition.guide.tables
        return [row for row in tables[table] if row["edition"] == self.edition.edition]

    def make(self) -> Decimal:
        """All of them; the points of the bonus indicators, which are no part of the total."""
        self.make_floors()
        bonus = self.make_bonus()
        self.make_red_lines()
        self.make_shares()
        return bonus

    def make_floors(self) -> None:
        """Indicators that may go below 0, a little or far, at times all of them."""
        chance = self.chance
        probability = chance.one_of([0.0, 0.3, 0.3, 1.0])
        for row in self.rows("indicators"):
            if not chance.happens(probability):
                continue
            least = -Decimal(row["max_points"]) * chance.one_of([1, 3, 10])
            if chance.happens(0.6):
                least = -chance.decimal("0.001", "5", chance.whole(0, 3))
            least = max(least, -100 * Decimal(row["max_points"]))
            self.edition.add(
                "indicator_floors",
                indicator=row["indicator"],
                least_points=min(least, Decimal("-0.000001")),
            )
            parts = {
                rule["part"]
                for rule in self.rows("rules")
                if (rule["indicator"], rule["method"]) == (row["indicator"], "bands")
            }
            for band in self.rows("rule_bands"):
                is_own = band["indicator"] == row["indicator"] and band["part"] in parts
                if is_own and chance.happens(0.4):
                    band["share"] = plain(-chance.decimal("0.1", "3", chance.one_of([1, 9])))

    def make_bonus(self) -> Decimal:
        """Bonus indicators, at times a whole dimension of them, with and without a cap."""
        chance = self.chance
        indicators = self.rows("indicators")
        if len(indicators) < 2 or not chance.happens(0.6):
            return Decimal(0)
        chosen = chance.some_of(indicators, chance.whole(1, max(1, len(indicators) // 3)))
        for row in chosen:
            self.edition.add("bonus_indicators", indicator=row["indicator"])
        points = sum((Decimal(row["max_points"]) for row in chosen), Decimal(0))
        if chance.happens(0.7):
            most = max(points * chance.one_of([1, 2]) / chance.one_of([2, 4]), Decimal("0.001"))
            self.edition.add("bonus_caps", most=most.quantize(Decimal("0.000001"), ROUND_CEILING))
        return points

    def make_red_lines(self) -> None:
        """New red lines, and further effects of those that there are."""
        chance = self.chance
        labels = {row["red_line"]: row["label_zh"] for row in self.rows("red_lines")}
        labels |= {f"R{number}": f"红线{number}" for number in range(7, 7 + chance.whole(0, 4))}
        for red_line, label in labels.items():
            for effect in chance.some_of(["take_off", "rating_down", "zero_score"], 3):
                if not chance.happens(0.4 if effect != "zero_score" else 0.15):
                    continue
                value: object = ""
                if effect == "take_off":
                    value = max(chance.decimal("0.5", "40", 2), Decimal("0.5"))
                elif effect == "rating_down":
                    value = chance.one_of([1, 1, 2, 9])
                self.edition.add(
                    "red_lines", red_line=red_line, label_zh=label, effect=effect, value=value
                )

    def make_shares(self) -> None:
        """Tiers and ratings by percent, with ties in and out, and so few that nobody has them."""
        chance = self.chance
        percents = ["1", "10", "25", "33.333333", "50", "66.666667", "80", "100"]
        for row in self.rows("tiers"):
            if chance.happens(0.4):
                self.edition.add(
                    "tier_shares",
                    tier=row["tier"],
                    percent=chance.one_of(percents),
                    ties=chance.one_of(["in", "out"]),
                )
        ratings = [row["rating"] for row in self.rows("ratings")]
        for end, bound in (("first", ratings[:-1]), ("last", ratings[1:])):
            for rating in bound:
                if chance.happens(0.3):
                    self.edition.add(
                        "rating_shares",
                        rating=rating,
                        end=end,
                        percent=chance.one_of(percents),
                        ties=chance.one_of(["in", "out"]),
                    )


class IndicatorMaker:
    """Makes one indicator: facts, a rule of one to four parts, caps and what does not apply."""

    def __init__(
        self, edition: EditionMaker, indicator: str, dimension: str, sort: int, max_points: Decimal
    ) -> None:
        self.edition = edition
        self.chance = edition.chance
        self.later = edition.guide.later
        self.indicator = indicator
        self.dimension = dimension
        self.sort = sort
        self.max_points = max_points
        self.answered_by = "county" if self.chance.happens(0.1) else "school"
        self.facts: dict[str, str] = {}  # those that it uses: kind
        self.fact_count = 0
        self.bases: set[str] = set()
        self.given_parts: dict[int, str] = {}

    def add(self, table: str, **values: object) -> None:
        """One row of this indicator."""
        self.edition.add(table, indicator=self.indicator, **values)

    def fact(self, kind: str, required: int = 1) -> str:
        """A new fact."""
        self.fact_count += 1
        name = f"{self.indicator}_{self.fact_count}"
        self.facts[name] = kind
        if kind in ("count", "number") and required:
            self.edition.amounts[name] = kind
        answered_by = self.answered_by
        if self.chance.happens(0.03):
            answered_by = "county"
        self.add(
            "facts",
            fact=name,
            sort=self.fact_count,
            label_zh=f"问题{name}",
            kind=kind,
            unit_zh="个" if kind == "count" else "",
            answered_by=answered_by,
            required=required,
        )
        return name

    def amount(self, *, over: bool = False) -> str:
        """A count or a number, mostly a new one; what stands over a base may be a base itself."""
        barred = self.bases if over else set()
        known = [name for name in self.facts if name in self.edition.amounts and name not in barred]
        if known and self.chance.happens(0.15):
            return self.chance.one_of(known)
        others = [name for name in self.edition.amounts if name not in self.facts]
        if others and self.chance.happens(0.04):  # a fact that another indicator asks
            name = self.chance.one_of(others)
            self.facts[name] = self.edition.amounts[name]
            return name
        return self.fact(self.chance.one_of(["count", "count", "number"]))

    def make(self) -> None:
        """All rows of the indicator."""
        chance = self.chance
        self.add(
            "indicators",
            dimension=self.dimension,
            sort=self.sort,
            name_zh=f"指标{self.indicator}",
            name_en=f"Indicator {self.indicator}",
            requirement_zh="要求",
            rule_zh="办法",
            max_points=self.max_points,
            nature=chance.one_of(["hardware", "software"]),
            character=chance.one_of(["norm", "feature"]),
            period_zh="年",
            evidence_zh="材料",
            basis_zh="随机",
        )
        methods = {
            "ratio": self.ratio,
            "count": self.count,
            "steps": self.steps,
            "checklist": self.checklist,
            "grade": self.grade,
            "late": self.late,
            "deduct": self.deduct,
        }
        later_methods = {"bands": self.bands, "relative": self.relative, "given": self.given}
        names = ["ratio"] if self.edition.only_over_bases else ["ratio", *methods]
        part_count = chance.one_of([1, 1, 1, 1, 1, 1, 2, 2, 3, 4])
        shares = chance.shares_of_one(part_count)
        points = self.points_of_parts(shares)
        for part, share in enumerate(shares, start=1):
            method = chance.one_of(names)
            if self.is_later(0.3):
                method = self.edition.guide.later_method(list(later_methods))
            columns = (methods | later_methods)[method](part)
            if points:
                self.add("part_points", part=part, points=points[part - 1])
            self.add("rules", part=part, share=1 if points else share, method=method, **columns)
        self.make_given_ranges()
        self.make_caps()
        self.make_not_applicable()

    def is_later(self, probability: float) -> bool:
        """Whether one of the later rules is drawn."""
        return self.later is not None and self.later.happens(probability)

    def points_of_parts(self, shares: list[Decimal]) -> list[Decimal]:
        """At times the parts have points of their own, which make up the indicator's."""
        if not self.is_later(0.5):
            return []
        least = Decimal("0.000001")
        points = [(share * self.max_points).quantize(least, ROUND_DOWN) for share in shares]
        points[-1] += self.max_points - sum(points)
        return points if min(points) >= least else []

    def ratio(self, part: int) -> dict[str, object]:
        """Floors below and above the target, bases that are facts and values."""
        chance = self.chance
        over_facts = self.edition.only_over_bases
        base = self.amount() if over_facts or chance.happens(0.75) else None
        if base is not None:
            self.bases.add(base)
        fact = self.amount(over=True)
        if fact == base:
            fact = self.fact("count")
        target, floor = chance.one_of(
            [
                ("1", "0"),
                ("1.0", "0.0"),
                ("1", "0.5"),
                ("0.9", "0.4"),
                ("0.1", "0"),
                ("0.3", "0.05"),
                ("0", "0.5"),
                ("0.05", "0.3"),
                ("-0.5", "0.25"),
                ("1.5", "-0.5"),
                ("0.875", "0.125"),
                ("1500.5", "800"),
                ("0.333333", "0.000001"),
            ]
        )
        if chance.happens(0.2):
            target = plain(chance.decimal("-1", "2", 4))
            floor = plain(chance.decimal("-1", "2", 4))
            if Decimal(target) == Decimal(floor):
                floor = plain(Decimal(target) - 1)
        target = self.in_reach(Decimal(target), Decimal(floor), [fact, *([base] if base else [])])
        # A target beyond the base must be said to be in reach.
        exceeds = max(Decimal(target), Decimal(floor)) > 1 and Decimal(target) >= 1
        return {
            "fact": fact,
            "base_fact": base or "",
            "base_value": "" if base else chance.one_of(BASE_VALUES),
            "target": target,
            "floor": floor,
            "when_base_zero": ""
            if base is None and chance.happens(0.3)
            else chance.one_of(
                ["not_applicable", "skip_part"]
                if over_facts
                else ["zero", "not_applicable", "skip_part"]
            ),
            "may_exceed": 1 if chance.happens(0.35) else 1 if exceeds else chance.one_of([0, ""]),
        }

    def in_reach(self, target: Decimal, floor: Decimal, facts: Iterable[str]) -> str:
        """A target that counts, which are never below 0, can reach and can miss."""
        if target <= 0 and all(self.facts[fact] == "count" for fact in facts):
            if floor > target:
                target = Decimal(0) if floor > 0 else floor + 1
            else:
                target = -target or Decimal(1)
        return plain(target)

    def count(self, part: int) -> dict[str, object]:
        """A target in the rule, or one for each code of a school attribute."""
        chance = self.chance
        fact = self.amount()
        if chance.happens(0.5):
            return {"fact": fact, "target": self.target()}
        if self.is_later(0.5):
            return {"fact": fact, **self.targets_by_size(part)}
        attribute = chance.one_of(list(CODED_ATTRIBUTES))
        for code in self.edition.guide.codes[CODED_ATTRIBUTES[attribute]]:
            self.add(
                "rule_targets", part=part, attribute=attribute, value=code, target=self.target()
            )
        return {"fact": fact}

    def targets_by_size(self, part: int) -> dict[str, object]:
        """One from 0 on, and none to three beyond, by a number of the school."""
        later = self.later
        assert later is not None
        attribute = later.one_of(SIZES)
        for bound in [0, *later.some_of(SIZE_BOUNDS, later.whole(0, 3))]:
            value, target = f"at_least {bound}", later.whole(1, 12)
            self.add("rule_targets", part=part, attribute=attribute, value=value, target=target)
        return {}

    def target(self) -> Decimal:
        """A target of a count, above 0."""
        places = self.chance.one_of([0, 0, 0, 1, 3])
        return max(self.chance.decimal("1", "16", places), Decimal("0.5"))

    def band_share(self) -> Decimal:
        """A share of a band."""
        return self.chance.decimal("0", "1", self.chance.one_of([0, 1, 1, 2, 3, 9]))

    def steps(self, part: int) -> dict[str, object]:
        """One to five bands; for a number also negative and decimal ones."""
        chance = self.chance
        fact = self.amount()
        if self.facts[fact] == "count":
            keys = [Decimal(key) for key in chance.random.sample(range(12), chance.whole(1, 5))]
        else:
            keys = list({chance.decimal("-5", "9", 2) for _ in range(chance.whole(1, 5))})
        keys.sort(reverse=chance.happens(0.5))
        shares = [self.band_share() for _ in keys]
        if chance.happens(0.8):  # mostly more is better
            shares.sort(reverse=keys[0] > keys[-1])
        for key, share in zip(keys, shares, strict=True):
            self.add("rule_bands", part=part, bound="at_least", key=key, share=share)
        return {"fact": fact}

    def bands(self, part: int) -> dict[str, object]:
        """Bands on a rate, lower or upper ones, with and without one of the rest."""
        chance = self.chance
        columns = self.ratio(part)
        keys = list({chance.decimal("-0.5", "1.5", chance.whole(1, 4)) for _ in range(4)})
        bound = chance.one_of(["at_least", "at_most"])
        for key in [*keys, *([""] if chance.happens(0.5) else [])]:
            self.add("rule_bands", part=part, bound=bound, key=key, share=self.band_share())
        return columns | {"target": "", "floor": ""}

    def relative(self, part: int) -> dict[str, object]:
        """Compared with other schools by place, share of places, the best or the mean."""
        later = self.later
        assert later is not None
        columns = self.ratio(part)
        if not columns["base_fact"] and later.happens(0.6):
            columns |= {"base_value": "", "when_base_zero": "", "may_exceed": ""}
        compare = later.one_of(["place", "percent", "to_best", "to_mean"])
        places = compare in ("place", "percent")
        self.add(
            "relative_rules",
            part=part,
            compare=compare,
            among=later.one_of(["county", "county", "school_type"]),
            better=later.one_of(["more", "less"]),
            rest=later.one_of(["zero", "to_best"]) if places else "",
        )
        keys = ["0.1", "0.25", "0.333333", "0.5", "0.75"]
        if compare == "place":
            keys = ["1", "2", "3", "5", "12"]
        for key in later.some_of(keys, later.whole(1, 3)) if places else []:
            share = later.one_of(["1", "0.8", "0.5", "0.333333333", "0"])
            self.add("rule_bands", part=part, bound="at_most", key=key, share=share)
        return columns | {"target": "", "floor": ""}

    def given(self, part: int) -> dict[str, object]:
        """Points that the county gives, by a fact of its own; mostly with a range."""
        chance = self.chance
        answered_by, self.answered_by = self.answered_by, "county"
        fact = self.fact("number")
        self.answered_by = answered_by
        self.edition.amounts.pop(fact)
        # What the part is worth, is known once all parts are there; the range is drawn then.
        self.given_parts[part] = chance.one_of(["", "mean", "trimmed", "trimmed"])
        return {"fact": fact}

    def make_given_ranges(self) -> None:
        """From somewhere to somewhere within the part, from 0 to all of it, or none named."""
        chance = self.chance
        points = {row["part"]: row["points"] for row in self.own_rows("part_points")}
        weights = {
            row["part"]: Fraction(points.get(row["part"], row["share"]))
            for row in self.own_rows("rules")
        }
        for part, mean in self.given_parts.items():
            whole = Fraction(str(self.max_points)) * weights[str(part)] / sum(weights.values())
            units = whole.numerator * 10**6 // whole.denominator
            bounds = [0, units]
            if units > 2 and chance.happens(0.8):
                low, high = sorted(chance.random.sample(range(units + 1), 2))
                bounds = [chance.one_of([0, low]), chance.one_of([units, high])]
                self.add(
                    "given_rules",
                    part=part,
                    least=Decimal(bounds[0]).scaleb(-6) if bounds[0] else "",
                    most="" if bounds[1] == units else Decimal(bounds[1]).scaleb(-6),
                    mean=mean,
                )
            [rule] = [row for row in self.own_rows("rules") if row["part"] == str(part)]
            self.edition.guide.ranges[self.edition.edition, rule["fact"]] = bounds

    def own_rows(self, table: str) -> list[dict[str, str]]:
        """The rows of this indicator in a table."""
        return [
            row
            for row in self.edition.guide.tables[table]
            if (row["edition"], row["indicator"]) == (self.edition.edition, self.indicator)
        ]

    def checklist(self, part: int) -> dict[str, object]:
        """One to six flags."""
        for _ in range(self.chance.whole(1, 6)):
            self.add("rule_items", part=part, fact=self.fact("flag"), kind="item")
        return {}

    def grade(self, part: int) -> dict[str, object]:
        """A grade of two to five."""
        for grade in self.chance.one_of(GRADES):
            self.add("rule_bands", part=part, bound="grade", key=grade, share=self.band_share())
        return {"fact": self.fact("grade")}

    def late(self, part: int) -> dict[str, object]:
        """The done date is mostly a fact that may stay empty; the blank band is the rest."""
        chance = self.chance
        due = self.fact("date")
        done = self.fact("date", required=1 if chance.happens(0.1) else 0)
        keys = sorted(chance.random.sample([0, 1, 5, 30, 60, 180, 365], chance.whole(0, 4)))
        shares = sorted((self.band_share() for _ in range(len(keys) + 1)), reverse=True)
        for key, share in zip([*keys, ""], shares, strict=True):
            self.add("rule_bands", part=part, bound="days_late_at_most", key=key, share=share)
        return {"fact": done, "base_fact": due}

    def deduct(self, part: int) -> dict[str, object]:
        """One to five deductions."""
        chance = self.chance
        chosen: set[str] = set()
        for _ in range(chance.whole(1, 5)):
            fact = self.fact("flag") if self.is_later(0.3) else self.amount()
            if fact in chosen:
                continue
            chosen.add(fact)
            points = max(chance.decimal("0.1", "2", chance.one_of([1, 2, 6])), Decimal("0.001"))
            if chance.happens(0.6):
                self.add("rule_items", part=part, fact=fact, kind="each", points=points)
            else:
                needed = chance.decimal("1", "8", 0 if self.facts[fact] == "count" else 2)
                if self.facts[fact] == "flag":
                    needed = Decimal(1)
                self.add(
                    "rule_items",
                    part=part,
                    fact=fact,
                    kind="shortfall",
                    points=points,
                    needed=needed,
                )
        return {}

    def make_caps(self) -> None:
        """On a fact of the rule, or on one that only the cap uses."""
        chance = self.chance
        if not chance.happens(0.15):
            return
        seen = set()
        for _ in range(chance.one_of([1, 1, 2])):
            fact, when_equal = self.capping_flag() if self.is_later(0.4) else self.capping_amount()
            if (fact, when_equal) in seen:
                continue
            seen.add((fact, when_equal))
            self.add("rule_caps", fact=fact, when_equal=when_equal, max_share=self.band_share())

    def capping_flag(self) -> tuple[str, Decimal]:
        """A flag of its own, which caps by one of its answers."""
        fact = self.fact("flag", required=0 if self.chance.happens(0.3) else 1)
        return fact, Decimal(self.chance.one_of([0, 1]))

    def capping_amount(self) -> tuple[str, Decimal]:
        """A fact and a value of it."""
        chance = self.chance
        fact = (
            self.amount()
            if chance.happens(0.6)
            else self.fact("count", required=0 if chance.happens(0.3) else 1)
        )
        when_equal = Decimal(chance.one_of([0, 0, 1, 2, 5]))
        if self.facts[fact] == "number" and chance.happens(0.5):
            when_equal = chance.one_of([Decimal("-1"), Decimal("0.5"), Decimal("2.25")])
        return fact, when_equal

    def make_not_applicable(self) -> None:
        """Whole indicators and single facts, by any attribute of a school."""
        chance = self.chance
        rows: set[tuple[str, str, str]] = set()
        if chance.happens(0.15):
            rows |= {("", *self.edition.some_attribute()) for _ in range(chance.whole(1, 3))}
        for fact in self.facts:
            if chance.happens(0.07):
                rows.add((fact, *self.edition.some_attribute()))
        if self.later is not None and self.later.happens(0.1):
            bound = f"{self.later.one_of(['at_least', 'below'])} {self.later.one_of(SIZE_BOUNDS)}"
            fact = self.later.one_of(["", *self.facts])
            rows.add((fact, self.later.one_of(SIZES), bound))
        if chance.happens(0.08):  # each of its facts, but not the indicator
            attribute, value = self.edition.some_attribute()
            rows |= {(fact, attribute, value) for fact in self.facts}
        for fact, attribute, value in sorted(rows):
            self.add("not_applicable", fact=fact, attribute=attribute, value=value)


# ---------------------------------------------------------------- answers


class Answering:
    """Draws the answers of a school to one edition, on the edges of its rules."""

    def __init__(self, chance: Chance, edition: Edition) -> None:
        self.chance = chance
        self.edition = edition
        self.roles: dict[str, list[tuple[str, Row]]] = {fact: [] for fact in edition.kind_of}
        for rule in edition.tables["rules"]:
            for role in ("fact", "base_fact"):
                if rule[role]:
                    self.roles[str(rule[role])].append((f"{rule['method']}.{role}", rule))
        for item in edition.tables["rule_items"]:
            self.roles[str(item["fact"])].append((str(item["kind"]), item))
        for cap in edition.tables["rule_caps"]:
            self.roles[str(cap["fact"])].append(("cap", cap))

    def asked(self, school: Row) -> list[str]:
        """The facts that are asked of a school: those that an indicator which applies uses."""
        drop_facts, drop_indicators = set(), set()
        for row in self.edition.tables["not_applicable"]:
            if is_about(row, school):
                if row["fact"]:
                    drop_facts.add(row["fact"])
                else:
                    drop_indicators.add(row["indicator"])
        return [
            str(row["fact"])
            for row in self.edition.tables["facts"]
            if row["fact"] not in drop_facts
            and not {rule["indicator"] for _, rule in self.roles[str(row["fact"])]}
            <= drop_indicators
        ]

    def draw(self, facts: Iterable[str], ends_on: dt.date, quality: float) -> Answers:
        """An answer for each fact, bases first; `quality` is the chance that it is a good one."""
        answers: Answers = {}
        ordered = sorted(facts, key=lambda fact: not self.is_base(fact))
        for fact in ordered:
            answers[fact] = self.one(fact, answers, ends_on, quality)
        self.mend(answers, answers)
        return answers

    def is_base(self, fact: str) -> bool:
        """Whether another fact stands over it."""
        return any(role.endswith(".base_fact") for role, _ in self.roles[fact])

    def one(self, fact: str, answers: Answers, ends_on: dt.date, quality: float) -> str | None:
        """One answer."""
        chance = self.chance
        kind = self.edition.kind_of[fact]
        good = chance.happens(quality)
        if not good and chance.happens(0.05):
            return None
        if kind == "flag":
            return "yes" if good or chance.happens(0.5) else "no"
        if kind == "grade":
            [(_, rule)] = self.roles[fact]
            bands = self.edition.rows(
                "rule_bands",
                indicator=str(rule["indicator"]),
                part=str(rule["part"]),
                bound="grade",
            )
            best = max(bands, key=lambda band: Fraction(str(band["share"])))
            return str((best if good else chance.one_of(bands))["key"])
        if kind == "date":
            return self.date(fact, answers, ends_on, good)
        if quality == NO_BASES and self.is_base(fact):
            return "0"
        value = self.amount(fact, answers, good)
        if kind == "count":
            value = max(Decimal(0), value.to_integral_value(rounding=ROUND_CEILING))
        limit = LARGEST
        return plain(max(-limit, min(limit, value.quantize(Decimal("0.000001")))))

    def date(self, fact: str, answers: Answers, ends_on: dt.date, good: bool) -> str | None:
        """A due date, or a done date on or near the bounds of lateness."""
        chance = self.chance
        [(role, rule)] = self.roles[fact]
        if role == "late.base_fact":
            return str(ends_on - dt.timedelta(days=chance.one_of([0, 1, 5, 30, 61, 200, 900, -40])))
        due = answers.get(str(rule["base_fact"]))
        if due is None:
            return str(ends_on)
        if good:
            return str(dt.date.fromisoformat(due) - dt.timedelta(days=chance.whole(0, 20)))
        if chance.happens(0.3):
            return None
        keys = [
            int(str(band["key"]))
            for band in self.edition.rows(
                "rule_bands", indicator=str(rule["indicator"]), part=str(rule["part"])
            )
            if band["key"]
        ]
        late = chance.one_of([*keys, *[key + 1 for key in keys], -3, 0, 45, 400])
        return str(dt.date.fromisoformat(due) + dt.timedelta(days=late))

    def amount(self, fact: str, answers: Answers, good: bool) -> Decimal:
        """A count or number, by one of the places in which the fact is used."""
        chance = self.chance
        role, rule = chance.one_of(self.roles[fact])
        near = [Decimal(0), Decimal(1), Decimal("-1"), Decimal("0.5"), Decimal("0.000001")]
        if role in ("ratio.base_fact", "bands.base_fact", "relative.base_fact"):
            if not good and chance.happens(0.2):
                return Decimal(0)
            if not good and chance.happens(0.15):
                return chance.decimal("-9", "9", chance.one_of([0, 1, 6]))
            if chance.happens(0.03):
                return LARGEST
            return Decimal(
                chance.one_of([1, 3, 7, 10, 12, 28, 32, 64, 100, 128, 216, 1024, 20480, 999983])
            )
        if role == "relative.fact" and (not rule["base_fact"] or chance.happens(0.3)):
            return chance.one_of([*near, Decimal(3), Decimal(4), Decimal("1.25")])
        if role in ("ratio.fact", "bands.fact", "relative.fact"):
            return self.numerator(rule, answers, good)
        if role == "count.fact":
            targets = [str(rule["target"])] if rule["target"] else []
            targets += [
                str(row["target"])
                for row in self.edition.rows(
                    "rule_targets", indicator=str(rule["indicator"]), part=str(rule["part"])
                )
            ]
            target = Decimal(chance.one_of(targets))
            if good:
                return target
            return chance.one_of([target, target / 2, target * 2, target / 3, *near])
        if role == "steps.fact":
            bands = self.edition.rows(
                "rule_bands", indicator=str(rule["indicator"]), part=str(rule["part"])
            )
            key = Decimal(
                str(
                    max(bands, key=lambda band: Fraction(str(band["share"])))["key"]
                    if good
                    else chance.one_of(bands)["key"]
                )
            )
            return key if good else key + chance.one_of([*near, Decimal("-0.000001")])
        if role == "each":
            return Decimal(0) if good else chance.one_of([*near, Decimal(2), Decimal("1.333333")])
        if role == "shortfall":
            needed = Decimal(str(rule["needed"]))
            return needed if good else needed + chance.one_of([*near, Decimal(-2)])
        assert role == "cap"
        when_equal = Decimal(str(rule["when_equal"]))
        return when_equal if not good else when_equal + 1

    def numerator(self, rule: Row, answers: Answers, good: bool) -> Decimal:
        """A fact over a base: at the target, at the floor, beside them, or anywhere."""
        chance = self.chance
        written = answers.get(str(rule["base_fact"])) if rule["base_fact"] else rule["base_value"]
        base = Decimal(str(written)) if written is not None else Decimal(chance.whole(1, 12))
        if rule["method"] == "bands":
            rows = self.edition.rows(
                "rule_bands", indicator=str(rule["indicator"]), part=str(rule["part"])
            )
            keyed = sorted((row["share"], Decimal(str(row["key"]))) for row in rows if row["key"])
            target, floor = keyed[-1][1], chance.one_of(keyed)[1]
        elif rule["method"] == "relative":
            target, floor = chance.one_of([Decimal(1), Decimal("0.5")]), Decimal(0)
        else:
            target, floor = Decimal(str(rule["target"])), Decimal(str(rule["floor"]))
        if good:
            return base * target
        unit = chance.one_of([Decimal(1), Decimal("0.000001")])
        return chance.one_of(
            [
                base * floor,
                base * floor + unit,
                base * floor - unit,
                base * target,
                base * target + unit,
                base * target - unit,
                base * (floor + target) / 2,
                base,
                Decimal(0),
                base - 1,
                LARGEST - Decimal("0.000001") if chance.happens(0.05) else base,
                (base * chance.whole(1, 1024) / 1024),
                (base * chance.whole(1, 1024) / 1024).to_integral_value(),
                (base * chance.whole(1, 97) / 97),
                LARGEST if chance.happens(0.05) else base / 3,
            ]
        )

    # ------------------------------------------------ what the door asks

    def pairs_that_do_not_fit(self, answers: Answers) -> list[tuple[str, str, Fraction]]:
        """Facts that are larger than a base which they may not exceed, with that base."""
        wrong = []
        for rule in self.edition.tables["rules"]:
            if rule["method"] not in ("ratio", "bands", "relative") or rule["may_exceed"] == "1":
                continue
            fact, base_fact = str(rule["fact"]), str(rule["base_fact"])
            value = answers.get(fact)
            base = answers.get(base_fact) if base_fact else str(rule["base_value"])
            if value and base and Fraction(value) > Fraction(base):
                wrong.append((fact, base_fact, Fraction(base)))
        return wrong

    def mend(self, answers: Answers, changeable: Answers) -> bool:
        """Lowers or blanks what does not fit, where it may be changed; whether all fits now."""
        for _ in range(20):
            wrong = self.pairs_that_do_not_fit(answers)
            if not wrong:
                return True
            for fact, base_fact, base in wrong:
                name = fact if fact in changeable else base_fact
                if name not in changeable:
                    return False
                lower: str | None = None
                if name == fact and base >= 0 and self.chance.happens(0.7):
                    whole = self.edition.kind_of[fact] == "count"
                    lower = str(base.numerator // base.denominator) if whole else None
                    if base.denominator == 1:
                        lower = str(base)
                answers[name] = lower
                changeable[name] = lower
        return not self.pairs_that_do_not_fit(answers)


# ---------------------------------------------------------------- the county


class CountyMaker:
    """Makes schools, cycles and everything that is said of them, and keeps what is in force."""

    def __init__(self, seed: int, directory: Path) -> None:
        self.chance = Chance(seed)
        self.directory = directory
        # Every second county has the later rules too; what it has besides is drawn as ever.
        later = (Chance(-seed), Chance(-seed - 10**6)) if seed % 2 else (None, None)
        maker = GuideMaker(self.chance, *later)
        maker.make()
        self.maker = maker
        self.county = RandomCounty(seed, maker.tables)
        self.editions = [row["edition"] for row in maker.tables["editions"]]
        self.schools: list[dict[str, str]] = []
        self.cycles: list[dict[str, str]] = []
        self.own: dict[Key, Answers] = {}
        self.county_values: dict[Key, Answers] = {}
        self.verified: dict[Key, Answers] = {}

    def make(self) -> RandomCounty:
        """The files in the order of loading."""
        chance = self.chance
        self.make_cycles()
        self.make_schools()
        self.answering = {
            cycle["cycle_id"]: Answering(chance, Edition(self.maker.tables, cycle["edition"]))
            for cycle in self.cycles
        }
        self.file("schools", self.schools)
        self.file("cycles", self.cycles)
        if chance.happens(0.5):
            self.answers_files([self.county_answers(0.9)])
        first = self.answers_files(
            [
                self.hand_ins(0.9, whole=True),
                self.county_answers(0.8),
                self.verify(0.35),
                self.give(0.9),
            ]
        )
        self.findings()
        if chance.happens(0.2):
            self.load_schools_again()
        self.answers_files(
            [
                self.hand_ins(0.2, whole=chance.happens(0.5)),
                self.county_answers(0.1),
                self.verify(0.1),
                self.give(0.3),
            ]
        )
        if chance.happens(0.3) and first is not None:
            self.send_again(first)
        if chance.happens(0.3):
            self.findings()
        if chance.happens(0.6):
            self.snap_thresholds()
        return self.county

    # ------------------------------------------------ schools and cycles

    def make_cycles(self) -> None:
        """One to three, in years that follow each other, each with one of the editions."""
        chance = self.chance
        year = chance.whole(2016, 2022)
        month, day = chance.one_of([(12, 31), (8, 31), (6, 30)])
        for position in range(chance.whole(1, 3)):
            ends_on = dt.date(year + position, month, day)
            self.cycles.append(
                {
                    "cycle_id": f"{chance.one_of(['', 'c', '年度'])}{year + position}",
                    "edition": self.editions[position % len(self.editions)],
                    "starts_on": str(ends_on - dt.timedelta(days=364)),
                    "ends_on": str(ends_on),
                    "deadline": str(ends_on + dt.timedelta(days=chance.whole(0, 40))),
                }
            )
        chance.random.shuffle(self.cycles)

    def make_schools(self) -> None:
        """Few of some types, so that peer groups fall back; some change their attributes."""
        chance = self.chance
        count = chance.one_of([3, 7, 12, 20, 30, 45])
        prefix = chance.one_of(["S", "00", "校", "school-"])
        types = self.maker.codes["school_type"]
        for position in range(count):
            school = {
                "school_id": f"{prefix}{position + 1:02d}",
                "name_zh": f"第{position + 1}学校",
                "township": chance.one_of(self.maker.townships),
                # the later a type stands in the list the fewer schools it has
                "school_type": types[min(chance.whole(0, len(types) - 1) for _ in range(2))],
                "area": chance.one_of(self.maker.codes["area"]),
                "organisation": chance.one_of(self.maker.codes["organisation"]),
                "leadership": chance.one_of(self.maker.codes["leadership"]),
                "tier_held": chance.one_of(self.maker.codes["tier"]),
                "education_group": chance.one_of(["", "", *EDUCATION_GROUPS]),
                "valid_from": "",
                "valid_to": "",
                **self.sizes(),
            }
            self.schools.append(school)
            if chance.happens(0.2):
                last_day = dt.date.fromisoformat(chance.one_of(self.cycles)["ends_on"])
                last_day -= dt.timedelta(days=chance.one_of([0, 0, 1, 100, 364]))
                school["valid_to"] = str(last_day)
                if chance.happens(0.8):  # otherwise the school is closed
                    later = {**school, "valid_from": str(last_day + dt.timedelta(days=1))}
                    later["valid_to"] = ""
                    later["school_type"] = chance.one_of(types)
                    later["organisation"] = chance.one_of(self.maker.codes["organisation"])
                    later["tier_held"] = chance.one_of(self.maker.codes["tier"])
                    later["township"] = chance.one_of(self.maker.townships)
                    self.schools.append(later)

    def sizes(self) -> dict[str, str]:
        """Numbers of a school on the bounds and beside them, at times not told."""
        later = self.maker.later
        if later is None:
            return dict.fromkeys(SIZES, "")
        near = [0, *SIZE_BOUNDS, *(bound - 1 for bound in SIZE_BOUNDS), 57, 480]
        return {name: "" if later.happens(0.12) else str(later.one_of(near)) for name in SIZES}

    def load_schools_again(self) -> None:
        """All schools once more, some with other attributes: what was loaded later holds."""
        for school in self.schools:
            if self.chance.happens(0.3):
                school["township"] = self.chance.one_of(self.maker.townships)
                school["tier_held"] = self.chance.one_of(self.maker.codes["tier"])
                school["leadership"] = self.chance.one_of(self.maker.codes["leadership"])
        self.file("schools", self.schools)

    def schools_of(self, cycle: dict[str, str]) -> list[dict[str, str]]:
        """The schools with the attributes valid on the cycle's last day."""
        day = cycle["ends_on"]
        return [
            school
            for school in self.schools
            if (not school["valid_from"] or school["valid_from"] <= day)
            and (not school["valid_to"] or day <= school["valid_to"])
        ]

    def asked(self, cycle: dict[str, str], school: dict[str, str], by: str) -> list[str]:
        """The facts that are asked of the school, or of the county about it."""
        answering = self.answering[cycle["cycle_id"]]
        county = answering.edition.county_facts
        given = answering.edition.given if by == "county" else {}
        return [
            fact
            for fact in answering.asked(school)
            if (fact in county) == (by == "county") and fact not in given
        ]

    # ------------------------------------------------ what is said

    def fits(self, cycle: dict[str, str], key: Key, own: Answers, verified: Answers) -> bool:
        """Whether both bases keep to the door's check of facts against bases."""
        answering = self.answering[cycle["cycle_id"]]
        said = {**own, **self.county_values.get(key, {})}
        return not answering.pairs_that_do_not_fit(said) and not answering.pairs_that_do_not_fit(
            {**said, **verified}
        )

    def answers_files(self, said: list[Said]) -> LoadFile | None:
        """What was said, in one file together or in one each; the first of them."""
        chance = self.chance
        said = [(accepted, refused) for accepted, refused in said if accepted]
        if chance.happens(0.3) and not any(refused for _, refused in said):
            together = [row for accepted, _ in said for row in accepted]
            said = [(together, [])] if together else []
        files = []
        for accepted, refused in said:
            rows = accepted + refused
            if chance.happens(0.3):
                chance.random.shuffle(rows)
            files.append(self.file("answers", rows, accepted))
        return files[0] if files else None

    def hand_ins(self, probability: float, whole: bool) -> Said:
        """Hand-ins; a later one replaces what a school said before, whole."""
        chance = self.chance
        rows: list[dict[str, str]] = []
        refused: list[dict[str, str]] = []
        twins: dict[tuple[str, str], Answers] = {}
        for cycle in self.cycles:
            if chance.happens(0.05):
                continue  # nobody hands in
            for school in self.schools_of(cycle):
                if not chance.happens(probability):
                    continue
                key = cycle["cycle_id"], school["school_id"]
                facts = self.asked(cycle, school, "school")
                answers = self.own_answers(cycle, key, facts, twins)
                if answers is None:
                    continue
                said = self.rows(key, answers, absent=0.02 if whole else 0.3)
                if not facts or chance.happens(0.1):
                    said += self.not_asked_rows(cycle, school)
                if not said:
                    continue
                fault = self.fault(cycle, facts, said) if chance.happens(0.04) else None
                if fault is not None:
                    refused.extend(fault)
                    continue
                rows.extend(said)
                self.own[key] = {row["fact_id"]: row["value"] or None for row in said}
        return rows, refused

    def own_answers(
        self, cycle: dict[str, str], key: Key, facts: list[str], twins: dict[Key, Answers]
    ) -> Answers | None:
        """New answers, at times those of another school, so that schools tie."""
        chance = self.chance
        answering = self.answering[cycle["cycle_id"]]
        ends_on = dt.date.fromisoformat(cycle["ends_on"])
        for _ in range(10):
            twin = twins.get((key[0], ""))
            if twin is not None and chance.happens(0.25):
                answers = {fact: twin.get(fact) for fact in facts}
            else:
                quality = chance.one_of(
                    [NO_BASES, 0.0, 0.3, 0.6, 0.6, 0.9, 0.9, 0.97, 0.97, 1.0, 1.0]
                )
                drawn = answering.draw(
                    facts + list(self.county_values.get(key, {})), ends_on, quality
                )
                answers = {fact: drawn[fact] for fact in facts}
            twins[(key[0], "")] = answers
            for further in (self.county_values.get(key, {}), self.verified.get(key, {})):
                answering.mend({**answers, **further}, answers)
            verified = {**self.county_values.get(key, {}), **self.verified.get(key, {})}
            answering.mend({**answers, **verified}, answers)
            if self.fits(cycle, key, answers, self.verified.get(key, {})):
                return answers
        return None

    def rows(self, key: Key, answers: Answers, absent: float) -> list[dict[str, str]]:
        """Long-form rows; a fact without a value is a blank or no row at all."""
        rows = []
        for fact, value in answers.items():
            if self.chance.happens(absent if value is not None else 0.3):
                continue
            rows.append(
                {
                    "cycle_id": key[0],
                    "school_id": key[1],
                    "fact_id": fact,
                    "value": "" if value is None else value,
                }
            )
        return rows

    def not_asked_rows(self, cycle: dict[str, str], school: dict[str, str]) -> list[dict[str, str]]:
        """An answer to what was not asked of this school: it is let in, and counts for nothing."""
        answering = self.answering[cycle["cycle_id"]]
        asked = set(answering.asked(school))
        spare = [
            fact
            for fact in answering.edition.kind_of
            if fact not in asked and fact not in answering.edition.county_facts
        ]
        if not spare:
            return []
        fact = self.chance.one_of(spare)
        drawn = answering.draw([fact], dt.date.fromisoformat(cycle["ends_on"]), 0.5)
        return self.rows((cycle["cycle_id"], school["school_id"]), drawn, absent=0)

    def fault(
        self, cycle: dict[str, str], asked: list[str], rows: list[dict[str, str]]
    ) -> list[dict[str, str]] | None:
        """The same rows with one, of a fact that is asked, that keeps the school's file out."""
        kind_of = self.answering[cycle["cycle_id"]].edition.kind_of
        counts = [
            row for row in rows if row["fact_id"] in asked and kind_of[row["fact_id"]] == "count"
        ]
        if not counts:
            return None
        wrong = self.chance.one_of(counts)
        replacement = self.chance.one_of(["2.5", "-1", "很多", "95%"])
        return [{**row, "value": replacement} if row is wrong else row for row in rows]

    def county_answers(self, probability: float) -> Said:
        """The county's own facts, fact by fact, under either basis."""
        chance = self.chance
        rows: list[dict[str, str]] = []
        for cycle in self.cycles:
            answering = self.answering[cycle["cycle_id"]]
            for school in self.schools_of(cycle):
                key = cycle["cycle_id"], school["school_id"]
                facts = [
                    fact
                    for fact in self.asked(cycle, school, "county")
                    if chance.happens(probability)
                ]
                if not facts:
                    continue
                before = self.county_values.get(key, {})
                drawn = answering.draw(
                    facts, dt.date.fromisoformat(cycle["ends_on"]), chance.random.random()
                )
                self.county_values[key] = {**before, **drawn}
                own = self.own.get(key, {})
                if not self.fits(cycle, key, own, self.verified.get(key, {})):
                    self.county_values[key] = before
                    continue
                for row in self.rows(key, drawn, absent=0):
                    basis = chance.one_of(["self", "verified"])
                    rows.append({**row, "basis": basis, "reason": "县里填报"})
                kept = {row["fact_id"]: row["value"] or None for row in rows[-len(drawn) :]}
                self.county_values[key] = {
                    **before,
                    **{fact: kept[fact] for fact in drawn if fact in kept},
                }
        return rows, []

    def give(self, probability: float) -> Said:
        """Points that raters and the office give; at times one is taken out again."""
        chance = self.chance
        rows: list[dict[str, str]] = []
        for cycle in self.cycles:
            answering = self.answering[cycle["cycle_id"]]
            for school in self.schools_of(cycle):
                for fact in sorted(answering.edition.given.keys() & set(answering.asked(school))):
                    if not chance.happens(probability):
                        continue
                    low, high = self.maker.ranges[cycle["edition"], fact]
                    raters = chance.some_of(RATERS, chance.whole(1, len(RATERS)))
                    # Few different values, so that several are highest or lowest.
                    drawn = [low, high, *(chance.whole(low, high) for _ in range(2))]
                    for rater in [*raters, *([""] if chance.happens(0.2) else [])]:
                        value = plain(Decimal(chance.one_of(drawn)).scaleb(-6))
                        rows.append(
                            {
                                "cycle_id": cycle["cycle_id"],
                                "school_id": school["school_id"],
                                "fact_id": fact,
                                "value": "" if chance.happens(0.15) else value,
                                "basis": chance.one_of(["self", "verified"]),
                                "reason": "评审意见",
                                "rater": rater,
                            }
                        )
        return rows, []

    def verify(self, probability: float) -> Said:
        """Verified values of some facts of some schools, at times as having none."""
        chance = self.chance
        rows: list[dict[str, str]] = []
        for cycle in self.cycles:
            answering = self.answering[cycle["cycle_id"]]
            for school in self.schools_of(cycle):
                if not chance.happens(probability):
                    continue
                key = cycle["cycle_id"], school["school_id"]
                share = chance.one_of([0.05, 0.3, 1.0])
                facts = self.asked(cycle, school, "school")
                before = self.verified.get(key, {})
                drawn = answering.draw(
                    facts, dt.date.fromisoformat(cycle["ends_on"]), chance.random.random()
                )
                changed = {
                    fact: value if chance.happens(0.92) else None
                    for fact, value in drawn.items()
                    if chance.happens(share)
                }
                own = self.own.get(key, {})
                county = self.county_values.get(key, {})
                answering.mend({**own, **county, **before, **changed}, changed)
                if not self.fits(cycle, key, own, {**before, **changed}):
                    continue
                self.verified[key] = {**before, **changed}
                for fact, value in changed.items():
                    rows.append(
                        {
                            "cycle_id": key[0],
                            "school_id": key[1],
                            "fact_id": fact,
                            "value": value or "",
                            "basis": "verified",
                            "reason": "现场核查",
                        }
                    )
        return rows, []

    def findings(self) -> None:
        """Red lines of some schools, handed in or not."""
        chance = self.chance
        rows = []
        for cycle in self.cycles:
            red_lines = sorted(
                {
                    row["red_line"]
                    for row in self.maker.tables["red_lines"]
                    if row["edition"] == cycle["edition"]
                }
            )
            for school in self.schools_of(cycle):
                if red_lines and chance.happens(0.12):
                    for red_line in chance.some_of(red_lines, chance.one_of([1, 1, 2])):
                        rows.append(
                            {
                                "cycle_id": cycle["cycle_id"],
                                "school_id": school["school_id"],
                                "red_line": red_line,
                                "note": chance.one_of(["", "核查发现"]),
                            }
                        )
        if rows:
            self.file("findings", rows)

    def send_again(self, first: LoadFile) -> None:
        """The same bytes once more: a new hand-in wherever another one is in force.

        What was faulty may not be asked any more by then, so only a file that was taken whole.
        """
        if len(first.accepted) < len(first.rows):
            return
        own: dict[Key, Answers] = {}
        for row in first.accepted:
            key = row["cycle_id"], row["school_id"]
            own.setdefault(key, {})[row["fact_id"]] = row["value"] or None
        for cycle in self.cycles:
            for key, answers in own.items():
                if key[0] == cycle["cycle_id"] and not self.fits(
                    cycle, key, answers, self.verified.get(key, {})
                ):
                    return
        self.county.files.append(replace(first, accepted=self.counted(first.rows)))

    def counted(self, rows: list[dict[str, str]]) -> list[dict[str, str]]:
        """What counts of answers that are handed in now: none to what is not asked by now.

        Where the register changes afterwards so that it is asked, the answer is given anew.
        """
        asked = {
            (cycle["cycle_id"], school["school_id"]): set(
                self.answering[cycle["cycle_id"]].asked(school)
            )
            for cycle in self.cycles
            for school in self.schools_of(cycle)
        }
        return [
            row
            if row["fact_id"] in asked.get((row["cycle_id"], row["school_id"]), ())
            else row | {"value": ""}
            for row in rows
        ]

    def snap_thresholds(self) -> None:
        """Moves thresholds onto scores and dimension shares that schools really have."""
        chance = self.chance
        scores = self.county.scores()
        for edition in self.editions:
            reached = sorted(
                {
                    row.score
                    for row in scores.schools
                    if row.edition == edition and row.score is not None and row.score <= 100
                }
            )
            cycle_ids = {row["cycle_id"] for row in self.cycles if row["edition"] == edition}
            shares = [
                row.points / row.max_points
                for row in scores.dimensions
                if row.cycle_id in cycle_ids and row.max_points
            ]
            exact = [share for share in shares if share >= 0 and (share * 10000).denominator == 1]
            for table in ("ratings", "tiers"):
                rows = [row for row in self.maker.tables[table] if row["edition"] == edition]
                moved = rows[:-1] if table == "ratings" else rows  # the last rating begins at 0
                for position, row in enumerate(moved):
                    above = Fraction(rows[position - 1]["min_score"]) if position else Fraction(101)
                    below = (
                        Fraction(rows[position + 1]["min_score"])
                        if position + 1 < len(rows)
                        else Fraction(-1)
                    )
                    between = [score for score in reached if below < score < above]
                    if between and chance.happens(0.7):
                        row["min_score"] = decimal_text(chance.one_of(between))
            tiers = [row for row in self.maker.tables["tiers"] if row["edition"] == edition]
            if exact and tiers and chance.happens(0.7):
                minima = sorted((chance.one_of(exact) for _ in tiers), reverse=True)
                for row, minimum in zip(tiers, minima, strict=True):
                    row["min_dimension_share"] = decimal_text(minimum)
        self.maker.let_every_tier_be_reached()

    # ------------------------------------------------ files

    def file(
        self,
        kind: Literal["schools", "cycles", "answers", "findings"],
        rows: list[dict[str, str]],
        accepted: list[dict[str, str]] | None = None,
    ) -> LoadFile:
        """Writes a file, mostly CSV, and puts it at the end of what is to be loaded."""
        chance = self.chance
        number = len(self.county.files) + 1
        suffix = chance.one_of(["csv", "csv", "csv", "parquet", "xlsx"])
        path = self.directory / f"{number:02d}-{kind}.{suffix}"
        words = {"yes": "是", "no": "否"} if chance.happens(0.3) else {}
        written = [
            {
                column: words.get(value, value) if column == "value" else value
                for column, value in row.items()
            }
            for row in rows
        ]
        if kind == "schools":  # optional columns that hold nothing are left out
            optional = [name for name in OPTIONAL_COLUMNS if any(row[name] for row in rows)]
            written = [{name: row[name] for name in SCHOOL_COLUMNS + optional} for row in rows]
        write_rows(path, written, with_mark=chance.happens(0.3))
        taken = rows if accepted is None else accepted
        if kind == "answers":
            taken = self.counted(taken)
        file = LoadFile(path, kind, [dict(row) for row in rows], [dict(row) for row in taken])
        self.county.files.append(file)
        return file


def decimal_text(value: Fraction) -> str:
    """A fraction that ends within twelve decimals, written out."""
    scaled = value * 10**12
    assert scaled.denominator == 1
    return plain(Decimal(scaled.numerator) / Decimal(10**12))


def write_rows(path: Path, rows: list[dict[str, str]], *, with_mark: bool = False) -> None:
    """Writes rows of text as CSV (at times with a byte order mark), Parquet or xlsx."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    rows = [{column: row.get(column, "") for column in columns} for row in rows]
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".csv":
        encoding = "utf-8-sig" if with_mark else "utf-8"
        with path.open("w", encoding=encoding, newline="") as lines:
            writer = csv.DictWriter(lines, columns)
            writer.writeheader()
            writer.writerows(rows)
    elif path.suffix == ".parquet":
        frame = pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String))
        frame.with_columns(pl.all().replace("", None)).write_parquet(path)
    else:
        workbook = xlsxwriter.Workbook(str(path))
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, columns)
        for position, row in enumerate(rows, start=1):
            for place, column in enumerate(columns):
                if row[column]:
                    sheet.write_string(position, place, row[column])
        workbook.close()


def write_guide(directory: Path, tables: dict[str, list[dict[str, str]]]) -> None:
    """Writes the guide tables as CSV files; a table without rows has its header alone."""
    directory.mkdir(parents=True, exist_ok=True)
    for name, columns in guide_columns().items():
        with (directory / f"{name}.csv").open("w", encoding="utf-8", newline="") as lines:
            writer = csv.DictWriter(lines, columns)
            writer.writeheader()
            writer.writerows(tables[name])


def make_county(seed: int, directory: Path) -> RandomCounty:
    """A random county: `directory`/guide holds the guide, the long-form files lie beside it."""
    county = CountyMaker(seed, directory).make()
    write_guide(directory / "guide", county.guide)
    return county


if __name__ == "__main__":  # python -m tests.counties.random_county SEED DIRECTORY
    made = make_county(int(sys.argv[1]), Path(sys.argv[2]))
    print(json.dumps([str(file.path) for file in made.files], ensure_ascii=False, indent=1))
