"""What makes a guide edition wrong: each check looks at the typed tables and tells every fault.

A check tells a fault where its author has to mend it, and keeps quiet about what only follows
from a fault that another one tells: a cell that could not be read, a table that is not there.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from duibiao.guide.cells import typed_cell
from duibiao.guide.columns import EDITION_TABLES, OF_LIST, TABLES, Column
from duibiao.guide.tables import Fault, Row, Tables
from duibiao.words.labels import (
    GUIDE_ATTRIBUTES,
    NO_TIER,
    SCHOOL_ATTRIBUTES,
    SCHOOL_SIZES,
    size_of,
)
from duibiao.words.text import PLACES, plain_decimal

Part = tuple[str, int]

KEYS: dict[str, tuple[str, ...]] = {
    "editions": ("edition",),
    "dimensions": ("edition", "dimension"),
    "indicators": ("edition", "indicator"),
    "facts": ("edition", "fact"),
    "rules": ("edition", "indicator", "part"),
    "rule_items": ("edition", "indicator", "part", "fact"),
    "rule_targets": ("edition", "indicator", "part", "attribute", "value"),
    "part_points": ("edition", "indicator", "part"),
    "indicator_floors": ("edition", "indicator"),
    "bonus_indicators": ("edition", "indicator"),
    "bonus_caps": ("edition",),
    "relative_rules": ("edition", "indicator", "part"),
    "given_rules": ("edition", "indicator", "part"),
    "rule_caps": ("edition", "indicator", "fact", "when_equal"),
    "not_applicable": ("edition", "indicator", "fact", "attribute", "value"),
    "red_lines": ("edition", "red_line", "effect", "indicator"),
    "ratings": ("edition", "rating"),
    "tiers": ("edition", "tier"),
    "tier_shares": ("edition", "tier"),
    "rating_shares": ("edition", "rating", "end"),
    "code_lists": ("list", "code"),
    "indicator_efforts": ("edition", "indicator"),
    "fixed_facts": ("edition", "fact"),
    "crosswalk": ("from_edition", "from_indicator", "to_edition", "to_indicator"),
}
"""What names a row. The bands' keys are compared as numbers, by a check of their own."""

NEEDED_LISTS = ("school_type", "tier", "area")
TIER_LIST = "tier"
"""The list of the tiers: it need only say what schools without one are called."""

NUMERIC = ("count", "number")
FACT_KINDS: dict[str, tuple[str, ...]] = {
    "ratio": NUMERIC,
    "count": NUMERIC,
    "steps": NUMERIC,
    "grade": ("grade",),
    "late": ("date",),
    "bands": NUMERIC,
    "relative": NUMERIC,
    "given": ("number",),
}
"""The kinds of fact that a method's own fact (and base fact) may have."""

RATES = ("ratio", "bands")
"""The methods that look at fact ÷ base."""
OVER_A_BASE = (*RATES, "relative")
"""The same, with the one that has a base where its rule names one."""
NEED_BASE = (*RATES, "late")
BASED = (*OVER_A_BASE, "late")
ITEM_METHODS: dict[str, tuple[str, ...]] = {"checklist": ("item",), "deduct": ("each", "shortfall")}
COUNTED = (*NUMERIC, "flag")
"""The kinds of fact that sums and caps can look at; a flag is 1 or 0 there."""
ITEM_KINDS: dict[str, tuple[str, ...]] = {"item": ("flag",), "each": COUNTED, "shortfall": COUNTED}
BAND_BOUNDS: dict[str, tuple[str, ...]] = {
    "steps": ("at_least",),
    "late": ("days_late_at_most",),
    "grade": ("grade",),
    "bands": ("at_least", "at_most"),
    "relative": ("at_most",),
}
WITH_REST = ("late", "bands")
"""The methods in which a band without a key is the rest."""
FLAG_NUMBERS = (Decimal(0), Decimal(1))

MOST_BONUS = Decimal(1000)
"""More than this would be no bonus to a score of 100."""
DEEPEST_FLOOR = 100
"""How many times its points an indicator may go below 0."""
TAKEN_OFF = Column("value", "decimal", above=0, most=1000)
STEPS_DOWN = Column("value", "whole", least=1, most=1000)
ONCE_A_RED_LINE = ("take_off", "rating_down")
"""The effects that add up over the red lines, each red line once."""

NUMBER_KEY = Column("key", "decimal")
PLACE_KEYS = {
    "place": Column("key", "whole", least=1),
    "percent": Column("key", "decimal", above=0, most=1),
}
"""How a relative rule that goes by bands of places bounds them."""
DAYS_LATE = Column("key", "whole", least=0)


@dataclass(frozen=True)
class EditionTables:
    """The rows of one edition, found by what names them; of rows named twice the first."""

    row: Row | None
    rows: Tables
    unread: Collection[str]
    codes: Mapping[str, Mapping[str, Row]]
    dimensions: Mapping[str, Row]
    indicators: Mapping[str, Row]
    facts: Mapping[str, Row]
    rules: Mapping[Part, Row]
    bands: Mapping[Part, list[Row]]
    items: Mapping[Part, list[Row]]
    targets: Mapping[Part, list[Row]]
    relative: Mapping[Part, Row]
    ratings: Mapping[str, Row]

    def certain(self, table: str, *columns: str) -> bool:
        """Whether a table was read, and these columns of it in every row."""
        return table not in self.unread and not any(
            row.broken.intersection(columns) for row in self.rows[table]
        )

    def parts_of(self, method: Callable[[str], bool]) -> Iterator[tuple[Part, Row]]:
        """The parts whose method is known and fits."""
        for part, rule in self.rules.items():
            if rule.text("method") is not None and method(rule.code("method")):
                yield part, rule


Check = Callable[[EditionTables], Iterator[Fault]]


def check_tables(rows: Tables, unread: Collection[str] = ()) -> Iterator[Fault]:
    """Every fault of the tables together; `unread`: tables of which nothing is known."""
    yield from _named_twice(rows)
    yield from _code_lists(rows, unread)
    if "editions" not in unread:
        if not rows["editions"]:
            yield Fault("no-edition", "editions.csv")
        yield from _unknown_editions(rows)
    yield from _crosswalk(rows, unread)
    for view in edition_views(rows, unread):
        for check in EDITION_CHECKS:
            yield from check(view)


