"""A build runs what dbt ran: equal snapshots, every test, equal words, and never a stale plan."""

from __future__ import annotations

import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from duibiao.guide.editions import Guide
from duibiao.guide.tables import column_names
from duibiao.records.settings import DBT_PROJECT, SEEDS, Settings
from duibiao.warehouse import plan
from duibiao.warehouse.landing import LAYOUT, take_in
from duibiao.warehouse.plan import NotPassed, Plan, last_readers, plan_key, plan_of, play
from tests.conftest import run_duibiao
from tests.counties.small_county import small_county
from tests.equal_builds import content_of, hold_equal_to_dbt

from .conftest import Build


@pytest.fixture
def kept(settings: Settings) -> Plan:
    """The plan of the present project."""
    return plan_of(settings)


def test_the_demo_county_is_the_same_by_dbt(demo_copy: Path) -> None:
    held = hold_equal_to_dbt(Settings.resolve(demo_copy, SEEDS))
    assert len(held["fct_school_scores"]) > 100
    assert len(held["constraints"]) > 100


def test_a_county_without_any_rows_is_the_same_by_dbt(settings: Settings) -> None:
    """With rows: the demo county, and random ones beside the oracle."""
    run_duibiao(settings.home, "build")
    assert hold_equal_to_dbt(settings)["fct_school_scores"] == []


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


END = "select * from final\n"
SPOILED = {
    "dim_cycles": "select * replace ('none' as edition) from final",
    "dim_tiers": "from final union all from final",
    "fct_answers": "from final union all (from final order by all limit 1)",
    "fct_indicator_scores": "from final where max_points < (select max(max_points) from final)",
    "fct_school_scores": "select * replace (0::decimal(18, 6) as points) from final",
    "fct_rank_intervals": "select * replace (0::integer as rank_county_low) from final",
}
"""How a model ends so that a build fails: by each kind of test, and by the engine itself."""


