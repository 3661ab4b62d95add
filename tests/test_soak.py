"""The long runs: hundreds of kills of all that writes, a thousand hand-ins, two thousand pages."""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pytest

from benchmarks.pages import TOTAL, coming_and_going, views
from duibiao.records.model import School
from duibiao.records.settings import SEEDS, Settings
from duibiao.records.store import IDENTIFIER, list_records, read_record, record_paths
from duibiao.warehouse.snapshot_files import shown_snapshot
from duibiao.warehouse.verifying import verify
from tests.conftest import run_duibiao
from tests.counties.small_county import SmallCounty, small_county
from tests.dashboards.conftest import serving
from tests.forked import run_module

KILLS = int(os.environ.get("DUIBIAO_SOAK_KILLS", "500"))
HAND_INS, PROCESSES = 1000, 8
MOST_GROWTH = 64
"""MB: so much of what was asked of a snapshot is kept."""
WRITERS = ("load", "hand-in", "backup")
TURNS = (
    ("load",),
    ("hand-in",),
    ("load", "hand-in"),
    ("publish",),
    ("landing", "hand-in"),
    ("load", "load"),
    ("publish",),
    ("backup",),
    ("hand-in", "hand-in"),
    ("landing", "load"),
    ("publish",),
    ("build", "hand-in"),
    ("load", "hand-in"),
    ("landing", "hand-in"),
    ("rebuild", "load"),
)
"""What runs at a time, each to be killed; one of them at most holds the lock of builds."""
CHECK_EVERY = 3 * len(TURNS)
POINTS = {
    "load": {"fsync": 10, "replace": 4, "clock": 3000},
    "hand-in": {"fsync": 10, "replace": 4, "clock": 2000},
    "backup": {"fsync": 10, "replace": 4},
    "publish": {"fsync": 9, "replace": 4},
    "landing": {"replace": 1, "fsync": 1, "clock": 1200},
    "build": {"fsync": 12, "replace": 6, "clock": 9000},
    "rebuild": {"fsync": 12, "replace": 6, "clock": 9000},
}
"""Where each may be killed: at which call of the system at most, or after how many milliseconds."""

pytestmark = [pytest.mark.soak, pytest.mark.timeout(6 * 3600)]


