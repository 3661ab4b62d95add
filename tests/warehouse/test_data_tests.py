"""Each data test that guards the marts finds the fault it is there for."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from .conftest import Build
from .landing import some_county

FAULTS = [
    (
        "covers_every_indicator",
        "fct_indicator_scores",
        "delete from {mart} where rowid = (select min(rowid) from {mart})",
    ),
    (
        "covers_every_indicator",
        "fct_indicator_scores",
        "update {mart} set indicator_id = 'no such' where rowid = (select min(rowid) from {mart})",
    ),
    (
        "adds_up",
        "fct_indicator_scores",
        "update {mart} set gap_points = gap_points + 0.000001 where status = 'scored'",
    ),
    (
        "sums_of",
        "fct_dimension_scores",
        "update {mart} set points = points + 0.000001",
    ),
    (
        "sums_of",
        "fct_dimension_scores",
        "delete from {mart} where rowid = (select min(rowid) from {mart})",
    ),
    ("sums_of", "fct_school_scores", "update {mart} set points = points - 0.000001"),
    ("sums_of", "fct_school_claims", "update {mart} set claimed_points = claimed_points + 0.5"),
    ("adds_up", "fct_school_scores", "update {mart} set score = 100.000001"),
    (
        "unique_key",
        "fct_answers",
        "insert into {mart} select * from {mart} limit 1",
    ),
    ("unique_key", "fct_rule_part_scores", "update {mart} set part = null where part = 1"),
    ("relationships", "dim_cycles", "update {mart} set edition = 'no such'"),
]


@pytest.fixture(scope="module")
def warehouse(build: Build) -> Iterator[duckdb.DuckDBPyConnection]:
    """Everything that a build makes, in memory, where it can be spoiled."""
    with build.run_again(some_county(6)) as connection:
        yield connection


@pytest.mark.parametrize(("test", "mart", "fault"), FAULTS)
def test_a_data_test_finds_the_fault(
    build: Build, warehouse: duckdb.DuckDBPyConnection, test: str, mart: str, fault: str
) -> None:
    """Nothing before, something with the fault; the fault is taken back."""
    tests = [
        node["compiled_code"]
        for node in build.manifest["nodes"].values()
        if node["resource_type"] == "test"
        and node["test_metadata"]["name"] == test
        and node["attached_node"] == f"model.duibiao.{mart}"
    ]
    assert tests, f"{mart} has no test {test}"

    def findings() -> int:
        return sum(len(warehouse.execute(code).fetchall()) for code in tests)

    assert findings() == 0
    warehouse.execute("begin")
    warehouse.execute(fault.format(mart=f"snapshot.{mart}"))
    found = findings()
    warehouse.execute("rollback")
    assert found > 0
