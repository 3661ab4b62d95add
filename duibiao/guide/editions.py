"""The guide as data: editions with their dimensions, indicators and facts, read and checked."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Literal, NamedTuple, Self, cast

import polars as pl

from duibiao.guide.cells import DECIMAL_TEXT, Cell, cell_text
from duibiao.guide.checks import (
    OVER_A_BASE,
    TIER_LIST,
    check_tables,
    grades_of,
    most_of,
    whole_of,
)
from duibiao.guide.columns import (
    BOUNDS,
    EDITION_TABLES,
    OPTIONAL_TABLES,
    TABLES,
    VALUES,
    Column,
)
from duibiao.guide.doubts import doubts_of
from duibiao.guide.sizes import is_about
from duibiao.guide.tables import (
    Fault,
    GuideFaults,
    Row,
    Tables,
    column_names,
    csv_text,
    frame,
    read_table,
    read_tables,
    text_rows,
)
from duibiao.words.choices import Choices
from duibiao.words.labels import SCHOOL_ATTRIBUTES

__all__ = [
    "EXAMPLE",
    "BaseCheck",
    "Code",
    "Dimension",
    "Edition",
    "Fact",
    "Fault",
    "GivenRule",
    "Guide",
    "GuideFaults",
    "Indicator",
]

FactKind = Literal["count", "number", "flag", "date", "grade"]
AnsweredBy = Literal["school", "county"]
DIGITS = re.compile("([0-9]+)")
EXAMPLE = Path(__file__).parent / "example"
"""A small guide of a made-up subject: what a county without one begins with."""


@dataclass(frozen=True, slots=True)
class Code:
    """A code of a list, with its labels."""

    code: str
    name_zh: str
    name_en: str | None


@dataclass(frozen=True, slots=True)
class Dimension:
    """A dimension of an edition."""

    dimension_id: str
    sort: int
    name_zh: str
    name_en: str | None


@dataclass(frozen=True, slots=True)
class Fact:
    """One question of an edition.

    `grades`: the grades it may take, best first (kind grade). `fixed_reason_zh`: why a school
    cannot change it within a cycle, where the guide says that it cannot.
    """

    fact_id: str
    indicator_id: str
    sort: int
    label_zh: str
    kind: FactKind
    unit_zh: str | None
    answered_by: AnsweredBy
    is_required: bool
    grades: tuple[str, ...] = ()
    fixed_reason_zh: str | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator of an edition, with its own facts in their order.

    `effort`: the working hours that bring it to full points, where the county has filled them in.
    `is_bonus`: its points are added to the score and are no part of what the edition adds up to.
    """

    indicator_id: str
    dimension_id: str
    sort: int
    name_zh: str
    name_en: str | None
    requirement_zh: str | None
    rule_zh: str | None
    max_points: Decimal
    nature: str | None
    character: str | None
    period_zh: str | None
    evidence_zh: str | None
    basis_zh: str | None
    facts: tuple[Fact, ...] = ()
    effort: Decimal | None = None
    is_bonus: bool = False


class BaseCheck(NamedTuple):
    """A fact and the base it is divided by: another fact or a fixed value."""

    fact_id: str
    base_fact_id: str | None
    base_value: Decimal | None
    may_exceed: bool


@dataclass(frozen=True, slots=True)
class GivenRule:
    """Points that the county gives by a fact of its own: from least to most, both included."""

    fact_id: str
    indicator_id: str
    part: int
    least: Decimal
    most: Decimal
    is_trimmed: bool


