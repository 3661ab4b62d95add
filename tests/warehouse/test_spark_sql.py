"""What dbt compiles for Spark is Spark's SQL: every model, without a cluster to ask."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from sqlglot import ErrorLevel, exp, parse_one
from sqlglot.dialects.spark import Spark
from sqlglot.tokenizer_core import TokenType

from duibiao.records.settings import Settings
from duibiao.warehouse.plan import plan_of
from duibiao.warehouse.ranking_function import VARIED_RANKING

# `show functions` of the Spark that is pinned; the tests that run on one hold that.
FUNCTIONS = Path(__file__).with_name("spark_functions.txt")
TYPES = {"BIGINT", "BOOLEAN", "DATE", "DECIMAL", "DOUBLE", "INT", "TEXT", "TIMESTAMP_NTZ"}
# Words before a parenthesis that call nothing.
NO_CALLS = {
    *("and", "as", "by", "decimal", "distinct", "else", "except", "exists", "filter", "from", "in"),
    *("group", "join", "not", "on", "or", "over", "select", "sets", "then", "try_cast", "when"),
    "where",
}


class NullsLast(Spark):
    """Spark, if nulls came last there where nothing is said, as they do in DuckDB."""

    NULL_ORDERING = "nulls_are_last"


def _calls(sql: str) -> Iterator[str]:
    tokens = Spark().tokenize(sql)
    for name, after in pairwise(tokens):
        if after.token_type == TokenType.L_PAREN and name.text.isidentifier():
            yield name.text.lower()


def _faults(sql: str, functions: set[str]) -> Iterator[str]:
    parsed = parse_one(sql, read=Spark, error_level=ErrorLevel.RAISE)
    unknown = set(_calls(sql)) - functions - NO_CALLS
    yield from (f"function {name}" for name in sorted(unknown))
    for token in Spark().tokenize(sql):
        if token.token_type == TokenType.STRING and sql[token.start] == '"':
            yield f'text in double quotes "{token.text}"'
    for kind in parsed.find_all(exp.DataType):
        if kind.this.name not in TYPES and not kind.find_ancestor(exp.Interval):
            yield f"type {kind.this.name}"
    for star in parsed.find_all(exp.Star):
        if star.args.get("except_") or star.args.get("replace"):
            yield f"star {star.sql()}"
    for order in parsed.find_all(exp.Order):
        if not isinstance(order.parent, exp.Query | exp.Window | exp.WithinGroup):
            yield "order inside a call"
    for window in parsed.find_all(exp.Window):
        ranks = isinstance(window.this, exp.RowNumber | exp.Rank | exp.DenseRank)
        if ranks and not window.args.get("order"):
            yield "a rank without an order"
    for recursive in parsed.find_all(exp.With):
        if recursive.recursive and any(
            union.args.get("distinct") for union in recursive.find_all(exp.Union)
        ):
            yield "a recursion that is united without ALL"
    by_default = parse_one(sql, read=NullsLast, error_level=ErrorLevel.RAISE)
    ordered = zip(parsed.find_all(exp.Ordered), by_default.find_all(exp.Ordered), strict=True)
    for in_spark, in_duckdb in ordered:
        if bool(in_spark.args.get("nulls_first")) != bool(in_duckdb.args.get("nulls_first")):
            yield f"order by {in_spark.this.sql()} without a word on nulls"


def test_every_model_is_sql_that_spark_understands(settings: Settings) -> None:
    models = plan_of(settings, for_spark=True).statements["models"]
    names = [model["name"] for model in models]
    assert names == [model["name"] for model in plan_of(settings).statements["models"]]
    functions = {*FUNCTIONS.read_text("utf-8").split(), VARIED_RANKING}
    faults = {model["name"]: sorted(set(_faults(model["sql"], functions))) for model in models}
    assert {name: found for name, found in faults.items() if found} == {}


@pytest.mark.parametrize(
    ("sql", "fault"),
    [
        ("select string_agg(a, ',' order by a nulls last) from b", "order inside a call"),
        ("select list(name) from schools", "function list"),
        ("select cast(points as hugeint) from scores", "type INT128"),
        ("select * exclude (points) from scores", "star * EXCEPT (points)"),
        ("select rank() over (order by points) from scores", "order by points"),
        ("select row_number() over (partition by a) from b", "a rank without an order"),
        ("select unnest([1, 2])", "function unnest"),
        ('select "end" from shares', 'text in double quotes "end"'),
        (
            "with recursive a as (select 1 as b union select b from a) select b from a",
            "a recursion",
        ),
        ("select quantile_cont(points, 0.5) from scores", "function quantile_cont"),
    ],
)
def test_what_only_duckdb_understands_is_found(sql: str, fault: str) -> None:
    functions = set(FUNCTIONS.read_text("utf-8").split())
    assert any(found.startswith(fault) for found in _faults(sql, functions)), fault