def grades_of(rules: Sequence[Row], bands: Sequence[Row]) -> dict[str, tuple[str, ...]]:
    """The grades that the facts of one edition's grade rules may take, best first."""
    parts = {_part(row): row.code("fact") for row in rules if row.code("method") == "grade"}
    found: dict[str, dict[str, Decimal]] = {}
    for band in bands:
        fact_id = parts.get(_part(band))
        if fact_id and band.text("key"):
            shares = found.setdefault(fact_id, {})
            shares.setdefault(band.code("key"), band.decimal("share") or Decimal(0))
    return {
        fact_id: tuple(sorted(shares, key=lambda grade: (-shares[grade], grade)))
        for fact_id, shares in found.items()
    }


def _part(row: Row) -> Part:
    return row.code("indicator"), row.whole("part") or 0


def edition_views(rows: Tables, unread: Collection[str] = ()) -> Iterator[EditionTables]:
    """The tables of each edition."""
    names: dict[str, Row | None] = dict(_first_by(rows["editions"], "edition"))
    if "editions" in unread:
        names = {row.code("edition"): None for name in EDITION_TABLES for row in rows[name]}
    for name, row in names.items():
        if name:
            yield _edition_tables(name, row, rows, unread)


def _edition_tables(
    edition: str, row: Row | None, rows: Tables, unread: Collection[str]
) -> EditionTables:
    own = {
        name: [row for row in rows[name] if row.code("edition") == edition]
        for name in EDITION_TABLES
    }
    codes: dict[str, dict[str, Row]] = {}
    for code in rows["code_lists"]:
        codes.setdefault(code.code("list"), {}).setdefault(code.code("code"), code)
    for tier in rows["tiers"]:
        if tier.text("tier") is not None:
            codes.setdefault(TIER_LIST, {}).setdefault(tier.code("tier"), tier)
    return EditionTables(
        row=row,
        rows={**own, "code_lists": rows["code_lists"]},
        unread=unread,
        codes=codes,
        dimensions=_first_by(own["dimensions"], "dimension"),
        indicators=_first_by(own["indicators"], "indicator"),
        facts=_first_by(own["facts"], "fact"),
        rules={part: rules[0] for part, rules in _by_part(own["rules"]).items()},
        bands=_by_part(own["rule_bands"]),
        items=_by_part(own["rule_items"]),
        targets=_by_part(own["rule_targets"]),
        relative={part: rows[0] for part, rows in _by_part(own["relative_rules"]).items()},
        ratings=_first_by(own["ratings"], "rating"),
    )


def _first_by(rows: Sequence[Row], column: str) -> dict[str, Row]:
    first: dict[str, Row] = {}
    for row in rows:
        if row.text(column) is not None:
            first.setdefault(row.code(column), row)
    return first


def _by_part(rows: Sequence[Row]) -> dict[Part, list[Row]]:
    found: dict[Part, list[Row]] = defaultdict(list)
    for row in rows:
        if all(_part(row)):
            found[_part(row)].append(row)
    return found


# ------------------------------------------------------------------ keys, codes and references


def _named_twice(rows: Tables) -> Iterator[Fault]:
    for name, columns in KEYS.items():
        first: dict[tuple[object, ...], Row] = {}
        for row in rows[name]:
            if row.broken.intersection(columns):
                continue
            key = tuple(row.values[column] for column in columns)
            if key in first:
                yield row.fault("row-twice", columns[-1], line=str(first[key].line))
            else:
                first[key] = row


def _code_lists(rows: Tables, unread: Collection[str]) -> Iterator[Fault]:
    if "code_lists" in unread or any("list" in row.broken for row in rows["code_lists"]):
        return
    lists = {row.code("list") for row in rows["code_lists"]}
    for name in NEEDED_LISTS:
        if name not in lists:
            yield Fault("list-missing", "code_lists.csv", None, "list", None, {"list": name})
    tiers = [row for row in rows["code_lists"] if row.code("list") == TIER_LIST]
    if tiers and all(row.text("code") != NO_TIER and not row.broken for row in tiers):
        parameters = {"code": NO_TIER, "list": TIER_LIST}
        yield Fault("tier-none-missing", "code_lists.csv", None, "code", None, parameters)


def _unknown_editions(rows: Tables) -> Iterator[Fault]:
    if any("edition" in row.broken for row in rows["editions"]):
        return
    known = {row.code("edition") for row in rows["editions"]}
    for name, columns in TABLES.items():
        for column in columns:
            if name != "editions" and column.name in ("edition", "from_edition", "to_edition"):
                yield from _unknown(rows[name], column.name, known, "unknown-edition")


def _references(view: EditionTables) -> Iterator[Fault]:
    """Dimensions, indicators, facts and parts that a row names and no table has."""
    named = (
        ("dimension", view.dimensions, "unknown-dimension"),
        ("indicator", view.indicators, "unknown-indicator"),
        ("fact", view.facts, "unknown-fact"),
    )
    for column, known, code in named:
        home = f"{column}s"
        if not view.certain(home, column):
            continue
        for name in EDITION_TABLES:
            if name in (home, "editions"):
                continue
            for used in TABLES[name]:
                if used.name in (column, f"base_{column}"):
                    yield from _unknown(view.rows[name], used.name, known, code)


def _unknown(
    rows: Sequence[Row], column: str, known: Collection[str], code: str
) -> Iterator[Fault]:
    for row in rows:
        if row.text(column) is not None and row.code(column) not in known:
            yield row.fault(code, column)