@dataclass(frozen=True)
class Edition:
    """One edition of the guide; everything in the order in which it is shown."""

    edition_id: str
    title_zh: str
    status: Literal["official", "working"]
    valid_from: dt.date
    note_zh: str | None
    dimensions: list[Dimension]
    indicators: list[Indicator]
    facts: dict[str, Fact]
    base_checks: list[BaseCheck]
    red_lines: dict[str, str]
    """红线 and its label."""
    relative_indicators: frozenset[str]
    """Indicators in which schools are compared, so that what others do moves a school's points."""
    given_rules: dict[str, GivenRule] = field(default_factory=dict)
    """By the fact in which the county says the points that it gives."""
    _users: Mapping[str, frozenset[str]] = field(repr=False, default_factory=dict)
    _indicator_exceptions: Mapping[str, frozenset[tuple[str, str]]] = field(
        repr=False, default_factory=dict
    )
    _fact_exceptions: Mapping[str, frozenset[tuple[str, str]]] = field(
        repr=False, default_factory=dict
    )
    _asked: dict[tuple[bool, ...], frozenset[str]] = field(
        repr=False, compare=False, default_factory=dict
    )

    def indicator_applies(self, indicator_id: str, attributes: Mapping[str, str]) -> bool:
        """Whether an indicator applies to a school with these attributes."""
        return not _excepted(self._indicator_exceptions, indicator_id, attributes)

    def is_asked(self, fact_id: str, attributes: Mapping[str, str]) -> bool:
        """Whether a fact is asked of a school with these attributes.

        Not if it is itself not applicable, nor if none of the indicators that use it applies.
        """
        if _excepted(self._fact_exceptions, fact_id, attributes):
            return False
        users = self._users.get(fact_id) or {self.facts[fact_id].indicator_id}
        return any(self.indicator_applies(indicator_id, attributes) for indicator_id in users)

    def asked_facts(self, attributes: Mapping[str, str]) -> frozenset[str]:
        """All facts that are asked of a school with these attributes."""
        kind_of_school = tuple(
            is_about(name, value, attributes.get(name)) for name, value in self._cases
        )
        if kind_of_school not in self._asked:
            self._asked[kind_of_school] = frozenset(
                fact_id for fact_id in self.facts if self.is_asked(fact_id, attributes)
            )
        return self._asked[kind_of_school]

    @cached_property
    def _cases(self) -> tuple[tuple[str, str], ...]:
        """All that decides what is not asked: each attribute and value once."""
        exceptions = (*self._indicator_exceptions.values(), *self._fact_exceptions.values())
        return tuple(sorted(frozenset().union(*exceptions)))

    @cached_property
    def required_of_schools(self) -> frozenset[str]:
        """The facts that a school itself must answer, where they are asked of it."""
        return frozenset(
            fact_id
            for fact_id, fact in self.facts.items()
            if fact.is_required and fact.answered_by == "school"
        )

    @cached_property
    def bounded_facts(self) -> list[BaseCheck]:
        """The facts that may not be larger than their base."""
        return [check for check in self.base_checks if not check.may_exceed]


def _excepted(
    exceptions: Mapping[str, frozenset[tuple[str, str]]],
    identifier: str,
    attributes: Mapping[str, str],
) -> bool:
    return any(
        is_about(attribute, value, attributes.get(attribute))
        for attribute, value in exceptions.get(identifier, frozenset())
    )


class _Frames(Mapping[str, pl.DataFrame]):
    """The tables as typed frames, each made when it is first asked for: most work asks for few."""

    def __init__(self, rows: Tables) -> None:
        self._rows = rows
        self._made: dict[str, pl.DataFrame] = {}

    def __getitem__(self, name: str) -> pl.DataFrame:
        if name not in self._made:
            self._made[name] = frame(name, self._rows[name])
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(TABLES)

    def __len__(self) -> int:
        return len(TABLES)


