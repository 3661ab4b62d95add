"""A whole build: what ran, what the file keeps, and that nothing hangs on threads or on luck."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import duckdb
import pytest

from .conftest import Build, run_dbt
from .landing import Landing, some_county
from .manifest_rules import is_mart, models, primary_key


def mart_rows(connection: duckdb.DuckDBPyConnection, build: Build) -> dict[str, Counter[object]]:
    """The rows of every mart, in no order."""
    return {
        node["name"]: Counter(connection.execute(f"select * from {node['name']}").fetchall())
        for node in models(build.manifest)
        if is_mart(node)
    }


def test_every_node_of_the_build_passed(build: Build) -> None:
    """Seeds, models, data tests and unit tests all ran; none was skipped or only warned."""
    # There is nothing to run in an exposure; dbt lists it all the same.
    results = [result for result in build.results if not result["unique_id"].startswith("exposure")]
    ran = Counter(result["unique_id"].split(".")[0] for result in results)
    assert {result["status"] for result in results} <= {"success", "pass"}
    nodes = build.manifest["nodes"].values()
    expected = Counter(node["resource_type"] for node in nodes)
    expected["unit_test"] = len(build.manifest["unit_tests"])
    assert ran == expected


def test_dbt_can_be_run_by_hand_onto_a_snapshot_that_is_there(build: Build, tmp_path: Path) -> None:
    """What stands is replaced, all else left as it is."""
    again = tmp_path / "again"
    shutil.copytree(build.directory, again)
    [mart] = [node for node in models(build.manifest) if node["name"] == "dim_ratings"]
    with duckdb.connect(str(again / "snapshot.duckdb")) as connection:
        connection.execute(f"delete from {mart['name']}")
    run_dbt(again, "build", "--select", f"+{mart['name']}")
    with (
        duckdb.connect(str(again / "snapshot.duckdb"), read_only=True) as connection,
        duckdb.connect(str(build.snapshot), read_only=True) as before,
    ):
        assert mart_rows(connection, build) == mart_rows(before, build)


def test_the_county_of_the_build_has_every_case(marts: duckdb.DuckDBPyConnection) -> None:
    """Data tests over tables without rows would prove nothing."""

    def values(column: str, mart: str) -> set[object]:
        return {row[0] for row in marts.execute(f"select distinct {column} from {mart}").fetchall()}

    assert values("status", "fct_indicator_scores") == {"scored", "missing", "not_applicable"}
    assert values("state", "fct_answers") == {"answered", "blank", "not_asked"}
    assert values("outcome", "fct_rule_part_scores") == {
        "counted",
        "skipped",
        "makes_not_applicable",
        "not_reached",
    }
    assert values("status", "fct_reporting_status") == {
        "handed_in",
        "handed_in_late",
        "must_correct",
        "not_handed_in",
    }
    assert values("peer_group_kind", "fct_school_scores") >= {"school_type", "county"}
    assert len(values("score_change", "fct_school_scores")) > 1
    assert values("source", "fct_claims") == {"workbook", "old_form"}
    for flag in ("is_expected", "is_named", "is_missing"):
        assert values(flag, "fct_evidence_coverage") == {True, False}, flag
    for flag in ("is_withdrawn", "is_of_submission_in_force"):
        assert values(flag, "fct_signed_forms") == {True, False}
    for flag in ("is_withdrawn", "is_in_force", "is_late"):
        assert values(flag, "fct_submissions") == {True, False}


def test_the_snapshot_keeps_descriptions_and_keys(
    build: Build, marts: duckdb.DuckDBPyConnection
) -> None:
    """Every mart and column has its comment; a key is the table's own unless a test holds it."""
    comments = dict(marts.execute("select table_name, comment from duckdb_tables()").fetchall())
    silent = marts.execute(
        "select table_name, column_name from duckdb_columns()"
        " where database_name = current_database() and not internal and comment is null"
    ).fetchall()
    keys = dict(
        marts.execute(
            "select table_name, constraint_column_names from duckdb_constraints()"
            " where constraint_type = 'PRIMARY KEY'"
        ).fetchall()
    )
    public = [node for node in models(build.manifest) if is_mart(node)]
    assert set(comments) == {node["name"] for node in public}
    assert silent == []
    for node in public:
        assert comments[node["name"]].startswith("One row per ")
        is_tested = node["config"]["meta"].get("key_is") == "tested"
        assert keys.get(node["name"]) == (None if is_tested else primary_key(node))


@pytest.mark.parametrize("threads", [1, 2])
def test_the_compiled_sql_alone_gives_the_same_marts(
    build: Build, marts: duckdb.DuckDBPyConnection, threads: int
) -> None:
    """Without dbt, in memory, on any number of threads: row for row what the build published."""
    published = mart_rows(marts, build)
    with build.run_again(some_county(), threads) as connection:
        connection.execute("use snapshot")
        assert mart_rows(connection, build) == published


def test_nothing_landed_gives_empty_marts_of_schools(build: Build) -> None:
    """A county that begins: the guide is there, and no row of schools, cycles or scores."""
    with build.run_again(Landing()) as connection:
        connection.execute("use snapshot")
        rows = {name: len(of_mart) for name, of_mart in mart_rows(connection, build).items()}
        filled_seeds = {
            node["unique_id"]
            for node in build.nodes
            if node["resource_type"] == "seed"
            and connection.execute(f"from {node['relation_name']} limit 1").fetchall()
        }
    parents = {node["unique_id"]: node["depends_on"].get("nodes", []) for node in build.nodes}

    def roots(name: str) -> set[str]:
        above = parents.get(name, [])
        return set().union(*map(roots, above)) if above else {name}

    of_the_guide = {
        node["name"]
        for node in models(build.manifest)
        if is_mart(node)
        and all(root.startswith("seed.") for root in roots(node["unique_id"]))
        and not filled_seeds.isdisjoint(roots(node["unique_id"]))
    }
    assert {name for name, count in rows.items() if count} == of_the_guide


def test_no_plan_rests_on_the_rewrite_that_loses_rows(build: Build) -> None:
    """DuckDB 1.5 turns `row_number() = 1` over one nullable key into arg_min_nulls_last, which on
    DECIMAL gives a wrong row: no model may be planned so."""
    with build.run_again(some_county(4)) as connection:
        plans = {
            node["name"]: connection.execute(f"explain {node['compiled_code']}").fetchall()[0][1]
            for node in build.nodes
            if node["resource_type"] == "model"
        }
        connection.execute("create table trap (part integer, bound decimal(18, 6), key string)")
        [(_, trap)] = connection.execute(
            "explain select key from trap"
            " qualify row_number() over (partition by part order by bound nulls last) = 1"
        ).fetchall()
    assert "nulls_last" in trap, "the engine no longer does this: the test can go"
    assert [name for name, plan in plans.items() if "nulls_last" in plan] == []