def _crosswalk(rows: Tables, unread: Collection[str]) -> Iterator[Fault]:
    """A crosswalk leads from an indicator of one edition to one of another."""
    known: dict[str, set[str]] = defaultdict(set)
    for row in rows["indicators"]:
        known[row.code("edition")].add(row.code("indicator"))
    indicators_known = "indicators" not in unread and not any(
        row.broken.intersection(("edition", "indicator")) for row in rows["indicators"]
    )
    editions = {row.code("edition") for row in rows["editions"]}
    for row in rows["crosswalk"]:
        if row.text("from_edition") and row.text("from_edition") == row.text("to_edition"):
            yield row.fault("crosswalk-same-edition", "to_edition")
        for end in ("from", "to"):
            edition, indicator = row.code(f"{end}_edition"), row.text(f"{end}_indicator")
            if indicators_known and edition in editions and indicator is not None:
                yield from _unknown([row], f"{end}_indicator", known[edition], "unknown-indicator")


def _details_without_part(view: EditionTables) -> Iterator[Fault]:
    """Bands, items and targets of a part that is not there or whose method has none."""
    if not view.certain("rules", "indicator", "part"):
        return
    ruled = {indicator for indicator, _ in view.rules}
    for name, methods in (
        ("rule_bands", tuple(BAND_BOUNDS)),
        ("rule_items", tuple(ITEM_METHODS)),
        ("rule_targets", ("count",)),
        ("relative_rules", ("relative",)),
        ("given_rules", ("given",)),
    ):
        for row in view.rows[name]:
            if not all(_part(row)) or row.code("indicator") not in view.indicators:
                continue
            rule = view.rules.get(_part(row))
            if rule is None:
                if row.code("indicator") in ruled:
                    yield row.fault("unknown-part", "part")
            elif rule.text("method") is not None and rule.code("method") not in methods:
                yield row.fault("detail-not-used", "part", method=rule.code("method"))


def _codes(view: EditionTables) -> Iterator[Fault]:
    """The codes of a column that takes them from a list, such as the nature of an indicator."""
    if not view.certain("code_lists", "list", "code"):
        return
    for table in EDITION_TABLES:
        for column in TABLES[table]:
            if not column.of.startswith(OF_LIST):
                continue
            code_list = column.of.removeprefix(OF_LIST)
            known = view.codes.get(code_list, {})
            for row in view.rows[table]:
                if row.text(column.name) is not None and row.code(column.name) not in known:
                    codes = _labelled(known)
                    yield row.fault("unknown-code", column.name, list=code_list, codes=codes)


def _labelled(codes: Mapping[str, Row]) -> str:
    """Codes with what they are called."""
    return "、".join(f"{row.code('name_zh')}（{code}）" for code, row in codes.items())


def _attributes(view: EditionTables) -> Iterator[Fault]:
    """School attributes, and their values where a code list holds them."""
    for name in ("rule_targets", "not_applicable"):
        for row in view.rows[name]:
            if row.text("attribute") is None:
                continue
            if row.code("attribute") not in GUIDE_ATTRIBUTES:
                attributes = ", ".join(GUIDE_ATTRIBUTES)
                yield row.fault("unknown-attribute", "attribute", attributes=attributes)
                continue
            if row.code("attribute") in SCHOOL_SIZES:
                yield from _size(name, row)
                continue
            code_list = SCHOOL_ATTRIBUTES[row.code("attribute")]
            known = view.codes.get(code_list, {})
            if not known or not view.certain("code_lists", "list", "code"):
                continue
            if row.text("value") is not None and row.code("value") not in known:
                codes = _labelled(known)
                yield row.fault("unknown-code", "value", list=code_list, codes=codes)


def _size(table: str, row: Row) -> Iterator[Fault]:
    """A size is bounded from below for a target, and from either side for what is not asked."""
    if row.text("value") is None:
        return
    size = size_of(row.code("value"))
    if size is None:
        yield row.fault("not-a-size", "value")
    elif table == "rule_targets" and size.bound == "below":
        yield row.fault("size-of-a-target", "value")
    elif table == "not_applicable" and size.number == 0:
        yield row.fault("size-of-all-or-none", "value")


# ------------------------------------------------------------------ sums and counts


def _counts(view: EditionTables) -> Iterator[Fault]:
    """What the edition says of itself: how many dimensions, indicators and points."""
    if view.row is None:
        return
    for column, table, key, code in (
        ("dimension_count", "dimensions", "dimension", "dimension-count-differs"),
        ("indicator_count", "indicators", "indicator", "indicator-count-differs"),
    ):
        stated = view.row.whole(column)
        counted = len({row.code(key) for row in view.rows[table]})
        if stated is not None and view.certain(table, key) and stated != counted:
            yield view.row.fault(code, column, counted=str(counted))
    stated_points = view.row.decimal("total_points")
    if stated_points is None or not view.certain("indicators", "indicator", "max_points"):
        return
    bonus = _bonus_indicators(view)
    if not view.certain("bonus_indicators", "indicator") or bonus.issuperset(view.indicators):
        return
    points = sum(
        (
            row.decimal("max_points") or Decimal(0)
            for indicator, row in view.indicators.items()
            if indicator not in bonus
        ),
        Decimal(0),
    )
    if points != stated_points:
        yield view.row.fault("points-differ", "total_points", counted=plain_decimal(points))


def _empty_dimensions(view: EditionTables) -> Iterator[Fault]:
    """A dimension without an indicator asks for nothing and is passed by every school."""
    if not view.certain("indicators", "dimension"):
        return
    filled = {row.code("dimension") for row in view.rows["indicators"]}
    for dimension, row in view.dimensions.items():
        if dimension not in filled:
            yield row.fault("dimension-without-indicator", "dimension")


def _shares(view: EditionTables) -> Iterator[Fault]:
    """The parts of an indicator add up to one; an indicator without any has no score."""
    if not view.certain("rules", "indicator", "part"):
        return
    parts: dict[str, list[Row]] = defaultdict(list)
    for (indicator, _), rule in sorted(view.rules.items()):
        parts[indicator].append(rule)
    for indicator, row in view.indicators.items():
        if indicator not in parts:
            yield row.fault("indicator-without-rule", "indicator")
    pointed = {row.code("indicator") for row in view.rows["part_points"]}
    for indicator, rules in parts.items():
        # Where the parts have points of their own, their shares are not looked at.
        if indicator in pointed or any("share" in rule.broken for rule in rules):
            continue
        total = sum((rule.decimal("share") or Decimal(0) for rule in rules), Decimal(0))
        if total != 1:
            yield rules[0].fault("shares-not-one", "share", total=plain_decimal(total))


