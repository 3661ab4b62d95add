"""What the analyst's page asks: the marts with their documentation, their joins, first rows.

The documentation is what dbt wrote into the snapshot; its form (grain, key, rules, example) is
held by a test of the marts.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import polars as pl

from duibiao.warehouse.snapshot import Snapshot

FIRST_ROWS = 10
KEY = re.compile(r"^Key: ([^.]+)\.", re.MULTILINE)

# What people who come to ask usually ask, to begin with. The words name them: `data-ready-<name>`.
READY = {
    "ranking": """
        select score.rank_county, school.name_zh, school.township, score.score, score.tier_reached
        from fct_school_scores as score
        inner join dim_cycle_schools as school using (cycle_id, school_id)
        inner join dim_cycles as cycle using (cycle_id)
        where cycle.is_latest and score.basis = 'verified'
        order by score.rank_county, score.school_id
    """,
    "gaps": """
        select indicator.name_zh, shares.lost_points, shares.share,
            shares.missing_count as missing_schools
        from fct_group_shares as shares
        inner join dim_cycles as cycle using (cycle_id)
        inner join dim_indicators as indicator
            on indicator.edition = shares.edition
            and indicator.indicator_id = shares.measure_code
        where cycle.is_latest and shares.basis = 'verified'
            and shares.group_kind = 'county' and shares.measure = 'indicator'
        order by shares.lost_points desc, indicator.indicator_id
    """,
    "owing": """
        select school.township, school.name_zh, status.status, cycle.deadline
        from fct_reporting_status as status
        inner join dim_cycle_schools as school using (cycle_id, school_id)
        inner join dim_cycles as cycle using (cycle_id)
        where cycle.is_latest and status.status in ('not_handed_in', 'must_correct')
        order by school.township, school.name_zh
    """,
    "townships": """
        select group_code as township, cycle_id, average_score, scored_school_count as schools
        from fct_group_scores
        where group_kind = 'township' and basis = 'verified' and scored_school_count > 0
        order by cycle_id, township
    """,
    "corrected": """
        select school.name_zh, own.score as own_score, checked.score as checked_score,
            checked.score - own.score as difference, school.school_type
        from fct_school_scores as own
        inner join fct_school_scores as checked
            on checked.cycle_id = own.cycle_id and checked.school_id = own.school_id
            and checked.basis = 'verified'
        inner join dim_cycle_schools as school
            on school.cycle_id = own.cycle_id and school.school_id = own.school_id
        inner join dim_cycles as cycle on cycle.cycle_id = own.cycle_id
        where own.basis = 'self' and cycle.is_latest
        order by difference, school.name_zh
    """,
}


@dataclass(frozen=True, slots=True)
class MartColumn:
    """A column as dbt documents it; `meaning` tells its unit too."""

    name: str
    type: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Mart:
    """A mart and what dbt wrote down about it."""

    name: str
    rows: int
    grain: str
    key: tuple[str, ...]
    rules: str
    example: str
    columns: Sequence[MartColumn] = field(default_factory=list)

    @property
    def column_names(self) -> frozenset[str]:
        """The names of its columns."""
        return frozenset(column.name for column in self.columns)


@dataclass(frozen=True, slots=True)
class Join:
    """Each row of `many` finds at most one row of `one` by these columns, named alike in both."""

    many: str
    one: str
    columns: tuple[str, ...]


def ready(name: str) -> str:
    """A question to start from, as it stands in the editor."""
    return textwrap.dedent(READY[name]).strip()


@lru_cache(maxsize=2)
def marts(snapshot: Snapshot) -> Mapping[str, Mart]:
    """The marts of a snapshot by name."""
    tables = snapshot.frame(
        "select table_name, coalesce(comment, '') as comment from duckdb_tables()"
        " where not internal order by table_name"
    )
    columns = snapshot.frame(
        "select table_name, column_name, data_type, coalesce(comment, '') as comment"
        " from duckdb_columns() where not internal order by table_name, column_index"
    )
    if tables.is_empty():
        return {}
    counted = snapshot.frame(
        " union all ".join(
            f"select '{name}' as name, count(*) as rows from \"{name}\""
            for name in tables["table_name"].to_list()
        )
    )
    rows = dict(counted.iter_rows())
    own: dict[str, list[MartColumn]] = {}
    for table, *column in columns.iter_rows():
        own.setdefault(table, []).append(MartColumn(*column))
    return {name: _mart(name, rows[name], text, own[name]) for name, text in tables.iter_rows()}


def _mart(name: str, rows: int, text: str, columns: list[MartColumn]) -> Mart:
    """A mart from the parts of its description."""
    told, _, example = text.partition("\nExample:\n")
    grain, _, rest = told.strip().partition("\n\n")
    key = KEY.search(rest)
    rules = " ".join(rest.partition("Business rules: ")[2].split())
    names = tuple(part.strip() for part in key.group(1).split(",")) if key else ()
    return Mart(
        name,
        rows,
        " ".join(grain.split()),
        names,
        rules[:1].upper() + rules[1:],
        textwrap.dedent(example).strip(),
        columns,
    )


def joins(marts: Mapping[str, Mart]) -> list[Join]:
    """How the marts join: by the documented key of a dimension whose columns another mart has.

    The nearest only: what has a cycle's school reaches the cycle through it.
    """
    ones = {
        name: mart
        for name, mart in marts.items()
        if mart.key and (name.startswith("dim_") or len(mart.key) == 1)
    }
    found = []
    for name, mart in marts.items():
        reached = {
            one: set(target.key)
            for one, target in ones.items()
            if one != name and set(target.key) <= mart.column_names
        }
        found += [
            Join(name, one, ones[one].key)
            for one, key in reached.items()
            if not any(key < other for other in reached.values())
        ]
    return found


def first_rows(snapshot: Snapshot, mart: Mart) -> pl.DataFrame:
    """The first rows of a mart in the order of its key."""
    order = ", ".join(f'"{name}"' for name in mart.key if name in mart.column_names)
    by = f"order by {order}" if order else ""
    return snapshot.frame(f'select * from "{mart.name}" {by} limit {FIRST_ROWS}')
