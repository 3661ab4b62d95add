"""Which queries are run: decided on DuckDB's own parse tree, before anything in it is looked up.

Whatever is not named here or in `functions.toml` is refused: a kind of statement, a part of the
tree, a table that the snapshot does not hold, a function, a type.
"""

from __future__ import annotations

import difflib
import json
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from duibiao.warehouse.query_result import QueryRefused

LONGEST_SQL = 20_000
"""Characters. A longer text is no question of an analyst."""
MOST_COMMENTS = 100
"""DuckDB reads comments in comments in quadratic time."""
FUNCTIONS = Path(__file__).with_name("functions.toml")
# By its full name, as everything here: a macro of the snapshot may bear the name alone.
SERIALIZED = "select system.main.json_serialize_sql(?, skip_null := true, skip_empty := true)"


def _names(text: str) -> frozenset[str]:
    return frozenset(_folded(text).split())


def _folded(name: str) -> str:
    """A name as DuckDB compares it: it knows small letters of ASCII alone."""
    return name.encode().lower().decode()


# What a tree may be made of. A part that DuckDB adds some day is refused until it stands here.
KINDS = _names("""
    select_node set_operation_node recursive_cte_node
    base_table subquery table_function join empty expression_list pivot show_ref
    order_modifier limit_modifier limit_percent_modifier distinct_modifier
    order_default ascending descending
    case case_expr cast operator_cast collate column_ref constant value_constant between
    compare_between comparison compare_equal compare_notequal compare_lessthan
    compare_greaterthan compare_lessthanorequalto compare_greaterthanorequalto compare_in
    compare_not_in compare_distinct_from compare_not_distinct_from
    conjunction conjunction_and conjunction_or function lambda star positional_reference
    operator operator_not operator_is_null operator_is_not_null operator_coalesce operator_unpack
    operator_try grouping_function array_extract array_slice array_constructor struct_extract
    window window_aggregate window_rank window_rank_dense window_row_number window_ntile
    window_percent_rank window_cume_dist window_first_value window_last_value window_nth_value
    window_lead window_lag window_fill
    array_type_info decimal_type_info list_type_info struct_type_info unbound_type_info
""")
FIELDS = _names("""
    aggregate_handling aggregates alias aliases arg_orders case_checks cast_type catalog
    catalog_name child child_type child_types children class collation column column_name_alias
    column_names columns comparison_type condition cte_map cte_name default_expr delim_flipped
    distinct distinct_on_targets else_expr end end_expr entries exclude_clause exclude_list
    export_state expr expression filter filter_expr first from_table function function_name
    group_expressions group_sets groups having id ignore_nulls include_nulls index input is_null
    is_operator is_percentage join_type key key_targets left lhs limit lower map materialized
    method modifiers name node null_order offset offset_expr order_bys orders partitions
    pivot_expressions pivots qualified_exclude_list qualify query query_location ref_type
    relation_name rename_list replace_list right sample sample_size scale schema schema_name
    second seed select_list setop_all setop_type show_type size source star_expr start start_expr
    subquery subquery_type table table_name then_expr try_cast type type_info union_all
    unpivot_names upper user_type_modifiers using_columns value values when_expr where_clause
    width with_ordinality
""")
QUERIES = _names("""
    select from with values table describe desc show summarize pivot pivot_wider unpivot (
""")
"""How a query begins."""
SHOWN = frozenset({'"tables"', "__show_tables_expanded"})
"""What may follow SHOW besides a table: other names are read as SQL once more."""
CATALOGUE = frozenset(
    {
        "duckdb_columns",
        "duckdb_tables",
        "duckdb_views",
        "information_schema.columns",
        "information_schema.tables",
    }
)
"""Relations of the database itself: they say what tables and columns there are."""
ALIKE = 0.75
NOTHING = "blank"
"""What the words are given where no name is like the one that stood there."""
NAMES_A_FILE = re.compile(r"[./\\:*?\[\]]")