def _part_points(view: EditionTables) -> Iterator[Fault]:
    """Of an indicator's parts all have points of their own or none; they make up the whole."""
    if not view.certain("rules", "indicator", "part"):
        return
    rows = view.rows["part_points"]
    for row in rows:
        if all(_part(row)) and row.code("indicator") in view.indicators:
            rule = view.rules.get(_part(row))
            if rule is None:
                yield row.fault("unknown-part", "part")
            elif rule.decimal("share") not in (None, Decimal(1)):
                yield rule.fault("share-beside-points", "share")
    if any(row.broken for row in rows):
        return
    points = {_part(row): row.decimal("points") or Decimal(0) for row in rows}
    for indicator in dict.fromkeys(row.code("indicator") for row in rows):
        parts = sorted(part for part in view.rules if part[0] == indicator)
        lacking = [str(number) for _, number in parts if (indicator, number) not in points]
        first = next(row for row in rows if row.code("indicator") == indicator)
        whole = view.indicators.get(indicator)
        if lacking:
            yield first.fault("points-of-parts-missing", "part", lacking=", ".join(lacking))
        elif whole is not None and "max_points" not in whole.broken:
            total = sum((points[part] for part in parts), Decimal(0))
            if total != whole.decimal("max_points"):
                yield first.fault(
                    "points-of-parts-differ",
                    "points",
                    total=plain_decimal(total),
                    points=plain_decimal(whole.decimal("max_points") or Decimal(0)),
                )


# ------------------------------------------------------------------ rules and their facts


def _rule_facts(view: EditionTables) -> Iterator[Fault]:
    """A method has the facts that it works with, of a kind that it can work with, and no others."""
    for _, rule in view.parts_of(lambda method: True):
        method = rule.code("method")
        kinds = FACT_KINDS.get(method)
        for column, used in (("fact", kinds is not None), ("base_fact", method in BASED)):
            if not used:
                if rule.text(column) is not None:
                    yield rule.fault("fact-not-used-by-method", column, method=method)
                continue
            needed = column == "fact" or method == "late"
            if needed and rule.blank(column):
                yield rule.fault("fact-needed", column, method=method)
            yield from _wrong_kind(view, rule, column, kinds or ())
        if method in BASED and rule.text("fact") and rule.text("fact") == rule.text("base_fact"):
            yield rule.fault("base-is-fact", "base_fact")


def _cells_not_used(view: EditionTables) -> Iterator[Fault]:
    """A cell that is filled in and not looked at: its author takes it for a part of the rule.

    What a switch says by being no is nothing; facts have a check of their own.
    """
    for table, code in (
        ("rules", "cell-not-used-by-method"),
        ("rule_items", "cell-not-used-by-item"),
        ("relative_rules", "cell-not-used-by-compare"),
    ):
        for column in TABLES[table]:
            if column.when is None or column.type == "switch" or column.of == "facts":
                continue
            by, choices = column.when
            for row in view.rows[table]:
                choice = row.text(by)
                if row.values[column.name] is None or choice is None or choice in choices:
                    continue
                yield row.fault(code, column.name, **{by: choice})


def _wrong_kind(
    view: EditionTables, row: Row, column: str, kinds: Collection[str]
) -> Iterator[Fault]:
    fact = view.facts.get(row.code(column))
    kind = fact.text("kind") if fact else None
    if kind is not None and kind not in kinds:
        yield row.fault("wrong-kind", column, kind=kind, kinds=", ".join(kinds))


def _ratios(view: EditionTables) -> Iterator[Fault]:
    """A rate has one base and a word for a base of 0; a ratio a target and a floor that differ."""
    for _, rule in view.parts_of(lambda method: method in OVER_A_BASE):
        if rule.blank("base_fact") and rule.blank("base_value"):
            if rule.code("method") in RATES:
                yield rule.fault("base-needed", "base_fact")
            elif rule.text("when_base_zero") is not None:
                yield rule.fault("when-base-zero-without-base", "when_base_zero")
        if rule.text("base_fact") is not None and rule.decimal("base_value") is not None:
            yield rule.fault("base-twice", "base_value")
        if rule.text("base_fact") is not None and rule.blank("when_base_zero"):
            yield rule.fault("when-base-zero-needed", "when_base_zero")
        if rule.code("method") != "ratio":
            continue
        for column in ("target", "floor"):
            if rule.blank(column):
                yield rule.fault("cell-needed-by-method", column, method="ratio")
        yield from _out_of_reach(view, rule, rule.decimal("target"), rule.decimal("floor"))


def _out_of_reach(
    view: EditionTables, rule: Row, target: Decimal | None, floor: Decimal | None
) -> Iterator[Fault]:
    """A target that no lawful answer reaches, and one that every lawful answer reaches.

    A fact that may not exceed its base gives at most 1; counts give at least 0.
    """
    if target is None or floor is None:
        return
    if target == floor:
        yield rule.fault("target-equals-floor", "floor")
        return
    is_bounded = not rule.switch("may_exceed") and "may_exceed" not in rule.broken
    bases = [rule.code(column) for column in ("fact", "base_fact") if rule.text(column)]
    are_counts = all(
        fact_id in view.facts and view.facts[fact_id].code("kind") == "count" for fact_id in bases
    )
    is_less_better = target < floor
    least, most = are_counts, is_bounded and (are_counts or rule.blank("base_fact"))
    if most and target > 1 and not is_less_better:
        yield rule.fault("target-beyond-base", "target")
    elif least and target < 0 and is_less_better:
        yield rule.fault("target-below-zero", "target")
    elif (least and target <= 0 and not is_less_better) or (
        most and target >= 1 and is_less_better
    ):
        yield rule.fault("target-always-reached", "target")


