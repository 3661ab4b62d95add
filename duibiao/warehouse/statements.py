"""The SQL that dbt compiled, as it lies beside a snapshot: read, ordered, given the guide's tables.

A build keeps with every snapshot what made it: of each model its name, relation, kind, parents and
select, in an order in which they can run, and of each table of the guide the types of its columns.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb

from duibiao.guide.editions import Guide
from duibiao.guide.tables import column_names
from duibiao.warehouse.snapshot_files import statements_path

Statements = Mapping[str, Any]


def statements_of_snapshot(snapshot: Path) -> Statements:
    """What made a published snapshot. Raises OSError or ValueError where it is gone or damaged."""
    return dict(json.loads(statements_path(snapshot).read_text(encoding="utf-8")))


def load_guide(
    connection: duckdb.DuckDBPyConnection, seeds: Mapping[str, Any], guide: Guide
) -> None:
    """Make the guide's tables where the models look for them, as dbt loads its seeds.

    In the normal order of their rows, with the types that the project says; blanks are null.
    """
    for name, seed in seeds.items():
        types: Mapping[str, str] = seed["column_types"]
        casts = ", ".join(
            f"cast(nullif(texts[{place}], '') as {types.get(column, 'varchar')}) as \"{column}\""
            for place, column in enumerate(column_names(name), start=1)
        )
        # As JSON, for which the engine loads none of the libraries that frames are given by.
        connection.execute(
            f"create table {seed['relation']} as select {casts}"
            """ from (select unnest(from_json(?, '[["varchar"]]')) as texts)""",
            [json.dumps(guide.rows_in_normal_order(name))],
        )


def creation(model: Mapping[str, Any]) -> str:
    """The statement that makes a model without its contract, to look at and to throw away."""
    kind = "view" if model["materialized"] == "view" else "table"
    return f"create {kind} {model['relation']} as {model['sql']}"


def ancestors(models: Collection[Mapping[str, Any]], marts: Collection[str]) -> set[str]:
    """These marts and every model they come from; statements of old builds do not say which."""
    if any("parents" not in model for model in models):
        return {str(model["name"]) for model in models}
    parents = {str(model["name"]): model["parents"] for model in models}
    return set(marts).union(*(_above(mart, parents) for mart in marts))


def _above(name: str, parents: Mapping[str, Collection[str]]) -> Iterator[str]:
    waiting, found = [name], set[str]()
    while waiting:
        one = waiting.pop()
        if one not in found and one in parents:
            found.add(one)
            waiting += parents[one]
            yield one