class Guide:
    """All editions of a set of guide tables, typed and checked."""

    def __init__(self, rows: Tables) -> None:
        """Built from checked rows; use `load` or `from_canonical`."""
        self._rows = rows
        self.tables: Mapping[str, pl.DataFrame] = _Frames(rows)
        self.codes: dict[str, dict[str, Code]] = {}
        for row in rows["code_lists"]:
            codes = self.codes.setdefault(row.code("list"), {})
            codes[row.code("code")] = Code(
                row.code("code"), row.code("name_zh"), row.text("name_en")
            )
        self.codes[TIER_LIST] = _tier_codes(rows, self.codes.get(TIER_LIST, {}))
        self.editions: dict[str, Edition] = {
            row.code("edition"): _edition(row, rows) for row in rows["editions"]
        }

    @classmethod
    def load(cls, directory: Path) -> Self:
        """The guide in a folder of CSV files.

        Raises GuideFaults with every fault of every file at once.
        """
        return cls.of_tables(*read_tables(directory))

    @classmethod
    def of_tables(cls, rows: Tables, faults: Iterable[Fault]) -> Self:
        """The guide of tables that were read, with the faults that reading them found.

        Raises GuideFaults with these and all that the checks find.
        """
        found = list(faults)
        found.extend(check_tables(rows, unread=_unread(rows, found)))
        if found:
            raise GuideFaults(found)
        return cls(rows)

    def choices(self, code_list: str) -> Choices:
        """The codes of a list with their labels; none where the guide has no such list."""
        codes = self.codes.get(code_list, {})
        return Choices(
            {code: tuple(filter(None, (one.name_zh, one.name_en))) for code, one in codes.items()}
        )

    def attributes_used(self, editions: Collection[str]) -> frozenset[str]:
        """The school attributes that tables of these editions ask about; by tiers, `tier_held`."""
        named = {
            row.code("attribute")
            for name, columns in TABLES.items()
            if any(column.name == "attribute" for column in columns)
            for row in self._rows[name]
            if row.code("edition") in editions
        }
        has_tiers = any(row.code("edition") in editions for row in self._rows["tiers"])
        return frozenset(named | {"tier_held"} if has_tiers else named)

    def rows(self, name: str) -> list[Row]:
        """The rows of a table in the order of the guide, and where it has none as people count.

        Editions, indicators, facts and codes come as their own tables have them, grades best
        first, 1.2 before 1.10.
        """
        if name == "code_lists":  # it has no other order than that in which it was written
            return list(self._rows[name])
        return sorted(self._rows[name], key=lambda row: self._place(name, row))

    def _place(self, name: str, row: Row) -> tuple[object, ...]:
        edition = str(row.values.get("edition") or row.values.get("from_edition"))
        indicator = str(row.values.get("indicator") or row.values.get("from_indicator"))
        editions, indicators, facts = self._places
        beside: list[tuple[tuple[int, Decimal, str], ...]] = []
        for column in TABLES[name]:
            value = row.values[column.name]
            number: Decimal | int | None = None
            if column.of == "facts":
                number = facts.get((edition, str(value)))
            elif column.of == VALUES:
                code_list = SCHOOL_ATTRIBUTES.get(row.code("attribute"), "")
                codes = list(self.codes.get(code_list, {}))
                number = codes.index(str(value)) if value in codes else None
            elif column.of == BOUNDS and row.text("bound") == "grade":
                number = -(row.decimal("share") or Decimal(0))
            known = () if number is None else ((0, Decimal(number), ""),)
            beside.append((*known, *_natural(column, value)))
        return (
            editions.get(edition, -1),
            indicators.get((edition, indicator), -1),
            row.values.get("sort") or 0,
            beside,
        )

    @cached_property
    def _places(
        self,
    ) -> tuple[dict[str, int], dict[tuple[str, str], int], dict[tuple[str, str], int]]:
        """Where editions, indicators and facts stand."""
        every = self.editions.items()
        return (
            {name: at for at, name in enumerate(self.editions)},
            {
                (name, one.indicator_id): at
                for name, edition in every
                for at, one in enumerate(edition.indicators)
            },
            {(name, fact): at for name, edition in every for at, fact in enumerate(edition.facts)},
        )

    def doubts(self) -> list[Fault]:
        """What is not wrong, and may still not have been meant."""
        return list(doubts_of(self._rows))

    def canonical_bytes(self) -> bytes:
        """The guide as one text, the same for the same content whatever the order of its rows.

        An optional table without rows is left out, as it was before there were such tables.
        """
        return self._canonical

    @cached_property
    def _canonical(self) -> bytes:
        tables = {
            name: {"columns": column_names(name), "rows": self.rows_in_normal_order(name)}
            for name in TABLES
            if self._rows[name] or name not in OPTIONAL_TABLES
        }
        return json.dumps(
            {"format": 1, "tables": tables},
            ensure_ascii=False,
            sort_keys=True,
            separators=(",", ":"),
        ).encode()

    @classmethod
    def from_canonical(cls, content: bytes) -> Self:
        """The guide that `canonical_bytes` wrote.

        Only types are looked at: what was once in force stays readable when checks grow stricter.
        """
        tables = json.loads(content)["tables"]
        rows: Tables = {}
        faults: list[Fault] = []
        for name in TABLES:
            if name not in tables and name in OPTIONAL_TABLES:
                rows[name] = []
                continue
            text = csv_text(tables[name]["columns"], tables[name]["rows"])
            rows[name], table_faults = read_table(name, text.encode())
            faults.extend(table_faults)
        if faults:
            raise GuideFaults(faults)
        return cls(rows)

    def rows_in_normal_order(self, name: str) -> list[list[str]]:
        """The rows of a table as texts, the same for the same content."""
        return sorted(text_rows(name, self._rows[name]))

    def write_tables(self, directory: Path, *, in_normal_order: bool = False) -> None:
        """The guide as CSV files in a folder, which is made if it is not there.

        `in_normal_order`: the same for the same content, whatever the order of its rows was.
        """
        directory.mkdir(parents=True, exist_ok=True)
        for name in TABLES:
            rows = (
                self.rows_in_normal_order(name)
                if in_normal_order
                else text_rows(name, self.rows(name))
            )
            text = csv_text(column_names(name), rows)
            (directory / f"{name}.csv").write_text(text, encoding="utf-8", newline="")

    def merged_over(self, older: Guide) -> Guide:
        """This guide, with the editions and codes of an older one that it lacks."""
        lacking = older.editions.keys() - self.editions.keys()
        rows: Tables = {}
        for name in TABLES:
            if name == "code_lists":
                own = {(row.code("list"), row.code("code")) for row in self._rows[name]}
                added = [
                    row
                    for row in older._rows[name]
                    if (row.code("list"), row.code("code")) not in own
                ]
            elif name == "crosswalk":
                added = [
                    row
                    for row in older._rows[name]
                    if not lacking.isdisjoint((row.code("from_edition"), row.code("to_edition")))
                ]
            else:
                added = [row for row in older._rows[name] if row.code("edition") in lacking]
            rows[name] = [*self._rows[name], *added]
        return Guide(rows)


