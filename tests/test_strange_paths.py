"""Every name that a folder may have: a data home, and the files beside it, work under each."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Place, run_duibiao
from tests.counties.small_county import small_county

STRANGE = "o'brien [x] ?* {a,b} %20 县😀"
"""Signs of SQL strings, of patterns, of addresses; a blank; hanzi; one beyond the first plane."""


@pytest.fixture
def strange_home(place: Place) -> Path:
    return place(STRANGE)


def test_a_home_of_any_name_is_loaded_built_rebuilt_and_read(
    strange_home: Path, tmp_path: Path
) -> None:
    county = small_county(tmp_path / STRANGE)
    school, *_ = county.schools
    book = county.workbook(school, county.answers(school), "o'ne [1] ?*")
    count = next(
        name for name in county.answers(school) if county.edition.facts[name].kind == "count"
    )
    verified = {"cycle_id": "2024", "school_id": school.school_id, "basis": "verified"}
    review = county.table("re'view", [verified | {"fact_id": count, "value": "0", "reason": "r"}])
    run_duibiao(strange_home, "load", *county.tables, book, review)
    run_duibiao(strange_home, "build")
    score = "select score, basis from fct_school_scores order by basis"
    first = run_duibiao(strange_home, "sql", score, "--format", "csv").stdout
    run_duibiao(strange_home, "rebuild")
    assert run_duibiao(strange_home, "sql", score, "--format", "csv").stdout == first
    assert json.loads(run_duibiao(strange_home, "verify", "--json").stdout)["is_whole"]
    explained = run_duibiao(strange_home, "explain", school.school_id).stdout
    assert school.name_zh in explained
    target = tmp_path / f"{STRANGE} out"
    run_duibiao(strange_home, "export", target)
    assert (target / "MANIFEST.json").is_file() or any(target.rglob("*.parquet"))
    again = county.workbook(school, county.answers(school, seed=2), "o'ne [2] ?*")
    taken = json.loads(run_duibiao(strange_home, "load", again, "--json").stdout)
    assert taken
