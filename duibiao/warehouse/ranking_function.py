"""The function that the project's SQL may call beyond the engine's own.

`varied_ranking`: one call per cycle and basis, lists in, lists out. It refuses what is incomplete
by raising, which fails the build with the reason. On a cluster it runs where neither DuckDB nor the
rest of this program is.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import pyarrow as pa

from duibiao.warehouse.draws import (
    Flags,
    Ranking,
    Sureness,
    SurenessRefused,
    Tiers,
    Wholes,
    draw_weights,
    sureness,
)

if TYPE_CHECKING:
    import duckdb

VARIED_RANKING = "varied_ranking"
# The arguments, one row of them per cycle and basis, and what comes back.
ARGUMENTS = {
    "cycle_id": "varchar",
    "basis": "varchar",
    "indicators": "struct(indicator_id varchar, dimension_id varchar,"
    " max_point_millionths bigint, least_share_billionths bigint)[]",
    "tiers": "struct(tier varchar, min_score_millionths bigint, min_dimension_millionths bigint,"
    " quota integer, percent_millionths bigint, are_ties_in boolean)[]",
    "schools": "struct(school_id varchar, is_barred boolean, rank_county bigint,"
    " tier_reached varchar, peer_group varchar, added_millionths bigint, is_zeroed boolean,"
    " memberships varchar[],"
    " figures struct(place integer, share_billionths bigint)[])[]",
    "draws": "integer",
    "concentration": "integer",
    "seed": "bigint",
    "certain_percent": "integer",
}
RESULTS = {
    "schools": {
        "school_id": "varchar",
        "rank_county_low": "integer",
        "rank_county_median": "integer",
        "rank_county_high": "integer",
        "rank_peer_group_low": "integer",
        "rank_peer_group_median": "integer",
        "rank_peer_group_high": "integer",
    },
    "reaches": {
        "school_id": "varchar",
        "tier": "varchar",
        "is_reached": "boolean",
        "draws_reached": "integer",
    },
    "lines": {
        "tier": "varchar",
        "line_kind": "varchar",
        "candidate_count": "integer",
        "last_inside_school_id": "varchar",
        "first_outside_school_id": "varchar",
    },
    "ties": {
        "tier": "varchar",
        "school_id": "varchar",
        "side": "varchar",
        "compared_school_id": "varchar",
        "draws_ahead": "integer",
        "draws_behind": "integer",
    },
}
MISSING = np.iinfo(np.int64).min
MILLION = 10**6
DTYPES = {"varchar": pl.String, "integer": pl.Int32, "boolean": pl.Boolean}


def register(connection: duckdb.DuckDBPyConnection) -> None:
    """Give a connection, and all others to the same databases, the function of this module."""
    from duckdb import sqltype
    from duckdb.func import FunctionNullHandling, PythonUDFType

    lists = ", ".join(
        f"{name} struct({', '.join(f'{column} {kind}' for column, kind in columns.items())})[]"
        for name, columns in RESULTS.items()
    )
    connection.create_function(
        VARIED_RANKING,
        varied_rankings,
        [sqltype(kind) for kind in ARGUMENTS.values()],
        sqltype(f"struct({lists})"),
        type=PythonUDFType.ARROW,
        # What is missing is refused here; by itself DuckDB would answer it with a silent null.
        null_handling=FunctionNullHandling.SPECIAL,
    )


def varied_rankings(  # the engines count the parameters, and Spark reads their types
    cycle_id: pa.Array,
    basis: pa.Array,
    indicators: pa.Array,
    tiers: pa.Array,
    schools: pa.Array,
    draws: pa.Array,
    concentration: pa.Array,
    seed: pa.Array,
    certain_percent: pa.Array,
) -> pa.Array:
    """Arrow columns of ARGUMENTS in, one arrow column of RESULTS out, row by row.

    Raises SurenessRefused where a row lacks something or contradicts itself.
    """
    arguments = (
        *(cycle_id, basis, indicators, tiers, schools),
        *(draws, concentration, seed, certain_percent),
    )
    table = pa.table(dict(zip(ARGUMENTS, arguments, strict=True)))
    answers = []
    for number in range(table.num_rows):
        row = {name: table.column(name)[number] for name in ARGUMENTS}
        try:
            answers.append(_varied_ranking(row))
        except SurenessRefused as refused:
            where = f"cycle {row['cycle_id']}, basis {row['basis']}"
            raise SurenessRefused(f"{where}: {refused}") from refused
    return pa.concat_arrays(answers)


def _varied_ranking(row: dict[str, Any]) -> Any:
    for name, value in row.items():
        if not value.is_valid:
            raise SurenessRefused(f"{name} is missing")
    indicators, tiers, schools = (row[name].values for name in ("indicators", "tiers", "schools"))
    max_points = _wholes(indicators, "max_point_millionths")
    weights = _weights(
        tuple(max_points.tolist()),
        *(row[name].as_py() for name in ("draws", "concentration", "seed")),
        int(_wholes(indicators, "least_share_billionths").min(initial=0)),
    )
    ids, tier_ids = _texts(schools, "school_id"), _texts(tiers, "tier")
    ranking = Ranking(
        shares=_shares(indicators, schools),
        max_points=max_points,
        dimensions=np.unique(_texts(indicators, "dimension_id"), return_inverse=True)[1],
        ranks=_wholes(schools, "rank_county"),
        tiers_reached=_tier_numbers(schools, tier_ids),
        barred=_flags(schools, "is_barred"),
        tiers=Tiers(
            _wholes(tiers, "min_score_millionths"),
            _wholes(tiers, "min_dimension_millionths"),
            _limits(tiers.field("quota").to_pylist()),
            _limits(
                None if percent is None else len(ids) * percent // (100 * MILLION)
                for percent in tiers.field("percent_millionths").to_pylist()
            ),
            _flags(tiers, "are_ties_in"),
        ),
        groups=_groups(schools),
        added=_wholes(schools, "added_millionths"),
        zeroed=_flags(schools, "is_zeroed"),
    )
    found = sureness(ranking, weights, row["certain_percent"].as_py())
    return _answer(found, ranking, ids, tier_ids)


@lru_cache(maxsize=8)
def _weights(
    max_points: tuple[int, ...], draws: int, concentration: int, seed: int, lowest_share: int
) -> Wholes:
    """Both bases, and cycles of one edition, are ranked under the same draws."""
    return draw_weights(np.array(max_points), draws, concentration, seed, lowest_share)


def _complete(rows: Any, name: str) -> Any:
    column = rows.field(name)
    if column.null_count or rows.null_count:
        raise SurenessRefused(f"{name} is missing in {column.null_count or 'one'} of {len(rows)}")
    return column


def _numbers(column: Any) -> Wholes:
    return np.from_dlpack(column).astype(np.int64)


def _wholes(rows: Any, name: str) -> Wholes:
    return _numbers(_complete(rows, name))


def _flags(rows: Any, name: str) -> Flags:
    return np.array(_complete(rows, name).to_pylist(), dtype=np.bool_)


def _limits(numbers: Iterable[int | None]) -> Wholes:
    return np.array([-1 if number is None else number for number in numbers], dtype=np.int64)


def _texts(rows: Any, name: str) -> Any:
    return np.array(_complete(rows, name).to_pylist(), dtype=str)


def _shares(indicators: Any, schools: Any) -> Wholes:
    """Schools × indicators; every school must have one figure for every indicator."""
    lists = _complete(schools, "figures")
    figures = lists.flatten()
    for name, what in (("place", "unknown indicator"), ("share_billionths", "missing share")):
        if figures.field(name).null_count:
            raise SurenessRefused(f"{what} in {figures.field(name).null_count} rows")
    counts = np.diff(_numbers(lists.offsets))
    places = _numbers(figures.field("place")) - 1
    shares = np.full((len(schools), len(indicators)), MISSING)
    rows = np.repeat(np.arange(len(schools)), counts)
    shares[rows, places] = _numbers(figures.field("share_billionths"))
    wrong = np.flatnonzero((counts != len(indicators)) | (shares == MISSING).any(axis=1))
    if len(wrong):
        school, count = schools.field("school_id")[int(wrong[0])], counts[wrong[0]]
        raise SurenessRefused(
            f"school {school} has {count} rows for {len(indicators)} indicators, not one for each"
        )
    return shares


def _tier_numbers(schools: Any, tier_ids: Any) -> Wholes:
    numbers = {tier: number for number, tier in enumerate(tier_ids)} | {"none": len(tier_ids)}
    reached = _texts(schools, "tier_reached")
    unknown = sorted(set(reached) - set(numbers))
    if unknown:
        raise SurenessRefused(f"unknown tier {unknown[0]}")
    return np.array([numbers[tier] for tier in reached], dtype=np.int64)


def _groups(schools: Any) -> dict[str, tuple[Wholes, Wholes]]:
    own = _texts(schools, "peer_group")
    memberships = _complete(schools, "memberships")
    member = np.repeat(np.arange(len(schools)), np.diff(_numbers(memberships.offsets)))
    group_of_member = np.array(memberships.flatten().to_pylist(), dtype=str)
    groups = {}
    for group in np.unique(own):
        members = np.unique(member[group_of_member == group])
        ranked = np.flatnonzero(own == group)
        if not np.isin(ranked, members).all():
            raise SurenessRefused(f"peer group {group} lacks one of its own schools")
        groups[str(group)] = members, ranked
    return groups


def _answer(found: Sureness, ranking: Ranking, ids: Any, tier_ids: Any) -> Any:
    tier_count = len(tier_ids)
    schools = np.repeat(np.arange(len(ids)), tier_count)
    tiers = np.tile(np.arange(tier_count), len(ids))
    ties = [(tier, tie) for tier, line in enumerate(found.lines) for tie in line.ties]
    names = [*ids, None]
    columns = {
        "schools": [ids, *found.county.T, *found.peer_group.T],
        "reaches": [
            ids[schools],
            tier_ids[tiers],
            ranking.tiers_reached[schools] <= tiers,
            found.reached.ravel(),
        ],
        "lines": [
            tier_ids,
            ["quota" if line.by_quota else "threshold" for line in found.lines],
            [line.candidates for line in found.lines],
            [names[line.last_inside] for line in found.lines],
            [names[line.first_outside] for line in found.lines],
        ],
        "ties": [
            [tier_ids[tier] for tier, _ in ties],
            [ids[tie.school] for _, tie in ties],
            [tie.side for _, tie in ties],
            [ids[tie.compared_with] for _, tie in ties],
            [tie.ahead for _, tie in ties],
            [tie.behind for _, tie in ties],
        ],
    }
    return pa.StructArray.from_arrays(
        [_list_of_rows(RESULTS[name], columns[name]) for name in RESULTS], names=list(RESULTS)
    )


def _list_of_rows(kinds: dict[str, str], columns: list[Any]) -> Any:
    """One arrow list of records."""
    rows = pl.DataFrame(
        [
            pl.Series(name, column, dtype=DTYPES[kind])
            for (name, kind), column in zip(kinds.items(), columns, strict=True)
        ]
    )
    return rows.to_struct().implode().to_arrow()