def _natural(column: Column, value: Cell) -> tuple[tuple[int, Decimal, str], ...]:
    """What puts cells in the order in which people count: 1.2 before 1.10, and no bound last."""
    if isinstance(value, (int, Decimal)):
        return ((0, Decimal(value), ""),)
    text = cell_text(value)
    if column.of == BOUNDS:
        if text == "":
            return ((2, Decimal(0), ""),)
        if DECIMAL_TEXT.fullmatch(text):
            return ((0, Decimal(text), ""),)
    return tuple(
        (0, Decimal(part), "") if part.isdecimal() else (1, Decimal(0), part)
        for part in DIGITS.split(text)
        if part
    )


def _tier_codes(rows: Tables, listed: Mapping[str, Code]) -> dict[str, Code]:
    """The tiers by what the newest edition that has them calls them, then what is listed."""
    begins = {
        row.code("edition"): row.date("valid_from") or dt.date.min for row in rows["editions"]
    }
    tiers: dict[str, Code] = {}
    for row in sorted(
        rows["tiers"],
        key=lambda row: (begins.get(row.code("edition"), dt.date.min), -(row.whole("sort") or 0)),
        reverse=True,
    ):
        code, known = row.code("tier"), listed.get(row.code("tier"))
        english = known.name_en if known and known.name_zh == row.code("name_zh") else None
        tiers.setdefault(code, Code(code, row.code("name_zh"), english))
    return {**tiers, **{code: one for code, one in listed.items() if code not in tiers}}


def _unread(rows: Tables, faults: Iterable[Fault]) -> frozenset[str]:
    """Tables that could not be read as a whole: what they hold is not known."""
    damaged = {fault.file.removesuffix(".csv") for fault in faults}
    whole = {"file-missing", "file-unreadable", "file-empty", "column-missing", "column-twice"}
    return frozenset(
        name
        for name in damaged
        if any(fault.code in whole and fault.file == f"{name}.csv" for fault in faults)
    )


def _edition(edition: Row, rows: Tables) -> Edition:
    edition_id = edition.code("edition")
    own = {
        name: [row for row in rows[name] if row.code("edition") == edition_id]
        for name in EDITION_TABLES
        if name != "editions"
    }
    dimensions = sorted(
        (
            Dimension(
                row.code("dimension"),
                row.whole("sort") or 0,
                row.code("name_zh"),
                row.text("name_en"),
            )
            for row in own["dimensions"]
        ),
        key=lambda dimension: (dimension.sort, dimension.dimension_id),
    )
    facts = _facts(own)
    indicators = _indicators(own, dimensions, facts)
    position = {indicator.indicator_id: at for at, indicator in enumerate(indicators)}
    return Edition(
        edition_id=edition_id,
        title_zh=edition.code("title_zh"),
        status=cast(Literal["official", "working"], edition.code("status")),
        valid_from=edition.date("valid_from") or dt.date.min,
        note_zh=edition.text("note_zh"),
        dimensions=dimensions,
        indicators=indicators,
        facts={
            fact.fact_id: fact
            for fact in sorted(
                facts, key=lambda fact: (position[fact.indicator_id], fact.sort, fact.fact_id)
            )
        },
        base_checks=_base_checks(own["rules"]),
        red_lines={row.code("red_line"): row.code("label_zh") for row in own["red_lines"]},
        relative_indicators=frozenset(
            row.code("indicator") for row in own["rules"] if row.code("method") == "relative"
        ),
        given_rules=_given_rules(own),
        _users=_users(own),
        _indicator_exceptions=_exceptions(
            (row.code("indicator"), row)
            for row in own["not_applicable"]
            if row.text("fact") is None
        ),
        _fact_exceptions=_exceptions(
            (row.code("fact"), row) for row in own["not_applicable"] if row.text("fact")
        ),
    )


