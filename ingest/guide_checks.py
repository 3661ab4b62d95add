"""What makes a guide edition wrong: each check looks at the typed tables and tells every fault."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ingest.guide_tables import Fault, Row, Tables


def check_tables(rows: Tables, unread: frozenset[str] = frozenset()) -> Iterator[Fault]:
    """Every fault of the tables together."""
    return iter(())


def grades_of(rules: Sequence[Row], bands: Sequence[Row]) -> dict[str, tuple[str, ...]]:
    """The grades that the facts of one edition's grade rules may take, best first."""
    parts = {
        (row.code("indicator"), row.whole("part")): row.code("fact")
        for row in rules
        if row.code("method") == "grade"
    }
    found: dict[str, dict[str, Row]] = {}
    for band in bands:
        fact_id = parts.get((band.code("indicator"), band.whole("part")))
        if fact_id and band.text("key"):
            found.setdefault(fact_id, {}).setdefault(band.code("key"), band)
    return {
        fact_id: tuple(
            sorted(grades, key=lambda grade: (-(grades[grade].decimal("share") or 0), grade))
        )
        for fact_id, grades in found.items()
    }
