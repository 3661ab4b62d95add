"""A build runs what dbt ran: equal snapshots, every test, equal words, and never a stale plan."""

from __future__ import annotations

from pathlib import Path

import pytest

from duibiao.guide.editions import Guide
from duibiao.records.settings import SEEDS, Settings
from duibiao.warehouse.plan import Plan, plan_of
from tests.conftest import run_duibiao
from tests.counties.small_county import small_county
from tests.equal_builds import hold_equal_to_dbt

from .conftest import Build


@pytest.fixture
def kept(settings: Settings) -> Plan:
    """The plan of the present project."""
    return plan_of(settings)


def test_the_demo_county_is_the_same_by_dbt(demo_copy: Path) -> None:
    held = hold_equal_to_dbt(Settings.resolve(demo_copy, SEEDS))
    assert len(held["fct_school_scores"]) > 100
    assert len(held["constraints"]) > 100


def test_a_small_county_is_the_same_by_dbt(settings: Settings, tmp_path: Path) -> None:
    county = small_county(tmp_path / "files")
    run_duibiao(settings.home, "build")
    hold_equal_to_dbt(settings)
    books = [county.workbook(school, county.answers(school)) for school in county.schools]
    run_duibiao(settings.home, "load", *county.tables, *books)
    run_duibiao(settings.home, "build")
    assert hold_equal_to_dbt(settings)["fct_school_scores"]


def test_every_model_and_every_test_that_dbt_knows_is_in_the_plan(kept: Plan, build: Build) -> None:
    """`build` is dbt's own, with those that the suite alone runs beside it."""
    nodes = build.manifest["nodes"].values()
    in_memory = {
        node["unique_id"]
        for node in nodes
        if node["resource_type"] == "test" and "/marts/" not in node["original_file_path"]
    }
    expected = {
        node["unique_id"]
        for node in nodes
        if node["resource_type"] in ("model", "test")
        and node["config"]["materialized"] != "ephemeral"
    }
    assert {step.identifier for step in kept.steps} == expected - in_memory
    seeds = {node["name"] for node in nodes if node["resource_type"] == "seed"}
    assert kept.statements["seeds"].keys() == seeds
    untyped = [
        f"{node['name']}.{column}"
        for node in nodes
        if node["resource_type"] == "seed"
        for column in Guide.load(SEEDS).tables[node["name"]].columns
        if column not in node["config"]["column_types"]
    ]
    assert untyped == [], "dbt would guess their types from the rows, and a plan has none"
    hooked = [
        node["unique_id"]
        for node in nodes
        if node["config"].get("pre-hook") or node["config"].get("post-hook")
    ]
    assert hooked == [], "a hook that only selects would be left out of the plan"