def _facts(own: Tables) -> list[Fact]:
    grades = grades_of(own["rules"], own["rule_bands"])
    fixed = {row.code("fact"): row.text("reason_zh") for row in own["fixed_facts"]}
    return [
        Fact(
            fact_id=row.code("fact"),
            indicator_id=row.code("indicator"),
            sort=row.whole("sort") or 0,
            label_zh=row.code("label_zh"),
            kind=cast(FactKind, row.code("kind")),
            unit_zh=row.text("unit_zh"),
            answered_by=cast(AnsweredBy, row.code("answered_by")),
            is_required=row.switch("required"),
            grades=grades.get(row.code("fact"), ()),
            fixed_reason_zh=fixed.get(row.code("fact")),
        )
        for row in own["facts"]
    ]


def _indicators(own: Tables, dimensions: list[Dimension], facts: Iterable[Fact]) -> list[Indicator]:
    position = {dimension.dimension_id: at for at, dimension in enumerate(dimensions)}
    facts_of: dict[str, list[Fact]] = {}
    for fact in sorted(facts, key=lambda fact: (fact.sort, fact.fact_id)):
        facts_of.setdefault(fact.indicator_id, []).append(fact)
    efforts = {row.code("indicator"): row.decimal("effort") for row in own["indicator_efforts"]}
    bonus = {row.code("indicator") for row in own["bonus_indicators"]}
    indicators = [
        Indicator(
            indicator_id=row.code("indicator"),
            dimension_id=row.code("dimension"),
            sort=row.whole("sort") or 0,
            name_zh=row.code("name_zh"),
            name_en=row.text("name_en"),
            requirement_zh=row.text("requirement_zh"),
            rule_zh=row.text("rule_zh"),
            max_points=row.decimal("max_points") or Decimal(0),
            nature=row.text("nature"),
            character=row.text("character"),
            period_zh=row.text("period_zh"),
            evidence_zh=row.text("evidence_zh"),
            basis_zh=row.text("basis_zh"),
            facts=tuple(facts_of.get(row.code("indicator"), ())),
            effort=efforts.get(row.code("indicator")),
            is_bonus=row.code("indicator") in bonus,
        )
        for row in own["indicators"]
    ]
    return sorted(
        indicators,
        key=lambda indicator: (
            position[indicator.dimension_id],
            indicator.sort,
            indicator.indicator_id,
        ),
    )


def _base_checks(rules: list[Row]) -> list[BaseCheck]:
    checks = {
        BaseCheck(
            row.code("fact"),
            row.text("base_fact"),
            row.decimal("base_value"),
            row.switch("may_exceed"),
        ): None
        for row in sorted(rules, key=lambda row: (row.code("indicator"), row.whole("part") or 0))
        if row.code("method") in OVER_A_BASE
        and (row.text("base_fact") is not None or row.decimal("base_value") is not None)
    }
    return list(checks)


def _given_rules(own: Tables) -> dict[str, GivenRule]:
    ranges = {(row.code("indicator"), row.whole("part")): row for row in own["given_rules"]}
    indicators = {row.code("indicator"): row for row in own["indicators"]}
    found = {}
    for rule in own["rules"]:
        if rule.code("method") != "given":
            continue
        indicator, number = rule.code("indicator"), rule.whole("part") or 0
        beside = [row for row in own["rules"] if row.code("indicator") == indicator]
        whole = whole_of((indicator, number), indicators.get(indicator), beside, own["part_points"])
        row = ranges.get((indicator, number))
        least, most = (None, None) if row is None else (row.decimal("least"), row.decimal("most"))
        found[rule.code("fact")] = GivenRule(
            rule.code("fact"),
            indicator,
            number,
            least or Decimal(0),
            most_of(whole or Fraction(0)) if most is None else most,
            row is not None and row.text("mean") == "trimmed",
        )
    return found


def _users(own: Tables) -> dict[str, frozenset[str]]:
    """The indicators whose rules, items or caps use a fact."""
    users: dict[str, set[str]] = {}
    for name, columns in (
        ("rules", ("fact", "base_fact")),
        ("rule_items", ("fact",)),
        ("rule_caps", ("fact",)),
    ):
        for row in own[name]:
            for column in columns:
                if fact_id := row.text(column):
                    users.setdefault(fact_id, set()).add(row.code("indicator"))
    return {fact_id: frozenset(indicators) for fact_id, indicators in users.items()}


def _exceptions(named: Iterable[tuple[str, Row]]) -> dict[str, frozenset[tuple[str, str]]]:
    exceptions: dict[str, set[tuple[str, str]]] = {}
    for identifier, row in named:
        exceptions.setdefault(identifier, set()).add((row.code("attribute"), row.code("value")))
    return {identifier: frozenset(pairs) for identifier, pairs in exceptions.items()}
