"""What a guide without faults may still not have meant: told when it is checked, refused never."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from decimal import ROUND_CEILING, Decimal

from duibiao.guide.checks import BAND_BOUNDS, OVER_A_BASE, EditionTables, edition_views
from duibiao.guide.tables import Fault, Row, Tables
from duibiao.words.labels import SCHOOL_ATTRIBUTES, size_of


def doubts_of(rows: Tables) -> Iterator[Fault]:
    """Every doubt about tables that have no fault."""
    for view in edition_views(rows):
        for look in DOUBTS:
            yield from look(view)


def _doubt(row: Row, code: str, column: str) -> Fault:
    fault = row.fault(code, column)
    return Fault(fault.code, fault.file, fault.line, column, fault.found, is_doubt=True)


def _other_units(view: EditionTables) -> Iterator[Fault]:
    """A fact of another unit than its base is no part of it, and may be larger: 人次 and 人."""
    for _, rule in view.parts_of(lambda method: method in OVER_A_BASE):
        fact, base = (view.facts.get(rule.code(column)) for column in ("fact", "base_fact"))
        if fact is None or base is None or rule.switch("may_exceed"):
            continue
        units = fact.text("unit_zh"), base.text("unit_zh")
        if None not in units and units[0] != units[1]:
            yield _doubt(rule, "ratio-may-exceed", "may_exceed")


def _unreached_bands(view: EditionTables) -> Iterator[Fault]:
    """Between the bound of a band and the next there is no whole number from 0 on."""
    for part, rule in view.parts_of(lambda method: method == "steps"):
        fact = view.facts.get(rule.code("fact"))
        if fact is None or fact.code("kind") != "count":
            continue
        bands = sorted(
            ((Decimal(band.code("key")), band) for band in view.bands.get(part, [])),
            key=lambda pair: pair[0],
        )
        for (bound, band), (following, _) in itertools.pairwise(bands):
            if max(bound, Decimal(0)).to_integral_value(ROUND_CEILING) >= following:
                yield _doubt(band, "band-never-reached", "key")


def _no_full_share(view: EditionTables) -> Iterator[Fault]:
    """No band of a rule gives full points, so that no school can have them."""
    for part, rule in view.parts_of(lambda method: method in BAND_BOUNDS):
        bands = view.bands.get(part, [])
        if bands and all((band.decimal("share") or Decimal(0)) < 1 for band in bands):
            yield _doubt(rule, "full-share-unreachable", "method")


def _worse_place_gives_more(view: EditionTables) -> Iterator[Fault]:
    """Of two bands of places the better one gives less."""
    for part, _ in view.parts_of(lambda method: method == "relative"):
        keyed = [band for band in view.bands.get(part, []) if band.text("key") is not None]
        keyed.sort(key=lambda band: Decimal(band.code("key")))
        for band, following in itertools.pairwise(keyed):
            if (band.decimal("share") or Decimal(0)) < (following.decimal("share") or Decimal(0)):
                yield _doubt(following, "worse-place-gives-more", "share")


def _idle_items(view: EditionTables) -> Iterator[Fault]:
    """An item that takes nothing off, whatever is answered."""
    for row in view.rows["rule_items"]:
        if row.decimal("points") == 0:
            yield _doubt(row, "item-takes-nothing", "points")
        elif row.code("kind") == "shortfall" and row.decimal("needed") == 0:
            yield _doubt(row, "item-takes-nothing", "needed")


def _idle_caps(view: EditionTables) -> Iterator[Fault]:
    """A cap at full points."""
    for row in view.rows["rule_caps"]:
        if row.decimal("max_share") == 1:
            yield _doubt(row, "cap-takes-nothing", "max_share")


def _for_nobody(view: EditionTables) -> Iterator[Fault]:
    """An indicator that applies to no school of any value of an attribute."""
    spared: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in view.rows["not_applicable"]:
        if row.text("fact") is None:
            spared[row.code("indicator"), row.code("attribute")].append(row)
    for (_, attribute), rows in spared.items():
        codes = view.codes.get(SCHOOL_ATTRIBUTES.get(attribute, ""), {})
        values = {row.code("value") for row in rows}
        if (codes and codes.keys() <= values) or _are_all_sizes(values):
            yield _doubt(rows[-1], "indicator-for-nobody", "value")


def _are_all_sizes(values: Collection[str]) -> bool:
    """Whether bounds of a size leave out no school: 50 or more, and fewer than 100."""
    sizes = [size for value in values if (size := size_of(value)) is not None]
    starts = [size.number for size in sizes if size.bound == "at_least"]
    ends = [size.number for size in sizes if size.bound == "below"]
    return bool(starts and ends) and min(starts) <= max(ends)


DOUBTS: Sequence[Callable[[EditionTables], Iterator[Fault]]] = (
    _other_units,
    _unreached_bands,
    _no_full_share,
    _worse_place_gives_more,
    _idle_items,
    _idle_caps,
    _for_nobody,
)