@dataclass
class Office:
    """A county whose every process is killed at some point drawn by chance."""

    settings: Settings
    county: SmallCounty
    chance: random.Random
    receipts: set[str] = field(default_factory=set)
    kills: Counter[str] = field(default_factory=Counter)
    points: Counter[str] = field(default_factory=Counter)
    ended: Counter[str] = field(default_factory=Counter)
    books: int = 0
    looks: int = 0

    def book(self, school: School) -> Path:
        """A workbook that nobody has handed in before."""
        self.books += 1
        answers = self.county.answers(school, seed=self.books)
        return self.county.workbook(school, answers, f"{self.books}")

    def command(self, what: str, schools: list[School]) -> list[str]:
        """What is to run, with the point at which it is to be killed."""
        files = [self.book(school) for school in schools] if what in WRITERS else []
        moment = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
        started: dict[str, list[str]] = {
            "load": ["duibiao", "load", "--confirm"],
            "backup": ["hand-in"],
            "build": ["duibiao", "build"],
            "rebuild": ["duibiao", "rebuild"],
            "publish": ["publish", f"{moment}-{self.chance.randrange(1 << 24):06x}"],
        }
        call = self.chance.choice(list(POINTS[what]))
        number = self.chance.randint(1, POINTS[what][call])
        point = [call, str(number), self.chance.choice(["before", "after"])]
        return [*point, *started.get(what, [what]), *map(str, files)]

    def run_until_killed(self, together: tuple[str, ...]) -> None:
        """Start them all at once, and kill each; what ended before that is counted apart."""
        # Of one school only one file comes at a time: two would be asked back.
        schools = self.chance.sample(self.county.schools, 2 * len(together))
        commands = [
            self.command(what, schools[2 * number : 2 * number + 2])
            for number, what in enumerate(together)
        ]
        places = {"DUIBIAO_HOME": str(self.settings.home), "DUIBIAO_GUIDE": str(SEEDS)}

        def run(command: list[str]) -> subprocess.CompletedProcess[str]:
            return run_module("tests.killed", command, os.environ | places)

        with ThreadPoolExecutor(len(commands)) as threads:
            all_ended = list(threads.map(run, commands))
        for what, command, ended in zip(together, commands, all_ended, strict=True):
            self.receipts |= set(IDENTIFIER.findall(ended.stdout))
            if ended.returncode < 0:
                self.kills[what] += 1
                self.points[command[0]] += 1
            else:
                assert ended.returncode == 0, f"{command} {ended.stdout} {ended.stderr}"
                self.ended[what] += 1

    def back_up(self, folder: Path) -> None:
        """Copy the files as an administrator would: records first, what they point to after."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for name in ("records", "originals"):
            command = ["cp", "-a", str(self.settings.home / name), str(folder)]
            subprocess.run(command, check=True)

    def look(self) -> None:
        """As a reader does: there is a snapshot, and it is whole."""
        shown = shown_snapshot(self.settings)
        assert shown is not None
        assert shown.fault is None
        with duckdb.connect(str(shown.path), read_only=True) as connection:
            assert connection.execute("select count(*) from dim_indicators").fetchall() != [(0,)]
        self.looks += 1

    @contextmanager
    def readers(self) -> Iterator[None]:
        """Somebody reads all the while; what went wrong there is told at the end."""
        stopping, failures = threading.Event(), list[BaseException]()

        def read() -> None:
            while not stopping.wait(0.2) and not failures:
                try:
                    self.look()
                except BaseException as failure:
                    failures.append(failure)

        reader = threading.Thread(target=read, daemon=True)
        reader.start()
        try:
            yield
        finally:
            stopping.set()
            reader.join()
        assert failures == []

    def check(self) -> None:
        """After a build that nobody kills: all receipts are there, nothing is torn or left."""
        run_duibiao(self.settings.home, "build")
        listing = list_records(self.settings)
        assert not listing.odd
        assert self.receipts <= listing.paths.keys()
        for path in listing.paths.values():
            read_record(path)
        assert verify(self.settings).amiss == []
        left = [path.name for path in self.settings.home.rglob("*") if "partial" in path.name]
        assert [name for name in left if name != "partial_parse.msgpack"] == []
        shown = shown_snapshot(self.settings)
        assert shown is not None
        with duckdb.connect(str(shown.path), read_only=True) as connection:
            rows = connection.execute("select submission_id from fct_submissions").fetchall()
        assert self.receipts <= {name for (name,) in rows}

    def account(self) -> str:
        """What was done so far, for whoever watches the hours."""
        return (
            f"{time.strftime('%H:%M:%S')} kills {self.kills.total()} {dict(self.kills)},"
            f" at {dict(self.points)}, ended {dict(self.ended)},"
            f" receipts {len(self.receipts)}, reads {self.looks}"
        )


@pytest.fixture
def office(settings: Settings, tmp_path: Path) -> Office:
    county = small_county(tmp_path / "files", 4)
    run_duibiao(settings.home, "load", *county.tables)
    run_duibiao(settings.home, "build")
    return Office(settings, county, random.Random(20261128))


def test_no_receipt_is_lost_and_nothing_torn_by_hundreds_of_kills(
    office: Office, tmp_path: Path
) -> None:
    turn = 0
    with office.readers():
        while office.kills.total() < KILLS:
            together = TURNS[turn % len(TURNS)]
            office.run_until_killed(together)
            office.look()
            if "backup" in together:
                copy = tmp_path / "copy"
                office.back_up(copy)
                found = verify(Settings.resolve(copy, SEEDS))
                assert {one.code for one in found.amiss} <= {"stray-file"}
            turn += 1
            if turn % CHECK_EVERY == 0:
                office.check()
                print(office.account(), flush=True)
        office.check()
    print(office.account(), flush=True)


def test_a_thousand_hand_ins_of_eight_processes_beside_builds_all_succeed(
    office: Office, tmp_path: Path
) -> None:
    places = {"DUIBIAO_HOME": str(office.settings.home), "DUIBIAO_GUIDE": str(SEEDS)}
    command = [sys.executable, "-m", "tests.killed", "fsync", "0", "before", "hand-in"]
    schools = office.chance.choices(office.county.schools, k=HAND_INS)
    books = [str(office.book(school)) for school in schools]
    writers = []
    for number in range(PROCESSES):
        output = (tmp_path / f"{number}.txt").open("w", encoding="utf-8")
        part = [*command, *books[number::PROCESSES]]
        writers.append(
            subprocess.Popen(part, env=os.environ | places, stdout=output, stderr=output)
        )
    builds = 0
    while any(writer.poll() is None for writer in writers):
        run_duibiao(office.settings.home, "build")
        builds += 1
    assert [writer.returncode for writer in writers] == [0] * PROCESSES
    for number in range(PROCESSES):
        office.receipts |= set((tmp_path / f"{number}.txt").read_text("utf-8").split())
    assert len(office.receipts) == HAND_INS
    assert builds > 0
    office.check()
    print(
        f"hand-ins {HAND_INS}, builds beside {builds}, records {len(record_paths(office.settings))}"
    )


def test_a_server_holds_no_more_however_many_come_and_go(demo_home: Path, tmp_path: Path) -> None:
    with serving(demo_home, tmp_path / "log") as server:
        held = asyncio.run(coming_and_going(server.address, server.pid, views(demo_home)))
    print(held)
    assert held[-1]["reruns"] == TOTAL
    half = next(one for one in held if one["reruns"] >= TOTAL / 2)
    assert held[-1]["megabytes"] - half["megabytes"] < MOST_GROWTH