def _targets(view: EditionTables) -> Iterator[Fault]:
    """A count has its target in the rule, or one for every code of one school attribute."""
    for part, rule in view.parts_of(lambda method: method == "count"):
        rows = view.targets.get(part, [])
        target = rule.decimal("target")
        if target is not None and target <= 0:
            yield rule.fault("not-above", "target", bound="0")
        if rows and not rule.blank("target"):
            yield rule.fault("target-twice", "target")
        if not rows and rule.blank("target") and "rule_targets" not in view.unread:
            yield rule.fault("target-needed", "target")
        yield from _targets_of_codes(view, part, rule, rows)


def _targets_of_codes(
    view: EditionTables, part: Part, rule: Row, rows: Sequence[Row]
) -> Iterator[Fault]:
    attributes = [row.code("attribute") for row in rows if row.text("attribute") is not None]
    if not attributes or attributes[0] not in GUIDE_ATTRIBUTES:
        return
    for row in rows:
        if row.text("attribute") is not None and row.code("attribute") != attributes[0]:
            yield row.fault("attributes-mixed", "attribute", by=attributes[0])
    if attributes[0] in SCHOOL_SIZES:
        yield from _target_of_the_smallest(rows)
        return
    if set(attributes) != {attributes[0]} or not view.certain("code_lists", "list", "code"):
        return
    code_list = SCHOOL_ATTRIBUTES[attributes[0]]
    codes = view.codes.get(code_list, {})
    if not codes:
        # Without a list nobody can tell whether a school would find no target.
        if code_list not in NEEDED_LISTS:
            yield rows[0].fault("attribute-without-list", "attribute", list=code_list)
        return
    if any(row.broken.intersection(("attribute", "value")) for row in rows):
        return
    given = {row.code("value") for row in rows}
    spared = _spared(view, part[0], rule.code("fact"), attributes[0])
    lacking = {code: row for code, row in codes.items() if code not in given and code not in spared}
    if lacking:
        yield rows[0].fault(
            "target-of-code-missing", "value", by=attributes[0], lacking=_labelled(lacking)
        )


def _target_of_the_smallest(rows: Sequence[Row]) -> Iterator[Fault]:
    """Targets by size begin at 0, so that every school has one."""
    if any(row.broken.intersection(("attribute", "value")) for row in rows):
        return
    bounds = [size.number for row in rows if (size := size_of(row.code("value"))) is not None]
    if len(bounds) == len(rows) and 0 not in bounds:
        yield rows[0].fault("target-of-size-missing", "value", by=rows[0].code("attribute"))


def _spared(view: EditionTables, indicator: str, fact: str, attribute: str) -> set[str]:
    """The codes of an attribute for which an indicator or its fact is not applicable anyway."""
    return {
        row.code("value")
        for row in view.rows["not_applicable"]
        if row.code("attribute") == attribute
        and (row.code("fact") == fact or (row.code("indicator") == indicator and row.blank("fact")))
    }


def _bands(view: EditionTables) -> Iterator[Fault]:
    """Steps, late, grade and bands have bands of their own bound, each key once."""
    for part, rule in view.parts_of(lambda method: method in BAND_BOUNDS):
        method = rule.code("method")
        bands = view.bands.get(part, [])
        if method == "relative" and _place_key(view, part) is None:
            continue
        if not bands:
            if view.certain("rule_bands", "indicator", "part"):
                yield rule.fault("bands-missing", "method", method=method)
            continue
        bounds = BAND_BOUNDS[method]
        told = [band for band in bands if band.text("bound") is not None]
        fitting = [band for band in told if band.code("bound") in bounds]
        for band in told:
            if band not in fitting:
                yield band.fault("bound-differs", "bound", method=method, bound=", ".join(bounds))
            elif band.code("bound") != fitting[0].code("bound"):
                yield band.fault("bounds-mixed", "bound", bound=fitting[0].code("bound"))
        if len({band.code("bound") for band in bands}) == 1 and fitting:
            yield from _band_keys(method, rule, bands, _place_key(view, part) or NUMBER_KEY)


def _place_key(view: EditionTables, part: Part) -> Column | None:
    """What bounds the bands of a relative rule; None where it has none, or is none."""
    row = view.relative.get(part)
    return None if row is None else PLACE_KEYS.get(row.text("compare") or "")


def _band_keys(method: str, rule: Row, bands: Sequence[Row], number_key: Column) -> Iterator[Fault]:
    first: dict[object, Row] = {}
    for band in bands:
        if "key" in band.broken:
            continue
        key: object = band.text("key")
        if key is None:
            if method not in WITH_REST:
                yield band.fault("band-key-needed", "key", method=method)
                continue
        elif method != "grade":
            column = DAYS_LATE if method == "late" else number_key
            key, code, parameters = typed_cell(column, band.code("key"))
            if code is not None:
                yield band.fault(code, "key", **parameters)
                continue
        if key in first:
            yield band.fault("band-twice", "key", line=str(first[key].line))
        first.setdefault(key, band)
    if method == "late" and None not in first and not any("key" in band.broken for band in bands):
        yield rule.fault("rest-band-missing", "method")


def _relative(view: EditionTables) -> Iterator[Fault]:
    """What compares schools says how; bands and a word for the rest where it goes by places."""
    for part, rule in view.parts_of(lambda method: method == "relative"):
        row = view.relative.get(part)
        if row is None:
            if view.certain("relative_rules", "indicator", "part"):
                yield rule.fault("relative-rule-missing", "method")
            continue
        compare = row.text("compare")
        if compare in PLACE_KEYS:
            if row.blank("rest"):
                yield row.fault("rest-needed", "rest")
        elif compare is not None:
            for band in view.bands.get(part, []):
                yield band.fault("bands-not-used-by-compare", "part", compare=compare)


def _grades(view: EditionTables) -> Iterator[Fault]:
    """A fact that two grade rules use has the same grades in both."""
    grades: dict[str, tuple[Row, frozenset[str]]] = {}
    for part, rule in view.parts_of(lambda method: method == "grade"):
        own = frozenset(band.code("key") for band in view.bands.get(part, []))
        fact_id = rule.code("fact")
        if not fact_id or not own:
            continue
        first, others = grades.setdefault(fact_id, (rule, own))
        if others != own:
            yield rule.fault("grades-differ", "fact", line=str(first.line))


