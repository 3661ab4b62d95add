"""The dbt project keeps its own rules, and each rule finds what breaks it."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from typing import Any

import pytest

from . import manifest_rules as rules
from .conftest import PROJECT, Build
from .landing import guide_table
from .manifest_rules import RULES, Manifest

FACT = "model.duibiao.fct_school_scores"
LONG = "model.duibiao.fct_answers"
STEP = "model.duibiao.int_cycles_settled"
METHOD = "model.duibiao.int_parts_ratio"
STAGING = "model.duibiao.stg_landing__cycles"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_project_keeps(rule: Callable[[Manifest], list[str]], build: Build) -> None:
    """No finding."""
    assert rule(build.manifest) == []


def _put(node: str, key: str, value: Any) -> Callable[[Manifest], None]:
    def breaks(manifest: Manifest) -> None:
        manifest["nodes"][node][key] = value

    return breaks


def _without_tests_of(node: str) -> Callable[[Manifest], None]:
    def breaks(manifest: Manifest) -> None:
        for name, test in list(manifest["nodes"].items()):
            if test.get("attached_node") == node:
                del manifest["nodes"][name]

    return breaks


def _without_unit_tests_of(model: str) -> Callable[[Manifest], None]:
    def breaks(manifest: Manifest) -> None:
        tests = manifest["unit_tests"].items()
        manifest["unit_tests"] = {k: v for k, v in tests if v["model"] != model}

    return breaks


def _tests_read(parent: str) -> Callable[[Manifest], None]:
    def breaks(manifest: Manifest) -> None:
        for node in manifest["nodes"].values():
            if node["resource_type"] == "test":
                node["depends_on"]["nodes"].append(parent)

    return breaks


OFFENCES: list[tuple[Callable[[Manifest], list[str]], Callable[[Manifest], None], str]] = [
    (
        rules.names_say_the_layer,
        _put(STEP, "name", "cycles"),
        "cycles does not say that it is of intermediate",
    ),
    (
        rules.names_say_the_layer,
        _put(STEP, "name", "int_cycles"),
        "int_cycles is not int_<things>_<verb>",
    ),
    (
        rules.models_lie_by_subject,
        _put(STEP, "path", "intermediate/int_cycles_settled.sql"),
        "int_cycles_settled lies in no folder of intermediate",
    ),
    (
        rules.only_staging_reads_sources,
        _put(STEP, "depends_on", {"nodes": ["source.duibiao.landing.cycles"]}),
        "int_cycles_settled reads cycles of source",
    ),
    (
        rules.only_staging_reads_sources,
        _put(STEP, "depends_on", {"nodes": [FACT]}),
        "int_cycles_settled reads fct_school_scores of marts",
    ),
    (
        rules.only_staging_reads_sources,
        _put(STEP, "depends_on", {"nodes": ["seed.duibiao.facts"]}),
        "int_cycles_settled reads facts of seed",
    ),
    (
        rules.only_staging_reads_sources,
        _put(STAGING, "depends_on", {"nodes": ["seed.duibiao.facts"]}),
        "stg_landing__cycles is not stg_guide__facts",
    ),
    (
        rules.only_staging_reads_sources,
        _tests_read("seed.duibiao.facts"),
        "the test covers_every_indicator_fct_indicator_scores_ reads facts of seed",
    ),
    (
        rules.only_staging_reads_sources,
        _put(STAGING, "depends_on", {"nodes": ["source.duibiao.landing.cycles"] * 2}),
        "stg_landing__cycles stands for 2 sources",
    ),
    (
        rules.every_model_is_described,
        _put(STEP, "patch_path", "duibiao://models/intermediate/all.yml"),
        "int_cycles_settled has no models/intermediate/register/int_cycles_settled.yml",
    ),
    (
        rules.every_model_is_described,
        _put(STEP, "description", "Cycles."),
        "int_cycles_settled does not begin with its grain",
    ),
    (
        rules.every_model_is_described,
        _put(STEP, "columns", {"x": {"name": "x", "description": ""}}),
        "int_cycles_settled.x is not described",
    ),
    (
        rules.marts_are_contracted,
        _put(STEP, "database", "snapshot"),
        "int_cycles_settled is in the database snapshot",
    ),
    (
        rules.marts_are_contracted,
        _put(FACT, "contract", {"enforced": False}),
        "fct_school_scores has no contract",
    ),
    (
        rules.marts_are_contracted,
        _put(FACT, "constraints", []),
        "fct_school_scores has no primary key",
    ),
    (
        rules.marts_are_contracted,
        _put(FACT, "description", "One row per school.\n\nKey: school_id."),
        "fct_school_scores does not say its business rules",
    ),
    (
        rules.every_key_is_held,
        _without_tests_of(STEP),
        "int_cycles_settled has no test of its key",
    ),
    (rules.every_key_is_held, _without_tests_of(LONG), "fct_answers has no test of its key"),
    (
        rules.scoring_is_unit_tested,
        _without_unit_tests_of("int_parts_ratio"),
        "int_parts_ratio has no unit test",
    ),
    (
        rules.scoring_is_unit_tested,
        _put(METHOD, "name", "int_parts_quotient"),
        "no model scores the method ratio",
    ),
    (
        rules.sql_is_of_no_single_engine,
        _put(STEP, "raw_code", "select string_agg(cycle_id) from cycles -- unnest"),
        "int_cycles_settled says 'string_agg'",
    ),
    (
        rules.sql_is_of_no_single_engine,
        _put(STEP, "raw_code", "select 7 // 2 as three"),
        "int_cycles_settled says '//'",
    ),
    (
        rules.orders_say_where_nulls_go,
        _put(STEP, "compiled_code", "select list(a order by coalesce(b, 0) desc, c asc) from d"),
        "int_cycles_settled orders by 'c asc', nulls wherever the engine has them",
    ),
    (
        rules.orders_say_where_nulls_go,
        _put(STEP, "compiled_code", "select a from b order by c desc, d"),
        "int_cycles_settled orders by 'd', nulls wherever the engine has them",
    ),
]


@pytest.mark.parametrize(("rule", "breaks", "finding"), OFFENCES, ids=[o[2] for o in OFFENCES])
def test_a_rule_finds_what_breaks_it(
    rule: Callable[[Manifest], list[str]],
    breaks: Callable[[Manifest], None],
    finding: str,
    build: Build,
) -> None:
    """The finding names the model and what is wrong with it."""
    manifest = copy.deepcopy(build.manifest)
    breaks(manifest)
    assert finding in rule(manifest)


def test_no_model_names_what_the_guide_holds(build: Build) -> None:
    """Editions, indicators, facts, red lines are data: the SQL names none of them."""
    columns = {"editions": "edition", "indicators": "indicator", "facts": "fact"}
    columns |= {"red_lines": "red_line"}
    held = {row[column] for table, column in columns.items() for row in guide_table(table)}
    held |= {row["name_zh"] for row in guide_table("dimensions")}
    word = re.compile("|".join(rf"\b{re.escape(name)}\b" for name in sorted(held)))
    macros = build.manifest["macros"].values()
    texts = {node["name"]: node["raw_code"] for node in rules.models(build.manifest)}
    texts |= {m["name"]: m["macro_sql"] for m in macros if m["package_name"] == "duibiao"}
    assert {name: word.findall(text) for name, text in texts.items() if word.search(text)} == {}


def test_no_python_stands_where_it_would_hide_dbt() -> None:
    """A .py under dbt/ would shadow the package of that name."""
    assert list(PROJECT.rglob("*.py")) == []
