"""What a change of the guide means: the rows that differ, and the schools that it moves.

Scores come from the build's own compiled SQL, run over the county's landing rows with one guide and
then with the other; nothing is computed here but the differences between the two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from duibiao.guide.cells import cell_text
from duibiao.guide.checks import KEYS
from duibiao.guide.columns import EDITION_TABLES, TABLES
from duibiao.guide.editions import Edition, Guide
from duibiao.guide.tables import Row
from duibiao.guide.telling import column_title
from duibiao.guide.workbook_reading import guide_of_workbook
from duibiao.records.model import Refused
from duibiao.records.settings import Settings
from duibiao.warehouse import asked
from duibiao.warehouse.kept_guides import guide_in_force
from duibiao.warehouse.snapshot import snapshot_in_force
from duibiao.warehouse.statements import (
    ancestors,
    creation,
    load_guide,
    statements_of_snapshot,
)
from duibiao.words import Words

IN_FORCE = ("current", "现行")
"""What stands for the guide in force in place of a folder or a workbook."""
BASES = ("self", "verified")
SCORES, INDICATORS, SCHOOLS = "fct_school_scores", "fct_indicator_scores", "dim_cycle_schools"
OF_A_CYCLE = (
    *("cycles", "submissions", "answers", "claims", "findings"),
    *("cycle_decisions", "deadline_extensions"),
)
"""The landing tables that are narrowed to the cycle looked at."""
BAND_KEY = ("indicator", "part", "bound", "key")
NAMES = {
    "editions": "title_zh",
    "dimensions": "name_zh",
    "indicators": "name_zh",
    "facts": "label_zh",
    "red_lines": "label_zh",
    "ratings": "name_zh",
    "tiers": "name_zh",
    "code_lists": "name_zh",
}
"""The column that names a row to a person."""
COMPARED = ("score", "rating", "tier_reached", "rank_county")


@dataclass(frozen=True, slots=True)
class Change:
    """One row that one guide has and the other not (`added`, `removed`), or one cell that differs.

    `key`: the codes that name the row; `name`: what it is called, where it has a name.
    """

    kind: str
    table: str
    edition: str
    key: str
    name: str
    column: str | None = None
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """A school whose score, rating, tier or rank in the county differs between the guides."""

    school_id: str
    name_zh: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Effect:
    """What the change does to the schools of one cycle on one basis."""

    basis: str
    school_count: int
    moved: Sequence[Moved]

    def count(self, column: str) -> int:
        """How many schools have another value of a column."""
        return sum(one.before[column] != one.after[column] for one in self.moved)


@dataclass(frozen=True)
class GuideDifference:
    """Everything that differs; without a published county there are no effects."""

    editions: tuple[str, str]
    """The two editions that are compared row by row, and that score the cycle."""
    added_editions: Sequence[str]
    removed_editions: Sequence[str]
    changes: Sequence[Change]
    cycle_id: str | None = None
    cycle_edition: str | None = None
    effects: Sequence[Effect] = ()
    unanswered: Mapping[str, int] = field(default_factory=dict)
    """Facts that the new edition asks and the old one did not, or not in this way: by fact, how
    many schools have an indicator that is missing for want of it."""

    @property
    def is_none(self) -> bool:
        """Whether the two guides say the same."""
        return not (self.changes or self.added_editions or self.removed_editions)


def named_guide(settings: Settings, name: str) -> Guide:
    """The guide that a word, a folder or a workbook is.

    Raises GuideFaults for a wrong guide, and Refused for what is none of these.
    """
    if name in IN_FORCE:
        return guide_in_force(settings)
    path = Path(name)
    if path.is_dir():
        return Guide.load(path)
    if path.is_file():
        return guide_of_workbook(path.read_bytes())
    raise Refused("guide-diff-no-such-guide", name=name)


def guide_difference(
    settings: Settings,
    before: Guide,
    after: Guide,
    cycle_id: str | None = None,
    tell: Callable[[], None] = lambda: None,
) -> GuideDifference:
    """What differs between two guides, and which schools of a cycle that moves.

    `cycle_id`: the newest with scores where it is not said. `tell` is called after each of the two
    scorings. Raises Refused for a cycle that was not published.
    """
    cycle = _cycle(settings, cycle_id)
    own = None if cycle is None else cycle.edition
    first, second = _editions(before, after, own)
    changes = _changes(before, after, first, second)
    difference = GuideDifference(
        editions=(first, second),
        added_editions=sorted(after.editions.keys() - before.editions.keys()),
        removed_editions=sorted(before.editions.keys() - after.editions.keys()),
        changes=changes,
    )
    if cycle is None:
        return difference
    snapshot = snapshot_in_force(settings).path
    marts = []
    for guide, edition in ((before, first), (after, second)):
        marts.append(_scored(settings, snapshot, guide, cycle.cycle_id, edition))
        tell()
    effects = [_effect(basis, marts[0], marts[1]) for basis in BASES]
    return GuideDifference(
        editions=difference.editions,
        added_editions=difference.added_editions,
        removed_editions=difference.removed_editions,
        changes=changes,
        cycle_id=cycle.cycle_id,
        cycle_edition=own,
        effects=effects,
        unanswered=_unanswered(before.editions[first], after.editions[second], marts[1]),
    )


def _cycle(settings: Settings, cycle_id: str | None) -> asked.AskedCycle | None:
    """The cycle asked about; None where none was named and none is published."""
    try:
        return asked.cycle(snapshot_in_force(settings), cycle_id)
    except Refused:
        if cycle_id is not None:
            raise
        return None


def _editions(before: Guide, after: Guide, own: str | None) -> tuple[str, str]:
    """The edition of each guide that the cycle is scored by.

    The old guide's is the cycle's own where it has it; the new guide's is the newest that the old
    one lacks, then the same as the old one's, then its newest.
    """
    first = own if own in before.editions else _newest(before.editions.values())
    new = [edition for name, edition in after.editions.items() if name not in before.editions]
    if new:
        return first, _newest(new)
    return first, first if first in after.editions else _newest(after.editions.values())


def _newest(editions: Iterable[Edition]) -> str:
    return max(editions, key=lambda one: (one.valid_from, one.edition_id)).edition_id


# ------------------------------------------------------------------ rows


def _changes(before: Guide, after: Guide, first: str, second: str) -> list[Change]:
    """Row by row: the editions of both guides, the two chosen ones as one, and the code lists."""
    pairs = {name: name for name in before.editions if name in after.editions}
    if first != second:
        pairs.pop(second, None)
        pairs[first] = second
    changes: list[Change] = []
    for old, new in pairs.items():
        gone = _indicators(before, old) - _indicators(after, new)
        come = _indicators(after, new) - _indicators(before, old)
        for table in EDITION_TABLES:
            # What belongs to an indicator comes and goes with it.
            spared = frozenset() if table == "indicators" else frozenset(gone | come)
            changes += _table_changes(
                table,
                new,
                _without(spared, _rows_of(before, table, old)),
                _without(spared, _rows_of(after, table, new)),
            )
    for table in ("code_lists", "crosswalk"):
        changes += _table_changes(
            table, "", _keyed(table, before.rows(table)), _keyed(table, after.rows(table))
        )
    order = {name: position for position, name in enumerate(TABLES)}
    return sorted(changes, key=lambda change: order[change.table])


def _indicators(guide: Guide, edition: str) -> set[str]:
    return {indicator.indicator_id for indicator in guide.editions[edition].indicators}


def _rows_of(guide: Guide, table: str, edition: str) -> dict[str, Row]:
    return _keyed(table, (row for row in guide.rows(table) if row.code("edition") == edition))


def _without(indicators: frozenset[str], rows: Mapping[str, Row]) -> dict[str, Row]:
    return {key: row for key, row in rows.items() if row.values.get("indicator") not in indicators}


def _keyed(table: str, rows: Iterable[Row]) -> dict[str, Row]:
    columns = [name for name in KEYS.get(table, BAND_KEY) if name != "edition"]
    return {
        "/".join(cell_text(row.values[column]) for column in columns) or row.code("edition"): row
        for row in rows
    }


def _table_changes(
    table: str, edition: str, before: Mapping[str, Row], after: Mapping[str, Row]
) -> list[Change]:
    if table == "editions":  # an edition is compared with the one that takes its place
        before = dict.fromkeys([edition] if before else [], next(iter(before.values())))
    found = []
    for key in [*before, *(key for key in after if key not in before)]:
        old, new = before.get(key), after.get(key)
        told = new or old
        assert told is not None
        name = told.code(NAMES[table]) if table in NAMES else ""
        if old is None or new is None:
            found.append(Change("removed" if new is None else "added", table, edition, key, name))
            continue
        for column in TABLES[table]:
            texts = [cell_text(row.values[column.name]) for row in (old, new)]
            if texts[0] != texts[1] and column.name != "edition":
                found.append(Change("changed", table, edition, key, name, column.name, *texts))
    return found


def change_text(change: Change, say: Words) -> str:
    """A change in words."""
    table = say(f"guide-table-{change.table}")
    what = f"{change.key} {change.name}".strip()
    if change.column is None:
        return say(f"guide-diff-{change.kind}", table=table, what=what)
    return say(
        "guide-diff-changed",
        table=table,
        what=what,
        column=column_title(change.table, change.column, say),
        before=change.before or say("guide-diff-blank"),
        after=change.after or say("guide-diff-blank"),
    )


# ------------------------------------------------------------------ scores


def _scored(
    settings: Settings, snapshot: Path, guide: Guide, cycle_id: str, edition: str
) -> dict[str, pl.DataFrame]:
    """The marts of one cycle under a guide, the cycle scored as if it named this edition."""
    statements = statements_of_snapshot(snapshot)
    needed = ancestors(statements["models"], (SCORES, INDICATORS, SCHOOLS))
    with duckdb.connect(":memory:") as connection:
        connection.execute("set enable_progress_bar = false")
        connection.execute("attach ':memory:' as landing; attach ':memory:' as snapshot")
        landing = str(settings.landing).replace("'", "''")
        try:
            connection.execute(f"attach '{landing}' as kept (read_only)")
        except duckdb.IOException as error:
            raise Refused("guide-diff-busy") from error
        _narrow_landing(connection, cycle_id, edition)
        load_guide(connection, statements["seeds"], guide)
        relations = {}
        for model in statements["models"]:
            relations[model["name"]] = model["relation"]
            if model["name"] in needed:
                connection.execute(creation(model))
        return {
            mart: connection.execute(
                f"select * from {relations[mart]} where cycle_id = ?", [cycle_id]
            ).pl()
            for mart in (SCORES, INDICATORS, SCHOOLS)
        }


def _narrow_landing(connection: duckdb.DuckDBPyConnection, cycle_id: str, edition: str) -> None:
    tables = connection.execute(
        "select table_name from duckdb_tables() where database_name = 'kept'"
    ).fetchall()
    cycle = cycle_id.replace("'", "''")
    for (table,) in tables:
        rows = f"select * from kept.main.{table}"
        if table == "cycles":
            named = edition.replace("'", "''")
            rows = f"select * replace ('{named}' as edition) from kept.main.cycles"
        if table in OF_A_CYCLE:
            rows += f" where cycle_id = '{cycle}'"
        connection.execute(f"create view landing.main.{table} as {rows}")


def _effect(
    basis: str, before: Mapping[str, pl.DataFrame], after: Mapping[str, pl.DataFrame]
) -> Effect:
    names = dict(after[SCHOOLS].select("school_id", "name_zh").iter_rows())
    old, new = (
        {
            row["school_id"]: row
            for row in marts[SCORES].iter_rows(named=True)
            if row["basis"] == basis
        }
        for marts in (before, after)
    )
    moved = [
        Moved(
            school_id,
            names.get(school_id, ""),
            {column: old[school_id][column] for column in COMPARED},
            {column: new[school_id][column] for column in COMPARED},
        )
        for school_id in old.keys() & new.keys()
        if any(old[school_id][column] != new[school_id][column] for column in COMPARED)
    ]
    moved.sort(key=lambda one: (one.after["rank_county"] or len(new) + 1, one.school_id))
    return Effect(basis, len(new), moved)


def _unanswered(
    before: Edition, after: Edition, scored: Mapping[str, pl.DataFrame]
) -> dict[str, int]:
    asked_anew = {
        fact_id
        for fact_id, fact in after.facts.items()
        if fact_id not in before.facts or before.facts[fact_id].kind != fact.kind
    }
    wanting = (
        scored[INDICATORS]
        .filter(pl.col("basis") == "self", pl.col("missing_fact_ids").is_not_null())
        .select("school_id", pl.col("missing_fact_ids").str.split(",").alias("fact_id"))
        .explode("fact_id")
        .unique()
        .group_by("fact_id")
        .len()
    )
    counts = dict(wanting.iter_rows())
    return {fact_id: counts.get(fact_id, 0) for fact_id in after.facts if fact_id in asked_anew}


# ------------------------------------------------------------------ as data


def code_names(guide: Guide, edition: str) -> dict[str, str]:
    """What the ratings of an edition and the tiers are called."""
    names = {code: tier.name_zh for code, tier in guide.codes.get("tier", {}).items()}
    ratings = guide.tables["ratings"].select("edition", "rating", "name_zh")
    return names | {code: name for own, code, name in ratings.iter_rows() if own == edition}


def difference_data(difference: GuideDifference, say: Words) -> dict[str, Any]:
    """All of a difference for a program; figures as they are published, to six places."""
    return {
        "editions": {"before": difference.editions[0], "after": difference.editions[1]},
        "added_editions": list(difference.added_editions),
        "removed_editions": list(difference.removed_editions),
        "changes": [
            {
                "kind": change.kind,
                "table": change.table,
                "edition": change.edition,
                "key": change.key,
                "name": change.name,
                "column": change.column,
                "before": change.before,
                "after": change.after,
                "text": change_text(change, say),
            }
            for change in difference.changes
        ],
        "cycle_id": difference.cycle_id,
        "cycle_edition": difference.cycle_edition,
        "unanswered": dict(difference.unanswered),
        "bases": {
            effect.basis: {
                "schools": effect.school_count,
                "changed": {column: effect.count(column) for column in COMPARED},
                "moved": [
                    {
                        "school_id": one.school_id,
                        "name_zh": one.name_zh,
                        "before": _plain(one.before),
                        "after": _plain(one.after),
                    }
                    for one in effect.moved
                ],
            }
            for effect in difference.effects
        },
    }


def _plain(figures: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: str(value) if isinstance(value, Decimal) else value for name, value in figures.items()
    }