def _items(view: EditionTables) -> Iterator[Fault]:
    """A checklist and a deduct have items of their own kind, with what each needs."""
    for part, rule in view.parts_of(lambda method: method in ITEM_METHODS):
        method = rule.code("method")
        items = view.items.get(part, [])
        if not items and view.certain("rule_items", "indicator", "part"):
            yield rule.fault("items-missing", "method", method=method)
        for item in items:
            kind = item.text("kind")
            if kind is None:
                continue
            if kind not in ITEM_METHODS[method]:
                kinds = ", ".join(ITEM_METHODS[method])
                yield item.fault("item-kind-differs", "kind", method=method, kinds=kinds)
                continue
            yield from _wrong_kind(view, item, "fact", ITEM_KINDS[kind])
            if kind != "item" and item.blank("points"):
                yield item.fault("cell-needed-by-item", "points", kind=kind)
            if kind == "shortfall" and item.blank("needed"):
                yield item.fault("cell-needed-by-item", "needed", kind=kind)
            elif (
                kind == "shortfall"
                and _is_flag(view, item)
                and item.decimal("needed") not in (None, Decimal(1))
            ):
                yield item.fault("needed-of-a-flag", "needed")


def _given(view: EditionTables) -> Iterator[Fault]:
    """Points that the county gives: one fact of its own a part, and a range within the part."""
    ranges = {_part(row): row for row in view.rows["given_rules"] if all(_part(row))}
    first: dict[str, Row] = {}
    for part, rule in view.parts_of(lambda method: method == "given"):
        fact_id = rule.text("fact")
        if fact_id is not None:
            fact = view.facts.get(fact_id)
            if fact is not None and fact.text("answered_by") == "school":
                yield fact.fault("given-by-the-school", "answered_by")
            if fact_id in first:
                yield rule.fault("given-twice", "fact", line=str(first[fact_id].line))
            first.setdefault(fact_id, rule)
        row = ranges.get(part)
        if row is not None:
            yield from _given_range(view, part, row)


def _given_range(view: EditionTables, part: Part, row: Row) -> Iterator[Fault]:
    whole = whole_of_part(view, part)
    least, most = _number(row.decimal("least")), row.decimal("most")
    if row.broken.intersection(("least", "most")) or whole is None:
        return
    shown = plain_decimal(most_of(whole))
    if most is not None and most > whole:
        yield row.fault("given-beyond-part", "most", points=shown)
    elif least >= (whole if most is None else most):
        bound = shown if most is None else plain_decimal(most)
        yield row.fault("given-range-empty", "least", most=bound)
    # A table that a guide may have, and an edition of before does not.
    floors = view.rows.get("indicator_floors", [])
    if least < 0 and all(floor.code("indicator") != part[0] for floor in floors):
        yield row.fault("given-below-zero", "least")


def whole_of_part(view: EditionTables, part: Part) -> Fraction | None:
    """The points of a part among all parts of its indicator; None where they are not known."""
    return whole_of(
        part,
        view.indicators.get(part[0]),
        [rule for (indicator, _), rule in view.rules.items() if indicator == part[0]],
        view.rows["part_points"],
    )


def whole_of(
    part: Part, indicator: Row | None, rules: Sequence[Row], part_points: Sequence[Row]
) -> Fraction | None:
    """The indicator's points by the part's weight, of all parts together; None: not known."""
    points = {_part(row): row.decimal("points") for row in part_points}
    weights = {
        _part(rule): points.get(_part(rule)) if _is_pointed(rule, points) else rule.decimal("share")
        for rule in rules
    }
    maximum = None if indicator is None else indicator.decimal("max_points")
    if maximum is None or not weights.get(part) or any(one is None for one in weights.values()):
        return None
    known = {name: Fraction(weight) for name, weight in weights.items() if weight is not None}
    return Fraction(maximum) * known[part] / sum(known.values())


def _is_pointed(rule: Row, points: Mapping[Part, object]) -> bool:
    """Whether the parts of this one's indicator have points of their own."""
    return any(indicator == rule.code("indicator") for indicator, _ in points)


