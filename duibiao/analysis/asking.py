"""What a person asks to be explained, found in a snapshot: a school, a cycle, an indicator."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb

from duibiao.analysis.walk import Indicator, School, read_school
from duibiao.records.model import Refused
from duibiao.words import Words

BASES = ("verified", "self")
NAMED_AT_MOST = 12
Pair = tuple[str, str]
"""A code and a name."""


class NothingSuch(Refused):
    """What was asked for is not there; the words say what is."""


def find_school(
    connection: duckdb.DuckDBPyConnection,
    words: Words,
    build: str,
    school: str,
    cycle_id: str | None,
    basis: str,
) -> School:
    """The walk of a school by its code or its name, or by a part of it that only one school has.

    Without a cycle, that of the latest cycle in which it has a score. Raises NothingSuch.
    """
    cycles = [str(row[0]) for row in _rows(connection, CYCLES)]
    if cycle_id is not None and cycle_id not in cycles:
        raise NothingSuch("explain-no-cycle", cycle=cycle_id, known=_named(words, cycles))
    known = [(str(code), str(name)) for code, name in _rows(connection, SCHOOLS)]
    found = _matching(school, known)
    if not found:
        raise NothingSuch("explain-no-school", school=school, known=_pairs(words, known))
    if len(found) > 1:
        raise NothingSuch("explain-several-schools", school=school, known=_pairs(words, found))
    [(school_id, name)] = found
    scored = [str(row[0]) for row in _rows(connection, SCORED, school_id=school_id, basis=basis)]
    if not scored:
        raise NothingSuch("explain-never-scored", school=f"{name}（{school_id}）")
    walk = read_school(connection, build, cycle_id or scored[0], basis, school_id)
    if walk is None:
        raise NothingSuch(
            "explain-no-score",
            school=f"{name}（{school_id}）",
            cycle=cycle_id or "",
            known=_named(words, scored),
        )
    return walk


def find_indicator(words: Words, school: School, indicator: str) -> Indicator:
    """An indicator of a walk by its code or its name, or by a part that only one has.

    Raises NothingSuch.
    """
    known = [(row.indicator_id, row.name_zh) for row in school.indicators]
    known += [(row.indicator_id, row.name_en) for row in school.indicators if row.name_en]
    found = list(dict(_matching(indicator, known)).items())
    chinese = [(row.indicator_id, row.name_zh) for row in school.indicators]
    if not found:
        raise NothingSuch(
            "explain-no-indicator",
            indicator=indicator,
            known=_named(words, [code for code, _ in chinese], at_most=len(chinese)),
        )
    if len(found) > 1:
        raise NothingSuch(
            "explain-several-indicators", indicator=indicator, known=_pairs(words, found)
        )
    chosen = school.indicator(found[0][0])
    assert chosen is not None
    return chosen


def codes(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """The code lists with their labels, for `duibiao.words.labels`."""
    rows = _rows(connection, "select list, code, name_zh, name_en from dim_codes order by rowid")
    return [dict(zip(("list", "code", "name_zh", "name_en"), row, strict=True)) for row in rows]


CYCLES = "select cycle_id from dim_cycles order by ends_on desc, cycle_id desc"
# The latest name goes before the earlier ones that a school may have had.
SCHOOLS = """
    select school_id, max_by(name_zh, cycle.ends_on)
    from dim_cycle_schools inner join dim_cycles as cycle using (cycle_id)
    group by school_id order by school_id
"""
SCORED = """
    select cycle_id from fct_school_scores inner join dim_cycles using (cycle_id)
    where school_id = $school_id and basis = $basis
    order by ends_on desc, cycle_id desc
"""


def _rows(connection: duckdb.DuckDBPyConnection, sql: str, **values: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        return cursor.execute(sql, values).fetchall()


def _matching(asked: str, known: Sequence[Pair]) -> list[Pair]:
    """By code, else by the whole name, else by a part of the name."""
    wanted = asked.strip().lower()
    ways = (
        lambda code, name: code.lower() == wanted,
        lambda code, name: name.lower() == wanted,
        lambda code, name: bool(wanted) and wanted in name.lower(),
    )
    for matches in ways:
        found = [pair for pair in known if matches(*pair)]
        if found:
            return found
    return []


def _pairs(words: Words, known: Sequence[Pair]) -> str:
    return _named(words, [f"{code} {name}" for code, name in known])


def _named(words: Words, known: Sequence[str], *, at_most: int = NAMED_AT_MOST) -> str:
    """What there is; of very many the first."""
    if not known:
        return words("explain-nothing-known")
    named = words("separator-items").join(known[:at_most])
    return named if len(known) <= at_most else named + words("explain-and-more", count=len(known))
