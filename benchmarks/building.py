"""What a build costs: as a whole by its plan and by dbt, and the statements that it must run."""

from __future__ import annotations

import datetime as dt
import itertools
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import duckdb

from benchmarks.county import LargeCounty, large_county
from duibiao.guide.editions import Guide
from duibiao.records.settings import SEEDS, Settings
from duibiao.records.store import write_record
from duibiao.warehouse.build import build
from duibiao.warehouse.plan import plan_of, play
from duibiao.warehouse.ranking_function import register
from duibiao.warehouse.snapshot_files import build_information, connect, snapshot_path
from duibiao.warehouse.statements import creation, load_guide, statements_of_snapshot
from duibiao.warehouse.watch import BuildWatcher
from ingest.door import Door
from ingest.workbook.template import template_bytes

ROUNDS = 3
HAND_INS = 5
LARGEST_AGAIN = 1_000
Spent = tuple[float, float]


def buildings(folder: Path, sizes: list[int]) -> None:
    """CPU and wall seconds of builds and of their statements, and how long a hand-in waits."""
    print("CPU seconds, and by the clock:\n")
    print(
        "| schools | rows of scores | build | build by dbt | statements of the plan"
        " | selects alone | from hand-in to ranking |"
    )
    print("|---|---|---|---|---|---|---|")
    for size in sizes:
        settings, county = loaded(folder / f"building-{size}", size)
        snapshot = build(settings).snapshot
        with connect(snapshot) as connection:
            [(rows,)] = connection.execute("select count(*) from fct_indicator_scores").fetchall()
        actions: list[Callable[[], object]] = [
            partial(_build, settings),
            partial(_build, settings, "--by-dbt"),
            partial(played, settings),
            partial(selected, settings, snapshot),
        ]
        told = " | ".join(f"{cpu:.2f} ({wall:.2f})" for cpu, wall in map(spent, actions))
        print(f"| {size:,} | {rows:,} | {told} | {waited(settings, county):.1f} s |")
    for size in (one for one in sizes if one <= LARGEST_AGAIN):
        again(folder, size)


def again(folder: Path, size: int) -> None:
    """CPU and wall seconds of a build of three cycles: of all, and after one school handed in."""
    settings, county = loaded(folder / f"again-{size}", size)
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

    def hand_in() -> None:
        _hand_in(Door.open(settings), county, next(numbers))

    def build_all() -> None:
        settings.carried.unlink()
        build(settings)

    def build_one() -> None:
        hand_in()
        build(settings)

    # What is handed in meanwhile is measured beside, and taken off.
    beside = spent(hand_in)[0]
    rows: list[tuple[str, Callable[[], None], float]] = [
        ("everything", build_all, 0.0),
        ("one school changed", build_one, beside),
    ]
    print("\n| 3 cycles, two closed | schools | CPU seconds (by the clock) |\n|---|---|---|")
    for name, action, apart in rows:
        cpu, wall = spent(action)
        print(f"| {name} | {size:,} | {cpu - apart:.2f} ({wall:.2f}) |")


def loaded(home: Path, size: int) -> tuple[Settings, LargeCounty]:
    """A data home with the answers of a large county in it."""
    settings, county = Settings.resolve(home, SEEDS), large_county(size)
    door = Door.open(settings)
    for name, table in {**county.tables(), "answers.csv": county.answers_table()}.items():
        checked = door.check(table, name)
        if checked.fate == "refused":
            raise SystemExit(f"the benchmark's {name} was refused")
        door.hand_in(checked, received_by="benchmark", channel="benchmark")
    return settings, county


def _build(settings: Settings, *options: str) -> int:
    """A build in a process of its own, as a server has it; returns its exit code."""
    places = ["--home", str(settings.home), "--guide", str(settings.guide)]
    command = [sys.executable, "-m", "duibiao", "build", *places, *options]
    return subprocess.run(command, check=True, stdout=subprocess.DEVNULL).returncode


def spent(action: Callable[[], object]) -> Spent:
    """The medians of CPU and wall seconds of some runs; the first is not counted."""
    runs: list[Spent] = []
    for _ in range(ROUNDS + 1):
        before, began = _cpu(), time.perf_counter()
        action()
        runs.append((_cpu() - before, time.perf_counter() - began))
    cpu, wall = zip(*runs[1:], strict=True)
    return statistics.median(cpu), statistics.median(wall)


def _cpu() -> float:
    """The CPU seconds of this process and of those that it waited for."""
    both = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in both)


def played(settings: Settings) -> None:
    """Models with contracts and comments, and tests, and nothing else of a build."""
    with tempfile.TemporaryDirectory() as scratch:
        snapshot = Path(scratch) / "snapshot.duckdb"
        play(plan_of(settings), Guide.load(SEEDS), settings.landing, snapshot)


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


def waited(settings: Settings, county: LargeCounty) -> float:
    """Median seconds from a school's receipt until its score stands in the snapshot in force."""
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
    return statistics.median(found)


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