def test_what_fails_is_told_in_the_words_of_dbt(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what comes from it is held up, so that the same is told and no more."""
    from duibiao.warehouse import by_dbt  # takes seconds, which every worker would pay

    project = tmp_path / "dbt"
    shutil.copytree(DBT_PROJECT, project, ignore=shutil.ignore_patterns("target", "logs"))
    for model, end in SPOILED.items():
        [path] = project.rglob(f"{model}.sql")
        text = path.read_text("utf-8")
        assert text.endswith(END)
        path.write_text(text.removesuffix(END) + f"{end}\n", "utf-8")
    monkeypatch.setattr(by_dbt, "DBT_PROJECT", project)
    county = small_county(tmp_path / "files")
    books = [county.workbook(school, county.answers(school)) for school in county.schools]
    run_duibiao(settings.home, "load", *county.tables, *books)
    take_in(settings)
    spoiled = by_dbt.recorded_plan(tmp_path / "work", "spoiled")
    with pytest.raises(NotPassed) as ours:
        play(spoiled, county.guide, settings.landing, tmp_path / "plan.duckdb")
    with pytest.raises(NotPassed) as theirs:
        by_dbt.run(settings, county.guide, tmp_path / "dbt.duckdb", {})
    for kind in ("adds_up", "covers_every_indicator", "relationships", "sums_of", "unique_key"):
        assert f"\n{kind}" in ours.value.messages
    refusal = "dim_tiers: Runtime Error in model dim_tiers (models/marts/guide/dim_tiers.sql)\n"
    assert f"{refusal}  Constraint Error: PRIMARY KEY or UNIQUE constraint" in ours.value.messages
    assert sorted(ours.value.messages.split("\n")) == sorted(theirs.value.messages.split("\n"))


def test_an_intermediate_table_goes_after_its_last_reader(kept: Plan) -> None:
    """Who reads a view reads what it reads; marts stay."""
    models = {model["relation"]: model for model in kept.statements["models"]}

    def reads(sql: str) -> set[str]:
        found = {relation for relation in models if relation in sql}
        views = [one for one in found if models[one]["materialized"] == "view"]
        return found.union(*(reads(models[view]["sql"]) for view in views))

    last: dict[str, str] = {}
    for step in kept.steps:
        own = f'."{step.name}"'
        read = {relation for sql in step.statements for relation in reads(sql)}
        last |= dict.fromkeys([one for one in read if not one.endswith(own)], step.identifier)
    expected = {
        relation: last[relation]
        for relation, model in models.items()
        if relation in last and not model["is_mart"] and model["materialized"] != "view"
    }
    gone = {relation: after for after, some in last_readers(kept).items() for relation in some}
    assert len(gone) > 20
    assert gone == expected
    # What is read after the build stays, a table as what a view reads.
    stays = {"int_parts_scored", "int_cycles_settled"}
    still = {relation for sql in stays for relation in reads(f'"memory"."main"."{sql}"')}
    remaining = {one for some in last_readers(kept, stays).values() for one in some}
    assert remaining == gone.keys() - still
    assert remaining != gone.keys()


def test_a_large_county_is_built_within_its_memory_to_the_same_marts(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    county = small_county(tmp_path / "files")
    books = [county.workbook(school, county.answers(school)) for school in county.schools]
    run_duibiao(settings.home, "load", *county.tables, *books)
    take_in(settings)
    made = plan_of(settings)
    play(made, county.guide, settings.landing, tmp_path / "small.duckdb")
    monkeypatch.setattr(plan, "MANY_ANSWERS", 0)
    monkeypatch.setenv("DUIBIAO_BUILD_MEMORY", "128MB")
    play(made, county.guide, settings.landing, tmp_path / "large.duckdb")
    large = content_of(tmp_path / "large.duckdb")
    assert large == content_of(tmp_path / "small.duckdb")
    assert large["fct_school_scores"]
    assert not list(tmp_path.glob("*.partial"))


@pytest.mark.parametrize("place", ["project", "landing", "guide", "version", "switch"])
def test_a_plan_of_anything_else_is_not_this_one(
    place: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = plan_key()
    assert plan_key() == before
    if place == "project":
        monkeypatch.setattr(plan, "project_hash", lambda: "another")
    elif place == "landing":
        (tmp_path / "landing.sql").write_bytes(LAYOUT.read_bytes() + b"\n")
        monkeypatch.setattr(plan, "LAYOUT", tmp_path / "landing.sql")
    elif place == "guide":
        monkeypatch.setattr(plan, "column_names", lambda name: [*column_names(name), "more"])
    elif place == "version":
        monkeypatch.setattr(plan, "version", lambda name: "9" if name == "duckdb" else "1")
    else:
        monkeypatch.setenv("DBT_EMPTY", "1")
    assert plan_key() != before


@pytest.mark.parametrize("damage", ["gone", "cut", "altered", "another", "text", "folder"])
def test_a_damaged_plan_is_made_anew(
    damage: str, kept: Plan, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def make(_: Path, key: str) -> Plan:
        made.append(key)
        return kept

    monkeypatch.setenv("DUIBIAO_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(plan, "_made", make)
    # Some ask at once, and one makes it.
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(plan_of, [settings] * 4)) == [kept] * 4
    assert made == [kept.key]
    [path] = (tmp_path / "cache" / "plans").glob("*.json")
    content = path.read_bytes()
    path.unlink()
    if damage == "folder":
        path.mkdir()
    elif damage != "gone":
        harmed = {
            "cut": content[:-9],
            "altered": content.replace(b"create", b"CREATE", 1),
            "another": b"",
            "text": b"\xff\n{}",
        }
        path.write_bytes(harmed[damage])
    if damage == "another":
        replace(kept, key="another").keep(path)
    assert plan_of(settings) == kept
    assert made == [kept.key] * 2


def test_where_the_cache_cannot_be_written_the_home_keeps_the_plan(
    kept: Plan, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("DUIBIAO_CACHE", str(tmp_path / "file" / "cache"))
    monkeypatch.setattr(plan, "_made", lambda *_: kept)
    assert plan_of(settings) == kept
    assert [path.stem for path in (settings.dbt_work / "plans").glob("*.json")] == [kept.key]


def test_a_build_by_the_plan_imports_no_dbt(kept: Plan, home: Path) -> None:
    """dbt alone takes seconds to import; pages have no part in a build either."""
    assert kept
    heavy = ("dbt", "streamlit", "plotly", "dashboards", "openpyxl", "fastexcel")
    said = (
        "import sys; from duibiao.commands.cli import app\n"
        f"try: app(['--home', {str(home)!r}, 'build'])\n"
        f"except SystemExit: print(*sorted(set(sys.modules) & set({heavy})), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert done.stderr.split() == []
