"""A data home that version 4c57109 left: it is opened, verified, explained, built and rebuilt."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from duibiao.records import trail
from duibiao.records.settings import Settings
from duibiao.warehouse.snapshot_files import InForce, shown_snapshot
from tests.conftest import run_duibiao
from tests.warehouse.old_home import LEFT, unpacked

STEPS = ["trail", "modes", "people", "build"]
EXPLAINED = ("cycle_id", "school_id", "points", "applicable_points", "score", "rating", "ranks")


@pytest.fixture
def old(home: Path) -> Settings:
    return unpacked(home)


def scores(settings: Settings) -> list[dict[str, Any]]:
    shown = shown_snapshot(settings)
    assert shown is not None
    with duckdb.connect(str(shown.path), read_only=True) as connection:
        names = list(LEFT["scores"][0])
        rows = connection.execute(
            f"select {', '.join(names)} from fct_school_scores order by cycle_id, school_id, basis"
        ).fetchall()
    return [
        {
            name: str(value) if name == "score" else value
            for name, value in zip(names, row, strict=True)
        }
        for row in rows
    ]


def verified(settings: Settings) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(run_duibiao(settings.home, "verify", "--json").stdout)
    return told


def upgraded(settings: Settings) -> list[dict[str, Any]]:
    """What `upgrade` says that it did."""
    told: list[dict[str, Any]] = json.loads(run_duibiao(settings.home, "upgrade", "--json").stdout)
    return told


def figures(told: Any) -> Any:
    """What was told less its sentences: words may change, figures may not."""
    if isinstance(told, list):
        return [figures(one) for one in told]
    if isinstance(told, dict):
        return {name: figures(value) for name, value in told.items() if name != "sentences"}
    return told


def test_a_home_of_an_older_version_keeps_its_scores(old: Settings) -> None:
    shown = shown_snapshot(old)
    assert shown == InForce(old.warehouse / LEFT["snapshot"])
    assert scores(old) == LEFT["scores"]
    found = verified(old)
    counted = ("is_whole", "head", "sealed_records", "unsealed_records", "originals")
    assert {name: found[name] for name in counted} == {
        name: LEFT["verify"][name] for name in counted
    }
    assert found["amiss"] == []
    assert [one["step"] for one in upgraded(old) if one["is_done_now"]] == STEPS
    assert [one["step"] for one in upgraded(old) if one["is_done_now"]] == []
    (line, *_) = trail.lines(old, trail.days(old)[0])
    assert (line["action"], line["about"]) == ("upgrade", str(old.home))
    assert scores(old) == LEFT["scores"]
    found = verified(old)
    assert found["is_whole"]
    assert found["unsealed_records"] == 0
    for one in LEFT["explain"]:
        told = json.loads(run_duibiao(old.home, *one["arguments"], "--json").stdout)
        for name in EXPLAINED:
            assert figures(told[name]) == figures(one["out"][name]), name
    if sys.platform != "win32":
        assert [path for path in old.home.rglob("*") if path.stat().st_mode & 0o077] == []
    run_duibiao(old.home, "rebuild")
    assert scores(old) == LEFT["scores"]
