"""A query reads the snapshot's tables and nothing else, which is decided on its parse tree."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from duibiao.records.settings import Settings
from duibiao.spreadsheets.confined import Allowance, Confined, Plain
from duibiao.spreadsheets.sandbox import sandbox
from duibiao.warehouse import permitted_sql
from duibiao.warehouse.confined_query import OF_PAGE, query
from duibiao.warehouse.permitted_sql import (
    FIELDS,
    KINDS,
    SERIALIZED,
    Snapshot,
    check,
    functions,
    snapshot_of,
)
from duibiao.warehouse.query import CATALOG, _locked
from duibiao.warehouse.query_result import QueryRefused
from duibiao.words import LANGUAGES, words
from tests.warehouse.small_snapshot import NAME, home_with_snapshot

FOLDER = Path(__file__).parent
DATA = tomllib.loads((FOLDER / "attacks.toml").read_text(encoding="utf-8"))
ATTACKS: list[tuple[str, dict[str, Any]]] = [
    (sql, attack) for attack in DATA["attack"] for sql in attack["queries"]
]
PERMITTED: list[str] = tomllib.loads((FOLDER / "permitted.toml").read_text("utf-8"))["queries"]
# What is refused is refused at once: the limit is for a machine that has other work, too.
LIMITS = OF_PAGE._replace(seconds=60.0)
ALLOWANCE = Allowance(60.0, LIMITS.megabytes)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A data home with the small snapshot."""
    return home_with_snapshot(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def connection(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """The snapshot as a query finds it, but with nothing locked."""
    with duckdb.connect(":memory:") as made:
        made.execute(f"attach '{settings.warehouse / 'made.duckdb'}' as snapshot (read_only)")
        made.execute("use snapshot")
        yield made


@pytest.fixture(scope="module")
def snapshot(connection: duckdb.DuckDBPyConnection) -> Snapshot:
    return snapshot_of(connection, "snapshot")


def told(error: QueryRefused) -> str:
    """What a person reads of a refusal, in both languages."""
    return "".join(words(language)(error.code, **error.parameters) for language in LANGUAGES)


def test_there_are_hundreds_of_attacks_and_none_twice() -> None:
    assert len(ATTACKS) == len({sql for sql, _ in ATTACKS}) > 400


def refusals(path: str, queries: list[str]) -> Plain:
    """In a child: how each query is refused, as its code and its reason, or null."""
    with _locked(Path(path), LIMITS.megabytes) as connection:
        snapshot = snapshot_of(connection, CATALOG)
        return Plain([refusal(connection, sql, snapshot) for sql in queries])


def refusal(
    connection: duckdb.DuckDBPyConnection, sql: str, snapshot: Snapshot
) -> tuple[str, str | None] | None:
    """How a query is refused, or None."""
    try:
        check(connection, sql, snapshot)
    except duckdb.ParserException:
        return "query-failed", None
    except QueryRefused as error:
        assert told(error)
        return error.code, error.parameters.get("why")
    return None


def test_each_attack_is_refused_by_name(settings: Settings) -> None:
    """In a child with a sandbox, as a stranger's query comes."""
    snapshot = settings.warehouse / NAME
    with Confined(1, sandbox=sandbox(settings.warehouse, FOLDER.parents[1])) as children:
        found = children.call(
            refusals, str(snapshot), [sql for sql, _ in ATTACKS], allowance=ALLOWANCE
        ).facts
    wrong = [
        (sql, how)
        for (sql, attack), how in zip(ATTACKS, found, strict=True)
        if how is None or tuple(how) != (attack["code"], attack.get("why"))
    ]
    assert wrong == []


@pytest.mark.parametrize("attack", DATA["attack"], ids=lambda attack: attack["kind"])
def test_a_refusal_is_told_where_the_query_came_from(
    settings: Settings, attack: dict[str, Any]
) -> None:
    """The whole way, for the first of each kind."""
    with pytest.raises(QueryRefused) as refused:
        query(settings, attack["queries"][0], LIMITS)
    assert refused.value.code == attack["code"]
    assert refused.value.parameters.get("why") == attack.get("why")
    assert told(refused.value)


class Watched:
    """A connection that keeps what was run on it."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        self.run: list[str] = []

    def execute(self, sql: str, parameters: object) -> duckdb.DuckDBPyConnection:
        """Run, and keep."""
        self.run.append(sql)
        return self.connection.execute(sql, parameters)

    def extract_statements(self, sql: str) -> list[duckdb.Statement]:
        """Parse what could not be parsed before; the database refuses it."""
        with pytest.raises(duckdb.ParserException):
            self.connection.extract_statements(sql)
        return self.connection.extract_statements(sql)


def test_nothing_of_a_refused_query_is_run_or_looked_up(
    connection: duckdb.DuckDBPyConnection, snapshot: Snapshot
) -> None:
    """The text is parsed as a value; no statement is made of it."""
    for sql, _ in ATTACKS:
        watched = Watched(connection)
        with pytest.raises((QueryRefused, duckdb.ParserException)):
            check(watched, sql, snapshot)  # type: ignore[arg-type]
        assert watched.run in ([SERIALIZED], [])


@pytest.mark.parametrize("bomb", DATA["bomb"], ids=lambda bomb: bomb["code"])
def test_a_text_that_is_a_bomb_is_refused_at_once(settings: Settings, bomb: dict[str, Any]) -> None:
    for before, repeated, times, after in bomb["texts"]:
        closing = bomb.get("closed", {}).get(repeated, "") * times
        with pytest.raises(QueryRefused, match=bomb["code"]) as refused:
            query(settings, before + repeated * times + after + closing, LIMITS)
        assert told(refused.value)


@pytest.mark.parametrize("sql", DATA["running"][0]["queries"])
def test_what_takes_too_much_is_ended_by_a_limit(settings: Settings, sql: str) -> None:
    with pytest.raises(QueryRefused, match=r"query-(too-large|takes-too-long)"):
        query(settings, sql, LIMITS._replace(seconds=1.0))


# ------------------------------------------------------------------ every function there is

SPELLINGS_OF_TABLES = (
    "from {}(1)",
    "from main.{}(1)",
    "from system.main.{}(1)",
    "select (select 1 from {}(1))",
    "with a as (from {}(1)) from a",
    "from scores, lateral (from {}(1))",
    "describe from {}(1)",
)
SPELLINGS_OF_VALUES = (
    "select {}(1)",
    "select main.{}(1)",
    "select score.{}(1) from scores",
    "select {}(1) over ()",
    "select 1 order by {}(1)",
    "select list_transform([1], lambda x: {}(x))",
    "from range({}(1))",
)


def named(connection: duckdb.DuckDBPyConnection, *kinds: str) -> set[str]:
    """DuckDB's own functions of some kinds, as the catalogue has them."""
    rows = connection.execute(
        "select function_name from duckdb_functions()"
        " where database_name = 'system' and list_contains(?, function_type)",
        [list(kinds)],
    ).fetchall()
    return {name.lower() for (name,) in rows}


@pytest.mark.parametrize(
    ("use", "kinds", "grammar"),
    [
        ("values", ("scalar", "aggregate", "macro"), {"unnest"}),
        ("tables", ("table", "table_macro"), set()),
    ],
)
def test_every_function_of_this_duckdb_is_either_permitted_or_refused(
    connection: duckdb.DuckDBPyConnection, use: str, kinds: tuple[str, ...], grammar: set[str]
) -> None:
    """A new version of DuckDB with a new function waits until somebody has read what it does."""
    permitted, refused = getattr(functions(), use), set(functions().refused[use])
    assert permitted & refused == set()
    assert (permitted - grammar) | refused == named(connection, *kinds)


def test_every_type_of_this_duckdb_is_either_permitted_or_refused(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    rows = connection.execute(
        "select type_name from duckdb_types() where database_name = 'system'"
    ).fetchall()
    permitted, refused = functions().types, set(functions().refused["types"])
    assert permitted & refused == set()
    assert permitted | refused >= {name.replace(" ", "_").lower() for (name,) in rows}


@pytest.mark.parametrize(
    ("use", "kinds", "spellings"),
    [
        ("values", ("scalar", "aggregate", "macro", "table", "pragma"), SPELLINGS_OF_VALUES),
        ("tables", ("table", "table_macro", "scalar", "pragma"), SPELLINGS_OF_TABLES),
    ],
)
def test_what_is_not_permitted_is_refused_in_every_spelling(
    connection: duckdb.DuckDBPyConnection,
    snapshot: Snapshot,
    use: str,
    kinds: tuple[str, ...],
    spellings: tuple[str, ...],
) -> None:
    for name in named(connection, *kinds) - getattr(functions(), use):
        for spelling in spellings:
            with pytest.raises(QueryRefused, match="query-function"):
                check(connection, spelling.format(f'"{name.upper()}"'), snapshot)


# ------------------------------------------------------------------ what an analyst may write


def test_what_an_analyst_writes_is_run(settings: Settings) -> None:
    for sql in PERMITTED:
        query(settings, sql, LIMITS)


def parts_of(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[set[str], set[str]]:
    """The kinds and the fields of a query's tree."""
    kinds: set[str] = set()
    fields: set[str] = set()
    rest: list[Any] = [permitted_sql._parsed(connection, sql)]
    while rest:
        node = rest.pop()
        if isinstance(node, list):
            rest += node
        elif isinstance(node, dict):
            fields |= set(node)
            rest += node.values()
            words = (node.get("type"), node.get("class"))
            kinds |= {word.lower() for word in words if isinstance(word, str)}
    return kinds, fields


def test_nothing_is_permitted_that_no_query_needs(connection: duckdb.DuckDBPyConnection) -> None:
    """Each part of a tree that is permitted stands in a query above that is run."""
    trees = [parts_of(connection, sql) for sql in PERMITTED]
    assert set().union(*(kinds for kinds, _ in trees)) == KINDS
    assert set().union(*(fields for _, fields in trees)) == FIELDS


@pytest.mark.parametrize("place", ["kind", "class", "field", "type"])
def test_a_part_that_nobody_knows_is_refused(
    snapshot: Snapshot, connection: duckdb.DuckDBPyConnection, place: str
) -> None:
    """As a later DuckDB might make one."""
    tree = permitted_sql._parsed(connection, "select 1 from scores")
    permitted_sql._Tree(snapshot).check(tree)
    constant = tree["node"]["select_list"][0]
    changed = {
        "kind": {"type": "VALUE_FROM_SOMEWHERE"},
        "class": {"class": "SOMETHING"},
        "field": {"elsewhere": 1},
        "type": {"value": {"type": {"id": "POINTER"}, "is_null": False, "value": 1}},
    }
    constant |= changed[place]
    with pytest.raises(QueryRefused, match=r"query-(unfamiliar|type)"):
        permitted_sql._Tree(snapshot).check(tree)


@pytest.mark.parametrize(
    "missing",
    [{"class": "FUNCTION", "type": "FUNCTION"}, {"type": "BASE_TABLE"}, {"type": "TABLE_FUNCTION"}],
)
def test_a_part_without_its_name_is_refused(snapshot: Snapshot, missing: dict[str, str]) -> None:
    """The tree leaves out what is empty."""
    with pytest.raises(QueryRefused, match="query-"):
        permitted_sql._Tree(snapshot).check({"node": missing})


def test_a_field_that_stands_twice_is_refused() -> None:
    with pytest.raises(QueryRefused, match="query-unfamiliar"):
        permitted_sql._without_doubles([("type", 1), ("type", 2)])


def test_who_mistypes_is_told_what_is_probably_meant(settings: Settings) -> None:
    for sql, like in (("from score", "scores"), ("select uper('a')", "upper")):
        with pytest.raises(QueryRefused) as refused:
            query(settings, sql, LIMITS)
        assert refused.value.parameters["like"] == like
        assert like in told(refused.value)