@dataclass(frozen=True, slots=True)
class Functions:
    """The names in `functions.toml`: what may be called and cast to, and why others may not."""

    values: frozenset[str]
    tables: frozenset[str]
    types: frozenset[str]
    refused: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a query may read: tables as `schema.name`, in lower case.

    `catalog`: the name under which the snapshot is attached. A macro that a snapshot brings could
    stand for anything under a permitted name, so its name is not permitted any more.
    """

    catalog: str
    tables: frozenset[str]
    macros: frozenset[str]


@cache
def functions() -> Functions:
    """What `functions.toml` says; `refused` is by `values`, `tables` or `types`, name, reason."""
    told = tomllib.loads(FUNCTIONS.read_text(encoding="utf-8"))
    refused = {
        use: {name: why for why, text in reasons.items() for name in _names(text)}
        for use, reasons in told["refused"].items()
    }
    permitted = {use: _names(text) for use, text in told["permitted"].items()}
    # In an expression it is no function to the catalogue, but part of the grammar.
    values = permitted["values"] | {"unnest"}
    return Functions(values, permitted["tables"], permitted["types"], refused)


def snapshot_of(connection: duckdb.DuckDBPyConnection, catalog: str) -> Snapshot:
    """What there is in an attached database."""
    tables = connection.execute(
        "select schema_name, table_name from system.main.duckdb_tables() where database_name = ?",
        [catalog],
    ).fetchall()
    macros = connection.execute(
        "select function_name from system.main.duckdb_functions() where database_name = ?",
        [catalog],
    ).fetchall()
    return Snapshot(
        catalog,
        frozenset(_folded(f"{schema}.{name}") for schema, name in tables),
        frozenset(_folded(name) for (name,) in macros),
    )


def check(connection: duckdb.DuckDBPyConnection, sql: str, snapshot: Snapshot) -> None:
    """Raise QueryRefused unless a text is one query that reads the snapshot and nothing else.

    The text is parsed and no more: nothing in it is looked up. Raises duckdb.ParserException for
    a text that is no SQL.
    """
    _check_characters(sql)
    _Tree(snapshot).check(_parsed(connection, sql))


def _check_characters(sql: str) -> None:
    """What a reader does not see must not decide what is run."""
    if len(sql) > LONGEST_SQL or sql.count("/*") > MOST_COMMENTS:
        raise QueryRefused("query-too-long", most=str(LONGEST_SQL), comments=str(MOST_COMMENTS))
    for place, character in enumerate(sql, 1):
        is_hidden = unicodedata.category(character) in ("Cc", "Cf", "Cs")
        if is_hidden and character not in "\t\n\r":
            found = f"U+{ord(character):04X}"
            raise QueryRefused("query-hidden-character", found=found, place=str(place))


def _parsed(connection: duckdb.DuckDBPyConnection, sql: str) -> Any:
    """The one query of a text as DuckDB's tree."""
    [(answer,)] = connection.execute(SERIALIZED, [sql]).fetchall()
    try:
        tree = json.loads(answer, object_pairs_hook=_without_doubles)
    except RecursionError:
        raise QueryRefused("query-too-deep") from None
    if tree.pop("error"):
        raise _refusal(connection, sql, tree)
    statements = tree.pop("statements", [])
    if len(statements) != 1:
        raise QueryRefused("query-not-one-select")
    return statements[0]


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A field that stood twice would be checked once and might be read the other time."""
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise QueryRefused("query-unfamiliar", part="JSON")
    return fields


def _refusal(
    connection: duckdb.DuckDBPyConnection, sql: str, error: Mapping[str, Any]
) -> Exception:
    """Why there is no tree: no SQL, another statement than a query, or several."""
    message = str(error["error_message"])
    if error["error_type"] == "parser":
        if "expression depth" in message:
            return QueryRefused("query-too-deep")
        try:
            # Says the line too. What cannot be parsed gets no further than that.
            connection.extract_statements(sql)
        except duckdb.ParserException as fault:
            return fault
        return QueryRefused("query-failed", message=message)
    begins = first_word(sql)
    if begins.lower() not in QUERIES:
        return QueryRefused("query-not-a-select", kind=begins)
    if re.search(r"\bpivot(_wider)?\b", sql, re.IGNORECASE):
        return QueryRefused("query-open-pivot")
    return QueryRefused("query-not-one-select")


def first_word(sql: str) -> str:
    """How a statement begins, in capitals, comments left out."""
    text = sql.encode()
    tokens = duckdb.tokenize(sql)
    for at, kind in tokens:
        word = re.match(rb"[A-Za-z_]+|.", text[at:], re.DOTALL)
        if kind != duckdb.token_type.comment and word:
            return word.group().decode(errors="replace").upper()
    return ""


class _Tree:
    """Goes through a tree; `scope` are the names of common table expressions that hold there."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.functions = functions()

    def check(self, statement: Any) -> None:
        """Raise QueryRefused for the first part that is not permitted."""
        rest: list[tuple[Any, frozenset[str]]] = [(statement, frozenset())]
        while rest:
            node, scope = rest.pop()
            if isinstance(node, list):
                rest += ((part, scope) for part in node)
            elif isinstance(node, dict):
                try:
                    rest += self._parts(node, scope)
                except (KeyError, TypeError, AttributeError) as error:
                    raise QueryRefused("query-unfamiliar", part=str(node.get("type"))) from error

    def _parts(
        self, node: dict[str, Any], scope: frozenset[str]
    ) -> Iterable[tuple[Any, frozenset[str]]]:
        """What a node consists of, each with its scope; the node itself is permitted."""
        kind, group = node.get("type"), node.get("class")
        for word in (kind, group):
            if isinstance(word, str) and word.lower() not in KINDS:
                raise QueryRefused("query-unfamiliar", part=word)
        if "named_param_map" in node:
            raise QueryRefused("query-parameter")
        if "id" in node or kind == "UNBOUND_TYPE_INFO":
            self._check_type(node)
        for field in node:
            if field not in FIELDS:
                raise QueryRefused("query-unfamiliar", part=field)
        if group in ("FUNCTION", "WINDOW"):
            self._check_function(node, "values")
        if kind == "BASE_TABLE":
            self._check_relation(node, scope)
        elif kind == "SHOW_REF" and "query" not in node:
            self._check_shown(node)
        elif kind == "TABLE_FUNCTION":
            call = dict(node["function"])
            self._check_function(call, "tables")
            # Its name has been looked at; the rest of it is as of any other function.
            del call["class"], call["type"]
            node = {**node, "function": call}
        return self._scoped(node, scope)

    def _scoped(
        self, node: dict[str, Any], scope: frozenset[str]
    ) -> Iterable[tuple[Any, frozenset[str]]]:
        """The parts of a node, with the names that its common table expressions bring."""
        for entry in node.get("cte_map", {}).get("map", []):
            yield entry["value"], scope
            scope = scope | {_harmless(entry["key"])}
        for field, part in node.items():
            if field == "right" and node["type"] == "RECURSIVE_CTE_NODE":
                yield part, scope | {_harmless(node["cte_name"])}
            elif field != "cte_map":
                yield part, scope

    def _check_relation(self, node: dict[str, Any], scope: frozenset[str]) -> None:
        catalog, schema, name = (
            _folded(node.get(field, "")) for field in ("catalog_name", "schema_name", "table_name")
        )
        if schema == self.snapshot.catalog and not catalog:
            catalog, schema = schema, ""
        if not catalog and not schema and name in scope:
            return
        if not catalog and ".".join(filter(None, (schema, name))) in CATALOGUE:
            return
        if catalog in ("", self.snapshot.catalog) and f"{schema or 'main'}.{name}" in (
            self.snapshot.tables
        ):
            return
        written = ".".join(filter(None, (catalog, schema, node.get("table_name"))))
        known = sorted(table.removeprefix("main.") for table in self.snapshot.tables)
        raise QueryRefused("query-unknown-table", name=written, like=_like(name, known))

    def _check_shown(self, node: dict[str, Any]) -> None:
        name = node.get("table_name", "")
        if node.get("show_type") != "SHOW_UNQUALIFIED" or name not in SHOWN:
            raise QueryRefused("query-unfamiliar", part=f"SHOW {name}".replace('"', "").strip())

    def _check_function(self, call: dict[str, Any], use: str) -> None:
        name = _folded(call.get("function_name", ""))
        permitted = self.functions.tables if use == "tables" else self.functions.values
        if name in permitted and name not in self.snapshot.macros:
            return
        why = self.functions.refused[use].get(name, "unknown")
        like = _like(name, sorted(permitted)) if why == "unknown" else NOTHING
        raise QueryRefused("query-function", name=name, why=why, like=like)

    def _check_type(self, node: dict[str, Any]) -> None:
        if node.get("id") == "UNBOUND":
            return  # its name stands in the part that describes it
        written = str(node.get("id", node.get("name", "")))
        is_qualified = "catalog" in node or "schema" in node
        if is_qualified or _folded(written).replace(" ", "_") not in self.functions.types:
            raise QueryRefused("query-type", name=written)


def _harmless(name: str) -> str:
    """A name that a query gives to a part of itself. It must never be able to be a file's name."""
    if NAMES_A_FILE.search(name):
        raise QueryRefused("query-unknown-table", name=name, like=NOTHING)
    return _folded(name)


def _like(name: str, known: Iterable[str]) -> str:
    """The known name that was probably meant."""
    return next(iter(difflib.get_close_matches(name, list(known), 1, ALIKE)), NOTHING)
