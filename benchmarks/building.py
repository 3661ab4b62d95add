"""What a build costs: as a whole by its plan and by dbt, and the statements that it must run."""

from __future__ import annotations

import datetime as dt
import itertools
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import duckdb

from benchmarks.counties import Counties
from benchmarks.county import LargeCounty, large_county
from benchmarks.timing import spent
from duibiao.guide.editions import Guide
from duibiao.records.settings import SEEDS, Settings
from duibiao.records.store import write_record
from duibiao.warehouse import plan, taking_over
from duibiao.warehouse.build import build
from duibiao.warehouse.ranking_function import register
from duibiao.warehouse.snapshot_files import build_information, connect, snapshot_path
from duibiao.warehouse.statements import creation, load_guide, statements_of_snapshot
from duibiao.warehouse.watch import BuildWatcher
from ingest.door import Door
from ingest.workbook.template import template_bytes

ROUNDS = {60: 3, 1_000: 2, 1_000_000: 1}
"""How often, up to so many schools."""
HAND_INS = 3
LARGEST_BY_DBT = 1_000
DEAREST = 8


def building(counties: Counties, size: int) -> Any:
    """CPU and wall seconds of builds and of what they must run at least."""
    settings = counties.own(size, "building")
    snapshot = build(settings).snapshot
    with connect(snapshot) as connection:
        [(rows,)] = connection.execute("select count(*) from fct_indicator_scores").fetchall()
    rounds = next(rounds for limit, rounds in ROUNDS.items() if size <= limit)
    found = {
        "rows": rows,
        # Of everything: nothing is taken over from the one before.
        "build": spent(partial(_build, settings), rounds=rounds, before=settings.carried.unlink),
        "statements": spent(partial(played, settings), rounds=rounds),
        "selects": spent(partial(selected, settings, snapshot), rounds=rounds),
    }
    if size <= LARGEST_BY_DBT:
        found["by_dbt"] = spent(partial(_build, settings, "--by-dbt"), rounds=1)
    return found


def changing(counties: Counties, size: int) -> Any:
    """A build of three cycles, two of them closed: of all, and after one school handed in."""
    settings, county = counties.own(size, "changing"), large_county(size)
    door = Door.open(settings)
    for year in (2022, 2023):
        dates = (dt.date(year, 1, 1), dt.date(year, 12, 31))
        cycle = replace(county.cycle, cycle_id=str(year), starts_on=dates[0], ends_on=dates[1])
        earlier = LargeCounty(county.guide, county.edition, cycle, county.schools)
        for name, table in (
            ("cycles.csv", earlier.tables()["cycles.csv"]),
            ("answers.csv", earlier.answers_table()),
        ):
            door.hand_in(door.check(table, name), received_by="benchmark", channel="benchmark")
            door = Door.open(settings)
        body = {"cycle_id": str(year), "decision": "closed", "reason": "benchmark"}
        write_record(settings, "cycle_decision", body, received_by="benchmark", channel="benchmark")
    build(settings)
    numbers = itertools.count(1)
    found = {
        "everything": spent(
            partial(build, settings), rounds=2, before=partial(settings.carried.unlink)
        ),
        "one_school": spent(
            partial(build, settings),
            rounds=3,
            warm_up=True,
            before=lambda: _hand_in(Door.open(settings), county, next(numbers)),
        ),
    }
    _hand_in(Door.open(settings), county, next(numbers))
    with timed_steps() as dearest:
        found["steps"] = build(settings).seconds
    return found | {"dearest": sorted(dearest, reverse=True)[:DEAREST]}


@contextmanager
def timed_steps() -> Iterator[list[tuple[float, str]]]:
    """The CPU seconds of each model and test that is run in a block, with its name."""
    found: list[tuple[float, str]] = []
    run = plan.run_step

    def timed(connection: duckdb.DuckDBPyConnection, step: plan.Step) -> str | None:
        before = time.process_time()
        told = run(connection, step)
        found.append((time.process_time() - before, step.name))
        return told

    # What is measured is what a build runs, step by step.
    with patch.object(plan, "run_step", timed), patch.object(taking_over, "run_step", timed):
        yield found


def _build(settings: Settings, *options: str) -> int:
    """A build in a process of its own, as a server has it; returns its exit code."""
    places = ["--home", str(settings.home), "--guide", str(settings.guide)]
    command = [sys.executable, "-m", "duibiao", "build", *places, *options]
    return subprocess.run(command, check=True, stdout=subprocess.DEVNULL).returncode


def played(settings: Settings) -> None:
    """Models with contracts and comments, and tests, and nothing else of a build."""
    with tempfile.TemporaryDirectory() as scratch:
        snapshot = Path(scratch) / "snapshot.duckdb"
        plan.play(plan.plan_of(settings), Guide.load(SEEDS), settings.landing, snapshot)


def selected(settings: Settings, snapshot: Path) -> None:
    """The models' selects, each into a table without contract."""
    statements = statements_of_snapshot(snapshot)
    with tempfile.TemporaryDirectory() as scratch, duckdb.connect(":memory:") as connection:
        connection.execute("set threads = 1")
        register(connection)
        connection.execute(f"attach '{settings.landing}' as landing (read_only)")
        connection.execute(f"attach '{scratch}/direct.duckdb' as snapshot")
        load_guide(connection, statements["seeds"], Guide.load(SEEDS))
        for model in statements["models"]:
            connection.execute(creation(model))


def ranking(counties: Counties, size: int) -> Any:
    """Seconds from a school's receipt until its score stands in the snapshot in force."""
    settings, county = counties.own(size, "ranking"), large_county(size)
    watcher = BuildWatcher(settings, _build)
    threading.Thread(target=watcher.run, daemon=True).start()
    door = Door.open(settings)
    found = []
    for number in range(HAND_INS):
        record_id = _hand_in(door, county, number + 1)
        began = time.perf_counter()
        while not _is_scored(settings, record_id):
            time.sleep(0.05)
        found.append(time.perf_counter() - began)
    watcher.stopping.set()
    return {"median": statistics.median(found), "longest": max(found)}


def _hand_in(door: Door, county: LargeCounty, number: int) -> str:
    """The first school hands in what another one answers; returns the record's identifier."""
    school = county.schools[0]
    answers = county.answers(county.schools[number])
    asked = county.edition.asked_facts(school.attributes)
    answers = {fact: text for fact, text in answers.items() if fact in asked}
    content = template_bytes(county.edition, county.cycle, school, {}, answers)
    checked = door.check(content, f"{number}.xlsx")
    done = door.hand_in(checked, received_by="benchmark", channel="benchmark", confirmed=True)
    if done.receipt is None:
        raise SystemExit("the benchmark's workbook was refused")
    return done.receipt.record_id


def _is_scored(settings: Settings, record_id: str) -> bool:
    path = snapshot_path(settings)
    if path is None or build_information(settings) is None:
        return False
    with connect(path) as connection:
        return bool(
            connection.execute(
                "select 1 from fct_school_scores where submission_id = ?", [record_id]
            ).fetchall()
        )
