"""The score in memory is the mart: every school, cycle and basis, to the last digit."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import polars as pl
import pytest

from duibiao.records.settings import SEEDS, Settings
from duibiao.warehouse.build import build
from duibiao.warehouse.kept_guides import recorded_guide
from duibiao.warehouse.scoring import (
    OPTIMIZED_FROM,
    RANKS_MODEL,
    TELLING_MARTS,
    TOTALS_MODEL,
    Case,
    Scorer,
)
from duibiao.warehouse.snapshot_files import (
    build_information,
    connect,
    snapshot_path,
)
from duibiao.warehouse.statements import ancestors, statements_of_snapshot
from ingest.door import Door
from tests.counties.random_county import make_county
from tests.oracle.test_random_counties import loads_of

# What compares schools or cycles, of fct_school_scores alone.
COMPARING = ("rank_", "previous_", "peer_group", "comparison", "common_")
COMPARING_ENDS = ("_size", "_change")
# Where an answer came from is not carried into a case; what it says is.
ORIGINS = {"fct_answers": {"submission_id", "record_id", "raw", "sheet", "cell", "line", "evidence",
                           "note", "reason"}}  # fmt: skip
KEYS = ("cycle_id", "school_id", "basis", "dimension_id", "indicator_id", "part", "fact_id")


def scorer_of(settings: Settings) -> tuple[Path, Scorer]:
    """The snapshot in force and its scorer."""
    path, information = snapshot_path(settings), build_information(settings)
    assert path is not None and information is not None
    return path, Scorer.of_snapshot(path, recorded_guide(settings, information["guide_sha256"]))


def all_cases(path: Path) -> list[Case]:
    """Every school with a hand-in, in every cycle, on both bases."""
    with connect(path) as connection:
        keys = connection.execute(
            "select cycle_id, school_id, basis from fct_school_scores order by all"
        ).fetchall()
    return [Case(*key) for key in keys]


def compared_columns(mart: str, frame: pl.DataFrame) -> list[str]:
    """The columns that must be the same."""
    return [
        column
        for column in frame.columns
        if column not in ORIGINS.get(mart, ())
        and not (
            mart == "fct_school_scores"
            and (column.startswith(COMPARING) or column.endswith(COMPARING_ENDS))
        )
    ]


@lru_cache(maxsize=len(TELLING_MARTS))
def published(path: Path, mart: str) -> pl.DataFrame:
    """A mart of a snapshot, read once for all that is held against it."""
    with connect(path) as connection:
        return connection.execute(f"select * from {mart}").pl()


def assert_published(path: Path, cases: list[Case], marts: dict[str, pl.DataFrame]) -> None:
    """What was scored for these cases is what was published, row for row."""
    wanted = pl.DataFrame(
        [(case.cycle_id, case.school_id, case.basis) for case in cases],
        schema=list(KEYS[:3]),
        orient="row",
    )
    for mart, scored in marts.items():
        rows = published(path, mart).join(wanted, on=list(KEYS[:3]), how="semi")
        columns = compared_columns(mart, rows)
        assert scored.columns[1:] == rows.columns, mart
        keys = [key for key in KEYS if key in columns]
        ours, theirs = (frame.select(columns).sort(keys) for frame in (scored, rows))
        assert ours.height == theirs.height > 0, mart
        differing = [name for name in columns if not ours[name].equals(theirs[name])]
        assert ours.schema == theirs.schema and not differing, (mart, differing)


def test_the_whole_demo_county_at_once(demo_home: Path) -> None:
    path, scorer = scorer_of(Settings.resolve(demo_home, SEEDS))
    cases = all_cases(path)
    assert len(cases) > 300 and len({case.cycle_id for case in cases}) == 3
    assert_published(path, cases, scorer.score_cases(cases, TELLING_MARTS))


def test_the_demo_county_by_kept_plans(demo_home: Path) -> None:
    """One school at a time and a few at a time: a plan made over one school's rows serves the next.

    Such plans once left out what the first school's rows did not have.
    """
    path, scorer = scorer_of(Settings.resolve(demo_home, SEEDS))
    cases = all_cases(path)
    for case in cases[:: len(cases) // 40]:
        assert_published(path, [case], scorer.score_cases([case], TELLING_MARTS))
    few = OPTIMIZED_FROM - 1
    for first in range(0, len(cases), few):
        some = cases[first : first + few]
        assert_published(path, some, scorer.score_cases(some, TELLING_MARTS))


@pytest.mark.parametrize(
    "seed", [4, 7, *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(20, 60))]
)
def test_random_guides(seed: int, home: Path, tmp_path: Path) -> None:
    county = make_county(seed, tmp_path)
    settings = Settings.resolve(home, tmp_path / "guide")
    for files in loads_of(county):
        door = Door.open(settings)
        for file in files:
            checked = door.check(file.path.read_bytes(), file.path.name)
            door.hand_in(checked, received_by="test", channel="test")
    build(settings)
    path, scorer = scorer_of(settings)
    cases = all_cases(path)
    assert_published(path, cases, scorer.score_cases(cases, TELLING_MARTS))
    for case in cases[::10]:
        assert_published(path, [case], scorer.score_cases([case], TELLING_MARTS))


def test_ranks_are_the_published_ones(demo_home: Path) -> None:
    """A school placed among the others with its own score has its own ranks."""
    path, scorer = scorer_of(Settings.resolve(demo_home, SEEDS))
    with connect(path) as connection:
        rows = connection.execute(
            "select * from fct_school_scores order by cycle_id, school_id, basis"
        ).pl()
    for row in rows[:: rows.height // 30].iter_rows(named=True):
        placed = scorer.ranked(row["cycle_id"], row["school_id"], row["basis"], row["score"])
        assert placed == {name: row[name] for name in placed}
        assert {"rank_county", "rank_peer_group", "peer_group"} <= placed.keys()


def test_a_changed_answer_on_a_basis_leaves_the_other_alone(demo_home: Path) -> None:
    """A verified value is the county's word: the school's own answers do not hear of it."""
    settings = Settings.resolve(demo_home, SEEDS)
    path, scorer = scorer_of(settings)
    with connect(path) as connection:
        cycle_id, school_id, fact_id = connection.execute(
            "select cycle_id, school_id, fact_id from fct_answers join dim_cycles using (cycle_id)"
            " where is_latest and basis = 'self' and kind = 'flag' and value = 'yes'"
            " and answered_by = 'school' and not is_verified order by all limit 1"
        ).fetchall()[0]
    cases = [
        Case(cycle_id, school_id, "self"),
        Case(cycle_id, school_id, "self", {fact_id: "no"}),
        Case(cycle_id, school_id, "verified", {fact_id: "no"}),
        Case(cycle_id, school_id, "self", {fact_id: None}),
    ]
    answers = scorer.score_cases(cases, ["fct_answers"])["fct_answers"]
    said = answers.filter(pl.col("fact_id") == fact_id).sort("case_number")
    assert said["value"].to_list() == ["yes", "no", "no", None]
    assert said["is_verified"].to_list() == [False, False, True, False]
    assert said["state"].to_list() == ["answered", "answered", "answered", "blank"]


def test_only_what_the_marts_come_from_is_run(demo_home: Path) -> None:
    """Models beside the scores, such as those that call Python functions, are not run."""
    path, _ = scorer_of(Settings.resolve(demo_home, SEEDS))
    models = statements_of_snapshot(path)["models"]
    needed = ancestors(models, TELLING_MARTS)
    assert {TOTALS_MODEL, RANKS_MODEL, "stg_landing__answers"} <= needed
    others = {model["name"] for model in models} - needed
    assert {"dim_codes", "fct_load_problems"} <= others