def most_of(whole: Fraction) -> Decimal:
    """The greatest value that is not above the points of a part, as a number may be written."""
    return Decimal(whole.numerator * 10**PLACES // whole.denominator).scaleb(-PLACES)


def _caps(view: EditionTables) -> Iterator[Fault]:
    """A cap looks at a count, a number or a flag, which is 1 or 0."""
    for cap in view.rows["rule_caps"]:
        yield from _wrong_kind(view, cap, "fact", COUNTED)
        equal = cap.decimal("when_equal")
        if equal is None:
            continue
        if _is_flag(view, cap) and equal not in FLAG_NUMBERS:
            yield cap.fault("cap-of-a-flag", "when_equal")
        fact = view.facts.get(cap.code("fact"))
        is_count = fact is not None and fact.text("kind") == "count"
        if is_count and (equal < 0 or equal != equal.to_integral_value()):
            yield cap.fault("cap-never-equal", "when_equal")


def _is_flag(view: EditionTables, row: Row) -> bool:
    fact = view.facts.get(row.code("fact"))
    return fact is not None and fact.text("kind") == "flag"


# ------------------------------------------------------------------ facts


def _required_facts(view: EditionTables) -> Iterator[Fault]:
    """All facts that a rule uses are required, but the day on which something late was done."""
    used = [
        rule.code(column)
        for rule in view.rules.values()
        for column in ("fact", "base_fact")
        if not (rule.code("method") == "late" and column == "fact")
    ]
    used += [item.code("fact") for item in view.rows["rule_items"]]
    for fact_id in dict.fromkeys(used):
        fact = view.facts.get(fact_id)
        if fact is not None and fact.values["required"] is False:
            yield fact.fault("fact-not-required", "required")


def _unused_facts(view: EditionTables) -> Iterator[Fault]:
    """A fact that nothing uses is a question asked for nothing."""
    if any(table in view.unread for table in ("rules", "rule_items", "rule_caps")):
        return
    used = {
        row.code(column)
        for name, columns in (
            ("rules", ("fact", "base_fact")),
            ("rule_items", ("fact",)),
            ("rule_caps", ("fact",)),
        )
        for row in view.rows[name]
        for column in columns
    }
    suspect = _indicators_with_faulty_rules(view)
    for fact_id, row in view.facts.items():
        if fact_id not in used and row.code("indicator") not in suspect:
            yield row.fault("fact-unused", "fact")


def _indicators_with_faulty_rules(view: EditionTables) -> set[str]:
    """Indicators of which a fault of a rule is told already, so that its facts may lack a user."""
    suspect = set(view.indicators) - {indicator for indicator, _ in view.rules}
    for rule in view.rows["rules"]:
        method = rule.code("method")
        if rule.broken or (method in ITEM_METHODS and not view.items.get(_part(rule))):
            suspect.add(rule.code("indicator"))
        if method in FACT_KINDS and rule.blank("fact"):
            suspect.add(rule.code("indicator"))
        if method in NEED_BASE and rule.blank("base_fact") and rule.blank("base_value"):
            suspect.add(rule.code("indicator"))
    for name, column in (
        ("rules", "fact"),
        ("rules", "base_fact"),
        ("rule_items", "fact"),
        ("rule_caps", "fact"),
    ):
        for row in view.rows[name]:
            if column in row.broken or (row.text(column) and row.code(column) not in view.facts):
                suspect.add(row.code("indicator"))
    return suspect


def _exceptions(view: EditionTables) -> Iterator[Fault]:
    """A fact that is not applicable belongs to the indicator of its row, or is used by it."""
    users: dict[str, set[str]] = defaultdict(set)
    for name, column in (
        ("facts", "fact"),
        ("rules", "fact"),
        ("rules", "base_fact"),
        ("rule_items", "fact"),
        ("rule_caps", "fact"),
    ):
        for row in view.rows[name]:
            users[row.code(column)].add(row.code("indicator"))
    for row in view.rows["not_applicable"]:
        fact_id, indicator = row.code("fact"), row.code("indicator")
        is_known = fact_id in view.facts and indicator in view.indicators
        if is_known and indicator not in users[fact_id]:
            yield row.fault("fact-of-other-indicator", "fact", indicator=indicator)


def _efforts(view: EditionTables) -> Iterator[Fault]:
    """Efforts are compared with each other: all indicators of an edition have one, or none."""
    rows = view.rows["indicator_efforts"]
    if not rows or any("indicator" in row.broken for row in rows):
        return
    given = {row.code("indicator") for row in rows}
    lacking = [indicator for indicator in view.indicators if indicator not in given]
    if lacking and view.certain("indicators", "indicator"):
        yield rows[0].fault("efforts-incomplete", "indicator", indicators=", ".join(lacking))


# ------------------------------------------------------------------ below 0, bonus


def _bonus_indicators(view: EditionTables) -> set[str]:
    return {row.code("indicator") for row in view.rows["bonus_indicators"]}


def _floors(view: EditionTables) -> Iterator[Fault]:
    """A floor lies below 0, and only under one does a band give less than nothing."""
    for row in view.rows["indicator_floors"]:
        least = row.decimal("least_points")
        if least is None:
            continue
        indicator = view.indicators.get(row.code("indicator"))
        most = None if indicator is None else indicator.decimal("max_points")
        if least >= 0:
            yield row.fault("floor-not-below-zero", "least_points")
        elif most is not None and least < -DEEPEST_FLOOR * most:
            bound = plain_decimal(-DEEPEST_FLOOR * most)
            yield row.fault("floor-too-deep", "least_points", bound=bound)
    if not view.certain("indicator_floors", "indicator"):
        return
    floored = {row.code("indicator") for row in view.rows["indicator_floors"]}
    for row in view.rows["rule_bands"]:
        share, rule = row.decimal("share"), view.rules.get(_part(row))
        if share is None or share >= 0 or rule is None or rule.text("method") is None:
            continue
        if rule.code("method") != "bands" or row.code("indicator") not in floored:
            yield row.fault("share-below-zero", "share")


def _bonus(view: EditionTables) -> Iterator[Fault]:
    """Some indicators are no bonus; a cap on the bonus has one to cap, and all is within reason."""
    if not view.certain("bonus_indicators", "indicator"):
        return
    rows, bonus = view.rows["bonus_indicators"], _bonus_indicators(view)
    if rows and view.certain("indicators", "indicator") and bonus.issuperset(view.indicators):
        yield rows[0].fault("all-are-bonus", "indicator")
    caps = view.rows["bonus_caps"]
    for row in caps:
        if not rows:
            yield row.fault("bonus-cap-of-nothing", "most")
    if rows and not caps and view.certain("indicators", "indicator", "max_points"):
        points = sum(
            (
                row.decimal("max_points") or Decimal(0)
                for indicator, row in view.indicators.items()
                if indicator in bonus
            ),
            Decimal(0),
        )
        if points > MOST_BONUS:
            told = {"points": plain_decimal(points), "bound": plain_decimal(MOST_BONUS)}
            yield rows[0].fault("bonus-too-large", "indicator", **told)


# ------------------------------------------------------------------ red lines, ratings, tiers


def _red_lines(view: EditionTables) -> Iterator[Fault]:
    """A red line that takes an indicator's points names it; one that caps the rating names that."""
    for row in view.rows["red_lines"]:
        effect = row.text("effect")
        if effect == "zero_indicator" and row.blank("indicator"):
            yield row.fault("red-line-indicator-needed", "indicator")
        if effect == "cap_rating":
            if row.blank("value"):
                yield row.fault("red-line-value-needed", "value")
            elif row.text("value") is not None and view.certain("ratings", "rating"):
                yield from _unknown([row], "value", view.ratings, "unknown-rating")
                yield from _cap_without_effect(view, row)
        elif effect == "take_off":
            yield from _number_needed(row, TAKEN_OFF, "red-line-points-needed")
        elif effect == "rating_down":
            yield from _number_needed(row, STEPS_DOWN, "red-line-steps-needed")
        elif effect is not None and row.text("value") is not None:
            yield row.fault("red-line-value-not-used", "value", effect=effect)


def _number_needed(row: Row, column: Column, code: str) -> Iterator[Fault]:
    """What the effect of a red line takes away, which stands where others name a rating."""
    text = row.text("value")
    if row.blank("value") or (text is not None and typed_cell(column, text)[1] is not None):
        yield row.fault(code, "value")


def _red_lines_twice(view: EditionTables) -> Iterator[Fault]:
    """What adds up over the red lines is taken once for each."""
    first: dict[tuple[str, str], Row] = {}
    for row in view.rows["red_lines"]:
        key = row.code("red_line"), row.code("effect")
        if key[1] not in ONCE_A_RED_LINE or not key[0]:
            continue
        # Of one indicator too, the row itself is told as standing there twice.
        if key in first and first[key].values["indicator"] != row.values["indicator"]:
            yield row.fault("red-line-effect-twice", "effect", line=str(first[key].line))
        first.setdefault(key, row)


def _percents(view: EditionTables) -> Iterator[Fault]:
    """Tiers and ratings by percent are there; the lowest rating is what is left to all others."""
    tiers = _first_by(view.rows["tiers"], "tier")
    if view.certain("tiers", "tier"):
        yield from _unknown(view.rows["tier_shares"], "tier", tiers, "unknown-tier")
    if not view.certain("ratings", "rating"):
        return
    rows = view.rows["rating_shares"]
    yield from _unknown(rows, "rating", view.ratings, "unknown-rating")
    if not view.ratings or not view.certain("ratings", "min_score"):
        return
    in_order = sorted(
        view.ratings, key=lambda name: _number(view.ratings[name].decimal("min_score"))
    )
    for row in rows:
        if row.text("end") == "first" and row.text("rating") == in_order[0]:
            yield row.fault("first-of-the-lowest-rating", "end")
        if row.text("end") == "last" and row.text("rating") == in_order[-1]:
            yield row.fault("last-of-the-best-rating", "end")


def _cap_without_effect(view: EditionTables, row: Row) -> Iterator[Fault]:
    """A red line that leaves the best rating takes nothing away."""
    if view.certain("ratings", "min_score") and row.code("value") in view.ratings:
        capped = view.ratings[row.code("value")].decimal("min_score")
        if capped == max(_number(rating.decimal("min_score")) for rating in view.ratings.values()):
            yield row.fault("cap-without-effect", "value")


def _ratings(view: EditionTables) -> Iterator[Fault]:
    """Ratings begin at 0, so that every score has one, and none begins where another does."""
    rows = list(view.ratings.values())
    if not rows or any("min_score" in row.broken for row in rows):
        return
    first: dict[Decimal, Row] = {}
    for row in rows:
        score = row.decimal("min_score") or Decimal(0)
        if score in first:
            yield row.fault("min-score-twice", "min_score", line=str(first[score].line))
        first.setdefault(score, row)
    if Decimal(0) not in first:
        lowest = first[min(first)]
        yield lowest.fault("ratings-not-from-zero", "min_score")
    yield from _out_of_order(rows)


def _out_of_order(rows: Sequence[Row]) -> Iterator[Fault]:
    """What stands higher asks for no lower score than what stands below it."""
    if any(row.broken.intersection(("sort", "min_score")) for row in rows):
        return
    in_order = sorted(rows, key=lambda row: row.whole("sort") or 0)
    for higher, lower in itertools.pairwise(in_order):
        scores = higher.decimal("min_score"), lower.decimal("min_score")
        if higher.whole("sort") != lower.whole("sort") and _number(scores[0]) < _number(scores[1]):
            yield lower.fault("order-differs", "min_score", line=str(higher.line))


def _number(value: Decimal | None) -> Decimal:
    return Decimal(0) if value is None else value


def _tiers(view: EditionTables) -> Iterator[Fault]:
    """Each tier can be reached without reaching a higher one; 'none' is what lies below all."""
    rows = list(_first_by(view.rows["tiers"], "tier").values())
    for row in view.rows["tiers"]:
        if row.text("tier") == NO_TIER:
            yield row.fault("tier-is-none", "tier")
    needed = ("sort", "min_score", "min_dimension_share", "tier")
    if any(row.broken.intersection(needed) for row in rows):
        return
    # The order in which a school's tier is looked for: the highest score asked for comes first.
    rows.sort(key=lambda row: (-_number(row.decimal("min_score")), row.whole("sort") or 0))
    unreachable = False
    # What is for the first schools alone is not reached by all who meet its scores.
    for_some = {row.code("tier") for row in view.rows["tier_shares"]}
    # Red lines on the whole score take from it what the dimensions keep.
    has_taken = any(
        row.text("effect") in ("take_off", "zero_score") for row in view.rows["red_lines"]
    )
    for position, row in enumerate(rows):
        share = _number(row.decimal("min_dimension_share"))
        # A school that reaches this share in every dimension has at least this score.
        least_score = _number(row.decimal("min_score"))
        if not has_taken:
            least_score = max(least_score, 100 * share)
        for higher in rows[:position]:
            if (
                higher.code("tier") not in for_some
                and _number(higher.decimal("min_score")) <= least_score
                and _number(higher.decimal("min_dimension_share")) <= share
            ):
                unreachable = True
                yield row.fault("tier-unreachable", "min_score", line=str(higher.line))
                break
    if not unreachable:
        yield from _out_of_order(rows)


EDITION_CHECKS: tuple[Check, ...] = (
    _references,
    _details_without_part,
    _codes,
    _attributes,
    _counts,
    _empty_dimensions,
    _shares,
    _part_points,
    _rule_facts,
    _cells_not_used,
    _ratios,
    _targets,
    _bands,
    _relative,
    _grades,
    _items,
    _given,
    _caps,
    _required_facts,
    _unused_facts,
    _exceptions,
    _efforts,
    _floors,
    _bonus,
    _red_lines,
    _red_lines_twice,
    _ratings,
    _tiers,
    _percents,
)
